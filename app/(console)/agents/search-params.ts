import { createLoader, createSerializer, parseAsString } from "nuqs/server";

const params = { page: parseAsString };

export const loadAgentsSearch = createLoader(params);
export const agentsHref = createSerializer(params);
