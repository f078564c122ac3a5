import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeParts, encodeParts, type Pattern, parsePatternKey, patternKey } from "@/lib/dreaming/miner/pattern";

const name = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom("-", "|", "%", "%2D", "%7C|-", "--", ""));
const maybe = fc.option(name);

const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  fc.record({
    family: fc.constant("recovery" as const),
    tool: name,
    errorTemplate: name,
    change: fc.oneof(
      fc.record({ kind: fc.constant("argument_changed" as const), argument: name, from: maybe, to: maybe }),
      fc.record({ kind: fc.constant("argument_added" as const), argument: name, to: maybe }),
      fc.record({ kind: fc.constant("argument_removed" as const), argument: name, from: maybe }),
      fc.record({ kind: fc.constant("other_call_first" as const), via: name, viaForm: maybe }),
    ),
  }),
  fc.record({
    family: fc.constant("guard" as const),
    tool: name,
    feature: fc.oneof(
      fc.record({ kind: fc.constantFrom("argument_present" as const, "argument_absent" as const), argument: name }),
      fc.record({ kind: fc.constant("argument_value" as const), argument: name, value: name }),
      fc.record({ kind: fc.constant("argument_form" as const), argument: name, form: name }),
      fc.record({ kind: fc.constantFrom("used_before" as const, "not_used_before" as const), before: name }),
      fc.record({ kind: fc.constant("first_call_errored" as const), errorTemplate: name }),
    ),
  }),
  fc.record({
    family: fc.constant("waste" as const),
    tool: name,
    pattern: fc.constantFrom("identical_call" as const, "error_loop" as const),
    errorTemplate: maybe,
    form: maybe,
  }),
);

describe("patternKey", () => {
  it("can be read back, whatever characters its parts hold", () => {
    fc.assert(
      fc.property(pattern, (one) => {
        expect(parsePatternKey(patternKey(one))).toEqual(one);
      }),
    );
  });

  it("opens with family and tool and tells different patterns apart", () => {
    expect(patternKey({ family: "waste", tool: "a|b", pattern: "error_loop", errorTemplate: "x", form: null })).toBe(
      "waste|a%7Cb|error_loop|x|-",
    );
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        expect(patternKey(a) === patternKey(b)).toBe(
          JSON.stringify(parsePatternKey(patternKey(a))) === JSON.stringify(parsePatternKey(patternKey(b))),
        );
      }),
    );
  });

  it("refuses what is no pattern's name", () => {
    for (const key of ["", "guard", "guard|t|unknown|x", "waste|t|odd", "recovery|t|e|odd|x", "lesson|t"])
      expect(() => parsePatternKey(key)).toThrow("Not a pattern's name");
  });
});

describe("encodeParts", () => {
  it("is undone by decodeParts and tells null from a dash", () => {
    fc.assert(
      fc.property(fc.array(maybe, { minLength: 1 }), (parts) => {
        expect(decodeParts(encodeParts(parts))).toEqual(parts);
      }),
    );
    expect(encodeParts([null])).not.toBe(encodeParts(["-"]));
  });
});
