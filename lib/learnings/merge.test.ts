import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeText } from "@/lib/learnings/merge";

const text = fc
  .tuple(fc.array(fc.constantFrom("a", "b", "c", "", "d e"), { maxLength: 10 }), fc.boolean())
  .map(([lines, newline]) => lines.join("\n") + (newline && lines.length > 0 ? "\n" : ""));

describe("mergeText", () => {
  it("takes the side that changed when the other did not", () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        expect(mergeText(base, changed, base)).toEqual({ ok: true, text: changed });
        expect(mergeText(base, base, changed)).toEqual({ ok: true, text: changed });
      }),
    );
  });

  it("takes a change that both sides made once", () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        expect(mergeText(base, changed, changed)).toEqual({ ok: true, text: changed });
      }),
    );
  });

  it("answers the same with the sides exchanged", () => {
    fc.assert(
      fc.property(text, text, text, (base, ours, theirs) => {
        const one = mergeText(base, ours, theirs);
        const other = mergeText(base, theirs, ours);
        if (one.ok || other.ok) expect(one).toEqual(other);
        else expect(one.conflicts.map((c) => [c.base, c.ours, c.theirs])).toEqual(other.conflicts.map((c) => [c.base, c.theirs, c.ours]));
      }),
    );
  });

  it("takes both changes when an unchanged line stands between them", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 4 }).map((rows) => rows.map((row) => `${row}\n`).join(""));
    fc.assert(
      fc.property(lines, lines, lines, lines, (head, newHead, tail, newTail) => {
        const middle = "unique middle\n";
        expect(mergeText(head + middle + tail, newHead + middle + tail, head + middle + newTail)).toEqual({
          ok: true,
          text: newHead + middle + newTail,
        });
      }),
    );
  });

  it("loses no line that a side added", () => {
    fc.assert(
      fc.property(text, fc.nat(10), fc.nat(10), (base, i, j) => {
        const insert = (at: number, line: string) => {
          const lines = base.split("\n");
          lines.splice(Math.min(at, lines.length), 0, line);
          return lines.join("\n");
        };
        const merged = mergeText(base, insert(i, "OURS"), insert(j, "THEIRS"));
        const all = merged.ok ? merged.text : merged.conflicts.map((c) => `${c.ours} ${c.theirs}`).join();
        if (merged.ok) expect(all).toMatch(/OURS/);
        expect(all).toMatch(/THEIRS/);
      }),
    );
  });

  it("shows each conflict with all three texts and their lines", () => {
    const base = "title: a\nx\nstep one\ny\nstep two\n";
    expect(mergeText(base, "title: b\nx\nnew\nstep 1\ny\nstep two\n", "title: c\nx\nstep uno\ny\nstep two\n")).toEqual({
      ok: false,
      conflicts: [
        { base: "title: a\n", ours: "title: b\n", theirs: "title: c\n", baseLine: 1, oursLine: 1, theirsLine: 1 },
        { base: "step one\n", ours: "new\nstep 1\n", theirs: "step uno\n", baseLine: 3, oursLine: 3, theirsLine: 3 },
      ],
    });
  });

  it("conflicts where one side deletes what the other changes", () => {
    expect(mergeText("a\nb\nc\n", "a\nc\n", "a\nB\nc\n").ok).toBe(false);
  });

  it("merges a change of the last line's break with a change above", () => {
    expect(mergeText("a\nb\nc", "A\nb\nc", "a\nb\nc\n")).toEqual({ ok: true, text: "A\nb\nc\n" });
  });

  it("merges large texts in bounded time, and falls back to a conflict rather than to a guess", () => {
    const base = Array.from({ length: 12_000 }, (_, i) => `row ${i}\n`).join("");
    const ours = base.replaceAll("row", "our");
    const started = performance.now();
    expect(mergeText(base, ours, base.replaceAll("row", "their")).ok).toBe(false);
    expect(mergeText(base, base.replace("row 5\n", "x\n"), base.replace("row 11000\n", "y\n")).ok).toBe(true);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
