import { describe, expect, it } from "vitest";
import { formatFilterTerm, parseFilterText } from "./filter-text";

const KEYS = ["agent", "status", "cost", "errors"];
const parse = (text: string) => parseFilterText(text, KEYS);

describe("parseFilterText", () => {
  it("reads keys, comparisons, quoted values and words", () => {
    expect(parse('agent:triage status:failed cost:>0.50 "refund"  order')).toEqual({
      ok: true,
      value: {
        terms: [
          { key: "agent", operator: "=", value: "triage", at: 0, length: 12 },
          { key: "status", operator: "=", value: "failed", at: 13, length: 13 },
          { key: "cost", operator: ">", value: "0.50", at: 27, length: 10 },
        ],
        words: ["refund", "order"],
      },
    });
    expect(parse('agent:"Cal \\"x\\" two" errors:>=2 errors:<9')).toMatchObject({
      ok: true,
      value: { terms: [{ value: 'Cal "x" two' }, { operator: ">=", value: "2" }, { operator: "<", value: "9" }] },
    });
    expect(parse("   ")).toEqual({ ok: true, value: { terms: [], words: [] } });
    expect(parse("https://example.org/a?b")).toMatchObject({ ok: true, value: { words: ["https://example.org/a?b"] } });
  });

  it.each([
    ["agent:a  staus:x", "There is no filter staus:. Did you mean status:?", 9, 7],
    ["colour:red", "There is no filter colour:. There are agent: status: cost: errors:", 0, 10],
    ['a "never', "A quotation mark is opened here and never closed.", 2, 6],
    ["status: x", "status: has no value.", 0, 7],
    ["agent:a agent:b", "agent: stands here twice.", 8, 7],
  ])("points to what is wrong in %j", (text, message, at, length) => {
    expect(parse(text)).toEqual({ ok: false, error: { message, at, length } });
  });

  it("writes terms that read back as they were", () => {
    for (const value of ["plain", "two words", 'a "b"', "\\", ">5"]) {
      expect(parse(formatFilterTerm("agent", value))).toMatchObject({ ok: true, value: { terms: [{ operator: "=", value }] } });
    }
    expect(formatFilterTerm("cost", "0.5", ">")).toBe("cost:>0.5");
  });

  it("reads any text without hanging", () => {
    for (const text of ['"'.repeat(1001), "a:".repeat(1000), ":".repeat(1000), '\\"'.repeat(500), "é:x", 'a:>=""']) parse(text);
  });
});
