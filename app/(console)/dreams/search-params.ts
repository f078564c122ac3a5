import { createLoader, createSerializer, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { DREAM_STATUSES } from "@/lib/dreaming/types";

const params = { agent: parseAsString, status: parseAsStringLiteral(DREAM_STATUSES), page: parseAsString };

export type DreamsSearch = inferParserType<typeof params>;

export const loadDreamsSearch = createLoader(params);
const serialize = createSerializer(params);

export function dreamsHref(search: Partial<DreamsSearch>): string {
  return serialize("/dreams", search);
}
