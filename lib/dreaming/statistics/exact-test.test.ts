import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stratifiedExactTest, type TwoByTwo } from "@/lib/dreaming/statistics/exact-test";

const table = (successesWith: number, nWith: number, successesWithout: number, nWithout: number): TwoByTwo => ({
  nWith,
  successesWith,
  nWithout,
  successesWithout,
});

const tables = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
    .chain(([nWith, nWithout]) =>
      fc.tuple(fc.integer({ min: 0, max: nWith }), fc.integer({ min: 0, max: nWithout })).map(([a, b]) => table(a, nWith, b, nWithout)),
    ),
  { minLength: 1, maxLength: 4 },
);

/** Every way to fill the tables with the same margins, each with its probability under "no difference". */
function* fillings(all: readonly TwoByTwo[]): Generator<{ tables: TwoByTwo[]; probability: number }> {
  const [first, ...rest] = all;
  if (first === undefined) {
    yield { tables: [], probability: 1 };
    return;
  }
  const successes = first.successesWith + first.successesWithout;
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  for (let x = Math.max(0, successes - first.nWithout); x <= Math.min(first.nWith, successes); x++) {
    const own = (choose(first.nWith, x) * choose(first.nWithout, successes - x)) / choose(first.nWith + first.nWithout, successes);
    for (const other of fillings(rest)) {
      yield { tables: [table(x, first.nWith, successes - x, first.nWithout), ...other.tables], probability: own * other.probability };
    }
  }
}

describe("stratifiedExactTest", () => {
  it("equals Fisher's exact test for one group (lady tasting tea)", () => {
    expect(stratifiedExactTest([table(3, 4, 1, 4)])?.pValue).toBeCloseTo(0.4857143, 6);
  });

  it("equals R's mantelhaen.test(exact = TRUE) on the penicillin rabbits", () => {
    const rabbits = [table(0, 6, 0, 5), table(3, 6, 0, 6), table(6, 6, 2, 6), table(5, 6, 6, 6), table(2, 2, 5, 5)];
    expect(stratifiedExactTest(rabbits)?.pValue).toBeCloseTo(0.03994, 5);
  });

  it("is null when no group can tell with from without", () => {
    expect(stratifiedExactTest([])).toBeNull();
    expect(stratifiedExactTest([table(2, 2, 0, 0), table(3, 3, 2, 2), table(0, 3, 0, 2)])).toBeNull();
  });

  it("rejects a true null hypothesis at most as often as its level says", () => {
    fc.assert(
      fc.property(tables, (all) => {
        const outcomes = [...fillings(all)].map(({ tables: filled, probability }) => ({
          p: stratifiedExactTest(filled)?.pValue ?? 1,
          probability,
        }));
        for (const level of [0.01, 0.05, 0.1, 0.25, 0.5]) {
          const rejected = outcomes.filter(({ p }) => p <= level).reduce((sum, { probability }) => sum + probability, 0);
          expect(rejected).toBeLessThanOrEqual(level + 1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("names the smallest p its margins can give", () => {
    fc.assert(
      fc.property(tables, (all) => {
        const test = stratifiedExactTest(all);
        if (test === null) return;
        const smallest = Math.min(...[...fillings(all)].map(({ tables: filled }) => stratifiedExactTest(filled)?.pValue ?? 1));
        expect(test.smallestPossible).toBeCloseTo(smallest, 9);
      }),
      { numRuns: 40 },
    );
  });

  it("does not depend on the order of groups or on which side is called with", () => {
    fc.assert(
      fc.property(tables, (all) => {
        const p = stratifiedExactTest(all)?.pValue ?? 1;
        const swapped = all.map((t) => table(t.successesWithout, t.nWithout, t.successesWith, t.nWith)).reverse();
        expect(stratifiedExactTest(swapped)?.pValue ?? 1).toBeCloseTo(p, 9);
      }),
    );
  });

  it("passes over to the normal limit without a jump where exact sums would cost too much", () => {
    const exact = stratifiedExactTest([table(1950, 3900, 1850, 3900)]);
    const limit = stratifiedExactTest([table(2050, 4100, 1945, 4100)]);
    expect(exact?.pValue).toBeGreaterThan(0.02);
    expect(exact?.pValue).toBeLessThan(0.03);
    expect(limit?.pValue).toBeGreaterThan(0.018);
    expect(limit?.pValue).toBeLessThan(0.03);
  });
});
