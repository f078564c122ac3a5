/** The review in plain words. Pure. */
import type { AlikeThreshold } from "@/lib/dreaming/approve-alike";
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
  needs_evidence: "Sent back for more evidence:",
};

const MOST_CHARACTERS = 44;

/** A title in a message, cut at a word: the message stands beside the buttons, not over them. */
export function quoteTitle(title: string): string {
  if (title.length <= MOST_CHARACTERS) return `“${title}”`;
  const head = title.slice(0, MOST_CHARACTERS);
  const space = head.lastIndexOf(" ");
  return `“${space > 0 ? head.slice(0, space) : head}…”`;
}

/** How sure the figures must be to approve several at once. */
export const ALIKE_WORDS: Record<AlikeThreshold, { label: string; hint: string }> = {
  q01: { label: "Surely proven", hint: "Effect with q of at most 0.01" },
  proven: { label: "Proven", hint: "Any effect that stood the test" },
  support20: { label: "Seen often", hint: "At least 20 sessions, effect proven or not" },
  all: { label: "All of them", hint: "Whatever their figures" },
};
