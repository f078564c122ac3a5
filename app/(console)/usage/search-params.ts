import { createLoader, createSerializer, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { isId } from "@/lib/ids";
import { USAGE_GROUPS, USAGE_PURPOSES } from "@/lib/usage/types";

const params = {
  range: parseAsString,
  group: parseAsStringLiteral(USAGE_GROUPS).withDefault("day"),
  agent: parseAsString,
  purpose: parseAsStringLiteral(USAGE_PURPOSES),
};

export type UsageSearch = inferParserType<typeof params>;

const load = createLoader(params);
const serialize = createSerializer(params);

/** What is no id filters nothing, and no chip says that it does. */
export async function loadUsageSearch(searchParams: Parameters<typeof load>[0]): Promise<UsageSearch> {
  const asked = await load(searchParams);
  return { ...asked, agent: isId("agent", asked.agent) ? asked.agent : null };
}

export function usageHref(search: Partial<UsageSearch>): string {
  return serialize("/usage", search);
}
