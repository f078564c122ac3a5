import { createLoader, createSerializer, parseAsString } from "nuqs/server";

const params = { page: parseAsString };

export const loadKeysSearch = createLoader(params);
export const keysHref = createSerializer(params);
