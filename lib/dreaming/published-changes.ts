import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreamChanges, dreamEvidence, dreams } from "@/lib/dreaming/schema";
import type { ChangeId, DreamId, MemoryId, MemoryStoreId } from "@/lib/ids";

export type PublishedChange = { id: ChangeId; dreamId: DreamId; supports: number; contradicts: number };

/** The changes of one memory that were published with those revisions of its store, with their quotes counted; by revision. */
export async function findPublishedChanges(
  ctx: Ctx,
  memory: { storeId: MemoryStoreId; id: MemoryId; path: string | null },
  revisions: number[],
): Promise<Map<number, PublishedChange>> {
  assertCan(ctx.actor, "read");
  if (revisions.length === 0) return new Map();
  return inWorkspace(ctx, async (tx) => {
    const quotes = (polarity: "supports" | "contradicts") =>
      sql<number>`(select count(*)::int from ${dreamEvidence} e where e.workspace_id = ${dreamChanges.workspaceId} and e.dream_id = ${dreamChanges.dreamId} and e.pattern_key = ${dreamChanges.patternKey} and e.polarity = ${polarity})`;
    const rows = await tx
      .select({
        id: dreamChanges.id,
        dreamId: dreamChanges.dreamId,
        revision: dreamChanges.publishedRevision,
        supports: quotes("supports"),
        contradicts: quotes("contradicts"),
      })
      .from(dreams)
      .innerJoin(dreamChanges, and(eq(dreamChanges.workspaceId, dreams.workspaceId), eq(dreamChanges.dreamId, dreams.id)))
      .where(
        and(
          eq(dreams.workspaceId, ctx.workspaceId),
          eq(dreams.storeId, memory.storeId),
          inArray(dreams.publishedRevision, revisions),
          inArray(dreamChanges.publishedRevision, revisions),
          // A change that adds names no memory: its path does.
          or(
            eq(dreamChanges.memoryId, memory.id),
            memory.path ? and(isNull(dreamChanges.memoryId), eq(dreamChanges.path, memory.path)) : undefined,
          ),
        ),
      );
    return new Map(rows.flatMap(({ revision, ...change }) => (revision === null ? [] : [[revision, change] as const])));
  });
}
