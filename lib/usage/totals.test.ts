import { describe, expect, it } from "vitest";
import { costUsd, NO_USAGE, splitOf } from "@/lib/usage/totals";

const paid = (costMicroUsd: number) => ({ ...NO_USAGE, calls: 1, inputTokens: 10, costMicroUsd });
const unpriced = { ...NO_USAGE, calls: 2, unpricedCalls: 2, inputTokens: 20 };

describe("usage by purpose", () => {
  it("is summed, and held against the sessions'", () => {
    const split = splitOf([
      { purpose: "session", totals: paid(1_000_000) },
      { purpose: "session", totals: paid(3_000_000) },
      { purpose: "dream", totals: paid(80_000) },
    ]);
    expect(split.session).toEqual({ ...NO_USAGE, calls: 2, inputTokens: 20, costMicroUsd: 4_000_000 });
    expect(split.total).toMatchObject({ calls: 3, costMicroUsd: 4_080_000 });
    expect(split.dreamingShare).toBe(0.02);
    expect(split.grader).toEqual(NO_USAGE);
  });

  it("knows no share of nothing, nor one of a dream without a price", () => {
    expect(splitOf([{ purpose: "dream", totals: paid(1) }]).dreamingShare).toBeNull();
    const session = { purpose: "session", totals: paid(1) } as const;
    expect(splitOf([session]).dreamingShare).toBe(0);
    expect(splitOf([session, { purpose: "dream", totals: unpriced }]).dreamingShare).toBeNull();
    expect(splitOf([{ purpose: "session", totals: unpriced }]).dreamingShare).toBeNull();
  });

  it("is never nothing where no call had a price", () => {
    expect(costUsd(unpriced)).toBeNull();
    expect(costUsd(NO_USAGE)).toBe(0);
    expect(costUsd({ ...unpriced, calls: 3, costMicroUsd: 1_500_000 })).toBe(1.5);
  });
});
