/** Words of the search room. No library at run time. */
export const SEARCH_KINDS = ["agents", "sessions", "learnings", "changes", "dreams"] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

export type SearchHit = {
  kind: SearchKind;
  id: string;
  title: string | null;
  /** What it belongs to, in words: the agent's name. */
  of: string | null;
  state: string;
  at: Date;
  /** Text around what was found, where it wasn't found in the title. */
  excerpt: string | null;
  /** Of a change: the dream that proposed it. */
  parentId: string | null;
};

export type SearchResult = { hits: SearchHit[]; hasMore: boolean };
