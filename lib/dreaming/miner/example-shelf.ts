/** Keeps the best few pieces of evidence of a candidate while sessions stream past. Pure. */
import { compareText } from "@/lib/dreaming/statistics/hash";
import type { Evidence } from "@/lib/dreaming/types";

/** `task` is what examples should differ in; `rank` is better when smaller; `fingerprint` breaks ties. */
export type ShelvedExample = { evidence: Evidence; task: string; rank: number; fingerprint: string };

function compare(a: ShelvedExample, b: ShelvedExample): number {
  return a.rank - b.rank || compareText(a.fingerprint, b.fingerprint) || compareText(a.evidence.quote, b.evidence.quote);
}

/**
 * The best `size` examples, of different tasks before further ones of the same. The result depends on the set of examples, not on their order
 * (a task pushed off the shelf comes back only with a better example, which is then its best). Memory O(size); O(size) per example.
 */
export class ExampleShelf {
  #best: ShelvedExample[] = [];
  #ofTasks: ShelvedExample[] = [];

  constructor(readonly size: number) {}

  add(example: ShelvedExample): void {
    this.#best = [...this.#best, example].sort(compare).slice(0, this.size);
    const rival = this.#ofTasks.find(({ task }) => task === example.task);
    if (rival !== undefined && compare(rival, example) <= 0) return;
    this.#ofTasks = [...this.#ofTasks.filter((other) => other !== rival), example].sort(compare).slice(0, this.size);
  }

  /** Best first, one per task first; never two of one session. */
  list(): Evidence[] {
    const sessions = new Set<string>();
    const out: Evidence[] = [];
    for (const { evidence } of [...this.#ofTasks, ...this.#best]) {
      if (out.length === this.size || sessions.has(evidence.sessionId)) continue;
      sessions.add(evidence.sessionId);
      out.push(evidence);
    }
    return out;
  }
}
