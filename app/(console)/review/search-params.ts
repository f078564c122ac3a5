import { createLoader, createSerializer, type inferParserType, parseAsBoolean, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { QueueFilter } from "@/lib/dreaming/review-queue";
import { isId, type UserId } from "@/lib/ids";
import { LEARNING_KINDS } from "@/lib/learnings/types";

const params = {
  agent: parseAsString,
  kind: parseAsStringLiteral(LEARNING_KINDS),
  held: parseAsStringLiteral(["yes", "no"]),
  /** `me`, `nobody` or a member's id. */
  assigned: parseAsString,
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

/** The part of the address that narrows the queue. */
export function narrowingOf({ agent, kind, held, assigned }: ReviewSearch): Partial<ReviewSearch> {
  return { agent, kind, held, assigned };
}

/** What is no id filters nothing, and no chip says that it does. */
export function cleaned(asked: ReviewSearch): ReviewSearch {
  const isAssignee = asked.assigned === "me" || asked.assigned === "nobody" || isId("user", asked.assigned);
  return { ...asked, agent: isId("agent", asked.agent) ? asked.agent : null, assigned: isAssignee ? asked.assigned : null };
}

export function filterOf({ agent, kind, held, assigned }: ReviewSearch, me: UserId): QueueFilter {
  return {
    agentId: isId("agent", agent) ? agent : undefined,
    kind: kind ?? undefined,
    isHeld: held === null ? undefined : held === "yes",
    assigned:
      assigned === null ? undefined : assigned === "me" ? me : assigned === "nobody" || isId("user", assigned) ? assigned : undefined,
  };
}
