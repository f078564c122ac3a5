/** The columns of the list of sessions: their order, which show by default, and what they are in a file. No library at run time. */
import type { SessionRow } from "@/lib/sessions/list";
import type { Sort, SortKey } from "@/lib/sessions/list-filter";

export const COLUMN_KEYS = [
  "outcome",
  "status",
  "agent",
  "started",
  "duration",
  "turns",
  "calls",
  "errors",
  "tokens",
  "cost",
  "model",
  "task",
  "source",
] as const;
export type ColumnKey = (typeof COLUMN_KEYS)[number];

export const COLUMN_WORDS: Record<ColumnKey, string> = {
  outcome: "Outcome",
  status: "Status",
  agent: "Agent",
  started: "Started",
  duration: "Duration",
  turns: "Turns",
  calls: "Calls",
  errors: "Errors",
  tokens: "Tokens",
  cost: "Cost",
  model: "Model",
  task: "Task",
  source: "Source",
};

export const DEFAULT_COLUMNS: readonly ColumnKey[] = [
  "outcome",
  "status",
  "agent",
  "started",
  "duration",
  "turns",
  "calls",
  "errors",
  "tokens",
  "source",
];

/** From the address's `cols`; the default where it names none. The session's name always shows. */
export function chosenColumns(cols: string | null): ColumnKey[] {
  const wanted = new Set((cols ?? "").split(","));
  const chosen = COLUMN_KEYS.filter((key) => wanted.has(key));
  return chosen.length > 0 ? chosen : [...DEFAULT_COLUMNS];
}

const COLUMN_SORTS: Partial<Record<ColumnKey, SortKey>> = {
  started: "occurred",
  duration: "duration",
  turns: "turns",
  calls: "calls",
  errors: "errors",
  tokens: "tokens",
  cost: "cost",
};

/** A first press reads the most first; the next one turns it round. */
export function columnSorts(
  columns: readonly ColumnKey[],
  sort: Sort,
  href: (sort: Sort) => string,
): Partial<Record<ColumnKey, { href: string; direction: "ascending" | "descending" | null }>> {
  return Object.fromEntries(
    columns.flatMap((column) => {
      const key = COLUMN_SORTS[column];
      if (key === undefined) return [];
      const isCurrent = sort.key === key;
      const direction = isCurrent ? (sort.isDescending ? "descending" : "ascending") : null;
      return [[column, { href: href({ key, isDescending: isCurrent ? !sort.isDescending : true }), direction }]];
    }),
  );
}

type Value = string | number | boolean | Date | null;
const OUTCOMES = { true: "met", false: "not_met" } as const;

export const EXPORT_VALUES: Record<ColumnKey, { header: string; value: (row: SessionRow) => Value }> = {
  outcome: {
    header: "outcome",
    value: ({ outcomeSuccess, outcomeSource, isDisputed }) =>
      outcomeSuccess === null
        ? "none"
        : `${OUTCOMES[`${outcomeSuccess}`]}${outcomeSource ? ` (${outcomeSource}${isDisputed ? ", disputed" : ""})` : ""}`,
  },
  status: { header: "status", value: ({ status }) => status },
  agent: { header: "agent", value: ({ agentName, agentVersion }) => `${agentName} version ${agentVersion}` },
  started: { header: "started_at", value: ({ startedAt }) => startedAt },
  duration: { header: "duration_ms", value: ({ durationMs }) => durationMs },
  turns: { header: "turns", value: ({ turnCount }) => turnCount },
  calls: { header: "tool_calls", value: ({ callCount }) => callCount },
  errors: { header: "errors", value: ({ errorCount }) => errorCount },
  tokens: { header: "tokens", value: ({ tokenCount }) => tokenCount },
  cost: { header: "cost_usd", value: ({ costUsd }) => costUsd },
  model: { header: "model", value: ({ model }) => model },
  task: { header: "task", value: ({ taskKey }) => taskKey },
  source: { header: "source", value: ({ source }) => source },
};
