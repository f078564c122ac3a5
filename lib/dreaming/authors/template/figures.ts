/** The figures of a candidate in words. The only place of a text that counts anything, so that more sessions change one line. Pure. */
import type { CandidateStats } from "@/lib/dreaming/types";
import type { FrontMatter } from "@/lib/learnings/types";

/** "Evidence: seen in 18 sessions (12 tasks); effect not proven; ..." One sentence; `details` are further clauses. */
export function evidenceSentence(stats: CandidateStats, details: readonly string[]): string {
  const tasks = stats.grouping === "task" ? count(stats.supportTasks, "task") : `${count(stats.supportTasks, "kind")} of request`;
  const units = [tasks, ...(stats.supportUsers === null ? [] : [count(stats.supportUsers, "user")])];
  const clauses = [`seen in ${count(stats.support, "session")} (${units.join(", ")})`];
  clauses.push(stats.claim === "effect" ? effectClause(stats) : "effect not proven");
  if (stats.claim === "effect" && stats.outOfSample?.effect != null) {
    const { outOfSample: held } = stats;
    clauses.push(
      `on sessions held back ${points(stats.outOfSample.effect)} pp (${held.successesWith} of ${held.nWith} against ${held.successesWithout} of ${held.nWithout})`,
    );
  }
  return `Evidence: ${[...clauses, ...details].join("; ")}.`;
}

/** "they met their outcome 11.2 pp more often, 95 % [+4.5, +17.9] pp, than other sessions of the same task (46 of 52 against 61 of 98)" */
function effectClause(stats: CandidateStats): string {
  const { effect, interval, nWith, successesWith, nWithout, successesWithout } = stats;
  const counts = `${successesWith} of ${nWith} against ${successesWithout} of ${nWithout}`;
  const others = stats.grouping === "task" ? "other sessions of the same task" : "other sessions with a like request";
  if (effect === null) return `compared with ${others} (${counts})`;
  const size = `${Math.abs(effect * 100).toFixed(1)} pp ${effect < 0 ? "less" : "more"} often`;
  const range = interval === null ? "" : `, 95 % [${points(interval[0])}, ${points(interval[1])}] pp,`;
  return `they met their outcome ${size}${range} than ${others} (${counts})`;
}

/** Percentage points with their sign: +4.5, −20.1, 0.0. */
function points(share: number): string {
  const value = (Math.abs(share) * 100).toFixed(1);
  if (value === "0.0") return value;
  return `${share < 0 ? "−" : "+"}${value}`;
}

export function count(n: number, word: string): string {
  return `${n} ${n === 1 ? word : `${word}s`}`;
}

export function supportOf(stats: CandidateStats): FrontMatter["support"] {
  return {
    sessions: stats.support,
    success_with: rate(stats.successesWith, stats.nWith),
    success_without: rate(stats.successesWithout, stats.nWithout),
  };
}

function rate(successes: number, n: number): string | null {
  return n === 0 ? null : `${successes} of ${n} (${Math.round((successes / n) * 100)} %)`;
}

/**
 * How sure the author is, in coarse steps so that a few more sessions don't move it. An observation stays at or below one half; an effect
 * starts at 0.7 and gains a tenth each for q <= 0.01 and for ten held-back sessions on the side of the pattern.
 */
export function confidenceOf(stats: CandidateStats): number {
  if (stats.claim === "observation") return stats.support < 5 ? 0.3 : stats.support < 15 ? 0.4 : 0.5;
  const isClear = stats.qValue !== null && stats.qValue <= 0.01;
  const isHeldBack = (stats.outOfSample?.nWith ?? 0) >= 10;
  return (7 + (isClear ? 1 : 0) + (isHeldBack ? 1 : 0)) / 10;
}
