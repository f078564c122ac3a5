import { describe, expect, it } from "vitest";
import { formatAbsolute, formatAge, formatClock, formatDate, formatDateTime, formatRelative } from "./format-time";

const now = new Date("2026-11-22T14:00:00Z");
const ago = (ms: number) => new Date(now.getTime() - ms);
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("formatRelative", () => {
  it("takes the largest whole unit, both ways", () => {
    expect(plain(formatRelative(ago(3 * 60_000 + 59_000), now))).toBe("3 min ago");
    expect(plain(formatRelative(ago(14 * 3_600_000), now))).toBe("14 h ago");
    expect(plain(formatRelative(ago(-6 * 3_600_000), now))).toBe("in 6 h");
    expect(plain(formatRelative(ago(42_000), now))).toBe("42 s ago");
  });
  it("does not count the first seconds", () => {
    expect(formatRelative(ago(4000), now)).toBe("just now");
  });
  it("gives the date beyond thirty days, and the year where it differs", () => {
    expect(plain(formatRelative(ago(30 * 86_400_000), now))).toBe("30 d ago");
    expect(plain(formatRelative(ago(31 * 86_400_000), now))).toBe("22 Oct");
    expect(plain(formatRelative(new Date("2025-11-22T14:00:00Z"), now))).toBe("22 Nov 2025");
  });
});

describe("absolute times", () => {
  it("are those of the zone, across its change of clocks", () => {
    expect(plain(formatDateTime(new Date("2026-10-25T00:30:00Z"), "Europe/Berlin", now))).toBe("25 Oct, 02:30");
    expect(plain(formatDateTime(new Date("2026-10-25T01:30:00Z"), "Europe/Berlin", now))).toBe("25 Oct, 02:30");
    expect(plain(formatDate(new Date("2026-11-21T23:30:00Z"), "Europe/Berlin", now))).toBe("22 Nov");
  });
  it("write midnight as 00 and name the zone", () => {
    expect(formatClock(new Date("2026-11-22T00:00:07Z"), "UTC")).toBe("00:00:07");
    expect(formatAbsolute(new Date("2026-11-22T01:10:00Z"), "Europe/Berlin")).toBe("22 Nov 2026, 02:10:00, Europe/Berlin");
  });
});

describe("formatAge", () => {
  it("is the distance alone", () => {
    expect(plain(formatAge(ago(3 * 86_400_000), now))).toBe("3 d");
  });
});
