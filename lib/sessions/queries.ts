import { and, asc, desc, eq, gt, gte, inArray, lt, lte, type SQL, sql } from "drizzle-orm";
import { agents } from "@/lib/agents/schema";
import { assertCan, assertCanUseSession } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { environments } from "@/lib/environments/schema";
import { AppError } from "@/lib/errors";
import type { AgentId, EventId, Id, MemoryStoreId, SessionId } from "@/lib/ids";
import { cursorDate, cursorNumber, decodeCursor, encodeCursor, type Page, type TwoWayPage, toPage, toTwoWayPage } from "@/lib/paging";
import { liveSessions, sessionResources } from "@/lib/sessions/live-schema";
import { agentSnapshots, sessionEvents, sessions } from "@/lib/sessions/schema";
import type { SessionEvent, SessionListItem, SessionResource, SessionSource, SessionStatus, SessionView } from "@/lib/sessions/types";

const listColumns = {
  id: sessions.id,
  agentId: sessions.agentId,
  agentName: agents.name,
  agentVersion: sessions.agentVersion,
  status: sessions.status,
  title: sessions.title,
  source: sessions.source,
  externalId: sessions.externalId,
  taskKey: sessions.taskKey,
  startedAt: sessions.startedAt,
  occurredAt: sessions.occurredAt,
  createdAt: sessions.createdAt,
  eventCount: sessions.eventCount,
  turnCount: sessions.turnCount,
  callCount: sessions.callCount,
  errorCount: sessions.errorCount,
  outcomeSuccess: sessions.outcomeSuccess,
  outcomeSource: sessions.outcomeSource,
};

const agentOfSession = and(eq(agents.workspaceId, sessions.workspaceId), eq(agents.id, sessions.agentId));

export type SessionFilter = {
  agentId?: AgentId;
  agentVersion?: number;
  externalId?: string;
  memoryStoreId?: MemoryStoreId;
  deploymentId?: Id<"deployment">;
  statuses?: SessionStatus[];
  outcome?: "met" | "not_met" | "none";
  includeArchived?: boolean;
  createdAt?: { gt?: Date; gte?: Date; lt?: Date; lte?: Date };
  limit: number;
  cursor?: string | null;
};

function filterOf(ctx: Ctx, filter: SessionFilter): (SQL | undefined)[] {
  const { createdAt: range } = filter;
  return [
    eq(sessions.workspaceId, ctx.workspaceId),
    filter.agentId ? eq(sessions.agentId, filter.agentId) : undefined,
    filter.agentVersion === undefined ? undefined : eq(sessions.agentVersion, filter.agentVersion),
    filter.externalId === undefined ? undefined : eq(sessions.externalId, filter.externalId),
    filter.deploymentId === undefined ? undefined : eq(sessions.deploymentId, filter.deploymentId),
    filter.memoryStoreId === undefined
      ? undefined
      : sql`exists (select 1 from ${sessionResources} r where r.workspace_id = ${sessions.workspaceId} and r.session_id = ${sessions.id} and r.memory_store_id = ${filter.memoryStoreId})`,
    filter.statuses?.length ? inArray(sessions.status, filter.statuses) : undefined,
    filter.outcome === "met" ? eq(sessions.outcomeSuccess, true) : undefined,
    filter.outcome === "not_met" ? eq(sessions.outcomeSuccess, false) : undefined,
    filter.outcome === "none" ? sql`${sessions.outcomeSuccess} is null` : undefined,
    filter.includeArchived ? undefined : sql`${sessions.archivedAt} is null`,
    range?.gt ? gt(sessions.createdAt, range.gt) : undefined,
    range?.gte ? gte(sessions.createdAt, range.gte) : undefined,
    range?.lt ? lt(sessions.createdAt, range.lt) : undefined,
    range?.lte ? lte(sessions.createdAt, range.lte) : undefined,
  ];
}

/** Latest first by when the session took place, paging both ways; for the console. Throws `invalid_input` for a foreign cursor. */
export async function listSessions(ctx: Ctx, filter: SessionFilter): Promise<TwoWayPage<SessionListItem>> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("sessions", filter.cursor, 3);
    const isBackward = cursor?.[0] === "before";
    const place = cursor ? sql`(${cursorDate(cursor[1] ?? null).toISOString()}::timestamptz, ${String(cursor[2])})` : null;
    const rows = await tx
      .select(listColumns)
      .from(sessions)
      .innerJoin(agents, agentOfSession)
      .where(
        and(
          ...filterOf(ctx, filter),
          place ? sql`(${sessions.occurredAt}, ${sessions.id}) ${isBackward ? sql`>` : sql`<`} ${place}` : undefined,
        ),
      )
      .orderBy(isBackward ? asc(sessions.occurredAt) : desc(sessions.occurredAt), isBackward ? asc(sessions.id) : desc(sessions.id))
      .limit(filter.limit + 1);
    return toTwoWayPage(rows, { limit: filter.limit, isBackward, isFirst: cursor === null }, (row, side) =>
      encodeCursor("sessions", [side, row.occurredAt.toISOString(), row.id]),
    );
  });
}

