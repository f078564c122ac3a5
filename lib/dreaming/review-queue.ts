/** What waits for a decision: held first, then what is expected to do most, then the oldest. */
import { and, asc, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { agents } from "@/lib/agents/schema";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreamChanges, dreams } from "@/lib/dreaming/schema";
import type { ChangeView } from "@/lib/dreaming/types";
import type { AgentId, UserId } from "@/lib/ids";
import type { LearningKind } from "@/lib/learnings/types";
import { decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

export type QueueFilter = { agentId?: AgentId; kind?: LearningKind; isHeld?: boolean; assigned?: "nobody" | UserId };

/** A change in the queue: no text, which is read when it is opened. */
export type QueueItem = Pick<
  ChangeView,
  | "id"
  | "dreamId"
  | "agentId"
  | "agentName"
  | "action"
  | "kind"
  | "family"
  | "title"
  | "stats"
  | "checks"
  | "isHeld"
  | "assignedTo"
  | "createdAt"
>;

const itsDream = and(eq(dreams.workspaceId, dreamChanges.workspaceId), eq(dreams.id, dreamChanges.dreamId));
const itsAgent = and(eq(agents.workspaceId, dreams.workspaceId), eq(agents.id, dreams.agentId));

/** A page of the queue. Throws `invalid_input` for a cursor of another list. */
export async function listReviewQueue(ctx: Ctx, filter: QueueFilter & { limit: number; cursor?: string | null }): Promise<Page<QueueItem>> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("review", filter.cursor, 3);
    const after = cursor
      ? sql`(not ${dreamChanges.isHeld}, -${dreamChanges.rank}, ${dreamChanges.id}) > (${cursor[0] === 1}, ${-(Number(cursor[1]) || 0)}::float8, ${String(cursor[2])})`
      : undefined;
    const rows = await tx
      .select({
        id: dreamChanges.id,
        dreamId: dreamChanges.dreamId,
        agentId: agents.id,
        agentName: agents.name,
        action: dreamChanges.action,
        kind: dreamChanges.kind,
        family: dreamChanges.family,
        title: dreamChanges.title,
        stats: dreamChanges.stats,
        checks: dreamChanges.checks,
        isHeld: dreamChanges.isHeld,
        rank: dreamChanges.rank,
        assignedToId: dreamChanges.assignedToId,
        assignedToName: dreamChanges.assignedToName,
        createdAt: dreamChanges.createdAt,
      })
      .from(dreamChanges)
      .innerJoin(dreams, itsDream)
      .innerJoin(agents, itsAgent)
      .where(and(waiting(ctx, filter), after))
      .orderBy(desc(dreamChanges.isHeld), desc(dreamChanges.rank), asc(dreamChanges.id))
      .limit(filter.limit + 1);
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor("review", [row.isHeld ? 0 : 1, row.rank, row.id]),
      ({ rank: _rank, assignedToId, assignedToName, ...item }) => ({
        ...item,
        assignedTo: assignedToId ? { id: assignedToId, name: assignedToName ?? "Someone" } : null,
      }),
    );
  });
}

/** How many changes of that part wait for a decision, and how many of them are held. */
export async function countReviewQueuePart(ctx: Ctx, filter: QueueFilter): Promise<{ open: number; held: number }> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({ open: sql<number>`count(*)::int`, held: sql<number>`(count(*) filter (where ${dreamChanges.isHeld}))::int` })
      .from(dreamChanges)
      .innerJoin(dreams, itsDream)
      .where(waiting(ctx, filter));
    return row ?? { open: 0, held: 0 };
  });
}

function waiting(ctx: Ctx, { agentId, kind, isHeld, assigned }: QueueFilter): SQL | undefined {
  return and(
    eq(dreamChanges.workspaceId, ctx.workspaceId),
    eq(dreamChanges.decision, "pending"),
    isNull(dreamChanges.publishedRevision),
    eq(dreams.status, "completed"),
    isNull(dreams.archivedAt),
    agentId ? eq(dreams.agentId, agentId) : undefined,
    kind ? eq(dreamChanges.kind, kind) : undefined,
    isHeld === undefined ? undefined : eq(dreamChanges.isHeld, isHeld),
    assigned === undefined
      ? undefined
      : assigned === "nobody"
        ? isNull(dreamChanges.assignedToId)
        : eq(dreamChanges.assignedToId, assigned),
  );
}
