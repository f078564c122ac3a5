import { createLoader, createSerializer, type inferParserType, parseAsBoolean, parseAsString } from "nuqs/server";

const params = { split: parseAsBoolean.withDefault(false), page: parseAsString };

export type ChangeSearch = inferParserType<typeof params>;

export const loadChangeSearch = createLoader(params);
export const serializeChange = createSerializer(params);
