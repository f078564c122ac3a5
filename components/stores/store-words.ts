/** A store's history in plain words. Pure. */
import { formatNumber } from "@/components/ui/format";
import type { RevertConflictReason } from "@/lib/learnings/revert-plan";
import type { Author, MemoryOperation, RevisionKind, StoreRevisionView } from "@/lib/memory/types";

export const REVISION_WORDS: Record<RevisionKind, string> = {
  publish: "Published",
  edit: "Edited",
  rollback: "Rolled back",
  revert: "Reverted",
  api: "Over the API",
};

/** "2 added, 1 changed"; "no file changed" for none. */
export function countsInWords({ created, modified, deleted }: StoreRevisionView["changes"]): string {
  const parts = [
    created > 0 ? `${formatNumber(created)} added` : null,
    modified > 0 ? `${formatNumber(modified)} changed` : null,
    deleted > 0 ? `${formatNumber(deleted)} removed` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "no file changed" : parts.join(", ");
}

export function authorInWords(author: Author): string {
  return author.name ?? (author.type === "system" ? "Reverie" : "an unnamed key");
}

/** What a roll back does to one file. */
export const ROLLBACK_WORDS: Record<MemoryOperation, string> = {
  created: "comes back",
  modified: "gets its earlier text",
  deleted: "is taken out",
};

/** What taking one revision out does to a file. */
export const REVERT_WORDS: Record<MemoryOperation, string> = {
  created: "comes back",
  modified: "loses what the revision changed",
  deleted: "is taken out",
};

/** Why one revision can't be taken out while the rest stays. */
export const CONFLICT_WORDS: Record<RevertConflictReason, string> = {
  changed_since: "was changed again in the same lines",
  removed_since: "was removed since",
  back_since: "came back since with another text",
  renamed_since: "got another path since",
  locked: "is locked",
  path_taken: "would land where another file is now",
};

/** What a revision did to one file. */
export const DIFFERENCE_WORDS: Record<MemoryOperation, string> = { created: "Added", modified: "Changed", deleted: "Removed" };

export function nameOfRevision(number: number): string {
  return number === 0 ? "the empty store" : `revision ${formatNumber(number)}`;
}
