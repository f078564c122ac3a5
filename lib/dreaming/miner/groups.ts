/** Which sessions may be compared with which. Pure functions of one digest, so grouping needs no memory and no order. */
import { hash53 } from "@/lib/dreaming/statistics/hash";
import type { Digest } from "@/lib/dreaming/types";

/** A request without a number or id must have this many terms to count as the same task when it recurs; greetings have two or three. */
const PLAIN_REQUEST_MIN_TERMS = 8;
const REQUEST_MIN_TERMS = 3;

export type Grouping = "task" | "intent";
/** `unit`: the task, the thing that must repeat for a finding to be general. `stratum`: the unit done by one kind of agent; comparisons stay inside. */
export type Group = { grouping: Grouping; unit: number; stratum: number };

/**
 * The task the source names; without one, the terms of the first request, which must be equal (ids, numbers, names and quantities included)
 * and specific enough. Null when neither says what the task was: such a session is compared with nothing.
 *
 * Equality, not likeness above a threshold: of two requests that differ in one word the word is usually the point (Spain for France, "all"
 * for "two"), and mixing tasks in a group is what makes an effect of task difficulty look like one of behaviour (Simpson's paradox).
 * Courtesy, grammar words, order and case are gone already (see intentTerms).
 */
export function groupOf(digest: Digest): Group | null {
  const name = unitName(digest);
  if (name === null) return null;
  const stratum = JSON.stringify([name, digest.model, digest.variant, digest.agentVersion]);
  return { grouping: digest.taskKey === null ? "intent" : "task", unit: hash53(name), stratum: hash53(stratum) };
}

function unitName(digest: Digest): string | null {
  if (digest.taskKey !== null) return `task ${digest.taskKey}`;
  const { terms } = digest.intent;
  const hasIdentifier = terms.some((term) => /\d/.test(term));
  return terms.length >= (hasIdentifier ? REQUEST_MIN_TERMS : PLAIN_REQUEST_MIN_TERMS) ? `intent ${terms.join(" ")}` : null;
}

/** A stratum's name for the reader: the task or the beginning of the request, then the kind of agent. */
export function groupLabel(digest: Digest): string {
  const task =
    digest.taskKey !== null
      ? `task ${digest.taskKey}`
      : `“${(digest.intent.excerpt?.quote ?? "").replace(/\s+/g, " ").slice(0, 60).trim()}”`;
  return [task, digest.model, digest.variant, `v${digest.agentVersion}`].filter((part) => part !== null).join(" · ");
}
