import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const OUTCOME_FILTERS = ["met", "not_met", "none"] as const;
export type OutcomeFilter = (typeof OUTCOME_FILTERS)[number];
export const OUTCOME_FILTER_WORDS: Record<OutcomeFilter, string> = { met: "Met", not_met: "Not met", none: "No verdict" };

const params = { agent: parseAsString, outcome: parseAsStringLiteral(OUTCOME_FILTERS), external: parseAsString, page: parseAsString };

export const loadSessionsSearch = createLoader(params);
export const sessionsHref = createSerializer(params);
export type SessionsSearch = Awaited<ReturnType<typeof loadSessionsSearch>>;
