import { describe, expect, it } from "vitest";
import { assertStorable } from "@/lib/api/storable-input";

describe("assertStorable", () => {
  it("lets through all that can be stored", () => {
    const value = { text: "Grüße 😀 \u0001\u2028", list: [1, null, true, { "": "" }], escaped: "\\u0000" };
    expect(() => assertStorable(value)).not.toThrow();
    for (const plain of [undefined, null, 1, "x", [], {}]) expect(() => assertStorable(plain)).not.toThrow();
  });

  it("names the field that holds a NUL or half a pair, in a value or in a name", () => {
    expect(() => assertStorable({ a: [{ b: "x\u0000" }] })).toThrow(/^a\.0\.b: holds a NUL/);
    expect(() => assertStorable({ a: { "k\ud800": 1 } })).toThrow(/^a: holds a NUL/);
    expect(() => assertStorable("\udc00")).toThrow(/^The body: holds/);
  });

  it("refuses what nests too deeply, however deep", () => {
    const nest = (depth: number) => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`) as unknown;
    expect(() => assertStorable(nest(60))).not.toThrow();
    for (const depth of [70, 5_000]) expect(() => assertStorable(nest(depth))).toThrow(/levels deep/);
  });
});
