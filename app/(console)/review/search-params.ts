import { createLoader, createSerializer, type inferParserType, parseAsBoolean, parseAsString, parseAsStringLiteral } from "nuqs/server";

const params = {
  agent: parseAsString,
  /** The selected change; the first of the queue where none is named. */
  item: parseAsString,
  /** `edit` opens the editor of the selected change. */
  do: parseAsStringLiteral(["edit"]),
  split: parseAsBoolean.withDefault(false),
  page: parseAsString,
};

export type ReviewSearch = inferParserType<typeof params>;

export const loadReviewSearch = createLoader(params);
const serialize = createSerializer(params);

export function reviewHref(search: Partial<ReviewSearch>): string {
  return serialize("/review", search);
}
