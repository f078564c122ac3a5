import { createLoader, createSerializer, type inferParserType, parseAsBoolean, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const DREAM_TABS = ["changes", "run", "sessions", "log", "inputs"] as const;
export type DreamTab = (typeof DREAM_TABS)[number];

const params = {
  /** Left out: the changes of a dream that proposed some, else how it ran. */
  tab: parseAsStringLiteral(DREAM_TABS),
  change: parseAsString,
  only: parseAsStringLiteral(["held", "gave"] as const),
  split: parseAsBoolean.withDefault(false),
  page: parseAsString,
};

export type DreamSearch = inferParserType<typeof params>;

export const loadDreamSearch = createLoader(params);
const serialize = createSerializer(params);

export function dreamHref(dreamId: string, search: Partial<DreamSearch>): string {
  return serialize(`/dreams/${dreamId}`, search);
}
