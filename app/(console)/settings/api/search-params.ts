import { createLoader, parseAsString } from "nuqs/server";

const params = { q: parseAsString };

export const loadReferenceSearch = createLoader(params);
