import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
  type SearchParams,
} from "nuqs/server";
import type { DreamFilter } from "@/lib/dreaming/queries";
import { DREAM_SORTS, DREAM_STATUSES, DREAM_TRIGGERS } from "@/lib/dreaming/types";
import { isId } from "@/lib/ids";
import { parseTimeRange } from "@/lib/time-range";

const params = {
  agent: parseAsString,
  status: parseAsStringLiteral(DREAM_STATUSES),
  trigger: parseAsStringLiteral(DREAM_TRIGGERS),
  archived: parseAsBoolean.withDefault(false),
  range: parseAsString,
  sort: parseAsStringLiteral(DREAM_SORTS).withDefault("newest"),
  page: parseAsString,
};

export type DreamsSearch = inferParserType<typeof params>;

const load = createLoader(params);
const serialize = createSerializer(params);

/** What is no id filters nothing, and no chip says that it does. */
export async function loadDreamsSearch(source: Promise<SearchParams> | URL): Promise<DreamsSearch> {
  const asked = source instanceof URL ? load(source) : await load(source);
  return { ...asked, agent: isId("agent", asked.agent) ? asked.agent : null };
}

export function dreamsHref(search: Partial<DreamsSearch>): string {
  return serialize("/dreams", search);
}

export function dreamsExportHref(search: Partial<DreamsSearch>, format: "csv" | "ndjson"): string {
  const path = serialize("/dreams/export", { ...search, page: null });
  return `${path}${path.includes("?") ? "&" : "?"}format=${format}`;
}

/** The list's filter as the query takes it; page and limit aside. */
export function toDreamFilter(search: DreamsSearch, now: Date, zone: string): Omit<DreamFilter, "limit" | "cursor"> {
  const { since, until } = parseTimeRange(search.range, now, zone);
  return {
    agentId: isId("agent", search.agent) ? search.agent : undefined,
    statuses: search.status ? [search.status] : undefined,
    trigger: search.trigger ?? undefined,
    onlyArchived: search.archived || undefined,
    createdAfter: since ?? undefined,
    createdBefore: until ?? undefined,
    sort: search.sort,
  };
}
