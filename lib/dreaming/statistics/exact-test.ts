/**
 * Exact conditional test of "with and without do equally well inside every group". Pure.
 *
 * Source: Birch (1964) and Mehta, Patel & Gray (1985): given the margins of every group's 2x2 table, the number of successes among
 * `with` is hypergeometric in each group and independent between groups, so the total is their convolution. Exact for any group size, which
 * matters here: groups are the four attempts at one task, where every large-sample test is off.
 *
 * Two-sided rule: p = P(all totals that are no more probable than the observed one) (Fisher-Irwin). The rejection region is a level set of
 * the null distribution, hence P(p <= a) <= a for every a. Mid-p has no such guarantee and is not used.
 */

/** One group's 2x2 table. Counts are whole numbers, successes <= n. */
export type TwoByTwo = { nWith: number; successesWith: number; nWithout: number; successesWithout: number };

type ExactTest = {
  pValue: number;
  /** The smallest p these margins can give at all (Tarone 1990). Knows nothing of the labels inside. */
  smallestPossible: number;
};

/** Above this many possible totals the convolution is replaced by its normal limit with continuity correction (cost, not validity: n is then large). */
const LARGEST_EXACT_RANGE = 4000;
/** Totals whose probabilities differ by rounding only count as equally probable, as in R's fisher.test. */
const TIE_TOLERANCE = 1 + 1e-7;

const logFactorials: number[] = [0, 0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) logFactorials.push((logFactorials[i - 1] ?? 0) + Math.log(i));
  return logFactorials[n] ?? 0;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** True when the table's margins leave room for more than one outcome: both sides and both results occur. */
export function isInformative(table: TwoByTwo): boolean {
  const successes = table.successesWith + table.successesWithout;
  return table.nWith > 0 && table.nWithout > 0 && successes > 0 && successes < table.nWith + table.nWithout;
}

/** Distribution of successesWith given the margins; `from` is its smallest value. */
function hypergeometric(table: TwoByTwo): { from: number; probabilities: number[] } {
  const { nWith, nWithout } = table;
  const successes = table.successesWith + table.successesWithout;
  const from = Math.max(0, successes - nWithout);
  const to = Math.min(nWith, successes);
  const total = logChoose(nWith + nWithout, successes);
  const probabilities: number[] = [];
  for (let x = from; x <= to; x++) probabilities.push(Math.exp(logChoose(nWith, x) + logChoose(nWithout, successes - x) - total));
  return { from, probabilities };
}

function convolve(a: readonly number[], b: readonly number[]): number[] {
  const out = new Array<number>(a.length + b.length - 1).fill(0);
  a.forEach((pa, i) => {
    b.forEach((pb, j) => {
      out[i + j] = (out[i + j] ?? 0) + pa * pb;
    });
  });
  return out;
}

function sumUpTo(probabilities: readonly number[], limit: number): number {
  let sum = 0;
  for (const p of probabilities) if (p <= limit * TIE_TOLERANCE) sum += p;
  return Math.min(1, sum);
}

/** Upper tail of the standard normal; Abramowitz & Stegun 7.1.26 by way of erfc, absolute error < 1.5e-7. */
function upperNormalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 0.5 * poly * Math.exp(-x * x);
}

function largeSampleTest(tables: readonly TwoByTwo[]): ExactTest {
  let deviation = 0;
  let variance = 0;
  for (const { nWith, successesWith, nWithout, successesWithout } of tables) {
    const n = nWith + nWithout;
    const k = successesWith + successesWithout;
    deviation += successesWith - (nWith * k) / n;
    variance += (nWith * nWithout * k * (n - k)) / (n * n * Math.max(1, n - 1));
  }
  const z = Math.max(0, Math.abs(deviation) - 0.5) / Math.sqrt(variance);
  return { pValue: Math.min(1, 2 * upperNormalTail(z)), smallestPossible: 0 };
}

/**
 * Tests all groups together; null when no group is informative.
 * Cost: O(R * sum of group ranges), R = number of possible totals, at most 4,000. The order of groups changes nothing but the last bits.
 */
export function stratifiedExactTest(tables: readonly TwoByTwo[]): ExactTest | null {
  const informative = tables.filter(isInformative);
  if (informative.length === 0) return null;
  const parts = informative.map(hypergeometric);
  const range = parts.reduce((sum, part) => sum + part.probabilities.length - 1, 1);
  if (range > LARGEST_EXACT_RANGE) return largeSampleTest(informative);
  const totals = parts.map((part) => part.probabilities).reduce(convolve);
  const from = parts.reduce((sum, part) => sum + part.from, 0);
  const observed = informative.reduce((sum, table) => sum + table.successesWith, 0);
  return {
    pValue: sumUpTo(totals, totals[observed - from] ?? 0),
    smallestPossible: sumUpTo(totals, Math.min(totals[0] ?? 1, totals[totals.length - 1] ?? 1)),
  };
}
