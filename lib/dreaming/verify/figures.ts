/** Is a change backed by enough independent sessions, and by figures that say what it says? Pure. */
import type { CandidateStats, ProposedChange } from "@/lib/dreaming/types";

export type Verdict = { status: "pass" | "hold" | "fail"; detail: string };

// The bar of an effect claim: false discovery rate, see the design's section on dreams.
const MAX_Q = 0.05;

/** Words by which a text says that something changes success. Looked for in the author's own words, not in quoted ones. */
const CAUSAL =
  /\b(?:raises?|lowers?|improves?|increases?|decreases?|reduces?|boosts?|hurts?|harms?)\b[^.\n]{0,40}\b(?:success\w*|outcomes?|failures?|pass rates?|results)\b|\b(?:causes?|leads? to|results? in)\b[^.\n]{0,30}\b(?:success\w*|fail\w*|better|worse)\b/i;

export function checkSupport(change: ProposedChange, minSupport: number): Verdict {
  const { stats } = change;
  if (stats.support < minSupport)
    return { status: "fail", detail: `Seen in ${sessions(stats.support)}; at least ${minSupport} are needed` };
  const broken = brokenFigures(stats);
  if (broken !== null) return { status: "fail", detail: broken };
  const supporting = change.examples.filter((example) => example.polarity === "supports");
  const shownSessions = new Set(supporting.map((example) => example.sessionId)).size;
  if (shownSessions > stats.support) return { status: "fail", detail: `Shows ${sessions(shownSessions)} but claims ${stats.support}` };
  if (stats.supportUsers !== null && stats.supportUsers < 2) {
    return { status: "hold", detail: "All sessions come from one user; one user can't write a rule for everybody" };
  }
  if (supporting.length > 1 && shownSessions < 2) return { status: "hold", detail: "All examples come from one session" };
  if (stats.claim === "observation" && change.after !== null && claimsCause(change.after)) {
    return { status: "hold", detail: "The text says what changes success, but the figures only show that it was seen" };
  }
  const users = stats.supportUsers === null ? "" : `, ${stats.supportUsers} users`;
  return { status: "pass", detail: `Seen in ${sessions(stats.support)} (${stats.supportTasks} tasks${users})` };
}

function sessions(count: number): string {
  return `${count} ${count === 1 ? "session" : "sessions"}`;
}

function brokenFigures(stats: CandidateStats): string | null {
  const { effect, interval, qValue, claim, direction, outOfSample } = stats;
  for (const counts of [stats, ...(outOfSample ? [outOfSample] : [])]) {
    if (counts.successesWith > counts.nWith || counts.successesWithout > counts.nWithout) return "More successes than sessions";
    const all = [counts.nWith, counts.nWithout, counts.successesWith, counts.successesWithout];
    if (all.some((count) => !Number.isInteger(count) || count < 0)) return "A count of sessions is no whole number";
  }
  if (interval !== null && (effect === null || interval[0] > effect || effect > interval[1])) return "The effect lies outside its interval";
  if (claim === "observation") return null;
  if (effect === null || interval === null || direction === null) return "An effect is claimed without its size, interval or direction";
  if (direction === "raises" ? effect <= 0 : effect >= 0) return "The claimed direction is not that of the effect";
  if (interval[0] <= 0 && interval[1] >= 0) return "An effect is claimed but its interval holds zero";
  if (qValue === null || qValue > MAX_Q)
    return `An effect is claimed with q ${qValue === null ? "unknown" : qValue.toFixed(3)}; at most ${MAX_Q} is needed`;
  if (outOfSample === null || outOfSample.effect === null || Math.sign(outOfSample.effect) !== Math.sign(effect)) {
    return "An effect is claimed that the sessions held back do not confirm";
  }
  return null;
}

/** Whether a text says, in its own words, that something changes success. */
export function claimsCause(text: string): boolean {
  return CAUSAL.test(ownWords(text));
}

/** The text without code spans and quotes, where somebody else's words stand. */
function ownWords(text: string): string {
  return text.replaceAll(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, " ").replaceAll(/“[^”]*”|"[^"\n]*"/g, " ");
}
