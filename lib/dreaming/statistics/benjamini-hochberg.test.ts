import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustPValues } from "@/lib/dreaming/statistics/benjamini-hochberg";

describe("adjustPValues", () => {
  it("equals R's p.adjust(method = 'BH')", () => {
    expect(adjustPValues([0.01, 0.04, 0.03, 0.005, 0.5]).map((q) => Number(q.toFixed(6)))).toEqual([0.025, 0.05, 0.05, 0.025, 0.5]);
  });

  it("keeps the order of p-values, never lowers one and never exceeds 1", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (ps) => {
        const qs = adjustPValues(ps);
        ps.forEach((p, i) => {
          expect(qs[i]).toBeGreaterThanOrEqual(p - 1e-15);
          expect(qs[i]).toBeLessThanOrEqual(1);
          ps.forEach((other, j) => {
            if (p < other) expect(qs[i]).toBeLessThanOrEqual((qs[j] ?? 0) + 1e-15);
          });
        });
      }),
    );
  });

  it("leaves a single test as it is and nothing as nothing", () => {
    expect(adjustPValues([0.03])).toEqual([0.03]);
    expect(adjustPValues([])).toEqual([]);
  });
});
