/** What the list of sessions can be narrowed to, and in which order it is read. */
import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { AgentId, SessionId } from "@/lib/ids";
import { quoteTerm, searchTerms, toolErrorWord, toolWord } from "@/lib/sessions/search-words";
import type { SessionSource, SessionStatus } from "@/lib/sessions/types";

export const COMPARED = ["errors", "turns", "calls", "tokens", "cost", "duration"] as const;
export type Compared = (typeof COMPARED)[number];
/** `duration` in milliseconds, `cost` in US dollars. */
export type Comparison = { field: Compared; operator: ">" | ">=" | "<" | "<=" | "="; value: number };

export const LIST_OUTCOMES = ["met", "not_met", "none", "disputed"] as const;
export type ListOutcome = (typeof LIST_OUTCOMES)[number];

export type ListFilter = {
  agentId?: AgentId;
  version?: number;
  status?: SessionStatus;
  outcome?: ListOutcome;
  source?: SessionSource;
  /** Called it; `failedTool`: a call of it failed. */
  tool?: string;
  failedTool?: string;
  externalId?: string;
  isExcluded?: boolean;
  comparisons?: readonly Comparison[];
  /** Words that all occur somewhere in the session. */
  text?: string;
  since?: Date | null;
  until?: Date | null;
  ids?: readonly SessionId[];
};

/** The parts that can be taken away one by one: what excluded most is found by it. */
export type FilterPart = Exclude<keyof ListFilter, "since" | "until" | "ids">;

const COLUMNS: Record<Compared, SQL> = {
  errors: sql`s.error_count`,
  turns: sql`s.turn_count`,
  calls: sql`s.call_count`,
  tokens: sql`s.token_count`,
  cost: sql`(s.cost_micro_usd / 1e6::float8)`,
  duration: sql`s.duration_ms`,
};
const OPERATORS = { ">": sql`>`, ">=": sql`>=`, "<": sql`<`, "<=": sql`<=`, "=": sql`=` } as const;
const OUTCOMES: Record<ListOutcome, SQL> = {
  met: sql`s.outcome_success`,
  not_met: sql`s.outcome_success = false`,
  none: sql`s.outcome_success is null`,
  disputed: sql`s.outcome_disputed`,
};

/** The words asked for as the index knows them; null where the text holds no word, so that nothing can be found. */
function wanted({ text, tool, failedTool }: ListFilter): string[] | null {
  const terms = text === undefined ? [] : searchTerms(text);
  if (text !== undefined && terms.length === 0) return null;
  if (tool !== undefined) terms.push(quoteTerm(toolWord(tool)));
  if (failedTool !== undefined) terms.push(quoteTerm(toolErrorWord(failedTool)));
  return terms;
}

/**
 * How words are looked for. `index` finds every session that holds them before anything else is asked, which is right for a rare word; `probe`
 * asks each session that is read whether it holds them, so that a reading in order stops as soon as it has enough.
 */
export type TextReading = "index" | "probe";

/** A condition on `sessions s`. Run inside `inWorkspace`: the text index answers for the transaction's workspace. */
export function conditionOf(ctx: Ctx, filter: ListFilter, reading: TextReading = "index"): SQL {
  const parts: SQL[] = [sql`s.workspace_id = ${ctx.workspaceId} and s.archived_at is null`];
  const add = (part: SQL) => parts.push(part);
  if (filter.agentId) add(sql`s.agent_id = ${filter.agentId}`);
  if (filter.version !== undefined) add(sql`s.agent_version = ${filter.version}`);
  if (filter.status) add(sql`s.status = ${filter.status}`);
  if (filter.outcome) add(OUTCOMES[filter.outcome]);
  if (filter.source) add(sql`s.source = ${filter.source}`);
  if (filter.externalId !== undefined) add(sql`s.external_id = ${filter.externalId.replaceAll("\0", "")}`);
  if (filter.isExcluded !== undefined) add(filter.isExcluded ? sql`s.excluded_at is not null` : sql`s.excluded_at is null`);
  for (const { field, operator, value } of filter.comparisons ?? []) add(sql`${COLUMNS[field]} ${OPERATORS[operator]} ${value}::float8`);
  if (filter.since) add(sql`s.occurred_at >= ${filter.since.toISOString()}::timestamptz`);
  if (filter.until) add(sql`s.occurred_at < ${filter.until.toISOString()}::timestamptz`);
  if (filter.ids)
    add(sql`s.id in (select id collate "C" from jsonb_array_elements_text(${JSON.stringify(filter.ids)}::text::jsonb) as chosen (id))`);
  const terms = wanted(filter);
  if (terms === null) add(sql`false`);
  else if (terms.length > 0) {
    const list = sql.join(
      terms.map((term) => sql`${term}`),
      sql`, `,
    );
    add(
      reading === "index"
        ? sql`s.id in (select found.session_id collate "C" from reverie_search_sessions(array[${list}]::text[]) as found)`
        : // A count can't be turned into a join: it is asked of one session at a time, after the cheaper conditions.
          sql`(select count(*) from unnest(array[${list}]::text[]) as w (word) where exists (
            select 1 from session_search x where x.workspace_id = s.workspace_id and x.session_id = s.id and x.words @@ w.word::tsquery)) = ${terms.length}`,
    );
  }
  return sql.join(parts, sql` and `);
}

export const SORTS = ["occurred", "duration", "errors", "turns", "calls", "tokens", "cost"] as const;
export type SortKey = (typeof SORTS)[number];
export type Sort = { key: SortKey; isDescending: boolean };
export const DEFAULT_SORT: Sort = { key: "occurred", isDescending: true };

/** "-errors" is most errors first. The default for what can't be read. */
export function parseSort(text: string | null): Sort {
  const key = SORTS.find((one) => one === text?.replace(/^-/, ""));
  return key === undefined ? DEFAULT_SORT : { key, isDescending: text?.startsWith("-") ?? false };
}

export const sortText = ({ key, isDescending }: Sort): string => `${isDescending ? "-" : ""}${key}`;

/** What cannot be known stands last in both directions. */
const UNKNOWN_LAST = { descending: sql`-1e18::float8`, ascending: sql`1e18::float8` };

/** The expression a list is read by; numbers but for `occurred`, which is a time. */
export function sortExpression({ key, isDescending }: Sort): SQL {
  const unknown = isDescending ? UNKNOWN_LAST.descending : UNKNOWN_LAST.ascending;
  if (key === "occurred") return sql`s.occurred_at`;
  return sql`coalesce(${COLUMNS[key]}::float8, ${unknown})`;
}
