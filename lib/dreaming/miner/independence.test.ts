import { describe, expect, it } from "vitest";
import { DistinctCounter, SeveralCounter } from "@/lib/dreaming/miner/independence";

describe.each([SeveralCounter, DistinctCounter])("%o", (Counter) => {
  const several = (...names: Array<string | null>) => {
    const counter = new Counter();
    for (const name of names) counter.add(name);
    return counter.mayBeSeveral;
  };

  it("says no only when every name is known and all are the same", () => {
    expect(several("ann")).toBe(false);
    expect(several("ann", "ann")).toBe(false);
    expect(several("ann", "bob")).toBe(true);
    expect(several("ann", null)).toBe(true);
    expect(several(null)).toBe(true);
    expect(several()).toBe(true);
  });
});
