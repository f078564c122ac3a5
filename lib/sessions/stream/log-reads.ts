/** What a stream reads of a session's log. */
import { and, asc, eq, gt, inArray, lte, or, sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { SessionId } from "@/lib/ids";
import { sessionEvents } from "@/lib/sessions/schema";
import type { SessionEvent, SessionStatus } from "@/lib/sessions/types";

/** Where a log stands: its last `seq`, and those of the latest events that have not taken effect. */
export type Position = { head: number; queued: number[]; status: SessionStatus };

/** Older events than so many are not looked at: what is queued is at the log's end. */
const LOOK_BACK = 2_000;
const BATCH = 500;

/** From one snapshot. Throws `not_found`. */
export async function readPosition(ctx: Ctx, sessionId: SessionId): Promise<Position> {
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx.execute<Position>(sql`
      select s.status, coalesce(l.head_seq, 0) as head, coalesce((
        select jsonb_agg(e.seq) from session_events e
        where e.workspace_id = s.workspace_id and e.session_id = s.id and e.seq > l.head_seq - ${LOOK_BACK}::integer and e.processed_at is null
      ), '[]'::jsonb) as queued
      from sessions s left join live_sessions l on l.workspace_id = s.workspace_id and l.session_id = s.id
      where s.workspace_id = ${ctx.workspaceId} and s.id = ${sessionId}`);
    if (!row) throw new AppError("not_found", `There is no session ${sessionId}.`);
    return row;
  });
}

export type StoredEvent = Pick<SessionEvent, "id" | "seq" | "type" | "payload" | "processedAt">;

/** Events after `after` up to `to`, and those of the given numbers, in the log's order; null where the session is gone. */
export async function readNews(
  ctx: Ctx,
  sessionId: SessionId,
  news: { after: number; to: number; seqs: number[] },
): Promise<StoredEvent[] | null> {
  return inWorkspace(ctx, async (tx) => {
    const ofSession = and(eq(sessionEvents.workspaceId, ctx.workspaceId), eq(sessionEvents.sessionId, sessionId));
    const events: StoredEvent[] = [];
    let { after } = news;
    while (true) {
      const range = and(gt(sessionEvents.seq, after), Number.isFinite(news.to) ? lte(sessionEvents.seq, news.to) : undefined);
      // Old events that took effect come with the first batch: they stand before it in the log.
      const isFirst = after === news.after && news.seqs.length > 0;
      const batch = await tx
        .select({
          id: sessionEvents.id,
          seq: sessionEvents.seq,
          type: sessionEvents.type,
          payload: sessionEvents.payload,
          processedAt: sessionEvents.processedAt,
        })
        .from(sessionEvents)
        .where(and(ofSession, isFirst ? or(range, inArray(sessionEvents.seq, news.seqs)) : range))
        .orderBy(asc(sessionEvents.seq))
        .limit(BATCH + news.seqs.length);
      events.push(...batch);
      after = Math.max(after, batch.at(-1)?.seq ?? 0);
      if (batch.length < BATCH) break;
    }
    if (events.length > 0) return events;
    const rows = await tx.execute(sql`select 1 from sessions where workspace_id = ${ctx.workspaceId} and id = ${sessionId}`);
    return rows.length > 0 ? [] : null;
  });
}
