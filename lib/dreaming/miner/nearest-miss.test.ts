import { describe, expect, it } from "vitest";
import { describeShortSupport, nearerMiss } from "@/lib/dreaming/miner/nearest-miss";

describe("what came closest for want of sessions", () => {
  it("is the pattern seen in most sessions, ties by key, whatever the order", () => {
    const misses = [
      { key: "b", sessions: 4 },
      { key: "a", sessions: 4 },
      { key: "c", sessions: 2 },
    ];
    for (const order of [misses, misses.toReversed()]) expect(order.reduce(nearerMiss, null)).toEqual({ key: "a", sessions: 4 });
  });
  it("says what was needed and what was seen", () => {
    expect(describeShortSupport({ key: "waste|x", sessions: 4 }, 5)).toBe("waste|x: needs 5 sessions, saw 4");
    expect(describeShortSupport(null, 5)).toBeNull();
  });
});
