import { describe, expect, it } from "vitest";
import { intervalVerdict, placeWhisker, sharedDomain } from "./interval-scale";

describe("sharedDomain", () => {
  it("puts zero in the middle and holds the widest interval of the column", () => {
    expect(sharedDomain([{ estimate: 0.063, low: 0.012, high: 0.112 }, { estimate: -0.079, low: -0.142, high: -0.016 }, null])).toEqual([
      -0.15, 0.15,
    ]);
  });
  it("is still a scale when nothing is known", () => {
    expect(sharedDomain([null])).toEqual([-0.02, 0.02]);
  });
});

describe("intervalVerdict", () => {
  it("decides only when zero is excluded", () => {
    expect(intervalVerdict({ low: 0.001, high: 0.2 })).toBe("raises");
    expect(intervalVerdict({ low: -0.2, high: -0.001 })).toBe("lowers");
    expect(intervalVerdict({ low: 0, high: 0.2 })).toBe("undecided");
    expect(intervalVerdict({ low: -0.1, high: 0.2 })).toBe("undecided");
  });
});

describe("placeWhisker", () => {
  it("places zero, ends and estimate on the width", () => {
    expect(placeWhisker({ estimate: 0.1, low: 0, high: 0.2 }, [-0.2, 0.2], 84)).toEqual({
      zero: 42,
      from: 42,
      to: 82,
      dot: 62,
      isCutLeft: false,
      isCutRight: false,
    });
  });
  it("says where an interval goes on beyond the scale", () => {
    const whisker = placeWhisker({ estimate: 0, low: -0.6, high: 0.6 }, [-0.2, 0.2], 84);
    expect(whisker).toMatchObject({ from: 2, to: 82, isCutLeft: true, isCutRight: true });
  });
});
