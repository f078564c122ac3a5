/** Why a change is proposed, in one sentence. Pure. */
import type { CandidateStats, Tombstone } from "@/lib/dreaming/types";

const REASONS: Record<Tombstone["reasonCode"], string> = {
  wrong: "Rejected before as wrong",
  not_useful: "Rejected before as not useful",
  unsafe: "Rejected before as unsafe",
  duplicate: "Rejected before as a duplicate",
  too_specific: "Rejected before as too specific",
  retired: "Retired before",
};

export function whyAdd(stats: CandidateStats): string {
  const seen = `Seen in ${stats.support} sessions over ${stats.supportTasks} tasks`;
  if (stats.claim === "observation") return `${seen}; effect not proven.`;
  return `${seen}; they met their outcome ${effectInWords(stats)}.`;
}

/** "Rejected before as wrong; now seen in 40 sessions, 18 then." The reason of the strictest tombstone stands for all. */
export function whyAgain(tombstones: readonly Tombstone[], change: string): string {
  const codes = [...new Set(tombstones.map((tombstone) => REASONS[tombstone.reasonCode]))].sort();
  return `${codes.join("; ")}; ${change}.`;
}

export function whyReinforce(stats: CandidateStats, before: number | null): string {
  if (before === null || before === stats.support) return `The same words; newer figures from ${stats.support} sessions.`;
  return `The same words; now seen in ${stats.support} sessions, ${before} before.`;
}

export function whyRevise(stats: CandidateStats, before: CandidateStats | null): string {
  if (before !== null && before.claim !== stats.claim) {
    return stats.claim === "effect"
      ? `Its effect is proven since it was published: sessions with it met their outcome ${effectInWords(stats)}.`
      : `Its effect is no longer proven: seen in ${stats.support} sessions, ${before.support} before.`;
  }
  return `The pattern is published, but what it says has changed; now seen in ${stats.support} sessions${before === null ? "" : `, ${before.support} before`}.`;
}

export function whyMerge(keptPath: string): string {
  return `Says the same as ${keptPath}, which stays.`;
}

function effectInWords({ effect, interval }: CandidateStats): string {
  const points = (share: number) => `${share < 0 ? "−" : "+"}${(Math.abs(share) * 100).toFixed(1)}`;
  const size = `${(Math.abs(effect ?? 0) * 100).toFixed(1)} pp ${(effect ?? 0) < 0 ? "less" : "more"} often`;
  return interval === null ? size : `${size}, 95 % [${points(interval[0])}, ${points(interval[1])}] pp`;
}
