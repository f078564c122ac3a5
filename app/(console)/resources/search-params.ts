import { createLoader, createSerializer, parseAsBoolean, parseAsString } from "nuqs/server";

const params = { page: parseAsString, archived: parseAsBoolean.withDefault(false) };

export const loadResourcesSearch = createLoader(params);
export const resourcesHref = createSerializer(params);
