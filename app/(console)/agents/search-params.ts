import { createLoader, createSerializer, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { AGENT_SORTS } from "@/lib/sessions/types";

const params = {
  /** A part of the name. */
  q: parseAsString,
  model: parseAsString,
  /** Archived agents are listed only when asked for. */
  status: parseAsStringLiteral(["archived"]),
  sort: parseAsStringLiteral(AGENT_SORTS).withDefault("new"),
  range: parseAsString,
  page: parseAsString,
};

export type AgentsSearch = inferParserType<typeof params>;

export const loadAgentsSearch = createLoader(params);
export const agentsHref = createSerializer(params);
