import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";

const list = { page: parseAsString, status: parseAsStringLiteral(["active", "paused", "archived"]) };
export const loadDeploymentsSearch = createLoader(list);
export const deploymentsHref = createSerializer(list);

const runs = { page: parseAsString, show: parseAsStringLiteral(["failed", "schedule", "manual"]) };
export const loadRunsSearch = createLoader(runs);
export const runsHref = createSerializer(runs);
