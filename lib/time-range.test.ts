import { describe, expect, it } from "vitest";
import { daysOfRange, parseTimeRange, readTypedRange, shiftRange, zoomOutRange } from "@/lib/time-range";

const now = new Date("2026-11-25T12:00:00Z");
const zone = "Europe/Berlin";

describe("parseTimeRange", () => {
  it("takes the last 28 days where the address says nothing, or nothing that can be read", () => {
    for (const text of [undefined, null, "", "soon", "0d", "99999d", "2026-11-08..2026-11-01"]) {
      expect(parseTimeRange(text, now, zone)).toEqual({ since: new Date("2026-10-28T12:00:00Z"), until: null, words: "Last 28 days" });
    }
  });
  it("reads days in the reader's zone, the last one whole", () => {
    expect(parseTimeRange("2026-11-01..2026-11-08", now, zone)).toEqual({
      since: new Date("2026-10-31T23:00:00Z"),
      until: new Date("2026-11-08T23:00:00Z"),
      words: "1 to 8 Nov 2026",
    });
    expect(parseTimeRange("2025-12-30..2026-01-02", now, zone).words).toBe("30 Dec 2025 to 2 Jan 2026");
    expect(parseTimeRange("2026-10-30..2026-11-02", now, zone).words).toBe("30 Oct to 2 Nov 2026");
    expect(parseTimeRange("2026-11-02..2026-11-02", now, zone).words).toBe("2 Nov 2026");
  });
  it("reads instants and all time", () => {
    expect(parseTimeRange("2026-11-23T12:00Z..2026-11-24T12:00Z", now, zone)).toEqual({
      since: new Date("2026-11-23T12:00:00Z"),
      until: new Date("2026-11-24T12:00:00Z"),
      words: "23 Nov, 13:00 to 24 Nov, 13:00",
    });
    expect(parseTimeRange("all", now, zone)).toEqual({ since: null, until: null, words: "All time" });
    expect(parseTimeRange("1h", now, zone).words).toBe("Last hour");
  });
});

describe("readTypedRange", () => {
  it.each([
    ["last 7d", "7d"],
    ["Last 7 days", "7d"],
    ["past 24 hours", "24h"],
    ["2 weeks", "2w"],
    ["last month", "30d"],
    ["all time", "all"],
    ["2026-11-01 to 2026-11-08", "2026-11-01..2026-11-08"],
    ["2026-11-08 to 2026-11-01", "2026-11-01..2026-11-08"],
    ["2026-11-01..2026-11-08", "2026-11-01..2026-11-08"],
    ["1 nov to 8 nov", "2026-11-01..2026-11-08"],
    ["nov 1, 2025 to 1.12.2025", "2025-11-01..2025-12-01"],
    ["24 dec", "2025-12-24..2025-12-24"],
    ["since 2026-11-20", "2026-11-20..2026-11-25"],
    ["yesterday", "2026-11-24..2026-11-24"],
    ["today", "2026-11-25..2026-11-25"],
  ])("reads %s", (typed, range) => {
    expect(readTypedRange(typed, now, zone)).toBe(range);
  });
  it.each(["", "whenever", "2026-02-30", "31 feb", "0 days", "99999 days"])("refuses %j", (typed) => {
    expect(readTypedRange(typed, now, zone)).toBeNull();
  });
});

describe("shiftRange", () => {
  it("moves a relative range back, and forward to where it began", () => {
    const back = shiftRange("7d", -1, now, zone);
    expect(back).toBe("2026-11-12..2026-11-18");
    expect(shiftRange(back, -1, now, zone)).toBe("2026-11-05..2026-11-11");
    expect(shiftRange(back, 1, now, zone)).toBe("7d");
    expect(shiftRange("7d", 1, now, zone)).toBeNull();
  });
  it("moves hours to the minute", () => {
    const back = shiftRange("24h", -1, now, zone);
    expect(back).toBe("2026-11-23T12:00Z..2026-11-24T12:00Z");
    expect(shiftRange(back, 1, now, zone)).toBe("24h");
  });
  it("has nowhere to go from all time", () => {
    expect(shiftRange("all", -1, now, zone)).toBeNull();
    expect(zoomOutRange("all", now, zone)).toBeNull();
  });
});

describe("zoomOutRange", () => {
  it("climbs the presets, and widens days around themselves up to today", () => {
    expect(zoomOutRange("7d", now, zone)).toBe("28d");
    expect(zoomOutRange("10d", now, zone)).toBe("28d");
    expect(zoomOutRange("365d", now, zone)).toBe("all");
    expect(zoomOutRange("2026-11-01..2026-11-08", now, zone)).toBe("2026-10-28..2026-11-12");
    expect(zoomOutRange("2026-11-20..2026-11-24", now, zone)).toBe("2026-11-17..2026-11-25");
  });
});

describe("daysOfRange", () => {
  it("names the first and the last day", () => {
    expect(daysOfRange("7d", now, zone)).toEqual({ from: "2026-11-18", to: "2026-11-25" });
    expect(daysOfRange("2026-11-01..2026-11-08", now, zone)).toEqual({ from: "2026-11-01", to: "2026-11-08" });
    expect(daysOfRange("all", now, zone)).toBeNull();
  });
});
