import { describe, expect, it } from "vitest";
import { cutAtQuotes, splitPieces } from "./mark-ranges";

describe("cutAtQuotes", () => {
  it("marks each quote where it stands and keeps every character", () => {
    const pieces = cutAtQuotes("one two three four", [
      { quote: "three", polarity: "contradicts" },
      { quote: "one", polarity: "supports" },
    ]);
    expect(pieces).toEqual([
      { text: "one", polarity: "supports" },
      { text: " two ", polarity: null },
      { text: "three", polarity: "contradicts" },
      { text: " four", polarity: null },
    ]);
    expect(pieces.map((piece) => piece.text).join("")).toBe("one two three four");
  });

  it("joins quotes that overlap and says when both sides use the words", () => {
    expect(
      cutAtQuotes("abcdef", [
        { quote: "bcd", polarity: "supports" },
        { quote: "cde", polarity: "contradicts" },
      ]),
    ).toEqual([
      { text: "a", polarity: null },
      { text: "bcde", polarity: "both" },
      { text: "f", polarity: null },
    ]);
  });

  it("finds a quote that is escaped inside JSON", () => {
    const [, marked] = cutAtQuotes('{"q": "say \\"hi\\"\\nnow"}', [{ quote: 'say "hi"\nnow', polarity: "supports" }]);
    expect(marked).toEqual({ text: 'say \\"hi\\"\\nnow', polarity: "supports" });
  });

  it("looks from the given place first", () => {
    expect(cutAtQuotes("a: x\nb: x", [{ quote: "x", polarity: "supports", from: 5 }]).at(-1)).toEqual({ text: "x", polarity: "supports" });
    expect(cutAtQuotes("a: x\nb: y", [{ quote: "x", polarity: "supports", from: 5 }])[1]).toEqual({ text: "x", polarity: "supports" });
  });

  it("marks nothing for a quote that is empty or not there", () => {
    expect(
      cutAtQuotes("text", [
        { quote: "", polarity: "supports" },
        { quote: "other", polarity: "supports" },
      ]),
    ).toEqual([{ text: "text", polarity: null }]);
    expect(cutAtQuotes("", [{ quote: "a", polarity: "supports" }])).toEqual([]);
  });
});

describe("splitPieces", () => {
  it("parts a marked piece in two marked pieces", () => {
    const pieces = cutAtQuotes("0123456789", [{ quote: "345", polarity: "supports" }]);
    const { head, rest } = splitPieces(pieces, 4);
    expect(head).toEqual([
      { text: "012", polarity: null },
      { text: "3", polarity: "supports" },
    ]);
    expect(rest).toEqual([
      { text: "45", polarity: "supports" },
      { text: "6789", polarity: null },
    ]);
    expect(splitPieces(pieces, 0).head).toEqual([]);
    expect(splitPieces(pieces, 99).rest).toEqual([]);
  });
});
