import { describe, expect, it } from "vitest";
import type { DiffLine } from "@/lib/learnings/diff";
import { pairLines, splitCode } from "./diff-rows";

const line = (kind: DiffLine["kind"], text: string): DiffLine => ({ kind, oldLine: 1, newLine: 1, parts: [{ text, marked: false }] });
const text = (found: DiffLine | null) => found?.parts.map((part) => part.text).join("") ?? null;

describe("pairLines", () => {
  it("puts replaced lines side by side and leaves gaps where one side has more", () => {
    const pairs = pairLines([line("same", "a"), line("removed", "b"), line("added", "B"), line("added", "C"), line("same", "d")]);
    expect(pairs.map((pair) => [text(pair.left), text(pair.right)])).toEqual([
      ["a", "a"],
      ["b", "B"],
      [null, "C"],
      ["d", "d"],
    ]);
  });
  it("keeps the order of the old text", () => {
    const pairs = pairLines([line("added", "A"), line("removed", "b"), line("removed", "c")]);
    expect(pairs.map((pair) => [text(pair.left), text(pair.right)])).toEqual([
      [null, "A"],
      ["b", null],
      ["c", null],
    ]);
  });
});

describe("splitCode", () => {
  it("sets what stands between back ticks apart, and keeps the ticks", () => {
    expect(splitCode([{ text: "Call `get_fare` first", marked: false }])).toEqual([
      { text: "Call ", marked: false, isCode: false },
      { text: "`get_fare`", marked: false, isCode: true },
      { text: " first", marked: false, isCode: false },
    ]);
  });
  it("follows code across marked words", () => {
    const parts = splitCode([
      { text: "Call `get", marked: false },
      { text: "_fare`", marked: true },
      { text: " now", marked: false },
    ]);
    expect(parts.map((part) => [part.text, part.isCode, part.marked])).toEqual([
      ["Call ", false, false],
      ["`get", true, false],
      ["_fare`", true, true],
      [" now", false, false],
    ]);
  });
  it("leaves a single tick as it is, and loses no character", () => {
    const input = [{ text: "a `b` c ` d", marked: false }];
    const parts = splitCode(input);
    expect(parts.map((part) => part.text).join("")).toBe("a `b` c ` d");
    expect(parts.at(-1)).toEqual({ text: " c ` d", marked: false, isCode: false });
  });
});
