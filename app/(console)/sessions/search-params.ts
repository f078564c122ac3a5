import { createLoader, createSerializer, parseAsInteger, parseAsString, parseAsStringLiteral, type SearchParams } from "nuqs/server";
import { LIST_OUTCOMES } from "@/lib/sessions/list-filter";
import { SESSION_SOURCES, SESSION_STATUSES } from "@/lib/sessions/types";

const params = {
  agent: parseAsString,
  version: parseAsInteger,
  status: parseAsStringLiteral(SESSION_STATUSES),
  outcome: parseAsStringLiteral(LIST_OUTCOMES),
  source: parseAsStringLiteral(SESSION_SOURCES),
  tool: parseAsString,
  failed: parseAsString,
  external: parseAsString,
  excluded: parseAsStringLiteral(["yes", "no"] as const),
  /** Comparisons, ">2" or ">=2,<9". */
  errors: parseAsString,
  turns: parseAsString,
  calls: parseAsString,
  tokens: parseAsString,
  cost: parseAsString,
  duration: parseAsString,
  q: parseAsString,
  range: parseAsString,
  sort: parseAsString,
  cols: parseAsString,
  page: parseAsString,
  /** What was typed into the filter: read, then turned into the parameters above. */
  filter: parseAsString,
};

const load = createLoader(params);
/** A form without JavaScript sends each column by itself. */
export async function loadSessionsSearch(searchParams: Promise<SearchParams> | URLSearchParams) {
  if (searchParams instanceof URLSearchParams) return load(searchParams);
  const raw = await searchParams;
  return load(Array.isArray(raw.cols) ? { ...raw, cols: raw.cols.join(",") } : raw);
}
export const sessionsHref = createSerializer(params);
export type SessionsSearch = Awaited<ReturnType<typeof loadSessionsSearch>>;
