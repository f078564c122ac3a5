import { describe, expect, it } from "vitest";
import { foldText } from "./fold-text";

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join("\n");

describe("foldText", () => {
  it("leaves a short text whole, and one that is only a little too long", () => {
    expect(foldText(lines(25))).toMatchObject({ rest: "", shownLines: 25, totalLines: 25 });
    expect(foldText("")).toMatchObject({ head: "", rest: "", shownLines: 0, totalLines: 0, bytes: 0 });
  });
  it("shows the first lines and counts all of them", () => {
    const folded = foldText(lines(148));
    expect(folded).toMatchObject({ shownLines: 20, totalLines: 148 });
    expect(folded.head.endsWith("line 20\n")).toBe(true);
    expect(folded.head + folded.rest).toBe(lines(148));
  });
  it("does not count a closing line end as a line", () => {
    expect(foldText("one\ntwo\n").totalLines).toBe(2);
  });
  it("cuts one endless line, but never inside a character", () => {
    const text = "😀".repeat(8000);
    const folded = foldText(text, { lines: 20, characters: 1001 });
    expect(folded.head.length).toBe(1002);
    expect(folded.head + folded.rest).toBe(text);
    expect(folded.totalLines).toBe(1);
  });
  it("measures bytes, not characters", () => {
    expect(foldText("åø").bytes).toBe(4);
  });
});
