import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import { agents } from "@/lib/agents/schema";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreamChanges, dreamEvidence, dreamStages, dreams } from "@/lib/dreaming/schema";
import {
  type AnyDreamView,
  type CHANGE_ACTIONS,
  type ChangeView,
  DREAM_STAGES,
  type DreamSort,
  type DreamStatus,
  type DreamView,
  type Evidence,
  type StageView,
} from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";
import type { AgentId, ChangeId, DreamId, SessionId } from "@/lib/ids";
import { cursorNumber, decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

const itsAgent = and(eq(agents.workspaceId, dreams.workspaceId), eq(agents.id, dreams.agentId));

export type DreamFilter = {
  agentId?: AgentId;
  statuses?: DreamStatus[];
  trigger?: DreamView["trigger"];
  includeArchived?: boolean;
  onlyArchived?: boolean;
  createdAfter?: Date;
  createdBefore?: Date;
  /** Newest first unless said; the others are largest first. */
  sort?: DreamSort;
  limit: number;
  cursor?: string | null;
};

/** What a list of dreams is sorted by beside its age. What has not ended counts as shortest. */
const MEASURES = {
  longest: sql<number>`coalesce(extract(epoch from (${dreams.endedAt} - ${dreams.startedAt})), -1)::float8`,
  sessions: sql<number>`${dreams.sessionsRead}::float8`,
  cost: sql<number>`${dreams.costUsd}`,
} as const satisfies Record<Exclude<DreamSort, "newest" | "oldest">, SQL<number>>;

/** Agents' dreams, with what each proposed and what became of it. Throws `invalid_input` for a foreign cursor. */
export async function listDreams(ctx: Ctx, filter: DreamFilter): Promise<Page<DreamView>> {
  const { items, nextCursor } = await listAnyDreams(ctx, filter, isNotNull(dreams.agentId));
  return { items: items.filter(isAgentsDream), nextCursor };
}

/** As `listDreams`, with the dreams of stores among them. */
export async function listAnyDreams(ctx: Ctx, filter: DreamFilter, only?: SQL): Promise<Page<AnyDreamView>> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const { sort = "newest" } = filter;
    const measure = sort === "newest" || sort === "oldest" ? null : MEASURES[sort];
    const kind = sort === "newest" ? "dreams" : `dreams:${sort}`;
    const cursor = decodeCursor(kind, filter.cursor, measure ? 2 : 1);
    const rows = await selectDreams(tx, measure)
      .where(
        and(
          eq(dreams.workspaceId, ctx.workspaceId),
          only,
          filter.agentId ? eq(dreams.agentId, filter.agentId) : undefined,
          filter.statuses?.length ? inArray(dreams.status, filter.statuses) : undefined,
          filter.trigger ? eq(dreams.trigger, filter.trigger) : undefined,
          filter.onlyArchived ? isNotNull(dreams.archivedAt) : filter.includeArchived ? undefined : isNull(dreams.archivedAt),
          filter.createdAfter ? gt(dreams.createdAt, filter.createdAfter) : undefined,
          filter.createdBefore ? lt(dreams.createdAt, filter.createdBefore) : undefined,
          cursor ? beyond(sort, measure, cursor) : undefined,
        ),
      )
      .orderBy(...(measure ? [desc(measure)] : []), sort === "oldest" ? asc(dreams.id) : desc(dreams.id))
      .limit(filter.limit + 1);
    const counts = await countChanges(
      tx,
      ctx,
      rows.slice(0, filter.limit).map((row) => row.dream.id),
    );
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor(kind, measure ? [row.measure, row.dream.id] : [row.dream.id]),
      (row) => toDreamView(row, counts),
    );
  });
}

function beyond(sort: DreamSort, measure: SQL<number> | null, cursor: (string | number | null)[]): SQL {
  if (measure) return sql`(${measure}, ${dreams.id}) < (${Number(cursor[0])}::float8, ${String(cursor[1])})`;
  const id = cursor[0] as DreamId;
  return sort === "oldest" ? gt(dreams.id, id) : lt(dreams.id, id);
}

