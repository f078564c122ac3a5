import { and, eq } from "drizzle-orm";
import { actorId, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { type MemoryId, newId } from "@/lib/ids";
import { learnings, learningTombstones } from "@/lib/learnings/schema";

/**
 * Leaves a tombstone for a learning that was taken out of its store, so that later dreams don't propose it again. Nothing happens for a
 * memory that is no learning, or one that no dream found. Call inside `inWorkspace`.
 */
export async function buryLearning(tx: Tx, ctx: Ctx, memoryId: MemoryId, reason: string | null): Promise<void> {
  const [row] = await tx
    .select()
    .from(learnings)
    .where(and(eq(learnings.workspaceId, ctx.workspaceId), eq(learnings.memoryId, memoryId)));
  if (!row || row.patternKey === null) return;
  const now = ctx.clock.now();
  await tx.insert(learningTombstones).values({
    workspaceId: ctx.workspaceId,
    id: newId("tombstone", now.getTime()),
    storeId: row.storeId,
    patternKey: row.patternKey,
    title: row.title,
    reasonCode: "retired",
    reason,
    stats: row.stats,
    dreamId: row.dreamId,
    changeId: row.changeId,
    createdAt: now,
    createdByType: ctx.actor.type,
    createdById: actorId(ctx.actor),
  });
}
