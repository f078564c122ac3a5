import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { SEARCH_KINDS, type SearchKind } from "@/lib/search/types";

const params = { q: parseAsString.withDefault(""), kind: parseAsStringLiteral(SEARCH_KINDS) };

export const loadSearch = createLoader(params);
const serialize = createSerializer(params);

export const searchHref = (values: { q: string; kind?: SearchKind }): string => `/search${serialize(values)}`;
