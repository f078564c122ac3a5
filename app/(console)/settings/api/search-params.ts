import { createLoader, createSerializer, parseAsString } from "nuqs/server";

const params = { q: parseAsString };

export const loadReferenceSearch = createLoader(params);
export const referenceHref = createSerializer(params);
