import { createLoader, createSerializer, parseAsString } from "nuqs/server";

const params = { page: parseAsString, agent: parseAsString };

export const loadImportsSearch = createLoader(params);
export const importsHref = createSerializer(params);
