import { expect, it } from "vitest";
import { InstantInput } from "@/lib/instant-input";

it("takes RFC 3339 times with their offset, to the ends of what can be stored", () => {
  for (const text of ["2026-01-31T12:00:00Z", "2024-02-29T23:59:59.999+05:30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]) {
    expect(InstantInput.safeParse(text).success, text).toBe(true);
  }
});

it("refuses what is no such time, and years that fall out of range in UTC", () => {
  for (const text of [
    "",
    "2026-01-31",
    "2026-01-31T12:00:00",
    "2026-02-30T00:00:00Z",
    "yesterday",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-10:00",
  ]) {
    expect(InstantInput.safeParse(text).success, text).toBe(false);
  }
});
