import { createLoader, createSerializer, parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";

const params = {
  range: parseAsString,
  agents: parseAsArrayOf(parseAsString).withDefault([]),
  by: parseAsStringLiteral(["day", "week"]),
};

export const loadOverviewSearch = createLoader(params);
export type OverviewSearch = Awaited<ReturnType<typeof loadOverviewSearch>>;
const serialize = createSerializer(params);

export function overviewHref(search: Partial<OverviewSearch>): string {
  return serialize("/", search);
}
