/** How evidence compares: which is stronger, what is materially new, what speaks against a published text. Pure. */
import type { Candidate, CandidateStats, PatternFacts, Tombstone } from "@/lib/dreaming/types";

/** Materially new: at least this many times the sessions there were at the rejection. */
const MATERIAL_GROWTH = 2;
/** Contradicting sessions must be this many at least, and this many times the supporting ones, before they outnumber them clearly. */
const CLEAR_COUNT = 10;
const CLEAR_RATIO = 3;

/** Proven effects first, the larger first, then the better supported. Negative when `a` is stronger. */
export function compareStrength(a: CandidateStats, b: CandidateStats): number {
  if (a.claim !== b.claim) return a.claim === "effect" ? -1 : 1;
  const size = (stats: CandidateStats) => (stats.claim === "effect" ? Math.abs(stats.effect ?? 0) : 0);
  return size(b) - size(a) || b.support - a.support;
}

/** Whether `next` is too weak to replace what was published: fewer sessions, and no effect proven since. */
export function isWeaker(next: CandidateStats, published: Pick<CandidateStats, "support" | "claim">): boolean {
  if (next.claim === "effect" && published.claim === "observation") return false;
  return next.support < published.support;
}

/** What is new since every tombstone of the pattern, in words; null when nothing material is. Unknown figures can't be outgrown. */
export function newSince(stats: CandidateStats, tombstones: readonly Tombstone[]): string | null {
  const known = tombstones.flatMap((tombstone) => (tombstone.stats === null ? [] : [tombstone.stats]));
  if (known.length < tombstones.length) return null;
  const support = Math.max(0, ...known.map((before) => before.support));
  if (stats.claim === "effect" && known.every((before) => before.claim === "observation"))
    return `its effect is proven since (${stats.support} sessions, ${support} then)`;
  if (stats.support >= MATERIAL_GROWTH * support) return `now seen in ${stats.support} sessions, ${support} then`;
  return null;
}

/** Which way the published advice takes the pattern to work: proven, or by what kind of pattern it is. */
function adviceDirection(published: CandidateStats | null, facts: PatternFacts): "raises" | "lowers" {
  if (published?.claim === "effect" && published.direction !== null) return published.direction;
  return facts.family === "recovery" ? "raises" : "lowers";
}

/** Why a text published with these figures no longer stands, in one sentence; null when it does. With a candidate's own: against itself. */
export function contradictionOf({ facts, stats, examples }: Candidate, published: CandidateStats | null): string | null {
  if (stats.claim === "effect") {
    if (stats.direction === null || stats.direction === adviceDirection(published, facts)) return null;
    // Half of what a proven claim stood on is the least that may overturn it.
    if (published?.claim === "effect" && stats.support * 2 < published.support) return null;
    const size = stats.effect === null ? "" : `${Math.abs(stats.effect * 100).toFixed(1)} pp `;
    return `The published text takes it the other way: sessions with this pattern met their outcome ${size}${stats.direction === "raises" ? "more" : "less"} often.`;
  }
  if (published?.claim === "effect") return null;
  if (facts.family === "guard") {
    // The note says that these sessions fail; those that did not speak against it.
    const against = facts.sessions - facts.failures;
    if (against >= CLEAR_COUNT && against >= CLEAR_RATIO * facts.failures) {
      return `It no longer holds: ${against} of ${facts.sessions} sessions with this pattern met their outcome.`;
    }
  }
  const shownAgainst = examples.filter((example) => example.polarity === "contradicts").length;
  const shownFor = examples.length - shownAgainst;
  if (shownAgainst >= CLEAR_RATIO && shownAgainst >= CLEAR_RATIO * shownFor) {
    return `It no longer holds: ${shownAgainst} of the ${examples.length} examples found speak against it.`;
  }
  return null;
}
