/** Counts how often keys occur in fixed memory, never too low. Pure. */
import { hash53 } from "@/lib/dreaming/statistics/hash";

const SLOTS = 1 << 19;
const MAX_COUNT = 0xffff;

/**
 * The hash filter of Park, Chen & Yu (1995): a first pass counts keys into hashed slots, a second pass keeps an exact counter only for keys whose
 * slot reached the threshold. Colliding keys can only raise a count, so nothing frequent is lost, and the many keys that occur once
 * (words of queries, ids) never cost memory. 1 MB whatever the number of sessions; O(key length) per call.
 */
export class FrequencySketch {
  readonly #counts = new Uint16Array(SLOTS);

  add(key: string): void {
    const slot = hash53(key) % SLOTS;
    const count = this.#counts[slot] ?? 0;
    if (count < MAX_COUNT) this.#counts[slot] = count + 1;
  }

  /** False only if the key was added fewer than `threshold` times. */
  mayReach(key: string, threshold: number): boolean {
    return (this.#counts[hash53(key) % SLOTS] ?? 0) >= Math.min(threshold, MAX_COUNT);
  }
}
