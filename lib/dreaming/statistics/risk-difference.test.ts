import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TwoByTwo } from "@/lib/dreaming/statistics/exact-test";
import { mantelHaenszelDifference } from "@/lib/dreaming/statistics/risk-difference";
import { randomFrom } from "@/lib/dreaming/statistics/seeded-random";

const table = (successesWith: number, nWith: number, successesWithout: number, nWithout: number): TwoByTwo => ({
  nWith,
  successesWith,
  nWithout,
  successesWithout,
});

describe("mantelHaenszelDifference", () => {
  it("is the plain difference of rates for one group, with nearly the usual interval when it is large", () => {
    const result = mantelHaenszelDifference([table(600, 1000, 500, 1000)]);
    expect(result?.effect).toBeCloseTo(0.1, 12);
    expect(result?.interval[0]).toBeCloseTo(0.0565, 3);
    expect(result?.interval[1]).toBeCloseTo(0.1433, 3);
  });

  it("weighs groups by n1 n0 / n (by hand)", () => {
    // (1/2 - 0/2) with weight 1 and (2/3 - 1/1) with weight 3/4.
    const result = mantelHaenszelDifference([table(1, 2, 0, 2), table(2, 3, 1, 1)]);
    expect(result?.effect).toBeCloseTo((0.5 * 1 + (2 / 3 - 1) * 0.75) / 1.75, 12);
  });

  it("is not fooled by Simpson's paradox: no difference inside groups is no difference", () => {
    const easy = table(80, 100, 16, 20);
    const hard = table(4, 20, 20, 100);
    expect((80 + 4) / 120 - (16 + 20) / 120).toBeGreaterThan(0.3);
    expect(mantelHaenszelDifference([easy, hard])?.effect).toBeCloseTo(0, 12);
  });

  it("is null when no group holds both sides", () => {
    expect(mantelHaenszelDifference([table(1, 2, 0, 0), table(0, 0, 1, 2)])).toBeNull();
  });

  it("stays within -1..1 and around its estimate, and turns with the sides", () => {
    const tables = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }))
        .chain(([n1, n0]) =>
          fc.tuple(fc.integer({ min: 0, max: n1 }), fc.integer({ min: 0, max: n0 })).map(([a, b]) => table(a, n1, b, n0)),
        ),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(tables, (all) => {
        const result = mantelHaenszelDifference(all);
        const turned = mantelHaenszelDifference(all.map((t) => table(t.successesWithout, t.nWithout, t.successesWith, t.nWith)));
        if (result === null || turned === null) {
          expect(turned).toBe(result);
          return;
        }
        const [low, high] = result.interval;
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(result.effect + 1e-12);
        expect(high).toBeGreaterThanOrEqual(result.effect - 1e-12);
        expect(turned.effect).toBeCloseTo(-result.effect, 9);
        expect(turned.interval[0]).toBeCloseTo(-high, 9);
      }),
    );
  });

  it("covers the true difference about as often as it says, with thirty groups of four", () => {
    const random = randomFrom(11);
    let covered = 0;
    const runs = 600;
    for (let run = 0; run < runs; run++) {
      const tables = Array.from({ length: 30 }, () => {
        const base = 0.1 + 0.5 * random();
        const draw = (n: number, p: number): number => Array.from({ length: n }, () => random() < p).filter(Boolean).length;
        const nWith = 1 + Math.floor(random() * 3);
        return table(draw(nWith, base + 0.3), nWith, draw(4 - nWith, base), 4 - nWith);
      });
      const [low, high] = mantelHaenszelDifference(tables)?.interval ?? [1, -1];
      if (low <= 0.3 && 0.3 <= high) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.92);
    expect(covered / runs).toBeLessThan(0.98);
  });
});
