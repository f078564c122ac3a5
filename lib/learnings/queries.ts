import { and, asc, count, desc, eq, inArray, or, type SQL, sql } from "drizzle-orm";
import { agents } from "@/lib/agents/schema";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { AgentId, MemoryId, MemoryStoreId } from "@/lib/ids";
import { parseDocument } from "@/lib/learnings/document";
import { learningEvidence, learnings } from "@/lib/learnings/schema";
import type { LearningKind, LearningListItem, LearningOrder, LearningStatus, LearningView } from "@/lib/learnings/types";
import { memories, memoryVersions } from "@/lib/memory/schema";
import { decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

const SHOWN_EVIDENCE = 50;

const listColumns = {
  id: learnings.memoryId,
  storeId: learnings.storeId,
  agentId: learnings.agentId,
  agentName: agents.name,
  path: memories.path,
  kind: learnings.kind,
  status: learnings.status,
  title: learnings.title,
  tools: learnings.tools,
  trigger: learnings.trigger,
  version: sql<number>`(select count(*)::int from ${memoryVersions} v where v.workspace_id = ${learnings.workspaceId} and v.store_id = ${learnings.storeId} and v.memory_id = ${learnings.memoryId})`,
  authorName: sql<
    string | null
  >`(select v.author_name from ${memoryVersions} v where v.workspace_id = ${learnings.workspaceId} and v.store_id = ${learnings.storeId} and v.memory_id = ${learnings.memoryId} order by v.revision desc limit 1)`,
  confidence: learnings.confidence,
  scope: learnings.scope,
  isLocked: learnings.isLocked,
  isPinned: learnings.isPinned,
  origin: learnings.origin,
  family: learnings.family,
  supportSessions: learnings.supportSessions,
  trust: learnings.trust,
  expiresAt: learnings.expiresAt,
  updatedAt: learnings.updatedAt,
  createdAt: learnings.createdAt,
};

const itsAgent = and(eq(agents.workspaceId, learnings.workspaceId), eq(agents.id, learnings.agentId));
const itsMemory = and(eq(memories.workspaceId, learnings.workspaceId), eq(memories.id, learnings.memoryId));

export type LearningFilter = {
  agentId?: AgentId;
  kind?: LearningKind;
  status?: LearningStatus;
  tool?: string;
  scope?: "private" | "federated";
  origin?: LearningListItem["origin"];
  isLocked?: boolean;
  isPinned?: boolean;
  /** Found in the title or the text, whatever the case. */
  q?: string;
  /** By creation unless told. */
  orderBy?: LearningOrder;
  /** Newest, latest or most first unless told; titles from A. */
  direction?: "ascending" | "descending";
  limit: number;
  cursor?: string | null;
};

/** What each order sorts by, as text that a cursor can hold and Postgres reads back as that type. */
const ORDERS: Record<LearningOrder, { by: SQL; type: SQL; cursor: SQL<string>; usual: "ascending" | "descending" }> = {
  created_at: { by: sql`${learnings.createdAt}`, type: sql`timestamptz`, cursor: sql`${learnings.createdAt}::text`, usual: "descending" },
  updated_at: { by: sql`${learnings.updatedAt}`, type: sql`timestamptz`, cursor: sql`${learnings.updatedAt}::text`, usual: "descending" },
  title: { by: sql`lower(${learnings.title}) collate "C"`, type: sql`text`, cursor: sql`lower(${learnings.title})`, usual: "ascending" },
  // What never expires comes after all that does.
  expires_at: {
    by: sql`coalesce(${learnings.expiresAt}, 'infinity')`,
    type: sql`timestamptz`,
    cursor: sql`coalesce(${learnings.expiresAt}, 'infinity')::text`,
    usual: "ascending",
  },
  support: {
    by: sql`coalesce(${learnings.supportSessions}, -1)`,
    type: sql`int`,
    cursor: sql`coalesce(${learnings.supportSessions}, -1)::text`,
    usual: "descending",
  },
};

export function usualDirection(order: LearningOrder): "ascending" | "descending" {
  return ORDERS[order].usual;
}

const CURSOR_SHAPES: Record<LearningOrder, RegExp> = {
  created_at: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/,
  updated_at: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/,
  title: /^/,
  expires_at: /^(infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?)$/,
  support: /^-?\d{1,9}$/,
};

function readCursor(list: string, order: LearningOrder, cursor: string | null | undefined): [string, string] | null {
  const decoded = decodeCursor(list, cursor, 2);
  if (decoded === null) return null;
  const [value, id] = decoded.map(String);
  if (value === undefined || id === undefined || !CURSOR_SHAPES[order].test(value)) {
    throw new AppError("invalid_input", "This page cursor is not from this list. Start again without `page`.", {
      details: { reason: "bad_cursor", fields: { page: "unknown cursor" } },
    });
  }
  return [value, id];
}

/** In the order that is asked for; equals by id in the same direction. */
export async function listLearnings(ctx: Ctx, filter: LearningFilter): Promise<Page<LearningListItem>> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const order = filter.orderBy ?? "created_at";
    const direction = filter.direction ?? ORDERS[order].usual;
    const { by, type, cursor: cursorText } = ORDERS[order];
    const list = `learnings:${order}:${direction}`;
    const cursor = readCursor(list, order, filter.cursor);
    const isDown = direction === "descending";
    const rows = await tx
      .select({ ...listColumns, cursorText })
      .from(learnings)
      .innerJoin(agents, itsAgent)
      .leftJoin(memories, itsMemory)
      .where(
        and(
          ...conditionsOf(ctx, filter),
          cursor ? sql`(${by}, ${learnings.memoryId}) ${isDown ? sql`<` : sql`>`} (${cursor[0]}::${type}, ${cursor[1]})` : undefined,
        ),
      )
      .orderBy(...(isDown ? [desc(by), desc(learnings.memoryId)] : [asc(by), asc(learnings.memoryId)]))
      .limit(filter.limit + 1);
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor(list, [row.cursorText, row.id]),
      ({ cursorText: _cursor, ...row }) => row,
    );
  });
}

