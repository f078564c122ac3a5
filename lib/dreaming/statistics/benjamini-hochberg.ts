/** False discovery rate over a family of tests. Pure. */

/**
 * Adjusted p-values in the order given: rejecting those <= a bounds the expected share of false rejections by a. O(n log n).
 * Source: Benjamini & Hochberg (1995); valid under independence and positive dependence (Benjamini & Yekutieli 2001).
 *
 * Why not the Benjamini-Yekutieli factor, although tests of one session overlap: it guards against adversarial dependence at the price of a
 * factor log(n). The p-values here are discrete and exact, so uniformly larger than uniform ones, and a claim must besides repeat its
 * sign on held-back tasks, which alone halves what slips through. The negative control (labels permuted within tasks) checks the sum of it.
 */
export function adjustPValues(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[b] ?? 1) - (pValues[a] ?? 1));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let running = 1;
  order.forEach((index, position) => {
    const rank = pValues.length - position;
    running = Math.min(running, ((pValues[index] ?? 1) * pValues.length) / rank);
    adjusted[index] = running;
  });
  return adjusted;
}
