/** The sessions a dream reads, and what each of them gave. */
import { and, eq, inArray, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { getDream } from "@/lib/dreaming/queries";
import { dreamEvidence } from "@/lib/dreaming/schema";
import { DIGEST_VERSION } from "@/lib/dreaming/types";
import type { DreamId, SessionId } from "@/lib/ids";
import { cursorNumber, decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

export type DreamSession = {
  id: SessionId;
  ordinal: number;
  title: string | null;
  occurredAt: Date;
  outcomeSuccess: boolean | null;
  errorCount: number;
  isDigested: boolean;
  /** Quotes it gave to findings that stood, for and against; and to how many findings. */
  supports: number;
  contradicts: number;
  findings: number;
};

type Row = {
  ordinal: number;
  id: SessionId;
  title: string | null;
  occurred_at: string;
  outcome_success: boolean | null;
  error_count: number;
  is_digested: boolean;
};

/** In reading order; with `gaveOnly` those that gave a quote. Throws `not_found`. */
export async function listDreamSessions(
  ctx: Ctx,
  filter: { dreamId: DreamId; gaveOnly?: boolean; limit: number; cursor?: string | null },
): Promise<Page<DreamSession>> {
  await getDream(ctx, filter.dreamId);
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("dream-sessions", filter.cursor, 1);
    const gave = filter.gaveOnly
      ? sql`and exists (select 1 from dream_evidence e where e.workspace_id = ds.workspace_id and e.session_id = ds.session_id and e.dream_id = ds.dream_id)`
      : sql``;
    const rows = await tx.execute<Row>(sql`
      select ds.ordinal, s.id, s.title, s.occurred_at, s.outcome_success, s.error_count,
        exists (select 1 from session_digests sd where sd.workspace_id = ds.workspace_id and sd.session_id = ds.session_id and sd.version = ${DIGEST_VERSION}) as is_digested
      from dream_sessions ds join sessions s on s.workspace_id = ds.workspace_id and s.id = ds.session_id
      where ds.workspace_id = ${ctx.workspaceId} and ds.dream_id = ${filter.dreamId} and ds.ordinal > ${cursor ? cursorNumber(cursor[0]) : 0} ${gave}
      order by ds.ordinal limit ${filter.limit + 1}`);
    const given = await countGiven(
      tx,
      ctx,
      filter.dreamId,
      rows.slice(0, filter.limit).map((row) => row.id),
    );
    return toPage(
      [...rows],
      filter.limit,
      (row) => encodeCursor("dream-sessions", [row.ordinal]),
      (row) => ({
        id: row.id,
        ordinal: row.ordinal,
        title: row.title,
        occurredAt: new Date(row.occurred_at),
        outcomeSuccess: row.outcome_success,
        errorCount: row.error_count,
        isDigested: row.is_digested,
        ...(given.get(row.id) ?? { supports: 0, contradicts: 0, findings: 0 }),
      }),
    );
  });
}

type Given = Pick<DreamSession, "supports" | "contradicts" | "findings">;

async function countGiven(tx: Tx, ctx: Ctx, dreamId: DreamId, ids: SessionId[]): Promise<Map<SessionId, Given>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({
      sessionId: dreamEvidence.sessionId,
      supports: sql<number>`(count(*) filter (where ${dreamEvidence.polarity} = 'supports'))::int`,
      contradicts: sql<number>`(count(*) filter (where ${dreamEvidence.polarity} = 'contradicts'))::int`,
      findings: sql<number>`count(distinct ${dreamEvidence.patternKey})::int`,
    })
    .from(dreamEvidence)
    .where(and(eq(dreamEvidence.workspaceId, ctx.workspaceId), inArray(dreamEvidence.sessionId, ids), eq(dreamEvidence.dreamId, dreamId)))
    .groupBy(dreamEvidence.sessionId);
  return new Map(rows.map(({ sessionId, ...given }) => [sessionId, given]));
}

/** How many of a dream's sessions gave at least one quote. */
export async function countGivingSessions(ctx: Ctx, dreamId: DreamId): Promise<number> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({ n: sql<number>`count(distinct ${dreamEvidence.sessionId})::int` })
      .from(dreamEvidence)
      .where(and(eq(dreamEvidence.workspaceId, ctx.workspaceId), eq(dreamEvidence.dreamId, dreamId)));
    return row?.n ?? 0;
  });
}
