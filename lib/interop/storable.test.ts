import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storable, storableText } from "@/lib/interop/storable";

describe("storableText", () => {
  it("marks NULs and lone surrogates, keeps pairs, and counts", () => {
    expect(storableText("a\u0000b\ud83dc\udc00 🦉 \ufffd")).toEqual({ text: "a\u2400b\ufffdc\ufffd 🦉 \ufffd", replaced: 3 });
    expect(storableText("plain")).toEqual({ text: "plain", replaced: 0 });
  });
});

describe("storable", () => {
  it("reaches every text and field name, and loses no field when two names become one", () => {
    const value = { "a\u0000": ["\u0000", { b: "\ud800" }], "a\u2400": 1, c: null, d: 2, __proto: true };
    expect(storable(value)).toEqual({
      value: { "a\u2400": ["\u2400", { b: "\ufffd" }], "a\u2400\u2400": 1, c: null, d: 2, __proto: true },
      replaced: 3,
    });
  });

  it("makes any JSON value free of what Postgres refuses, and leaves sound values as they are", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const { value: stored, replaced } = storable(value);
        const text = JSON.stringify(stored);
        expect(/\\u0000|\\ud[89a-f]/.test(text.replaceAll("\\\\", ""))).toBe(false);
        if (replaced === 0) expect(stored).toEqual(value);
      }),
    );
  });
});
