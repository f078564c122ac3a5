/** Stratified difference of success rates with a 95 % interval. Pure. */
import type { TwoByTwo } from "@/lib/dreaming/statistics/exact-test";

type RiskDifference = { effect: number; interval: [number, number] };

const Z95 = 1.959963984540054;

/**
 * Mantel-Haenszel risk difference, success with minus success without, -1..1; null when no group holds both.
 * Weights: Greenland & Robins (1985). Variance: Sato (1989), consistent both for few large and for many tiny groups. Interval: Klingenberg
 * (2014, Stat. Med. 33:2968), which inverts Sato's variance as a function of the difference, so that it keeps its coverage with sparse groups
 * and never leaves -1..1 by more than rounding (it is clipped). Groups of one side only have weight 0. O(groups).
 */
export function mantelHaenszelDifference(tables: readonly TwoByTwo[]): RiskDifference | null {
  let weights = 0;
  let weighted = 0;
  let p = 0;
  let q = 0;
  for (const { nWith, successesWith, nWithout, successesWithout } of tables) {
    if (nWith === 0 || nWithout === 0) continue;
    const n = nWith + nWithout;
    weights += (nWith * nWithout) / n;
    weighted += (successesWith * nWithout - successesWithout * nWith) / n;
    p += (nWith ** 2 * successesWithout - nWithout ** 2 * successesWith + (nWith * nWithout * (nWithout - nWith)) / 2) / n ** 2;
    q += (successesWith * (nWithout - successesWithout) + successesWithout * (nWith - successesWith)) / (2 * n);
  }
  if (weights === 0) return null;
  const effect = weighted / weights;
  const middle = effect + (Z95 ** 2 * p) / (2 * weights ** 2);
  const half = Math.sqrt(Math.max(0, middle ** 2 - effect ** 2 + (Z95 ** 2 * q) / weights ** 2));
  const clip = (value: number) => Math.min(1, Math.max(-1, value));
  return { effect, interval: [Math.min(effect, clip(middle - half)), Math.max(effect, clip(middle + half))] };
}
