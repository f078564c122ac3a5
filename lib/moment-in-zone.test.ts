import { describe, expect, it } from "vitest";
import { momentInZone, writeMoment } from "./moment-in-zone";

describe("momentInZone", () => {
  it.each([
    ["2026-11-22T14:05", "Europe/Berlin", "2026-11-22T13:05:00.000Z"],
    ["2026-07-01 00:00", "America/New_York", "2026-07-01T04:00:00.000Z"],
    ["2026-11-22", "UTC", "2026-11-22T00:00:00.000Z"],
    ["2026-11-22T14:05:00+02:00", "UTC", "2026-11-22T12:05:00.000Z"],
  ])("reads %s in %s", (text, zone, instant) => {
    expect(momentInZone(text, zone)?.toISOString()).toBe(instant);
  });

  it.each(["", "yesterday", "2026-13-01", "2026-11-22T25:00", "2026-11-22T14:05:00"])("does not read %j", (text) => {
    expect(momentInZone(text, "UTC")).toBeNull();
  });

  it("reads what it writes", () => {
    const at = new Date("2026-11-22T13:05:00Z");
    expect(momentInZone(writeMoment(at, "Asia/Tokyo"), "Asia/Tokyo")).toEqual(at);
  });
});
