import { describe, expect, it } from "vitest";
import { patternKey } from "@/lib/dreaming/miner/pattern";
import { subjectOf } from "./pattern-words";

const inWords = (key: string) =>
  subjectOf(key)
    .map(({ text, isCode }) => (isCode ? `\`${text}\`` : text))
    .join("");

describe("subjectOf", () => {
  it("says at which point sessions were compared", () => {
    const key = patternKey({ family: "guard", tool: "refund", feature: { kind: "not_used_before", before: "get_fare_rules" } });
    expect(inWords(key)).toBe("Sessions in which `get_fare_rules` was not called before the first call of `refund`");
  });
  it("keeps somebody else's words apart as code, whatever they hold", () => {
    const key = patternKey({ family: "guard", tool: "a|b", feature: { kind: "argument_value", argument: "cabin", value: "100% | -" } });
    expect(inWords(key)).toBe("Sessions in which the first call of `a|b` had `cabin` set to `100% | -`");
  });
  it("tells the way out of an error by what was changed", () => {
    const change = { kind: "other_call_first", via: "sql", viaForm: "describe" } as const;
    expect(inWords(patternKey({ family: "recovery", tool: "sql", errorTemplate: "Error", change }))).toBe(
      "Sessions in which `sql` (`describe`) was called after an error of `sql`",
    );
  });
  it("claims nothing about a pattern it does not know", () => {
    expect(inWords("dance|polka")).toBe("Sessions that show this");
  });
});
