import { createLoader, createSerializer, type inferParserType, parseAsBoolean, parseAsString } from "nuqs/server";

const params = { split: parseAsBoolean.withDefault(false), page: parseAsString };

export type DreamSearch = inferParserType<typeof params>;

export const loadDreamSearch = createLoader(params);
const serialize = createSerializer(params);

export function dreamHref(dreamId: string, search: Partial<DreamSearch>): string {
  return serialize(`/dreams/${dreamId}`, search);
}
