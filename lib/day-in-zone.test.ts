import { describe, expect, it } from "vitest";
import { dayInZone, nextDay, startOfDay } from "./day-in-zone";

const start = (date: string, zone: string) => startOfDay(date, zone)?.toISOString() ?? null;

describe("startOfDay", () => {
  it("is midnight in the zone", () => {
    expect(start("2026-11-22", "UTC")).toBe("2026-11-22T00:00:00.000Z");
    expect(start("2026-11-22", "Europe/Berlin")).toBe("2026-11-21T23:00:00.000Z");
    expect(start("2026-07-01", "Europe/Berlin")).toBe("2026-06-30T22:00:00.000Z");
    expect(start("2026-11-22", "Pacific/Kiritimati")).toBe("2026-11-21T10:00:00.000Z");
    expect(start("2026-11-22", "Pacific/Pago_Pago")).toBe("2026-11-22T11:00:00.000Z");
  });

  it("is the first instant there is where a clock change skips midnight", () => {
    expect(start("2026-09-06", "America/Santiago")).toBe("2026-09-06T04:00:00.000Z");
  });

  it("is null for what is no day or no zone", () => {
    for (const date of ["", "2026-02-30", "2026-13-01", "22.11.2026", "2026-11-22T00:00"]) expect(start(date, "UTC")).toBeNull();
    expect(start("2026-11-22", "Atlantis/Capital")).toBeNull();
  });
});

describe("nextDay", () => {
  it("counts over months and years", () => {
    expect(nextDay("2026-12-31")).toBe("2027-01-01");
    expect(nextDay("2028-02-28")).toBe("2028-02-29");
    expect(nextDay("soon")).toBeNull();
  });
});

describe("dayInZone", () => {
  it("is the day people there would name", () => {
    const at = new Date("2026-11-22T23:30:00Z");
    expect(dayInZone(at, "UTC")).toBe("2026-11-22");
    expect(dayInZone(at, "Europe/Berlin")).toBe("2026-11-23");
  });
});