type Conditions = Omit<LearningFilter, "orderBy" | "direction" | "limit" | "cursor">;

function conditionsOf(ctx: Ctx, filter: Conditions): (SQL | undefined)[] {
  const q = filter.q?.toLowerCase();
  return [
    eq(learnings.workspaceId, ctx.workspaceId),
    filter.agentId ? eq(learnings.agentId, filter.agentId) : undefined,
    filter.kind ? eq(learnings.kind, filter.kind) : undefined,
    filter.status ? eq(learnings.status, filter.status) : undefined,
    filter.scope ? eq(learnings.scope, filter.scope) : undefined,
    filter.origin ? eq(learnings.origin, filter.origin) : undefined,
    filter.isLocked === undefined ? undefined : eq(learnings.isLocked, filter.isLocked),
    filter.isPinned === undefined ? undefined : eq(learnings.isPinned, filter.isPinned),
    filter.tool ? sql`${filter.tool} = any(${learnings.tools})` : undefined,
    q ? or(sql`position(${q} in lower(${learnings.title})) > 0`, sql`position(${q} in lower(${memories.content})) > 0`) : undefined,
  ];
}

const MOST_COUNTED = 10_000;

/** How many learnings fit; counting stops at 10,000. */
export async function countLearnings(ctx: Ctx, filter: Conditions): Promise<number> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const fits = tx
      .select({ id: learnings.memoryId })
      .from(learnings)
      .leftJoin(memories, itsMemory)
      .where(and(...conditionsOf(ctx, filter)))
      .limit(MOST_COUNTED)
      .as("fits");
    const [row] = await tx.select({ n: count() }).from(fits);
    return row?.n ?? 0;
  });
}

/** The texts of those learnings, by path; one that was taken out of its store has none. */
export async function readLearningTexts(ctx: Ctx, ids: MemoryId[]): Promise<Map<MemoryId, string>> {
  assertCan(ctx.actor, "read");
  if (ids.length === 0) return new Map();
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({ id: memories.id, content: memories.content })
      .from(memories)
      .where(and(eq(memories.workspaceId, ctx.workspaceId), inArray(memories.id, ids)));
    return new Map(rows.map((row) => [row.id, row.content]));
  });
}

