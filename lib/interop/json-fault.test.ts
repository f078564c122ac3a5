import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonFault } from "@/lib/interop/json-fault";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("findJsonFault", () => {
  it("finds a fault exactly where the engine does not parse", () => {
    const damaged = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom("", '"', "{", "}", "[", "]", ",", ":", "\\", "\n", "x", "1", "-", ".", "e", "\\u12"),
    );
    fc.assert(
      fc.property(damaged, ([json, at, inserted]) => {
        const cut = at % (json.length + 1);
        for (const text of [
          json,
          json.slice(0, cut),
          json.slice(0, cut) + inserted + json.slice(cut),
          json.slice(0, cut) + json.slice(cut + 1),
        ]) {
          expect(findJsonFault(text) === null, text).toBe(isJson(text));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("calls every real beginning of a JSON value cut, unless it is one itself", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.nat(), (json, at) => {
        const fault = findJsonFault(json.slice(0, at % (json.length + 1)));
        if (fault !== null) expect(fault.isCut, json.slice(0, at % (json.length + 1))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['{"a": 1,}', 8, "a field name in double quotes was expected, but “}” stands there"],
    ['{"a" 1}', 5, "“:” was expected after the field name, but “1}” stands there"],
    ["[1 2]", 3, "“,” or “]” was expected, but “2]” stands there"],
    ['{"a": NaN}', 6, "a value was expected, but “NaN}” stands there (as Python prints it, which is not JSON)"],
    [
      "{'a': 1}",
      1,
      "a field name in double quotes or “}” was expected, but “'a': 1}” stands there (as Python prints it, which is not JSON)",
    ],
    ['{"a": "b', 8, "it ends inside a text: the closing quote is missing"],
    ['{"a": tr', 8, "it ends inside a value"],
    ['{"a": "b\nc"}', 8, "a line break stands inside a text; it must be escaped, or a closing quote is missing"],
    ['{"a": "\\x41"}', 7, "“\\x” is no escape that JSON knows"],
    ['{"a":1} {"b":2}', 8, 'the end of the record was expected, but “{"b":2}” stands there'],
  ])("explains %s", (text, position, words) => {
    expect(findJsonFault(text)).toMatchObject({ position, words });
  });

  it("never quotes more than a few characters", () => {
    const fault = findJsonFault(`{"a": secret${"x".repeat(500)}}`);
    expect(fault?.words).toContain("“secretxxxxxx”");
    expect(fault?.words.length).toBeLessThan(80);
  });
});
