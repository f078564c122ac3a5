/** The list of sessions as an operator works through it: pages in every order, counts, facets, matches over time. */
import { type SQL, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { AgentId, SessionId } from "@/lib/ids";
import { cursorDate, decodeCursor, encodeCursor, type TwoWayPage, toTwoWayPage } from "@/lib/paging";
import {
  conditionOf,
  type FilterPart,
  type ListFilter,
  type Sort,
  sortExpression,
  sortText,
  type TextReading,
} from "@/lib/sessions/list-filter";
import { chooseReading, lookAtLatest, withoutWords } from "@/lib/sessions/text-reading";
import type { SessionListItem } from "@/lib/sessions/types";

export type SessionRow = SessionListItem & {
  model: string | null;
  durationMs: number | null;
  tokenCount: number | null;
  /** Null where it can't be known. */
  costUsd: number | null;
  isDisputed: boolean;
  isExcluded: boolean;
};

type RawRow = Omit<SessionRow, "startedAt" | "occurredAt" | "createdAt" | "durationMs"> & {
  startedAt: string | null;
  occurredAt: string;
  createdAt: string;
  durationMs: string | null;
  place: string;
};

const COLUMNS = sql`
  s.id, s.agent_id as "agentId", a.name as "agentName", s.agent_version as "agentVersion", s.status, s.title, s.source,
  s.external_id as "externalId", s.task_key as "taskKey", s.started_at as "startedAt", s.occurred_at as "occurredAt", s.created_at as "createdAt",
  s.event_count as "eventCount", s.turn_count as "turnCount", s.call_count as "callCount", s.error_count as "errorCount",
  s.outcome_success as "outcomeSuccess", s.outcome_source as "outcomeSource", s.model, s.duration_ms as "durationMs",
  s.token_count as "tokenCount", s.cost_micro_usd / 1e6::float8 as "costUsd", s.outcome_disputed as "isDisputed", s.excluded_at is not null as "isExcluded"`;

function toRow({ place: _place, ...raw }: RawRow): SessionRow {
  return {
    ...raw,
    startedAt: raw.startedAt === null ? null : new Date(raw.startedAt),
    occurredAt: new Date(raw.occurredAt),
    createdAt: new Date(raw.createdAt),
    durationMs: raw.durationMs === null ? null : Number(raw.durationMs),
  };
}

/** The first `limit` rows in that order. Behind its wall (`offset 0`) the planner can't ask all of them for their words before it orders them. */
function inOrder(ctx: Ctx, filter: ListFilter, read: { reading: TextReading; order: SQL; past?: SQL; limit: number }): SQL {
  const { reading, order, past = sql``, limit } = read;
  if (reading === "index") return sql`select * from sessions s where ${conditionOf(ctx, filter)}${past} order by ${order} limit ${limit}`;
  return sql`select * from (select * from sessions s where ${conditionOf(ctx, withoutWords(filter))}${past} order by ${order} offset 0) s
    where ${conditionOf(ctx, filter, "probe")} limit ${limit}`;
}

type RowsRead = { sort: Sort; after: SQL | null; isBackward: boolean; limit: number; reading: TextReading };

async function readRows(tx: Tx, ctx: Ctx, filter: ListFilter, read: RowsRead) {
  const { sort, isBackward, reading } = read;
  const isDescending = sort.isDescending !== isBackward;
  const order = isDescending ? sql`desc` : sql`asc`;
  const by = sortExpression(sort);
  const past = read.after ? sql` and (${by}, s.id) ${isDescending ? sql`<` : sql`>`} ${read.after}` : sql``;
  // The agent's name is looked up for the rows of the page only.
  return tx.execute<RawRow>(sql`
    select ${COLUMNS}, s.place from (
      select s.*, (${by})::text as place, row_number() over (order by ${by} ${order}, s.id ${order}) as n from (
        ${inOrder(ctx, filter, { reading, order: sql`${by} ${order}, s.id ${order}`, past, limit: read.limit })}) s
    ) s join agents a on a.workspace_id = s.workspace_id and a.id = s.agent_id order by s.n`);
}

function placeOf(sort: Sort, cursor: (string | number | null)[]): SQL {
  const [, value, id] = cursor;
  if (sort.key === "occurred") return sql`(${cursorDate(value ?? null).toISOString()}::timestamptz, ${String(id)})`;
  const number = Number(value);
  if (!Number.isFinite(number))
    throw new AppError("invalid_input", "This page cursor is not from this list.", { details: { reason: "bad_cursor" } });
  return sql`(${number}::float8, ${String(id)})`;
}

/** A page in that order, both ways. Rows that arrive meanwhile are never repeated or skipped. Throws `invalid_input` for a foreign cursor. */
export async function listFilteredSessions(
  ctx: Ctx,
  filter: ListFilter,
  { sort, limit, cursor: from }: { sort: Sort; limit: number; cursor: string | null },
): Promise<TwoWayPage<SessionRow>> {
  assertCan(ctx.actor, "read");
  const kind = `sessions:${sortText(sort)}`;
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor(kind, from, 3);
    const isBackward = cursor?.[0] === "before";
    const after = cursor ? placeOf(sort, cursor) : null;
    // Only this order has an index to walk along: in the others everything is read anyway.
    const reading = sort.key === "occurred" ? await chooseReading(tx, ctx, filter) : "index";
    const rows = await readRows(tx, ctx, filter, { sort, after, isBackward, limit: limit + 1, reading });
    const page = toTwoWayPage([...rows], { limit, isBackward, isFirst: cursor === null }, (row, side) =>
      encodeCursor(kind, [side, sort.key === "occurred" ? new Date(row.occurredAt).toISOString() : Number(row.place), row.id]),
    );
    return { ...page, items: page.items.map(toRow) };
  });
}

