import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolvePointer } from "@/lib/dreaming/verify/json-pointer";

describe("resolvePointer", () => {
  // The document and the answers of RFC 6901, section 5.
  const rfc = { foo: ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6, " ": 7, "m~n": 8 };
  it.each([
    ["", rfc],
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/c%d", 2],
    ["/e^f", 3],
    ["/g|h", 4],
    ["/i\\j", 5],
    ['/k"l', 6],
    ["/ ", 7],
    ["/m~0n", 8],
  ])("%j names what the RFC says", (pointer, value) => expect(resolvePointer(rfc, pointer)).toEqual(value));

  it.each([
    "foo",
    "/bar",
    "/foo/2",
    "/foo/-",
    "/foo/00",
    "/foo/01",
    "/foo/1e0",
    "/foo/ 1",
    "/foo/0/x",
    "/foo/length",
    "/m~n",
    "/m~2n",
    "/__proto__",
    "/constructor",
    "//",
  ])("%j names nothing", (pointer) => expect(resolvePointer(rfc, pointer)).toBeUndefined());

  it("reads ~01 as ~1", () => {
    expect(resolvePointer({ "~1": "x" }, "/~01")).toBe("x");
  });

  it("finds every value by its pointer", () => {
    const escapeKey = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1");
    fc.assert(
      fc.property(fc.object({ key: fc.string() }), (document) => {
        const visit = (value: unknown, pointer: string) => {
          expect(resolvePointer(document, pointer)).toEqual(value);
          if (value === null || typeof value !== "object") return;
          for (const key of Object.keys(value)) visit((value as Record<string, unknown>)[key], `${pointer}/${escapeKey(key)}`);
        };
        visit(document, "");
      }),
    );
  });
});
