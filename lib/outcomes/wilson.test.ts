import { describe, expect, it } from "vitest";
import { differenceOfShares, wilsonInterval } from "@/lib/outcomes/wilson";

describe("wilsonInterval", () => {
  it("gives the published values", () => {
    // Newcombe (1998, Stat. Med. 17:857), table I: 81/263 and 15/148.
    expect(wilsonInterval(81, 263).lo).toBeCloseTo(0.2553, 4);
    expect(wilsonInterval(81, 263).hi).toBeCloseTo(0.3662, 4);
    expect(wilsonInterval(15, 148).lo).toBeCloseTo(0.0624, 4);
    expect(wilsonInterval(15, 148).hi).toBeCloseTo(0.1605, 4);
    expect(wilsonInterval(0, 20)).toEqual({ lo: 0, hi: expect.closeTo(0.1611, 4) });
  });

  it("stays within 0..1, holds the share and says nothing about nothing", () => {
    expect(wilsonInterval(0, 0)).toEqual({ lo: 0, hi: 1 });
    for (let n = 1; n < 40; n++)
      for (let x = 0; x <= n; x++) {
        const { lo, hi } = wilsonInterval(x, n);
        expect(lo).toBeGreaterThanOrEqual(0);
        expect(hi).toBeLessThanOrEqual(1);
        expect(lo <= x / n && x / n <= hi).toBe(true);
      }
  });
});

describe("differenceOfShares", () => {
  it("gives the published values of method 10", () => {
    // Newcombe (1998, Stat. Med. 17:873), table II: 56/70 - 48/80 and 9/10 - 3/10.
    const first = differenceOfShares({ successes: 56, n: 70 }, { successes: 48, n: 80 });
    expect(first?.estimate).toBeCloseTo(0.2, 6);
    expect(first?.low).toBeCloseTo(0.0524, 4);
    expect(first?.high).toBeCloseTo(0.3339, 4);
    const second = differenceOfShares({ successes: 9, n: 10 }, { successes: 3, n: 10 });
    expect(second?.low).toBeCloseTo(0.1705, 4);
    expect(second?.high).toBeCloseTo(0.809, 4);
  });

  it("is null where one side has no cases", () => {
    expect(differenceOfShares({ successes: 1, n: 1 }, { successes: 0, n: 0 })).toBeNull();
  });
});
