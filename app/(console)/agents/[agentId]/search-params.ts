import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";

export const TABS = ["summary", "configuration", "versions", "dreaming", "sessions", "learnings"] as const;
export type AgentTab = (typeof TABS)[number];

const params = {
  tab: parseAsStringLiteral(TABS).withDefault("summary"),
  /** The pair of versions that is compared; the last two where none is named. */
  from: parseAsInteger,
  to: parseAsInteger,
  split: parseAsBoolean.withDefault(false),
  /** Of the list of versions. */
  page: parseAsString,
};

export type AgentSearch = inferParserType<typeof params>;

export const loadAgentSearch = createLoader(params);
const serialize = createSerializer(params);

export function agentHref(agentId: string, search: Partial<AgentSearch>): string {
  return serialize(`/agents/${agentId}`, search);
}