/** How many sessions the filter finds. */
export async function countSessions(ctx: Ctx, filter: Omit<SessionFilter, "limit" | "cursor">): Promise<number> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, (tx) => tx.$count(sessions, and(...filterOf(ctx, { ...filter, limit: 0 }))));
}

export type SessionPage = Page<SessionView> & { previousCursor: string | null };

/** In order of creation, paging both ways; for the API. A cursor belongs to its order. Throws `invalid_input` for a foreign cursor. */
export async function listSessionsByCreation(ctx: Ctx, filter: SessionFilter & { order: "asc" | "desc" }): Promise<SessionPage> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const kind = `sessions:${filter.order}`;
    const cursor = decodeCursor(kind, filter.cursor, 2);
    const isBackward = cursor?.[0] === "before";
    const from = cursor ? (String(cursor[1]) as SessionId) : null;
    // Reading backward walks the other way and turns the page round at the end.
    const isDescending = (filter.order === "desc") !== isBackward;
    const rows = await selectViews(tx)
      .where(and(...filterOf(ctx, filter), from ? (isDescending ? lt(sessions.id, from) : gt(sessions.id, from)) : undefined))
      .orderBy(isDescending ? desc(sessions.id) : asc(sessions.id))
      .limit(filter.limit + 1);
    const hasMore = rows.length > filter.limit;
    const shown = await withResources(tx, ctx, rows.slice(0, filter.limit));
    if (isBackward) shown.reverse();
    const first = shown[0];
    const last = shown[shown.length - 1];
    const hasNext = isBackward ? true : hasMore;
    const hasPrevious = isBackward ? hasMore : from !== null;
    return {
      items: shown,
      nextCursor: hasNext && last ? encodeCursor(kind, ["after", last.id]) : null,
      previousCursor: hasPrevious && first ? encodeCursor(kind, ["before", first.id]) : null,
    };
  });
}

/** Throws `not_found`. */
export async function getSession(ctx: Ctx, sessionId: SessionId): Promise<SessionView> {
  assertCanUseSession(ctx.actor, sessionId, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await selectViews(tx).where(and(eq(sessions.workspaceId, ctx.workspaceId), eq(sessions.id, sessionId)));
    if (!row) throw new AppError("not_found", `There is no session ${sessionId}.`);
    const [view] = await withResources(tx, ctx, [row]);
    return view as SessionView;
  });
}

/** Who runs it. Throws `not_found`. */
export async function getSessionSource(ctx: Ctx, sessionId: SessionId): Promise<SessionSource> {
  assertCanUseSession(ctx.actor, sessionId, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({ source: sessions.source })
      .from(sessions)
      .where(and(eq(sessions.workspaceId, ctx.workspaceId), eq(sessions.id, sessionId)));
    if (!row) throw new AppError("not_found", `There is no session ${sessionId}.`);
    return row.source;
  });
}

export type EventFilter = {
  sessionId: SessionId;
  order?: "asc" | "desc";
  types?: string[];
  processedAt?: { gt?: Date; gte?: Date; lt?: Date; lte?: Date };
  limit: number;
  cursor?: string | null;
};

/** In the order of the log. Throws `not_found`. */
export async function listEvents(ctx: Ctx, filter: EventFilter): Promise<Page<SessionEvent>> {
  assertCanUseSession(ctx.actor, filter.sessionId, "read");
  return inWorkspace(ctx, async (tx) => {
    const [session] = await tx
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(eq(sessions.workspaceId, ctx.workspaceId), eq(sessions.id, filter.sessionId)));
    if (!session) throw new AppError("not_found", `There is no session ${filter.sessionId}.`);
    const order = filter.order ?? "asc";
    const cursor = decodeCursor(`events:${order}`, filter.cursor, 1);
    const from = cursor ? cursorNumber(cursor[0]) : null;
    const { processedAt: range } = filter;
    const rows = await tx
      .select(eventColumns)
      .from(sessionEvents)
      .where(
        and(
          eq(sessionEvents.workspaceId, ctx.workspaceId),
          eq(sessionEvents.sessionId, filter.sessionId),
          filter.types?.length ? inArray(sessionEvents.type, filter.types) : undefined,
          range?.gt ? gt(sessionEvents.processedAt, range.gt) : undefined,
          range?.gte ? gte(sessionEvents.processedAt, range.gte) : undefined,
          range?.lt ? lt(sessionEvents.processedAt, range.lt) : undefined,
          range?.lte ? lte(sessionEvents.processedAt, range.lte) : undefined,
          from === null ? undefined : order === "asc" ? gt(sessionEvents.seq, from) : lt(sessionEvents.seq, from),
        ),
      )
      .orderBy(order === "asc" ? asc(sessionEvents.seq) : desc(sessionEvents.seq))
      .limit(filter.limit + 1);
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor(`events:${order}`, [row.seq]),
      (row) => row,
    );
  });
}

