/** How alike two learnings are by what they say in their title and trigger. Pure. */
import type { Trigger } from "@/lib/learnings/types";

export type Comparable = { title: string; trigger: Trigger; body?: string };

export type Likeness = {
  /** Shared words over all words of both, 0..1. */
  share: number;
  /** Tools that both are about. */
  tools: string[];
};

/** Little words say nothing about what a learning is about. */
const EMPTY = new Set(
  "a an and are as at be before after but by for from has have if in into is it its no not of on or that the then there this to was when with without first call calls called".split(
    " ",
  ),
);

/** Symmetric: 1 for the same words, 0 for none in common. A tool in common counts as one word. */
export function likenessOf(a: Comparable, b: Comparable): Likeness {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const shared = [...left].filter((word) => right.has(word)).length;
  const all = left.size + right.size - shared;
  return { share: all === 0 ? 0 : shared / all, tools: a.trigger.tools.filter((tool) => b.trigger.tools.includes(tool)) };
}

function wordsOf({ title, trigger, body = "" }: Comparable): Set<string> {
  const words = [title, ...trigger.errors, ...trigger.intents, ...trigger.keywords, body]
    .join(" ")
    .toLowerCase()
    .normalize("NFKC")
    .split(/[^\p{L}\p{N}_]+/u)
    .filter((word) => word.length > 1 && !EMPTY.has(word));
  // A tool is one word, however it is written, and no word of the text.
  return new Set([...words, ...trigger.tools.map((tool) => `tool:${tool}`), ...trigger.file_types.map((type) => `file:${type}`)]);
}

/** Below this, nobody would call them alike. */
const LEAST_SHARE = 0.15;

/** The most alike first; at most `most`. Ties in the order given. */
export function mostAlike<T extends Comparable>(of: Comparable, among: readonly T[], most: number): (T & { likeness: Likeness })[] {
  return among
    .map((one) => ({ ...one, likeness: likenessOf(of, one) }))
    .filter(({ likeness }) => likeness.share >= LEAST_SHARE)
    .sort((a, b) => b.likeness.share - a.likeness.share)
    .slice(0, most);
}
