import { describe, expect, it } from "vitest";
import { fits, navEntries, readTyped } from "./palette-items";

describe("readTyped", () => {
  it("takes the first sign as what to look in", () => {
    expect(readTyped("refund ")).toEqual({ mode: "all", words: "refund" });
    expect(readTyped("> reject")).toEqual({ mode: "actions", words: "reject" });
    expect(readTyped(" #sesn_01")).toEqual({ mode: "ids", words: "sesn_01" });
    expect(readTyped("?")).toEqual({ mode: "keys", words: "" });
  });
});

describe("fits", () => {
  it("wants every word, in any order and case", () => {
    expect(fits("Import sessions", "SES imp")).toBe(true);
    expect(fits("Import sessions", "imp agent")).toBe(false);
    expect(fits("Import sessions", "")).toBe(true);
  });
});

describe("navEntries", () => {
  it("names the key that leads there, where there is one", () => {
    const groups = [
      {
        label: "Work",
        items: [
          { href: "/review", label: "Review" },
          { href: "/settings/audit", label: "Audit" },
        ],
      },
    ];
    expect(navEntries(groups)).toEqual([
      { href: "/review", label: "Review", key: "g r" },
      { href: "/settings/audit", label: "Audit", key: null },
    ]);
  });
});
