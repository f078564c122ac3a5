import { createLoader, createSerializer, type inferParserType, parseAsBoolean, parseAsInteger, parseAsString } from "nuqs/server";

const params = {
  /** The selected revision; the last one where none is named. */
  rev: parseAsInteger,
  /** What it is compared with; the one before it where none is named. 0 is the empty store. */
  against: parseAsInteger,
  /** A moment instead of a revision: what was live then is selected. By the workspace's clock, or an instant. */
  at: parseAsString,
  /** A file of the selected revision that is open. */
  path: parseAsString,
  /** The revision whose roll back is being looked at. */
  rollback: parseAsInteger,
  /** The revision whose undoing on its own is being looked at. */
  revert: parseAsInteger,
  split: parseAsBoolean.withDefault(false),
  page: parseAsString,
};

export type StoreSearch = inferParserType<typeof params>;

export const loadStoreSearch = createLoader(params);
const serialize = createSerializer(params);

export function storeHref(storeId: string, search: Partial<StoreSearch>): string {
  return serialize(`/stores/${storeId}`, search);
}
