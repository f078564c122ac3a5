/** What the address, the text form and the chips say about the list's filters: three writings of one thing. Pure. */
import { type FilterTerm, type FilterTextError, formatFilterTerm, parseFilterText } from "@/lib/filter-text";
import { isId } from "@/lib/ids";
import { COMPARED, type Compared, type Comparison, LIST_OUTCOMES, type ListFilter, type ListOutcome } from "@/lib/sessions/list-filter";
import { SESSION_SOURCES, SESSION_STATUSES, type SessionSource, type SessionStatus } from "@/lib/sessions/types";
import type { TimeRange } from "@/lib/time-range";
import type { SessionsSearch } from "./search-params";

export const OUTCOME_WORDS: Record<ListOutcome, string> = { met: "Met", not_met: "Not met", none: "No verdict", disputed: "Disputed" };
export const STATUS_WORDS: Record<SessionStatus, string> = {
  rescheduling: "Rescheduling",
  running: "Running",
  idle: "Idle",
  terminated: "Ended",
};
export const SOURCE_WORDS: Record<SessionSource, string> = { live: "Live", api: "API", import: "Import" };

const KEYS = ["agent", "version", "status", "outcome", "source", "tool", "failed", "external", "excluded", ...COMPARED] as const;
export type FilterKey = (typeof KEYS)[number];
export const FILTER_KEYS = [...KEYS, "q"] as const;

export const KEY_WORDS: Record<FilterKey | "q", string> = {
  agent: "Agent",
  version: "Version",
  status: "Status",
  outcome: "Outcome",
  source: "Source",
  tool: "Called",
  failed: "Failed call of",
  external: "External id",
  excluded: "Excluded from dreams",
  errors: "Errors",
  turns: "Turns",
  calls: "Tool calls",
  tokens: "Tokens",
  cost: "Cost",
  duration: "Duration",
  q: "Text",
};

export type NamedAgent = { id: string; name: string };

/** No filter at all; range, order and columns stay. */
export const NO_FILTERS: Record<FilterKey | "q" | "page" | "filter", null> = {
  ...(Object.fromEntries(KEYS.map((key) => [key, null])) as Record<FilterKey, null>),
  q: null,
  page: null,
  filter: null,
};

/** The filter that the address asks for. What can't be read is no filter. */
export function toListFilter(search: SessionsSearch, range: TimeRange): ListFilter {
  const comparisons = COMPARED.flatMap((field) => comparisonsOf(field, search[field]));
  return {
    agentId: isId("agent", search.agent) ? search.agent : undefined,
    version: search.version === null || search.version < 0 || search.version > 2 ** 31 - 1 ? undefined : search.version,
    status: search.status ?? undefined,
    outcome: search.outcome ?? undefined,
    source: search.source ?? undefined,
    tool: search.tool || undefined,
    failedTool: search.failed || undefined,
    externalId: search.external || undefined,
    isExcluded: search.excluded === null ? undefined : search.excluded === "yes",
    comparisons: comparisons.length > 0 ? comparisons : undefined,
    text: search.q?.trim() || undefined,
    since: range.since,
    until: range.until,
  };
}

const PIECE = /^(>=|<=|>|<|=)?(.+)$/;

