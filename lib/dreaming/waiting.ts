/** What waits for a decision, in short: for pages that are about something else. */
import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { agents } from "@/lib/agents/schema";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreamChanges, dreams } from "@/lib/dreaming/schema";
import type { CandidateStats, ChangeAction } from "@/lib/dreaming/types";
import type { AgentId, ChangeId } from "@/lib/ids";
import type { LearningKind } from "@/lib/learnings/types";

export type WaitingChange = {
  id: ChangeId;
  title: string;
  action: ChangeAction;
  kind: LearningKind;
  isHeld: boolean;
  stats: CandidateStats;
  agentName: string;
  createdAt: Date;
};
export type Waiting = { open: number; held: number; oldestAt: Date | null; top: WaitingChange[] };

/** The queue of those agents: how long, how old, and its first `limit`: held ones, then the oldest. */
export async function summariseWaiting(ctx: Ctx, agentIds: readonly AgentId[], limit: number): Promise<Waiting> {
  assertCan(ctx.actor, "read");
  if (agentIds.length === 0) return { open: 0, held: 0, oldestAt: null, top: [] };
  return inWorkspace(ctx, async (tx) => {
    const isWaiting = and(
      eq(dreamChanges.workspaceId, ctx.workspaceId),
      eq(dreamChanges.decision, "pending"),
      isNull(dreamChanges.publishedRevision),
      eq(dreams.status, "completed"),
      isNull(dreams.archivedAt),
      inArray(dreams.agentId, [...agentIds]),
    );
    const itsDream = and(eq(dreams.workspaceId, dreamChanges.workspaceId), eq(dreams.id, dreamChanges.dreamId));
    const [counts] = await tx
      .select({
        open: sql<number>`count(*)::int`,
        held: sql<number>`(count(*) filter (where ${dreamChanges.isHeld}))::int`,
        oldestAt: sql<string | null>`min(${dreamChanges.createdAt})`,
      })
      .from(dreamChanges)
      .innerJoin(dreams, itsDream)
      .where(isWaiting);
    const top = await tx
      .select({
        id: dreamChanges.id,
        title: dreamChanges.title,
        action: dreamChanges.action,
        kind: dreamChanges.kind,
        isHeld: dreamChanges.isHeld,
        stats: dreamChanges.stats,
        agentName: agents.name,
        createdAt: dreamChanges.createdAt,
      })
      .from(dreamChanges)
      .innerJoin(dreams, itsDream)
      .innerJoin(agents, and(eq(agents.workspaceId, dreams.workspaceId), eq(agents.id, dreams.agentId)))
      .where(isWaiting)
      .orderBy(desc(dreamChanges.isHeld), asc(dreamChanges.id))
      .limit(limit);
    return { open: counts?.open ?? 0, held: counts?.held ?? 0, oldestAt: counts?.oldestAt ? new Date(counts.oldestAt) : null, top };
  });
}
