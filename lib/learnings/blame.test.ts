import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blame } from "@/lib/learnings/blame";

const line = fc.constantFrom("a", "b", "c", "- do: it", "", "---");
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([lines, ends]) => lines.join("\n") + (ends && lines.length > 0 ? "\n" : ""));
const chain = fc.array(fc.oneof({ weight: 8, arbitrary: text }, { weight: 1, arbitrary: fc.constant(null) }), {
  minLength: 1,
  maxLength: 8,
});

describe("blame", () => {
  it("covers the last text line by line, and names for each line a version that has it", () => {
    fc.assert(
      fc.property(chain, (contents) => {
        const versions = contents.map((content, id) => ({ id, content }));
        const lines = blame(versions);
        const last = contents.findLast((content) => content !== null) ?? "";
        expect(lines.map((one) => one.text).join("")).toBe(last);
        for (const { text: own, versionId } of lines) expect(contents[versionId]?.match(/[^\n]*\n|[^\n]+$/g)).toContain(own);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps a line with the version that wrote it through later edits elsewhere", () => {
    const lines = blame([
      { id: 1, content: "one\ntwo\n" },
      { id: 2, content: "one\ntwo\nthree\n" },
      { id: 3, content: "ONE\ntwo\nthree\n" },
    ]);
    expect(lines.map((one) => [one.text, one.versionId])).toEqual([
      ["ONE\n", 3],
      ["two\n", 1],
      ["three\n", 2],
    ]);
  });

  it("passes over a redacted version", () => {
    const lines = blame([
      { id: 1, content: "one\n" },
      { id: 2, content: null },
      { id: 3, content: "one\ntwo\n" },
    ]);
    expect(lines.map((one) => one.versionId)).toEqual([1, 3]);
  });
});