/** How many learnings each agent has published; an agent with none has no entry. */
export async function countPublishedByAgent(ctx: Ctx, agentIds: AgentId[]): Promise<Map<AgentId, number>> {
  assertCan(ctx.actor, "read");
  if (agentIds.length === 0) return new Map();
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({ agentId: learnings.agentId, n: count() })
      .from(learnings)
      .where(and(eq(learnings.workspaceId, ctx.workspaceId), eq(learnings.status, "published"), inArray(learnings.agentId, agentIds)))
      .groupBy(learnings.agentId);
    return new Map(rows.map((row) => [row.agentId, row.n]));
  });
}

/** One learning with its text and the first of its evidence. Throws `not_found`. */
export async function getLearning(ctx: Ctx, memoryId: MemoryId): Promise<LearningView> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({
        ...listColumns,
        content: memories.content,
        contentSha256: memories.contentSha256,
        headVersionId: memories.headVersionId,
        lockedBy: learnings.lockedBy,
        modelsValidated: learnings.modelsValidated,
        patternKey: learnings.patternKey,
        dreamId: learnings.dreamId,
        changeId: learnings.changeId,
        stats: learnings.stats,
        retiredReason: learnings.retiredReason,
      })
      .from(learnings)
      .innerJoin(agents, itsAgent)
      .leftJoin(memories, itsMemory)
      .where(and(eq(learnings.workspaceId, ctx.workspaceId), eq(learnings.memoryId, memoryId)));
    if (!row) throw new AppError("not_found", `There is no learning ${memoryId}.`);
    const ofThis = and(eq(learningEvidence.workspaceId, ctx.workspaceId), eq(learningEvidence.memoryId, memoryId));
    const evidence = await tx
      .select({
        sessionId: learningEvidence.sessionId,
        eventId: learningEvidence.eventId,
        at: learningEvidence.at,
        quote: learningEvidence.quote,
        polarity: learningEvidence.polarity,
        trust: learningEvidence.trust,
      })
      .from(learningEvidence)
      .where(ofThis)
      .orderBy(desc(learningEvidence.polarity), asc(learningEvidence.sessionId), asc(learningEvidence.eventId))
      .limit(SHOWN_EVIDENCE);
    const counts = await tx
      .select({ polarity: learningEvidence.polarity, n: count() })
      .from(learningEvidence)
      .where(ofThis)
      .groupBy(learningEvidence.polarity);
    const countOf = (polarity: string) => counts.find((one) => one.polarity === polarity)?.n ?? 0;
    const parsed = row.content === null ? null : parseDocument(row.content);
    return {
      ...row,
      frontMatter: parsed?.document?.frontMatter ?? null,
      body: parsed?.document?.body ?? row.content,
      problems: parsed?.problems ?? [],
      evidence,
      evidenceCount: { supports: countOf("supports"), contradicts: countOf("contradicts") },
    };
  });
}

/** The agent's learning that was changed next before this one; null after the last. */
export async function findNextLearning(
  ctx: Ctx,
  { agentId, updatedAt, id }: Pick<LearningListItem, "agentId" | "updatedAt" | "id">,
): Promise<MemoryId | null> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({ id: learnings.memoryId })
      .from(learnings)
      .where(
        and(
          eq(learnings.workspaceId, ctx.workspaceId),
          eq(learnings.agentId, agentId),
          sql`${learnings.status} <> 'retired'`,
          sql`(${learnings.updatedAt}, ${learnings.memoryId}) < (${updatedAt.toISOString()}::timestamptz, ${id})`,
        ),
      )
      .orderBy(desc(learnings.updatedAt), desc(learnings.memoryId))
      .limit(1);
    return row?.id ?? null;
  });
}

/** The learnings of a store that only a person may change. */
export async function listLockedMemories(ctx: Ctx, storeId: MemoryStoreId): Promise<Set<MemoryId>> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({ id: learnings.memoryId })
      .from(learnings)
      .where(and(eq(learnings.workspaceId, ctx.workspaceId), eq(learnings.storeId, storeId), eq(learnings.isLocked, true)));
    return new Set(rows.map((row) => row.id));
  });
}
