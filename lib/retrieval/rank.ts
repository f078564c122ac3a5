/** Orders the learnings that apply: pinned first, then by trigger, text and age. Pure; explains every point. */
import type { Reason } from "@/lib/retrieval/types";
import { wordsOf } from "@/lib/retrieval/words";

const TEXT_POINTS = 5;
const RECENCY_POINTS = 1;
/** A learning's recency halves in so many days. */
const HALF_LIFE_DAYS = 90;
const DAY_MS = 86_400_000;

export type Rankable = { id: string; isPinned: boolean; updatedAt: Date; text: string; matches: Reason[] };
export type Ranked<T> = T & { score: number; why: Reason[] };

/**
 * Best first; equals by the later change, then by id. Text: the share of the task's words that the learning has, each weighed by how few of
 * the learnings have it (inverse document frequency). O(total text + n log n).
 */
export function rankLearnings<T extends Rankable>(among: readonly T[], task: string, now: Date): Ranked<T>[] {
  const asked = wordsOf(task);
  const words = among.map((one) => wordsOf(one.text));
  const weights = new Map([...asked].map((word) => [word, weightOf(words.filter((have) => have.has(word)).length, among.length)]));
  const total = sum([...weights.values()]);
  const ranked = among.map((one, i) => {
    const shared = [...asked].filter((word) => words[i]?.has(word));
    const fit = total === 0 ? 0 : sum(shared.map((word) => weights.get(word) ?? 0)) / total;
    const ageDays = Math.max(0, now.getTime() - one.updatedAt.getTime()) / DAY_MS;
    const why: Reason[] = [
      ...(one.isPinned ? [{ part: "pinned" as const, detail: "always considered, before others", points: 0 }] : []),
      ...one.matches,
      ...(fit > 0 ? [{ part: "text" as const, detail: shared.slice(0, 8).join(", "), points: rounded(TEXT_POINTS * fit) }] : []),
      {
        part: "recency" as const,
        detail: `changed ${Math.floor(ageDays)} days ago`,
        points: rounded(RECENCY_POINTS * 0.5 ** (ageDays / HALF_LIFE_DAYS)),
      },
    ];
    return { ...one, why, score: rounded(sum(why.map((reason) => reason.points))) };
  });
  return ranked.sort(
    (a, b) =>
      Number(b.isPinned) - Number(a.isPinned) ||
      b.score - a.score ||
      b.updatedAt.getTime() - a.updatedAt.getTime() ||
      (a.id < b.id ? -1 : 1),
  );
}

const weightOf = (having: number, all: number) => Math.log(1 + (all + 1) / (having + 0.5));
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const rounded = (value: number) => Math.round(value * 1000) / 1000;
