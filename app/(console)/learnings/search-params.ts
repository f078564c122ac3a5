import { createLoader, createSerializer, type inferParserType, parseAsBoolean, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { isId } from "@/lib/ids";
import { LEARNING_KINDS, LEARNING_ORDERS, LEARNING_STATUSES } from "@/lib/learnings/types";

export const LEARNING_VIEWS = ["list", "trigger", "tree"] as const;

const params = {
  agent: parseAsString,
  kind: parseAsStringLiteral(LEARNING_KINDS),
  status: parseAsStringLiteral(LEARNING_STATUSES),
  scope: parseAsStringLiteral(["private", "federated"] as const),
  origin: parseAsStringLiteral(["dream", "person", "import"] as const),
  locked: parseAsBoolean,
  pinned: parseAsBoolean,
  tool: parseAsString,
  q: parseAsString,
  sort: parseAsStringLiteral(LEARNING_ORDERS).withDefault("updated_at"),
  dir: parseAsStringLiteral(["ascending", "descending"] as const),
  view: parseAsStringLiteral(LEARNING_VIEWS).withDefault("list"),
  page: parseAsString,
};

export type LearningsSearch = inferParserType<typeof params>;

export const loadLearningsSearch = createLoader(params);
const serialize = createSerializer(params);

export function learningsHref(search: Partial<LearningsSearch>): string {
  return serialize("/learnings", search);
}

export function exportHref(search: Partial<LearningsSearch>): string {
  return serialize("/learnings/export", { ...search, page: null, view: null });
}

/** What the address asks for, as the query takes it. What is no id filters nothing. */
export function filterOf(search: LearningsSearch) {
  return {
    agentId: isId("agent", search.agent) ? search.agent : undefined,
    kind: search.kind ?? undefined,
    status: search.status ?? undefined,
    scope: search.scope ?? undefined,
    origin: search.origin ?? undefined,
    isLocked: search.locked ?? undefined,
    isPinned: search.pinned ?? undefined,
    tool: search.tool?.trim() || undefined,
    q: search.q?.trim() || undefined,
    orderBy: search.sort,
    direction: search.dir ?? undefined,
  };
}