function comparisonsOf(field: Compared, text: string | null): Comparison[] {
  return (text ?? "").split(",").flatMap((piece) => {
    const [, operator = "=", written = ""] = PIECE.exec(piece.trim()) ?? [];
    const value = readFigure(field, written);
    return value === null ? [] : [{ field, operator: operator as Comparison["operator"], value }];
  });
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

const figureText = (field: Compared, written: string) => (field === "cost" ? written.trim().replace(/^\$/, "") : written.trim());

/** "12", "1.5k", "90s", "5 min", "$0.50"; null where it is none. */
function readFigure(field: Compared, written: string): number | null {
  const [, digits, unit = ""] = /^(\d{1,12}(?:\.\d{1,6})?)\s*([a-zA-Z]*)$/.exec(figureText(field, written)) ?? [];
  if (digits === undefined) return null;
  const factor =
    field === "duration" ? (unit === "" ? 1000 : UNITS[unit.toLowerCase()]) : { "": 1, k: 1000, m: 1_000_000 }[unit.toLowerCase()];
  return factor === undefined ? null : Number(digits) * factor;
}

type Readable = { ok: true; search: Partial<SessionsSearch> } | { ok: false; error: FilterTextError };

/** Reads what was typed; every filter it doesn't name is off. Errors point to their place. */
export function readFilterText(text: string, agents: readonly NamedAgent[]): Readable {
  const parsed = parseFilterText(text, KEYS);
  if (!parsed.ok) return parsed;
  const search: Partial<SessionsSearch> = { ...NO_FILTERS };
  for (const term of parsed.value.terms) {
    const problem = readTerm(term, search, agents);
    if (problem !== null) return { ok: false, error: { message: problem, at: term.at, length: term.length } };
  }
  search.q = parsed.value.words.join(" ") || null;
  return { ok: true, search };
}

function readTerm({ key, operator, value }: FilterTerm, search: Partial<SessionsSearch>, agents: readonly NamedAgent[]): string | null {
  const compared = COMPARED.find((one) => one === key);
  if (compared) {
    if (readFigure(compared, value) === null) {
      if (compared === "cost") return "Give an amount in dollars, like cost:>0.50.";
      return compared === "duration" ? "Give a time like duration:>90s or duration:<5m." : `Give a number, like ${compared}:>2.`;
    }
    search[compared] = [search[compared], `${operator === "=" ? "" : operator}${value}`].filter(Boolean).join(",");
    return null;
  }
  if (operator !== "=") return `${key}: takes a value, not a comparison.`;
  switch (key as Exclude<FilterKey, Compared>) {
    case "agent": {
      const found = agents.find(({ id, name }) => id === value || name.toLowerCase() === value.toLowerCase());
      const near = agents.filter(({ name }) => name.toLowerCase().includes(value.toLowerCase()));
      const agent = found ?? (near.length === 1 ? near[0] : undefined);
      if (!agent)
        return near.length > 1 ? `${near.length} agents are called like that. Write the whole name.` : `There is no agent “${value}”.`;
      search.agent = agent.id;
      return null;
    }
    case "version":
      if (!/^\d{1,9}$/.test(value)) return "Give a version's number, like version:3.";
      search.version = Number(value);
      return null;
    case "status":
      return choose("status", value, SESSION_STATUSES, STATUS_WORDS, (one) => {
        search.status = one;
      });
    case "outcome":
      return choose("outcome", value, LIST_OUTCOMES, OUTCOME_WORDS, (one) => {
        search.outcome = one;
      });
    case "source":
      return choose("source", value, SESSION_SOURCES, SOURCE_WORDS, (one) => {
        search.source = one;
      });
    case "excluded":
      return choose("excluded", value, ["yes", "no"] as const, { yes: "yes", no: "no" }, (one) => {
        search.excluded = one;
      });
    case "tool":
      search.tool = value;
      return null;
    case "failed":
      search.failed = value;
      return null;
    case "external":
      search.external = value;
      return null;
  }
}

function choose<T extends string>(
  key: string,
  value: string,
  all: readonly T[],
  words: Record<T, string>,
  set: (one: T) => void,
): string | null {
  const wanted = value.toLowerCase().replaceAll(" ", "_");
  const found = all.find((one) => one === wanted || words[one].toLowerCase().replaceAll(" ", "_") === wanted);
  if (found === undefined) return `${key}: is one of ${all.join(", ")}.`;
  set(found);
  return null;
}

/** The address's filters as they are typed. */
export function writeFilterText(search: SessionsSearch, agents: readonly NamedAgent[]): string {
  const terms = KEYS.flatMap((key) => {
    const value = search[key];
    if (value === null || value === "") return [];
    if (COMPARED.some((one) => one === key))
      return String(value)
        .split(",")
        .map((piece) => {
          const [, operator = "=", figure = ""] = PIECE.exec(piece.trim()) ?? [];
          return formatFilterTerm(key, figure, operator as Comparison["operator"]);
        });
    return [formatFilterTerm(key, key === "agent" ? (agents.find(({ id }) => id === value)?.name ?? String(value)) : String(value))];
  });
  const words = search.q?.trim();
  return [...terms, ...(words ? [/:/.test(words) ? JSON.stringify(words) : words] : [])].join(" ");
}

export type FilterWords = { key: FilterKey | "q"; label: string; value: string };

/** The filters in force, for the chips. */
export function filtersInForce(search: SessionsSearch, agents: readonly NamedAgent[]): FilterWords[] {
  return FILTER_KEYS.flatMap((key) => {
    const value = search[key];
    if (value === null || value === "") return [];
    return [{ key, label: KEY_WORDS[key], value: wordsOf(key, value, agents) }];
  });
}

function wordsOf(key: FilterKey | "q", value: string | number, agents: readonly NamedAgent[]): string {
  if (key === "agent") return agents.find(({ id }) => id === value)?.name ?? String(value);
  if (key === "status") return STATUS_WORDS[value as SessionStatus];
  if (key === "outcome") return OUTCOME_WORDS[value as ListOutcome];
  if (key === "source") return SOURCE_WORDS[value as SessionSource];
  return String(value)
    .replace(/([<>]=?)/g, "$1 ")
    .replace(/,/g, " and ");
}
