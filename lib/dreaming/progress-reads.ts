/** What a waiting or running dream is measured by: its place in the queue and the pace of those before it. */
import { and, eq, inArray, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { PastDream } from "@/lib/dreaming/pace";
import { dreamStages, dreams } from "@/lib/dreaming/schema";
import type { DreamStage, DreamView } from "@/lib/dreaming/types";
import type { DreamId } from "@/lib/ids";

const PAST_DREAMS = 20;

/** How many dreams of this workspace wait longer, and how many run. */
export type QueuePlace = { ahead: number; running: number };

export async function readQueuePlace(ctx: Ctx, { id, queuedAt }: Pick<DreamView, "id" | "queuedAt">): Promise<QueuePlace> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx.execute<QueuePlace>(sql`
      select (count(*) filter (where d.status = 'running'))::int as running,
        (count(*) filter (where d.status = 'pending' and (coalesce(d.queued_at, d.created_at), d.id) < (${queuedAt.toISOString()}::timestamptz, ${id})))::int as ahead
      from dreams d where d.workspace_id = ${ctx.workspaceId} and d.status in ('pending', 'running') and d.id <> ${id}`);
    return row ?? { ahead: 0, running: 0 };
  });
}

/** The workspace's latest completed dreams by the same author, with the time of each stage. */
export async function listPastDreams(ctx: Ctx, { id, author }: Pick<DreamView, "id" | "author">): Promise<PastDream[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const latest = await tx
      .select({ id: dreams.id, sessions: dreams.sessionsRead })
      .from(dreams)
      .where(
        and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.status, "completed"), eq(dreams.author, author), sql`${dreams.id} <> ${id}`),
      )
      .orderBy(sql`${dreams.id} desc`)
      .limit(PAST_DREAMS);
    if (latest.length === 0) return [];
    const rows = await tx
      .select({
        dreamId: dreamStages.dreamId,
        stage: dreamStages.stage,
        ms: sql<number>`(extract(epoch from (${dreamStages.endedAt} - ${dreamStages.startedAt})) * 1000)::float8`,
      })
      .from(dreamStages)
      .where(
        and(
          eq(dreamStages.workspaceId, ctx.workspaceId),
          inArray(
            dreamStages.dreamId,
            latest.map((dream) => dream.id),
          ),
          eq(dreamStages.state, "completed"),
        ),
      );
    return latest.map(({ id: dreamId, sessions }) => ({ sessions, stageMs: timesOf(rows, dreamId) }));
  });
}

function timesOf(rows: readonly { dreamId: DreamId; stage: DreamStage; ms: number | null }[], dreamId: DreamId): PastDream["stageMs"] {
  return Object.fromEntries(rows.flatMap((row) => (row.dreamId === dreamId && row.ms !== null ? [[row.stage, row.ms]] : [])));
}
