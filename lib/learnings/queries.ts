import { and, asc, count, desc, eq, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { agents } from "@/lib/agents/schema";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { AgentId, MemoryId, MemoryStoreId } from "@/lib/ids";
import { parseDocument } from "@/lib/learnings/document";
import { learningEvidence, learnings } from "@/lib/learnings/schema";
import type { LearningKind, LearningListItem, LearningStatus, LearningView } from "@/lib/learnings/types";
import { memories } from "@/lib/memory/schema";
import { cursorDate, decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

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
  /** Found in the title or the text, whatever the case. */
  q?: string;
  /** Newest first by this time; by creation unless told. */
  orderBy?: "created_at" | "updated_at";
  limit: number;
  cursor?: string | null;
};

/** Newest first, by creation or by what `orderBy` says. */
export async function listLearnings(ctx: Ctx, filter: LearningFilter): Promise<Page<LearningListItem>> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const isByUpdate = filter.orderBy === "updated_at";
    const list = isByUpdate ? "learnings:updated_at" : "learnings";
    const cursor = decodeCursor(list, filter.cursor, isByUpdate ? 2 : 1);
    const q = filter.q?.toLowerCase();
    const where: (SQL | undefined)[] = [
      eq(learnings.workspaceId, ctx.workspaceId),
      filter.agentId ? eq(learnings.agentId, filter.agentId) : undefined,
      filter.kind ? eq(learnings.kind, filter.kind) : undefined,
      filter.status ? eq(learnings.status, filter.status) : undefined,
      filter.tool ? sql`${filter.tool} = any(${learnings.tools})` : undefined,
      q ? or(sql`position(${q} in lower(${learnings.title})) > 0`, sql`position(${q} in lower(${memories.content})) > 0`) : undefined,
      cursor && !isByUpdate ? lt(learnings.memoryId, cursor[0] as MemoryId) : undefined,
      cursor && isByUpdate
        ? sql`(${learnings.updatedAt}, ${learnings.memoryId}) < (${cursorDate(cursor[0] ?? null).toISOString()}::timestamptz, ${String(cursor[1])})`
        : undefined,
    ];
    const rows = await tx
      .select(listColumns)
      .from(learnings)
      .innerJoin(agents, itsAgent)
      .leftJoin(memories, itsMemory)
      .where(and(...where))
      .orderBy(...(isByUpdate ? [desc(learnings.updatedAt)] : []), desc(learnings.memoryId))
      .limit(filter.limit + 1);
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor(list, isByUpdate ? [row.updatedAt.toISOString(), row.id] : [row.id]),
      (row) => row,
    );
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
