/** Intervals for shares and for the difference of two shares. Pure. */

const Z95 = 1.959963984540054;

export type Share = { successes: number; n: number };
export type ShareInterval = { lo: number; hi: number };

/**
 * 95 % score interval of a share, 0..1; of nothing it is all of 0..1. Keeps close to its coverage for small n and shares near 0 and 1.
 * Source: Wilson (1927, JASA 22:209); without continuity correction, as recommended by Brown, Cai & DasGupta (2001, Stat. Sci. 16:101).
 */
export function wilsonInterval(successes: number, n: number): ShareInterval {
  if (n <= 0) return { lo: 0, hi: 1 };
  const share = successes / n;
  const z2 = Z95 ** 2;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n ** 2));
  // At both ends the exact bound is 0 or 1; rounding may not move it.
  return { lo: successes <= 0 ? 0 : Math.max(0, middle - half), hi: successes >= n ? 1 : Math.min(1, middle + half) };
}

/**
 * Difference of two independent shares, `after` minus `before`, -1..1, with its 95 % interval; null where either has no cases.
 * Source: Newcombe (1998, Stat. Med. 17:873), method 10: the Wilson bounds of both, combined by squares.
 * It compares before with after, not like with like: for an effect take `mantelHaenszelDifference` over strata.
 */
export function differenceOfShares(after: Share, before: Share): { estimate: number; low: number; high: number } | null {
  if (after.n <= 0 || before.n <= 0) return null;
  const p1 = after.successes / after.n;
  const p2 = before.successes / before.n;
  const one = wilsonInterval(after.successes, after.n);
  const two = wilsonInterval(before.successes, before.n);
  const estimate = p1 - p2;
  return {
    estimate,
    low: Math.max(-1, estimate - Math.hypot(p1 - one.lo, two.hi - p2)),
    high: Math.min(1, estimate + Math.hypot(one.hi - p1, p2 - two.lo)),
  };
}
