import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareText, type DiffLine, diffStats, diffText, foldUnchanged } from "@/lib/learnings/diff";

const text = fc
  .tuple(fc.array(fc.constantFrom("a", "b", "c d", "c e", "", "x y z", "日本語の文"), { maxLength: 12 }), fc.boolean())
  .map(([lines, newline]) => lines.join("\n") + (newline && lines.length > 0 ? "\n" : ""));

function side(lines: DiffLine[], without: "added" | "removed"): string {
  return lines
    .filter((line) => line.kind !== without)
    .map((line) => line.parts.map((part) => part.text).join("") + (line.noNewlineAtEnd ? "" : "\n"))
    .join("");
}

function marked(lines: DiffLine[]): string[] {
  return lines.map((line) => `${line.kind[0]} ${line.parts.map((part) => (part.marked ? `[${part.text}]` : part.text)).join("")}`);
}

describe("diffText", () => {
  it("holds both texts completely", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffText(before, after);
        expect(side(lines, "added")).toBe(before);
        expect(side(lines, "removed")).toBe(after);
      }),
    );
  });

  it("numbers the lines of each side without a gap", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffText(before, after);
        const numbers = (key: "oldLine" | "newLine") => lines.flatMap((line) => line[key] ?? []);
        expect(numbers("oldLine")).toEqual(numbers("oldLine").map((_, i) => i + 1));
        expect(numbers("newLine")).toEqual(numbers("newLine").map((_, i) => i + 1));
      }),
    );
  });

  it("shows nothing changed between equal texts", () => {
    fc.assert(
      fc.property(text, (same) => {
        const lines = diffText(same, same);
        expect(lines.every((line) => line.kind === "same" && line.parts.every((part) => !part.marked))).toBe(true);
      }),
    );
  });

  it("marks the changed words of a changed line only", () => {
    expect(marked(diffText("one\nAsk for the client name first\nend\n", "one\nAsk for the matter number first\nend\n"))).toEqual([
      "s one",
      "r Ask for the [client name] first",
      "a Ask for the [matter number] first",
      "s end",
    ]);
  });

  it("does not mark words of lines that have nothing in common", () => {
    expect(marked(diffText("Ask for the client name\n", "Never raise limits above fifty\n"))).toEqual([
      "r Ask for the client name",
      "a Never raise limits above fifty",
    ]);
  });

  it("finds the changed line although lines were added before it", () => {
    expect(marked(diffText("- search by name\n", "- ask first\n- be kind\n- search by number\n"))).toEqual([
      "r - search by [name]",
      "a - ask first",
      "a - be kind",
      "a - search by [number]",
    ]);
  });

  it("marks characters where a script has no spaces", () => {
    expect(marked(diffText("注文番号を確認する。\n", "注文番号を照会する。\n"))).toEqual([
      "r 注文番号を[確認]する。",
      "a 注文番号を[照会]する。",
    ]);
    expect(marked(diffText("返品の前に order_id を必ず確認する\n", "返品の前に user_id を必ず確認する\n"))).toEqual([
      "r 返品の前に [order_id] を必ず確認する",
      "a 返品の前に [user_id] を必ず確認する",
    ]);
  });

  it("shows a line break that came or went at the end", () => {
    expect(diffText("a\nb", "a\nb\n")).toEqual([
      { kind: "same", oldLine: 1, newLine: 1, parts: [{ text: "a", marked: false }] },
      { kind: "removed", oldLine: 2, newLine: null, parts: [{ text: "b", marked: false }], noNewlineAtEnd: true },
      { kind: "added", oldLine: null, newLine: 2, parts: [{ text: "b", marked: false }] },
    ]);
  });

  it("treats an empty text as no line", () => {
    expect(diffText("", "")).toEqual([]);
    expect(marked(diffText("", "a\n"))).toEqual(["a a"]);
  });
});

describe("compareText on large texts", () => {
  const rows = (count: number, row: (i: number) => string) => `${Array.from({ length: count }, (_, i) => row(i)).join("\n")}\n`;

  const words = (odd: number) => Array.from({ length: 12_000 }, (_, i) => (i % 3 === 0 ? `w${i * 2 + odd}` : `word${i}`)).join(" ");

  it("compares a text of 100 KB with a hundred changed lines to the word", () => {
    const before = rows(2_000, (i) => `line ${i} of a long memory that says something every time`);
    const after = rows(2_000, (i) =>
      i % 20 === 0
        ? `line ${i} of a long memory that says nothing every time`
        : `line ${i} of a long memory that says something every time`,
    );
    const started = performance.now();
    const diff = compareText(before, after);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(diff.precision).toBe("words");
    expect(diffStats(diff.lines)).toEqual({ added: 100, removed: 100, same: 1_900 });
  });

  it.each([
    ["short lines", rows(50_000, (i) => String(i % 10)), rows(50_000, (i) => String((i * 7 + 3) % 11))],
    ["different lines", rows(10_000, (i) => `old ${i}`), rows(10_000, (i) => `new ${i}`)],
    ["two long lines", words(0), words(1)],
    ["one character per line", "\n".repeat(50_000), "x\n".repeat(50_000)],
  ])("answers in bounded time and says when it was coarse: %s", (_name, before, after) => {
    const started = performance.now();
    const diff = compareText(before, after);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(side(diff.lines, "added")).toBe(before);
    expect(side(diff.lines, "removed")).toBe(after);
    expect(diff.precision).toBe(before === words(0) ? "lines" : "coarse");
  });
});

describe("foldUnchanged", () => {
  it("joined again is what it was given, and never hides a change", () => {
    fc.assert(
      fc.property(text, text, fc.nat(4), (before, after, context) => {
        const lines = diffText(before, after);
        const segments = foldUnchanged(lines, context);
        expect(segments.flatMap((segment) => segment.lines)).toEqual(lines);
        for (const segment of segments) {
          if (segment.kind !== "folded") continue;
          expect(segment.lines.every((line) => line.kind === "same")).toBe(true);
          expect(segment.lines.length).toBeGreaterThan(1);
        }
        expect(segments.every((segment, i) => segment.kind !== segments[i - 1]?.kind)).toBe(true);
      }),
    );
  });

  it("keeps the asked number of lines around a change", () => {
    const before = Array.from({ length: 11 }, (_, i) => `l${i}\n`).join("");
    const segments = foldUnchanged(diffText(before, before.replace("l5", "changed")), 2);
    expect(segments.map((segment) => [segment.kind, segment.lines.length])).toEqual([
      ["folded", 3],
      ["shown", 6],
      ["folded", 3],
    ]);
  });
});
