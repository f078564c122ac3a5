/** How far the review is, across dreams. */
import { and, asc, desc, eq, gte, inArray, isNull, ne, sql } from "drizzle-orm";
import { agents } from "@/lib/agents/schema";
import { assertCan } from "@/lib/auth/policy";
import { actorId, type Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { countReviewQueue } from "@/lib/dreaming/queries";
import { dreamChanges, dreams } from "@/lib/dreaming/schema";
import type { DecisionStatus } from "@/lib/dreaming/types";
import type { ChangeId, DreamId, MemoryStoreId } from "@/lib/ids";
import { memoryStores } from "@/lib/memory/schema";

const RECENT_MS = 24 * 60 * 60 * 1000;
const SHOWN_DREAMS = 5;

const itsDream = and(eq(dreams.workspaceId, dreamChanges.workspaceId), eq(dreams.id, dreamChanges.dreamId));

export type LastDecision = { dreamId: DreamId; changeId: ChangeId; title: string; status: DecisionStatus; version: number };
/** `decided` counts the last 24 hours, by anybody; `last` is the actor's own latest decision that can still be taken back. */
export type ReviewProgress = { open: number; held: number; decided: number; last: LastDecision | null };

export async function getReviewProgress(ctx: Ctx): Promise<ReviewProgress> {
  const waiting = await countReviewQueue(ctx);
  return inWorkspace(ctx, async (tx) => {
    const isRecent = and(
      eq(dreamChanges.workspaceId, ctx.workspaceId),
      ne(dreamChanges.decision, "pending"),
      gte(dreamChanges.decidedAt, new Date(ctx.clock.now().getTime() - RECENT_MS)),
    );
    const decided = await tx.$count(dreamChanges, isRecent);
    const actor = actorId(ctx.actor);
    const [last] =
      actor === null
        ? []
        : await tx
            .select({
              dreamId: dreamChanges.dreamId,
              changeId: dreamChanges.id,
              title: dreamChanges.title,
              status: dreamChanges.decision,
              version: dreamChanges.decisionVersion,
            })
            .from(dreamChanges)
            .where(and(isRecent, eq(dreamChanges.decidedById, actor), isNull(dreamChanges.publishedRevision)))
            .orderBy(desc(dreamChanges.decidedAt), desc(dreamChanges.id))
            .limit(1);
    return { ...waiting, decided, last: last ?? null };
  });
}

/** `storeId` and `storeRevision`: where publishing writes, and what stands there now. */
export type UnpublishedDream = {
  dreamId: DreamId;
  agentName: string;
  createdAt: Date;
  approved: number;
  /** Still to be decided in the same dream; it can be published later. */
  pending: number;
  storeId: MemoryStoreId;
  storeRevision: number;
};

/** Dreams with approved changes that are not published yet, oldest first; at most five. */
export async function listUnpublishedDreams(ctx: Ctx): Promise<UnpublishedDream[]> {
  assertCan(ctx.actor, "read");
  const approved = sql<number>`(count(*) filter (where ${inArray(dreamChanges.decision, ["approved", "edited"])}))::int`;
  return inWorkspace(ctx, (tx) =>
    tx
      .select({
        dreamId: dreams.id,
        agentName: agents.name,
        createdAt: dreams.createdAt,
        approved,
        pending: sql<number>`(count(*) filter (where ${dreamChanges.decision} = 'pending'))::int`,
        storeId: dreams.storeId,
        storeRevision: memoryStores.headRevision,
      })
      .from(dreamChanges)
      .innerJoin(dreams, itsDream)
      .innerJoin(agents, and(eq(agents.workspaceId, dreams.workspaceId), eq(agents.id, dreams.agentId)))
      .innerJoin(memoryStores, and(eq(memoryStores.workspaceId, dreams.workspaceId), eq(memoryStores.id, dreams.storeId)))
      .where(
        and(
          eq(dreamChanges.workspaceId, ctx.workspaceId),
          inArray(dreamChanges.decision, ["approved", "edited", "pending"]),
          isNull(dreamChanges.publishedRevision),
          eq(dreams.status, "completed"),
          isNull(dreams.archivedAt),
        ),
      )
      .groupBy(dreams.id, agents.name, dreams.createdAt, dreams.storeId, memoryStores.headRevision)
      .having(sql`${approved} > 0`)
      .orderBy(asc(dreams.id))
      .limit(SHOWN_DREAMS),
  );
}
