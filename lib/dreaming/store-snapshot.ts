import { and, desc, eq, isNull } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import type { CandidateStats, StoreSnapshot } from "@/lib/dreaming/types";
import type { MemoryStoreId } from "@/lib/ids";
import { learnings, learningTombstones } from "@/lib/learnings/schema";
import { memories, memoryStores } from "@/lib/memory/schema";

/** The published store as reconcile sees it, with the revision it was read at. Call inside `inWorkspace`. */
export async function readStoreSnapshot(tx: Tx, ctx: Ctx, storeId: MemoryStoreId): Promise<{ snapshot: StoreSnapshot; revision: number }> {
  const [store] = await tx
    .select({ revision: memoryStores.headRevision })
    .from(memoryStores)
    .where(and(eq(memoryStores.workspaceId, ctx.workspaceId), eq(memoryStores.id, storeId)));
  const rows = await tx
    .select({
      memoryId: memories.id,
      path: memories.path,
      content: memories.content,
      contentSha256: memories.contentSha256,
      kind: learnings.kind,
      title: learnings.title,
      status: learnings.status,
      isLocked: learnings.isLocked,
      patternKey: learnings.patternKey,
      stats: learnings.stats,
      isEditedByPerson: learnings.isEditedByPerson,
    })
    .from(memories)
    .innerJoin(learnings, and(eq(learnings.workspaceId, memories.workspaceId), eq(learnings.memoryId, memories.id)))
    .where(and(eq(memories.workspaceId, ctx.workspaceId), eq(memories.storeId, storeId)))
    .orderBy(memories.path);
  const paths = await tx
    .select({ path: memories.path })
    .from(memories)
    .where(and(eq(memories.workspaceId, ctx.workspaceId), eq(memories.storeId, storeId)))
    .orderBy(memories.path);
  const tombstones = await tx
    .select({
      patternKey: learningTombstones.patternKey,
      reasonCode: learningTombstones.reasonCode,
      reason: learningTombstones.reason,
      stats: learningTombstones.stats,
    })
    .from(learningTombstones)
    .where(
      and(
        eq(learningTombstones.workspaceId, ctx.workspaceId),
        eq(learningTombstones.storeId, storeId),
        isNull(learningTombstones.withdrawnAt),
      ),
    )
    .orderBy(desc(learningTombstones.id));
  return {
    snapshot: {
      learnings: rows.map((row) => ({ ...row, stats: asStats(row.stats) })),
      tombstones: tombstones.map((row) => ({ ...row, reasonCode: row.reasonCode, stats: asStats(row.stats) })),
      takenPaths: paths.map((row) => row.path),
    },
    revision: store?.revision ?? 0,
  };
}

/** The column is written from `CandidateStats` only, by publication and rejection. */
function asStats(stats: Record<string, unknown> | null): CandidateStats | null {
  return stats as CandidateStats | null;
}
