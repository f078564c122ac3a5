import { describe, expect, it } from "vitest";
import { fillPeriods, mondayOf, pooledShares } from "@/lib/outcomes/periods";

const count = (day: string, sessions: number, met: number) => ({ day, sessions, judged: sessions, met });

describe("fillPeriods", () => {
  it("has every day once, with the sum of all agents, over a change of the clock too", () => {
    const days = fillPeriods([count("2026-10-25", 2, 1), count("2026-10-25", 3, 3), count("2026-10-27", 1, 0)], {
      first: "2026-10-24",
      last: "2026-10-27",
      by: "day",
    });
    expect(days.map((day) => `${day.day} ${day.sessions}/${day.met}`)).toEqual([
      "2026-10-24 0/0",
      "2026-10-25 5/4",
      "2026-10-26 0/0",
      "2026-10-27 1/0",
    ]);
  });

  it("counts weeks from their Monday", () => {
    expect(mondayOf("2026-11-01")).toBe("2026-10-26");
    expect(mondayOf("2026-11-02")).toBe("2026-11-02");
    expect(fillPeriods([], { first: "2026-11-01", last: "2026-11-10", by: "week" }).map((week) => week.day)).toEqual([
      "2026-10-26",
      "2026-11-02",
      "2026-11-09",
    ]);
  });
});

describe("pooledShares", () => {
  it("pools a day with those before it", () => {
    const days = fillPeriods([count("2026-11-01", 2, 2), count("2026-11-02", 2, 0), count("2026-11-03", 4, 4)], {
      first: "2026-11-01",
      last: "2026-11-03",
      by: "day",
    });
    expect(pooledShares(days, 2)).toEqual([
      { n: 2, successes: 2 },
      { n: 4, successes: 2 },
      { n: 6, successes: 4 },
    ]);
  });
});
