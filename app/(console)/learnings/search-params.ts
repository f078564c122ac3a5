import { createLoader, createSerializer, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { LEARNING_KINDS, LEARNING_STATUSES } from "@/lib/learnings/types";

const params = {
  agent: parseAsString,
  kind: parseAsStringLiteral(LEARNING_KINDS),
  status: parseAsStringLiteral(LEARNING_STATUSES),
  q: parseAsString,
  page: parseAsString,
};

export type LearningsSearch = inferParserType<typeof params>;

export const loadLearningsSearch = createLoader(params);
const serialize = createSerializer(params);

export function learningsHref(search: Partial<LearningsSearch>): string {
  return serialize("/learnings", search);
}
