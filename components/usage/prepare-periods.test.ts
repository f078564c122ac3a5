import { describe, expect, it } from "vitest";
import { NO_USAGE, splitOf } from "@/lib/usage/totals";
import type { UsageRow } from "@/lib/usage/types";
import { axisUsd, costPeriods, knownUsd } from "./prepare-periods";

const row = (key: string, costMicroUsd: number): UsageRow => ({
  key,
  name: null,
  ...splitOf([{ purpose: "session", totals: { ...NO_USAGE, calls: 1, costMicroUsd } }]),
});

describe("cost over time", () => {
  it("has an entry for each day, also where nothing was asked", () => {
    const periods = costPeriods([row("2026-11-02", 2_000_000)], { first: "2026-10-31", last: "2026-11-03", by: "day" });
    expect(periods.map((period) => [period.day, knownUsd(period, "session")])).toEqual([
      ["2026-10-31", 0],
      ["2026-11-01", 0],
      ["2026-11-02", 2],
      ["2026-11-03", 0],
    ]);
  });

  it("pools weeks by their Monday and loses nothing", () => {
    const rows = [row("2026-11-01", 1_000_000), row("2026-11-02", 2_000_000), row("2026-11-08", 4_000_000)];
    const periods = costPeriods(rows, { first: "2026-10-30", last: "2026-11-08", by: "week" });
    expect(periods.map((period) => [period.day, knownUsd(period, "session")])).toEqual([
      ["2026-10-26", 1],
      ["2026-11-02", 6],
    ]);
  });

  it("draws no more bars than can be told apart, the latest ones", () => {
    const periods = costPeriods([], { first: "2010-01-01", last: "2026-11-08", by: "day" });
    expect(periods).toHaveLength(400);
    expect(periods.at(-1)?.day).toBe("2026-11-08");
  });

  it("writes amounts short enough for an axis", () => {
    expect([0, 0.0005, 0.05, 0.5, 2, 12.5, 1_500].map(axisUsd)).toEqual(["$0", "0.05¢", "5¢", "$0.5", "$2", "$12.5", "$1.5k"]);
  });
});
