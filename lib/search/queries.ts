/** Finds things of a workspace by name, id or text. Each kind is read newest first and stops at its limit. */
import { and, desc, eq, gte, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { agents } from "@/lib/agents/schema";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreamChanges, dreams } from "@/lib/dreaming/schema";
import { learnings } from "@/lib/learnings/schema";
import { memories } from "@/lib/memory/schema";
import { SEARCH_KINDS, type SearchHit, type SearchKind, type SearchResult } from "@/lib/search/types";
import { sessions } from "@/lib/sessions/schema";

export type SearchInput = {
  q: string;
  kinds?: readonly SearchKind[];
  /** Only by id: "sesn_01" finds what begins so. */
  isIdOnly?: boolean;
  /** Learnings also by their text, which reads more. */
  withText?: boolean;
  limit: number;
};

/** Each kind's hits. An empty `q` gives the newest of each. */
export async function searchWorkspace(ctx: Ctx, input: SearchInput): Promise<Record<SearchKind, SearchResult>> {
  assertCan(ctx.actor, "read");
  const found: Record<SearchKind, SearchResult> = {
    agents: NOTHING,
    sessions: NOTHING,
    learnings: NOTHING,
    changes: NOTHING,
    dreams: NOTHING,
  };
  await inWorkspace(ctx, async (tx) => {
    for (const kind of input.kinds ?? SEARCH_KINDS) {
      const rows = await READERS[kind](tx, ctx, { ...input, q: input.q.trim().toLowerCase() });
      found[kind] = { hits: rows.slice(0, input.limit).map((row) => toHit(kind, row, input.q)), hasMore: rows.length > input.limit };
    }
  });
  return found;
}

const NOTHING: SearchResult = { hits: [], hasMore: false };

type Row = {
  id: string;
  title: string | null;
  of?: string | null;
  state: string;
  at: Date;
  text?: string | null;
  parentId?: string;
};
type Reader = (tx: Tx, ctx: Ctx, input: SearchInput) => Promise<Row[]>;

const agentOf = (table: { workspaceId: AnyPgColumn; agentId: AnyPgColumn }) =>
  and(eq(agents.workspaceId, table.workspaceId), eq(agents.id, table.agentId));

const READERS: Record<SearchKind, Reader> = {
  agents: (tx, ctx, input) =>
    tx
      .select({
        id: agents.id,
        title: agents.name,
        state: sql<string>`case when ${agents.archivedAt} is null then 'active' else 'archived' end`,
        at: agents.updatedAt,
      })
      .from(agents)
      .where(and(eq(agents.workspaceId, ctx.workspaceId), matches(input, agents.id, [agents.name])))
      .orderBy(sql`${agents.archivedAt} is not null`, beginsFirst(input.q, agents.name), desc(agents.id))
      .limit(input.limit + 1),
  sessions: (tx, ctx, input) =>
    tx
      .select({ id: sessions.id, title: sessions.title, of: agents.name, state: sessions.status, at: sessions.occurredAt })
      .from(sessions)
      .innerJoin(agents, agentOf(sessions))
      .where(
        and(
          eq(sessions.workspaceId, ctx.workspaceId),
          isNull(sessions.archivedAt),
          matches(input, sessions.id, [sessions.title, sessions.externalId]),
        ),
      )
      .orderBy(desc(sessions.occurredAt), desc(sessions.id))
      .limit(input.limit + 1),
  learnings: (tx, ctx, input) =>
    tx
      .select({
        id: learnings.memoryId,
        title: learnings.title,
        of: agents.name,
        state: learnings.status,
        at: learnings.updatedAt,
        text: input.withText ? memories.content : sql<null>`null`,
      })
      .from(learnings)
      .innerJoin(agents, agentOf(learnings))
      .leftJoin(memories, and(eq(memories.workspaceId, learnings.workspaceId), eq(memories.id, learnings.memoryId)))
      .where(
        and(
          eq(learnings.workspaceId, ctx.workspaceId),
          matches(input, learnings.memoryId, input.withText ? [learnings.title, memories.content] : [learnings.title]),
        ),
      )
      .orderBy(beginsFirst(input.q, learnings.title), desc(learnings.memoryId))
      .limit(input.limit + 1),
  changes: (tx, ctx, input) =>
    tx
      .select({
        id: dreamChanges.id,
        title: dreamChanges.title,
        of: agents.name,
        state: dreamChanges.decision,
        at: dreams.createdAt,
        parentId: dreamChanges.dreamId,
      })
      .from(dreamChanges)
      .innerJoin(dreams, and(eq(dreams.workspaceId, dreamChanges.workspaceId), eq(dreams.id, dreamChanges.dreamId)))
      .innerJoin(agents, agentOf(dreams))
      .where(and(eq(dreamChanges.workspaceId, ctx.workspaceId), matches(input, dreamChanges.id, [dreamChanges.title])))
      .orderBy(desc(dreamChanges.id))
      .limit(input.limit + 1),
  dreams: (tx, ctx, input) =>
    tx
      .select({ id: dreams.id, title: agents.name, of: agents.name, state: dreams.status, at: dreams.createdAt })
      .from(dreams)
      .innerJoin(agents, agentOf(dreams))
      .where(and(eq(dreams.workspaceId, ctx.workspaceId), isNull(dreams.archivedAt), matches(input, dreams.id, [agents.name])))
      .orderBy(desc(dreams.id))
      .limit(input.limit + 1),
};

/** By the beginning of the id, or by a piece of a text whatever its case. */
function matches(input: SearchInput, id: AnyPgColumn, texts: readonly AnyPgColumn[]): SQL | undefined {
  const { q } = input;
  if (q === "") return undefined;
  const byId = /^[a-z]+_[0-9a-z]*$/.test(q) ? and(gte(id, q), lt(id, `${q}\u{7f}`)) : undefined;
  if (input.isIdOnly) return byId ?? sql`right(${id}, ${q.length}) = ${q}`;
  return or(byId, ...texts.map((text) => sql`position(${q} in lower(${text})) > 0`));
}

function beginsFirst(q: string, title: AnyPgColumn): SQL {
  return q === "" ? sql`1` : sql`position(${q} in lower(${title})) <> 1`;
}

const AROUND = 90;

function toHit(kind: SearchKind, row: Row, q: string): SearchHit {
  const { text, parentId, of, ...rest } = row;
  return { ...rest, kind, of: of ?? null, parentId: parentId ?? null, excerpt: excerptOf(text ?? null, q) };
}

/** The text around the first place where `q` stands. */
function excerptOf(text: string | null, q: string): string | null {
  const wanted = q.trim().toLowerCase();
  if (text === null || wanted === "") return null;
  const at = text.toLowerCase().indexOf(wanted);
  if (at === -1) return null;
  const from = Math.max(0, at - AROUND);
  const to = Math.min(text.length, at + wanted.length + AROUND);
  return `${from > 0 ? "…" : ""}${text.slice(from, to).replace(/\s+/g, " ").trim()}${to < text.length ? "…" : ""}`;
}