/** An agent's dream. Throws `not_found`. */
export async function getDream(ctx: Ctx, dreamId: DreamId): Promise<DreamView> {
  const dream = await getAnyDream(ctx, dreamId);
  if (!isAgentsDream(dream)) throw new AppError("not_found", `There is no dream ${dreamId} of an agent.`);
  return dream;
}

function isAgentsDream(dream: AnyDreamView): dream is AnyDreamView & DreamView {
  return dream.agentId !== null && dream.agentName !== null;
}

/** A dream of either form. Throws `not_found`. */
export async function getAnyDream(ctx: Ctx, dreamId: DreamId): Promise<AnyDreamView> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await selectDreams(tx).where(and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, dreamId)));
    if (!row) throw new AppError("not_found", `There is no dream ${dreamId}.`);
    return toDreamView(row, await countChanges(tx, ctx, [dreamId]));
  });
}

/** All stages in their order. Throws `not_found`. */
export async function listStages(ctx: Ctx, dreamId: DreamId): Promise<StageView[]> {
  await getAnyDream(ctx, dreamId);
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select()
      .from(dreamStages)
      .where(and(eq(dreamStages.workspaceId, ctx.workspaceId), eq(dreamStages.dreamId, dreamId)));
    return DREAM_STAGES.flatMap((stage) =>
      rows.filter((row) => row.stage === stage).map(({ workspaceId: _w, dreamId: _d, ...view }) => view),
    );
  });
}

export type ChangeFilter = { dreamId: DreamId; onlyHeld?: boolean; limit: number; cursor?: string | null };

/** A completed dream's changes in their stable order; none while it runs. Throws `not_found`. */
export async function listChanges(ctx: Ctx, filter: ChangeFilter): Promise<Page<ChangeView>> {
  const dream = await getDream(ctx, filter.dreamId);
  if (dream.status !== "completed") return { items: [], nextCursor: null };
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("changes", filter.cursor, 1);
    const rows = await selectChanges(tx)
      .where(
        and(
          eq(dreamChanges.workspaceId, ctx.workspaceId),
          eq(dreamChanges.dreamId, filter.dreamId),
          filter.onlyHeld ? eq(dreamChanges.isHeld, true) : undefined,
          cursor ? gt(dreamChanges.ordinal, cursorNumber(cursor[0])) : undefined,
        ),
      )
      .orderBy(asc(dreamChanges.ordinal))
      .limit(filter.limit + 1);
    return toPage(rows, filter.limit, (row) => encodeCursor("changes", [row.change.ordinal]), toChangeView);
  });
}

/** Throws `not_found`. */
export async function getChange(ctx: Ctx, { dreamId, changeId }: { dreamId: DreamId; changeId: ChangeId }): Promise<ChangeView> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await selectChanges(tx).where(
      and(eq(dreamChanges.workspaceId, ctx.workspaceId), eq(dreamChanges.dreamId, dreamId), eq(dreamChanges.id, changeId)),
    );
    if (!row) throw new AppError("not_found", `There is no change ${changeId} in this dream.`);
    return toChangeView(row);
  });
}

/** How many changes wait for a decision, and how many of them are held. */
export async function countReviewQueue(ctx: Ctx): Promise<{ open: number; held: number }> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({ open: sql<number>`count(*)::int`, held: sql<number>`(count(*) filter (where ${dreamChanges.isHeld}))::int` })
      .from(dreamChanges)
      .innerJoin(dreams, itsDream)
      .where(openChange(ctx));
    return row ?? { open: 0, held: 0 };
  });
}

/** How many changes wait for a decision, per agent; an agent with none has no entry. */
export async function countReviewQueueByAgent(ctx: Ctx, agentIds: AgentId[]): Promise<Map<AgentId, number>> {
  assertCan(ctx.actor, "read");
  if (agentIds.length === 0) return new Map();
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({ agentId: agents.id, open: sql<number>`count(*)::int` })
      .from(dreamChanges)
      .innerJoin(dreams, itsDream)
      .innerJoin(agents, itsAgent)
      .where(and(openChange(ctx), inArray(dreams.agentId, agentIds)))
      .groupBy(agents.id);
    return new Map(rows.map((row) => [row.agentId, row.open]));
  });
}