const EXPORT_BATCH = 500;

/** Every session of the filter in that order, read batch by batch: for exports. */
export async function* streamFilteredSessions(ctx: Ctx, filter: ListFilter, sort: Sort): AsyncGenerator<SessionRow> {
  let cursor: string | null = null;
  do {
    const page: TwoWayPage<SessionRow> = await listFilteredSessions(ctx, filter, { sort, limit: EXPORT_BATCH, cursor });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** The ids of the filter, latest first. Throws `invalid_input` where there are more than `most`. */
export async function listFilteredIds(ctx: Ctx, filter: ListFilter, most: number): Promise<{ id: SessionId; agentId: AgentId }[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx.execute<{ id: SessionId; agentId: AgentId }>(sql`
      select s.id, s.agent_id as "agentId" from sessions s where ${conditionOf(ctx, filter)} order by s.occurred_at desc, s.id desc limit ${most + 1}`);
    if (rows.length > most) {
      throw new AppError(
        "invalid_input",
        `More than ${most.toLocaleString("en-US")} sessions match. Narrow the filter, or do it in parts.`,
        {
          details: { reason: "too_many" },
        },
      );
    }
    return [...rows];
  });
}

export type Count = { count: number; isAbout: boolean };
/** Exact up to here; beyond it the planner's estimate has to do. */
const COUNT_UP_TO = 20_000;
/** Of common words, the share among so many of the latest sessions. */
const SHARE_OF = 2000;

/** How many sessions the filter finds. O(20,000) whatever the table holds. */
export async function countFilteredSessions(ctx: Ctx, filter: ListFilter): Promise<Count> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, (tx) => countIn(tx, ctx, filter));
}

async function countIn(tx: Tx, ctx: Ctx, filter: ListFilter): Promise<Count> {
  if ((await chooseReading(tx, ctx, filter)) === "index") return countByIndex(tx, ctx, filter);
  const { seen, found } = await lookAtLatest(tx, ctx, filter, SHARE_OF);
  if (seen < SHARE_OF) return { count: found, isAbout: false };
  const all = await countByIndex(tx, ctx, withoutWords(filter));
  return { count: toDigits(Math.max(found, (all.count * found) / seen), 2), isAbout: true };
}

function toDigits(count: number, digits: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) + 1 - digits);
  return Math.round(count / step) * step;
}

