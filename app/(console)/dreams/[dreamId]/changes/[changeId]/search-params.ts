import { createLoader, createSerializer, parseAsBoolean, parseAsString } from "nuqs/server";

const params = { split: parseAsBoolean.withDefault(false), page: parseAsString };

export const loadChangeSearch = createLoader(params);
export const serializeChange = createSerializer(params);