/** Those of the given events that exist, by id. */
export async function findEvents(ctx: Ctx, ids: EventId[]): Promise<Map<EventId, SessionEvent & { sessionId: SessionId }>> {
  assertCan(ctx.actor, "read");
  if (ids.length === 0) return new Map();
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({ ...eventColumns, sessionId: sessionEvents.sessionId })
      .from(sessionEvents)
      .where(and(eq(sessionEvents.workspaceId, ctx.workspaceId), inArray(sessionEvents.id, ids)));
    return new Map(rows.map((row) => [row.id, row]));
  });
}

const eventColumns = {
  id: sessionEvents.id,
  seq: sessionEvents.seq,
  type: sessionEvents.type,
  trust: sessionEvents.trust,
  payload: sessionEvents.payload,
  processedAt: sessionEvents.processedAt,
};

/** Adds what is attached to each, in one query however many they are. Imported sessions have nothing attached. */
async function withResources(tx: Tx, ctx: Ctx, rows: readonly Omit<SessionView, "resources">[]): Promise<SessionView[]> {
  const ids = rows.filter((row) => row.live !== null).map((row) => row.id);
  const attached = ids.length === 0 ? [] : await listSessionResources(tx, ctx, ids);
  return rows.map((row) => ({
    ...row,
    resources: attached.filter((one) => one.sessionId === row.id).map(({ sessionId: _sessionId, ...resource }) => resource),
  }));
}

/** What is attached to those sessions. Call inside `inWorkspace`. */
export function listSessionResources(tx: Tx, ctx: Ctx, ids: SessionId[]): Promise<(SessionResource & { sessionId: SessionId })[]> {
  return tx
    .select({
      sessionId: sessionResources.sessionId,
      id: sessionResources.id,
      memoryStoreId: sessionResources.memoryStoreId,
      access: sessionResources.access,
      instructions: sessionResources.instructions,
      name: sessionResources.name,
      description: sessionResources.description,
      mountPath: sessionResources.mountPath,
      createdAt: sessionResources.createdAt,
    })
    .from(sessionResources)
    .where(and(eq(sessionResources.workspaceId, ctx.workspaceId), inArray(sessionResources.sessionId, ids)))
    .orderBy(asc(sessionResources.sessionId), asc(sessionResources.position));
}

function selectViews(tx: Tx) {
  return tx
    .select({
      ...listColumns,
      environmentId: sessions.environmentId,
      environmentName: environments.name,
      metadata: sessions.metadata,
      importId: sessions.importId,
      variant: sessions.variant,
      model: sessions.model,
      usage: sessions.usage,
      endedAt: sessions.endedAt,
      updatedAt: sessions.updatedAt,
      archivedAt: sessions.archivedAt,
      deploymentId: sessions.deploymentId,
      agent: agentSnapshots.config,
      live: {
        // First one that is never null: by it Drizzle tells whether there is such a row.
        activeMs: liveSessions.activeMs,
        stopReason: liveSessions.stopReason,
        runningSince: liveSessions.runningSince,
        inputTokens: liveSessions.inputTokens,
        outputTokens: liveSessions.outputTokens,
        cacheReadTokens: liveSessions.cacheReadTokens,
        cacheWrite5mTokens: liveSessions.cacheWrite5mTokens,
        cacheWrite1hTokens: liveSessions.cacheWrite1hTokens,
        costMicroUsd: liveSessions.costMicroUsd,
        hasUnpriced: liveSessions.hasUnpriced,
        budgetMicroUsd: liveSessions.budgetMicroUsd,
        contextTokens: liveSessions.contextTokens,
      },
    })
    .from(sessions)
    .innerJoin(agents, agentOfSession)
    .innerJoin(environments, and(eq(environments.workspaceId, sessions.workspaceId), eq(environments.id, sessions.environmentId)))
    .innerJoin(
      agentSnapshots,
      and(eq(agentSnapshots.workspaceId, sessions.workspaceId), eq(agentSnapshots.hash, sessions.agentSnapshotHash)),
    )
    .leftJoin(liveSessions, and(eq(liveSessions.workspaceId, sessions.workspaceId), eq(liveSessions.sessionId, sessions.id)))
    .$dynamic();
}