/** The dream that proposed a change. Throws `not_found`. */
export async function getDreamOfChange(ctx: Ctx, changeId: ChangeId): Promise<DreamId> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({ dreamId: dreamChanges.dreamId })
      .from(dreamChanges)
      .where(and(eq(dreamChanges.workspaceId, ctx.workspaceId), eq(dreamChanges.id, changeId)));
    if (!row) throw new AppError("not_found", `There is no change ${changeId}.`);
    return row.dreamId;
  });
}

export type ChangeEvidence = Evidence & { ordinal: number };

/** Every session behind a change, one quote each; supporting ones first as they were found. Throws `not_found`. */
export async function listChangeEvidence(
  ctx: Ctx,
  filter: { dreamId: DreamId; changeId: ChangeId; sessionId?: SessionId; limit: number; cursor?: string | null },
): Promise<Page<ChangeEvidence>> {
  const change = await getChange(ctx, filter);
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("evidence", filter.cursor, 2);
    const isAgainst = sql<boolean>`(${dreamEvidence.polarity} = 'contradicts')`;
    const rows = await tx
      .select({
        ordinal: dreamEvidence.ordinal,
        sessionId: dreamEvidence.sessionId,
        eventId: dreamEvidence.eventId,
        at: dreamEvidence.at,
        quote: dreamEvidence.quote,
        polarity: dreamEvidence.polarity,
        trust: dreamEvidence.trust,
      })
      .from(dreamEvidence)
      .where(
        and(
          eq(dreamEvidence.workspaceId, ctx.workspaceId),
          eq(dreamEvidence.dreamId, filter.dreamId),
          eq(dreamEvidence.patternKey, change.patternKey),
          filter.sessionId ? eq(dreamEvidence.sessionId, filter.sessionId) : undefined,
          cursor ? sql`(${isAgainst}, ${dreamEvidence.ordinal}) > (${cursor[0] === 1}, ${cursorNumber(cursor[1])})` : undefined,
        ),
      )
      .orderBy(isAgainst, asc(dreamEvidence.ordinal))
      .limit(filter.limit + 1);
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor("evidence", [row.polarity === "contradicts" ? 1 : 0, row.ordinal]),
      (row) => row,
    );
  });
}

const itsDream = and(eq(dreams.workspaceId, dreamChanges.workspaceId), eq(dreams.id, dreamChanges.dreamId));

function openChange(ctx: Ctx): SQL | undefined {
  return and(
    eq(dreamChanges.workspaceId, ctx.workspaceId),
    eq(dreamChanges.decision, "pending"),
    isNull(dreamChanges.publishedRevision),
    eq(dreams.status, "completed"),
    isNull(dreams.archivedAt),
  );
}

function selectDreams(tx: Tx, measure: SQL<number> | null = null) {
  return tx
    .select({ dream: dreams, agentName: agents.name, measure: measure ?? sql<number>`0` })
    .from(dreams)
    .leftJoin(agents, itsAgent)
    .$dynamic();
}

function selectChanges(tx: Tx) {
  return tx
    .select({
      change: dreamChanges,
      agentId: agents.id,
      agentName: agents.name,
      alsoProposedBy: sql<DreamId[]>`array(
        select c2.dream_id from dream_changes c2 join dreams d2 on d2.workspace_id = c2.workspace_id and d2.id = c2.dream_id
        where c2.workspace_id = ${dreamChanges.workspaceId} and c2.pattern_key = ${dreamChanges.patternKey} and c2.dream_id <> ${dreamChanges.dreamId}
          and d2.agent_id = ${dreams.agentId} and d2.status = 'completed' and c2.decision = 'pending' and c2.published_revision is null
        order by 1 limit 5)`,
    })
    .from(dreamChanges)
    .innerJoin(dreams, itsDream)
    .innerJoin(agents, itsAgent)
    .$dynamic();
}

type Counts = Pick<DreamView, "changes" | "decisions">;

