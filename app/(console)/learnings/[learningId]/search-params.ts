import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";

export const LEARNING_TABS = ["edit", "history", "blame", "evidence", "use"] as const;
export type LearningTab = (typeof LEARNING_TABS)[number];

const params = {
  tab: parseAsStringLiteral(LEARNING_TABS).withDefault("edit"),
  /** The two versions that are compared. */
  from: parseAsString,
  to: parseAsString,
  split: parseAsBoolean.withDefault(false),
  page: parseAsString,
  /** The line that the blame shows in full. */
  line: parseAsInteger,
};

export type LearningSearch = inferParserType<typeof params>;

export const loadLearningSearch = createLoader(params);
const serialize = createSerializer(params);

export function learningHref(learningId: string, search: Partial<LearningSearch>): string {
  return serialize(`/learnings/${learningId}`, search);
}
