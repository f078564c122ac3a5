import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addCents, compareCents, costOf, dollars, microDollars } from "@/lib/model/cost";
import { LIST_PRICES } from "@/lib/model/list-prices";
import type { ModelPrice, ModelUsage } from "@/lib/model/types";

const none: ModelUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheCreation5m: 0, cacheCreation1h: 0 };
const priceOf = (model: string): ModelPrice => {
  const price = LIST_PRICES[model];
  if (!price) throw new Error(`${model} has no list price`);
  return price;
};
const MILLION = 1_000_000;

describe("costOf", () => {
  it("is the price list's figure for a million tokens of each kind", () => {
    const price = priceOf("claude-opus-5-5");
    const kinds: [keyof ModelUsage, string][] = [
      ["inputTokens", "400"],
      ["outputTokens", "2000"],
      ["cacheReadTokens", "20"],
      ["cacheCreation5m", "500"],
      ["cacheCreation1h", "800"],
    ];
    for (const [kind, cents] of kinds) expect(costOf({ ...none, [kind]: MILLION }, price), kind).toBe(cents);
  });

  it("is exact for one token of the cheapest kind", () => {
    expect(costOf({ ...none, cacheReadTokens: 1 }, priceOf("claude-haiku-5-5"))).toBe("0.000001");
    expect(costOf(none, priceOf("claude-haiku-5-5"))).toBe("0");
  });

  it("takes a long prompt's rates for the whole request, output included, from the first token above", () => {
    const price = priceOf("claude-haiku-5-5");
    const usage = { ...none, inputTokens: 40_000, cacheReadTokens: 60_000, outputTokens: 1000 };
    expect(costOf(usage, price)).toBe("0.51");
    expect(costOf({ ...usage, inputTokens: 40_001 }, price)).toBe("2.55005");
  });

  it("adds up without drift: the sum of many is the cost of all", () => {
    const tokens = fc.integer({ min: 0, max: 5_000_000 });
    const usage = fc.record({
      inputTokens: tokens,
      outputTokens: tokens,
      cacheReadTokens: tokens,
      cacheCreation5m: tokens,
      cacheCreation1h: tokens,
    });
    fc.assert(
      fc.property(fc.array(usage, { minLength: 1, maxLength: 30 }), (all) => {
        const price = priceOf("claude-sonnet-5-5");
        const whole = all.reduce<ModelUsage>(
          (sum, each) => ({
            inputTokens: sum.inputTokens + each.inputTokens,
            outputTokens: sum.outputTokens + each.outputTokens,
            cacheReadTokens: sum.cacheReadTokens + each.cacheReadTokens,
            cacheCreation5m: sum.cacheCreation5m + each.cacheCreation5m,
            cacheCreation1h: sum.cacheCreation1h + each.cacheCreation1h,
          }),
          none,
        );
        expect(addCents(...all.map((each) => costOf(each, price)))).toBe(costOf(whole, price));
      }),
    );
  });
});

describe("amounts", () => {
  it("compare as numbers, not as text", () => {
    expect(compareCents("9", "10")).toBe(-1);
    expect(compareCents("1.50", "1.5")).toBe(0);
    expect(compareCents("0.0000000002", "0.0000000001")).toBe(1);
    expect(compareCents("-1", "0")).toBe(-1);
    expect(addCents("1.5", "-2")).toBe("-0.5");
    expect(addCents()).toBe("0");
    expect(() => compareCents("1e3", "0")).toThrow(RangeError);
    expect(() => addCents("0.00000000001")).toThrow(RangeError);
  });

  it("go to micro-dollars and back", () => {
    expect([microDollars("2.50"), microDollars("0.125"), microDollars("10"), microDollars("0.000001")]).toEqual([
      2_500_000, 125_000, 10_000_000, 1,
    ]);
    expect([dollars(2_500_000), dollars(125_000), dollars(10_000_000), dollars(1)]).toEqual(["2.50", "0.125", "10.00", "0.000001"]);
    for (const wrong of ["", "-1", "1.1234567", "1e2", "12345678", "1."]) expect(() => microDollars(wrong), wrong).toThrow(RangeError);
  });
});

describe("the list", () => {
  it("holds whole micro-dollars, and a read never dearer than plain input", () => {
    for (const [model, { longPrompt, ...rates }] of Object.entries(LIST_PRICES)) {
      for (const each of [rates, ...(longPrompt ? [longPrompt] : [])]) {
        for (const rate of Object.values(each)) expect(Number.isSafeInteger(rate) && rate > 0, model).toBe(true);
        expect(each.cacheRead, model).toBeLessThan(each.input);
        expect(each.cacheWrite5m, model).toBeGreaterThan(each.input);
        expect(each.cacheWrite1h, model).toBeGreaterThan(each.cacheWrite5m);
      }
    }
  });
});