async function countChanges(tx: Tx, ctx: Ctx, ids: DreamId[]): Promise<Map<DreamId, Counts>> {
  const counts = new Map<DreamId, Counts>();
  if (ids.length === 0) return counts;
  const rows = await tx
    .select({
      dreamId: dreamChanges.dreamId,
      action: dreamChanges.action,
      decision: dreamChanges.decision,
      n: sql<number>`count(*)::int`,
      held: sql<number>`(count(*) filter (where ${dreamChanges.isHeld} and ${dreamChanges.decision} = 'pending'))::int`,
      published: sql<number>`count(${dreamChanges.publishedRevision})::int`,
    })
    .from(dreamChanges)
    .where(and(eq(dreamChanges.workspaceId, ctx.workspaceId), inArray(dreamChanges.dreamId, ids)))
    .groupBy(dreamChanges.dreamId, dreamChanges.action, dreamChanges.decision);
  for (const row of rows) {
    const one = counts.get(row.dreamId) ?? noCounts();
    one.changes[row.action] += row.n;
    one.decisions[row.decision] += row.n;
    one.decisions.held += row.held;
    one.decisions.published += row.published;
    counts.set(row.dreamId, one);
  }
  return counts;
}

function noCounts(): Counts {
  return {
    changes: { add: 0, reinforce: 0, revise: 0, merge: 0, retire: 0 } satisfies Record<(typeof CHANGE_ACTIONS)[number], number>,
    decisions: { pending: 0, approved: 0, edited: 0, rejected: 0, needs_evidence: 0, held: 0, published: 0 },
  };
}

function toDreamView(
  { dream, agentName }: { dream: typeof dreams.$inferSelect; agentName: string | null },
  counts: Map<DreamId, Counts>,
): AnyDreamView {
  // While a dream runs its change set is unfinished: nothing of it shows.
  const shown = dream.status === "completed" ? (counts.get(dream.id) ?? noCounts()) : noCounts();
  return {
    id: dream.id,
    agentId: dream.agentId,
    agentName,
    storeId: dream.storeId,
    outputBehavior: dream.outputBehavior,
    outputStoreId: dream.outputStoreId,
    status: dream.status,
    stage: dream.stage,
    author: dream.author,
    trigger: dream.trigger,
    requestedBy: { type: dream.requestedByType, id: dream.requestedById, name: dream.requestedByName },
    scope: dream.scope,
    model: dream.model,
    instructions: dream.instructions,
    settings: dream.settings,
    run: dream.run,
    queuedAt: dream.queuedAt ?? dream.createdAt,
    baseRevision: dream.baseRevision,
    sessionsRead: dream.sessionsRead,
    progress: { done: dream.progressDone, total: dream.progressTotal },
    funnel: dream.funnel,
    usage: { inputTokens: dream.inputTokens, outputTokens: dream.outputTokens },
    costUsd: dream.costUsd,
    sessionCostUsd: dream.sessionCostUsd,
    uncostedSessions: dream.uncostedSessions,
    error: dream.error,
    publishedRevision: dream.publishedRevision,
    settledAt: dream.settledAt,
    ...shown,
    createdAt: dream.createdAt,
    startedAt: dream.startedAt,
    endedAt: dream.endedAt,
    archivedAt: dream.archivedAt,
  };
}

type ChangeSelection = { change: typeof dreamChanges.$inferSelect; agentId: AgentId; agentName: string; alsoProposedBy: DreamId[] };

function toChangeView({ change, agentId, agentName, alsoProposedBy }: ChangeSelection): ChangeView {
  return {
    id: change.id,
    dreamId: change.dreamId,
    agentId,
    agentName,
    ordinal: change.ordinal,
    action: change.action,
    kind: change.kind,
    path: change.path,
    memoryId: change.memoryId,
    title: change.title,
    before: change.before,
    after: change.after,
    editedContent: change.editedContent,
    family: change.family,
    patternKey: change.patternKey,
    stats: change.stats,
    trust: change.trust,
    models: change.models,
    rationale: change.rationale,
    examples: change.examples,
    checks: change.checks,
    isHeld: change.isHeld,
    decision: {
      status: change.decision,
      by: change.decidedByType ? { type: change.decidedByType, id: change.decidedById, name: change.decidedByName } : null,
      at: change.decidedAt,
      reason: change.reason,
      reasonCode: change.reasonCode,
      version: change.decisionVersion,
      moreSessions: change.moreSessions,
    },
    assignedTo: change.assignedToId ? { id: change.assignedToId, name: change.assignedToName ?? "Someone" } : null,
    publishedRevision: change.publishedRevision,
    alsoProposedBy,
    createdAt: change.createdAt,
  };
}