async function countByIndex(tx: Tx, ctx: Ctx, filter: ListFilter): Promise<Count> {
  const [counted] = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from (select 1 from sessions s where ${conditionOf(ctx, filter)} limit ${COUNT_UP_TO + 1}) as counted`,
  );
  const count = counted?.n ?? 0;
  if (count <= COUNT_UP_TO) return { count, isAbout: false };
  const [plan] = await tx.execute<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(
    sql`explain (format json) select 1 from sessions s where ${conditionOf(ctx, filter)}`,
  );
  const estimate = Math.max(count, plan?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0);
  return { count: toDigits(estimate, 3), isAbout: true };
}

export const FACETS = ["agent", "outcome", "status", "source"] as const;
export type Facet = (typeof FACETS)[number];
export type FacetValue = { value: string; count: number };
/** `sampleOf`: how many of the latest matches were counted, where there are more. */
export type Facets = Record<Facet, FacetValue[]> & { sampleOf: number | null };

/** Facets look at this many of the latest matches. */
const FACETS_OF = { index: 20_000, probe: 2000 } as const;
const FACET_VALUES: Record<Facet, SQL> = {
  agent: sql`s.agent_id`,
  outcome: sql`case when s.outcome_success then 'met' when s.outcome_success = false then 'not_met' else 'none' end`,
  status: sql`s.status`,
  source: sql`s.source`,
};
const FACET_PARTS = { agent: "agentId", outcome: "outcome", status: "status", source: "source" } as const satisfies Record<
  Facet,
  FilterPart
>;
const FACET_SHOWN = 12;

/** How the matches fall apart by agent, outcome, status and source; each facet ignores its own filter, so that one can go across. */
export async function readFacets(ctx: Ctx, filter: ListFilter): Promise<Facets> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const facets: Facets = { agent: [], outcome: [], status: [], source: [], sampleOf: null };
    for (const group of groupsByFilter(filter)) {
      const reading = await chooseReading(tx, ctx, group.filter);
      const most = FACETS_OF[reading];
      const values = group.facets.map((facet) => sql`${FACET_VALUES[facet]} as ${sql.identifier(facet)}`);
      const names = group.facets.map((facet) => sql.identifier(facet));
      const rows = await tx.execute<Record<string, string | null> & { n: number }>(sql`
        select ${sql.join(names, sql`, `)}, count(*)::int as n from (
          select ${sql.join(values, sql`, `)} from (${inOrder(ctx, group.filter, { reading, order: sql`s.occurred_at desc`, limit: most })}) s) as latest
        group by grouping sets (${sql.join(
          names.map((name) => sql`(${name})`),
          sql`, `,
        )})`);
      for (const facet of group.facets) {
        const found = rows.flatMap((row) => (row[facet] == null ? [] : [{ value: row[facet], count: row.n }]));
        if (found.reduce((sum, { count }) => sum + count, 0) >= most) facets.sampleOf = most;
        facets[facet] = found.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, FACET_SHOWN);
      }
    }
    return facets;
  });
}

/** Facets whose own filter is off share one reading. */
function groupsByFilter(filter: ListFilter): { filter: ListFilter; facets: Facet[] }[] {
  const shared = FACETS.filter((facet) => filter[FACET_PARTS[facet]] === undefined);
  const own = FACETS.filter((facet) => filter[FACET_PARTS[facet]] !== undefined);
  return [
    ...(shared.length > 0 ? [{ filter, facets: shared }] : []),
    ...own.map((facet) => ({ filter: { ...filter, [FACET_PARTS[facet]]: undefined }, facets: [facet] })),
  ];
}

export type Bucket = { at: Date; met: number; notMet: number; unknown: number };
const BUCKETS = [3_600_000, 21_600_000, 86_400_000, 604_800_000, 2_592_000_000, 31_536_000_000] as const;
const BUCKETS_SHOWN = 40;

/** `oneIn`: only each so-manieth session was read, and counts for all of them. */
export type Histogram = { stepMs: number; buckets: Bucket[]; oneIn: number };
/** Of common words, about so many sessions are probed. */
const HISTOGRAM_OF = 4000;

/** Matches over time in at most forty steps of a round length; the whole span of the matches where the range is open. */
export async function readHistogram(ctx: Ctx, filter: ListFilter): Promise<Histogram> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const reading = await chooseReading(tx, ctx, filter);
    const around = reading === "probe" ? withoutWords(filter) : filter;
    const oneIn = reading === "probe" ? Math.max(1, Math.floor((await countByIndex(tx, ctx, around)).count / HISTOGRAM_OF)) : 1;
    // Ids end in chance, so that each so-manieth by its hash is a fair sample of every step.
    const condition = sql`${conditionOf(ctx, filter, reading)}${oneIn > 1 ? sql` and (hashtext(s.id) & 2147483647) % ${oneIn}::int = 0` : sql``}`;
    const [span] = await tx.execute<{ first: string | null; last: string | null }>(
      sql`select min(s.occurred_at) as first, max(s.occurred_at) as last from sessions s where ${oneIn > 1 ? conditionOf(ctx, around) : condition}`,
    );
    if (!span?.first || !span.last) return { stepMs: BUCKETS[2], buckets: [], oneIn };
    const from = (filter.since ?? new Date(span.first)).getTime();
    const to = (filter.until ?? (filter.since ? ctx.clock.now() : new Date(span.last))).getTime();
    const stepMs = BUCKETS.find((step) => (to - from) / step <= BUCKETS_SHOWN) ?? 31_536_000_000;
    const start = Math.floor(from / stepMs) * stepMs;
    const rows = await tx.execute<{ n: number; met: number; notMet: number; unknown: number }>(sql`
      select floor((date_part('epoch', s.occurred_at) * 1000 - ${start}::float8) / ${stepMs}::float8)::int as n,
        (count(*) filter (where s.outcome_success))::int as met, (count(*) filter (where s.outcome_success = false))::int as "notMet",
        (count(*) filter (where s.outcome_success is null))::int as unknown
      from sessions s where ${condition} group by 1`);
    const byPlace = new Map(rows.map((row) => [row.n, row]));
    const count = Math.min(BUCKETS_SHOWN + 1, Math.max(1, Math.floor((to - start) / stepMs) + 1));
    const buckets = Array.from({ length: count }, (_, n): Bucket => {
      const { met = 0, notMet = 0, unknown = 0 } = byPlace.get(n) ?? {};
      return { at: new Date(start + n * stepMs), met: met * oneIn, notMet: notMet * oneIn, unknown: unknown * oneIn };
    });
    return { stepMs, buckets, oneIn };
  });
}

export type Nearest = { at: Date; count: number; isEarlier: boolean };

/** Where the nearest matches outside the range lie: the day of the nearest one, and how many matches that day has. */
export async function findNearest(ctx: Ctx, filter: ListFilter): Promise<Nearest | null> {
  assertCan(ctx.actor, "read");
  const anywhere = { ...filter, since: null, until: null };
  return inWorkspace(ctx, async (tx) => {
    const pick = async (beyond: ListFilter, order: SQL) => {
      const [row] = await tx.execute<{ at: string }>(
        sql`select s.occurred_at as at from sessions s where ${conditionOf(ctx, beyond)} order by s.occurred_at ${order} limit 1`,
      );
      return row ? new Date(row.at) : null;
    };
    const earlier = filter.since ? await pick({ ...anywhere, until: filter.since }, sql`desc`) : null;
    const later = earlier === null && filter.until ? await pick({ ...anywhere, since: filter.until }, sql`asc`) : null;
    const at = earlier ?? later;
    if (at === null) return null;
    const dayMs = 86_400_000;
    const since = new Date(Math.floor(at.getTime() / dayMs) * dayMs);
    const { count } = await countIn(tx, ctx, { ...anywhere, since, until: new Date(since.getTime() + dayMs) });
    return { at, count, isEarlier: earlier !== null };
  });
}

/** How many sessions would match without each of those filters, most first: which one excludes them. */
export async function findWhatExcludes(ctx: Ctx, filter: ListFilter): Promise<{ part: FilterPart | "range"; count: Count }[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const { since, until, ids: _ids, ...parts } = filter;
    const tries: { part: FilterPart | "range"; without: ListFilter }[] = (Object.keys(parts) as FilterPart[])
      .filter((part) => parts[part] !== undefined && (part !== "comparisons" || (parts.comparisons?.length ?? 0) > 0))
      .map((part) => ({ part, without: { ...filter, [part]: undefined } }));
    if (since || until) tries.push({ part: "range", without: { ...filter, since: null, until: null } });
    const found: { part: FilterPart | "range"; count: Count }[] = [];
    for (const { part, without } of tries) {
      const count = await countIn(tx, ctx, without);
      if (count.count > 0) found.push({ part, count });
    }
    return found.sort((a, b) => b.count.count - a.count.count);
  });
}
