/** What the last publication came to: the end of the loop, shown when nothing is left to review. */
import { and, desc, eq, gte, isNotNull, lt, sql } from "drizzle-orm";
import { agents } from "@/lib/agents/schema";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreams } from "@/lib/dreaming/schema";
import type { AgentId, DreamId, MemoryStoreId } from "@/lib/ids";
import { memoryStores, storeRevisions } from "@/lib/memory/schema";
import { sessions } from "@/lib/sessions/schema";

const BEFORE_MS = 28 * 24 * 60 * 60 * 1000;

/** Sessions with a known outcome, and how many of them met it. */
export type Completion = { met: number; total: number };

export type LastPublication = {
  dreamId: DreamId;
  agentId: AgentId;
  agentName: string;
  storeId: MemoryStoreId;
  storeName: string;
  revision: number;
  publishedAt: Date;
  by: string | null;
  since: Completion;
  /** The 28 days before it. */
  before: Completion;
};

/** The dream that was published last, with how its agent does since and did before; null when nothing was published yet. */
export async function getLastPublication(ctx: Ctx): Promise<LastPublication | null> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [last] = await tx
      .select({
        dreamId: dreams.id,
        agentId: agents.id,
        agentName: agents.name,
        storeId: dreams.storeId,
        storeName: memoryStores.name,
        revision: storeRevisions.number,
        publishedAt: storeRevisions.createdAt,
        by: storeRevisions.authorName,
      })
      .from(dreams)
      .innerJoin(agents, and(eq(agents.workspaceId, dreams.workspaceId), eq(agents.id, dreams.agentId)))
      .innerJoin(memoryStores, and(eq(memoryStores.workspaceId, dreams.workspaceId), eq(memoryStores.id, dreams.storeId)))
      .innerJoin(
        storeRevisions,
        and(
          eq(storeRevisions.workspaceId, dreams.workspaceId),
          eq(storeRevisions.storeId, dreams.storeId),
          eq(storeRevisions.number, dreams.publishedRevision),
        ),
      )
      .where(and(eq(dreams.workspaceId, ctx.workspaceId), isNotNull(dreams.publishedRevision)))
      .orderBy(desc(storeRevisions.createdAt), desc(dreams.id))
      .limit(1);
    if (!last) return null;
    const from = new Date(last.publishedAt.getTime() - BEFORE_MS);
    return {
      ...last,
      since: await completionOf(tx, ctx, last.agentId, { since: last.publishedAt }),
      before: await completionOf(tx, ctx, last.agentId, { since: from, until: last.publishedAt }),
    };
  });
}

async function completionOf(tx: Tx, ctx: Ctx, agentId: AgentId, { since, until }: { since: Date; until?: Date }): Promise<Completion> {
  const [row] = await tx
    .select({
      met: sql<number>`(count(*) filter (where ${sessions.outcomeSuccess}))::int`,
      total: sql<number>`count(${sessions.outcomeSuccess})::int`,
    })
    .from(sessions)
    .where(
      and(
        eq(sessions.workspaceId, ctx.workspaceId),
        eq(sessions.agentId, agentId),
        gte(sessions.occurredAt, since),
        until ? lt(sessions.occurredAt, until) : undefined,
      ),
    );
  return row ?? { met: 0, total: 0 };
}
