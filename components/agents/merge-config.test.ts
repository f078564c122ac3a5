import { describe, expect, it } from "vitest";
import { mergeConfig } from "./merge-config";

describe("mergeConfig", () => {
  it("keeps what was typed, brings in what the newer version changed elsewhere, and joins texts by their lines", () => {
    const base = { name: "Desk", model: "m1", system: "one\ntwo\nthree\n" };
    const mine = { name: "Desk", model: "m2", system: "ONE\ntwo\nthree\n" };
    const theirs = { name: "Front desk", model: "m1", system: "one\ntwo\nTHREE\n" };
    expect(mergeConfig(base, mine, theirs)).toEqual({
      texts: { name: "Front desk", model: "m2", system: "ONE\ntwo\nTHREE\n" },
      taken: ["name", "system"],
      conflicts: [],
    });
  });

  it("keeps mine and shows theirs where both changed the same", () => {
    expect(mergeConfig({ model: "m1" }, { model: "m2" }, { model: "m3" })).toEqual({
      texts: { model: "m2" },
      taken: [],
      conflicts: [{ field: "model", mine: "m2", theirs: "m3" }],
    });
  });
});
