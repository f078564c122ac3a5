/** The review in plain words. Pure. */
import type { DecisionStatus } from "@/lib/dreaming/types";
import type { RejectReason } from "@/lib/learnings/types";

export const REJECT_WORDS: Record<RejectReason, string> = {
  wrong: "Wrong",
  not_useful: "Not useful",
  unsafe: "Unsafe",
  duplicate: "Duplicate",
  too_specific: "Too specific",
};

/** What a decision is called once it is made. */
export const DECIDED_WORDS: Record<DecisionStatus, string> = {
  pending: "Put back",
  approved: "Approved",
  edited: "Approved with edits",
  rejected: "Rejected",
};

/** A title in a message. */
export function quoteTitle(title: string): string {
  return `“${title}”`;
}
