import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseDocument } from "@/lib/learnings/document";
import { type DocumentEdit, editDocument } from "@/lib/learnings/edit-document";

const text = `---
# Written by hand, keep.
kind: playbook
title: "Look the card up" # short
x_owner:   team-7   # somebody else's
trigger:
  tools: [book_flight,   search]  # two
  # errors come later
  intents:
    - rebook
steps:
  # first things first
  - do: Read the cards
    tool: get_user # the reader

  - do: >-
      Then pay with
      one of them
avoid:
  - Guessing
confidence:   0.75
---
Why it matters.
`;

const edited = (edit: DocumentEdit, from = text) => editDocument(from, edit) ?? "refused";
const changedLines = (next: string) => {
  const old = text.split("\n");
  return next.split("\n").filter((one) => !old.includes(one));
};

describe("editDocument", () => {
  it.each<[string, DocumentEdit, string[]]>([
    ["a quoted value", { type: "set", path: ["title"], value: "Read: first" }, ['title: "Read: first" # short']],
    ["a value in a list of mappings", { type: "set", path: ["steps", 0, "do"], value: "Ask" }, ["  - do: Ask"]],
    ["a number", { type: "set", path: ["confidence"], value: 0.5 }, ["confidence:   0.5"]],
    ["a new key", { type: "set", path: ["expires_at"], value: "2027-05-31" }, ['expires_at: "2027-05-31"']],
  ])("rewrites only the line of %s", (_name, edit, lines) => {
    expect(changedLines(edited(edit))).toEqual(lines);
  });

  it("keeps the lines of other keys when a list grows or shrinks", () => {
    const grown = edited({ type: "insert", path: ["avoid"], index: 1, value: "Retrying blindly" });
    expect(changedLines(grown)).toEqual(["  - Retrying blindly"]);
    const moved = edited({ type: "move", path: ["steps"], from: 0, to: 1 });
    expect(moved).toContain("# the reader");
    expect(moved).toContain("x_owner:   team-7   # somebody else's");
    expect(parseDocument(moved).document?.frontMatter.steps.map((step) => step.do)).toEqual([
      "Then pay with one of them",
      "Read the cards",
    ]);
  });

  it("takes a trigger with its last value, and makes it with its first", () => {
    const none = edited({ type: "remove", path: ["avoid", 0] });
    expect(none).not.toContain("avoid");
    const again = edited({ type: "insert", path: ["avoid"], index: 0, value: "Guessing" }, none);
    expect(parseDocument(again).document?.frontMatter.avoid).toEqual(["Guessing"]);
    const errors = edited({ type: "insert", path: ["trigger", "errors"], index: 0, value: "a, b: [c]" });
    expect(parseDocument(errors).document?.frontMatter.trigger.errors).toEqual(["a, b: [c]"]);
  });

  it("changes the body alone", () => {
    expect(edited({ type: "body", text: "New.\n" })).toBe(text.replace("Why it matters.\n", "New.\n"));
    expect(editDocument("plain", { type: "body", text: "other" })).toBe("other");
  });

  it("refuses what it can't read", () => {
    expect(editDocument("---\ntitle: [\n---\n", { type: "set", path: ["title"], value: "x" })).toBeNull();
    expect(editDocument("plain", { type: "set", path: ["title"], value: "x" })).toBeNull();
  });

  const word = fc.oneof(
    fc.string({ minLength: 1, maxLength: 30 }),
    fc.constantFrom(
      "yes",
      "null",
      "1",
      "2027-05-31",
      "a: b",
      "- x",
      "# c",
      "'",
      '"',
      "a, b",
      "[x]",
      "{y}",
      "é ü",
      "*a",
      "&b",
      "!c",
      "%",
      "@",
    ),
  );
  const comment = fc.constantFrom("# one", "# two: three", "#- four");
  const documents = fc
    .record({
      order: fc.shuffledSubarray(["kind", "title", "trigger", "steps", "avoid", "confidence", "x_note"], { minLength: 7, maxLength: 7 }),
      comments: fc.array(fc.option(comment), { minLength: 7, maxLength: 7 }),
      tails: fc.array(fc.option(comment), { minLength: 7, maxLength: 7 }),
      tools: fc.array(word, { minLength: 1, maxLength: 3 }),
      steps: fc.array(word, { minLength: 1, maxLength: 3 }),
      avoid: fc.array(word, { minLength: 1, maxLength: 3 }),
    })
    .map(({ order, comments, tails, tools, steps, avoid }) => {
      const q = JSON.stringify;
      const source: Record<string, (tail: string) => string[]> = {
        kind: (tail) => [`kind: playbook${tail}`],
        title: (tail) => [`title:  A title${tail}`],
        trigger: (tail) => ["trigger:", `  tools: [ ${tools.map((one) => q(one)).join(",  ")} ]${tail}`],
        steps: (tail) => ["steps:", ...steps.flatMap((one) => ["  # a step", `  - do: ${q(one)}${tail}`, "    tool:   get_user"])],
        avoid: (tail) => ["avoid:", ...avoid.map((one) => `- ${q(one)}${tail}`)],
        confidence: (tail) => [`confidence: 0.50${tail}`],
        x_note: (tail) => [`x_note: {a:   1}${tail}`],
      };
      const lines = order.flatMap((key, i) => [
        ...(comments[i] ? [comments[i]] : []),
        ...(source[key]?.(tails[i] ? ` ${tails[i]}` : "") ?? []),
      ]);
      return `---\n${lines.join("\n")}\n---\nBody.\n`;
    });
  const edits: fc.Arbitrary<DocumentEdit> = fc.oneof(
    word.map((value) => ({ type: "set" as const, path: ["title"], value })),
    word.map((value) => ({ type: "set" as const, path: ["steps", 0, "do"], value })),
    word.map((value) => ({ type: "set" as const, path: ["steps", 0, "why"], value })),
    fc.double({ min: 0, max: 1, noNaN: true }).map((value) => ({ type: "set" as const, path: ["confidence"], value })),
    word.map((value) => ({ type: "insert" as const, path: ["avoid"], index: 1, value })),
    word.map((value) => ({ type: "insert" as const, path: ["trigger", "tools"], index: 0, value })),
    word.map((value) => ({ type: "insert" as const, path: ["trigger", "errors"], index: 0, value })),
    word.map((value) => ({ type: "insert" as const, path: ["steps"], index: 9, value: { do: value } })),
    word.map((value) => ({ type: "set" as const, path: ["applies_to", "office"], value })),
    fc.constant({ type: "set" as const, path: ["expires_at"], value: "2027-05-31" }),
  );

  it("keeps comments, order and unknown keys, and reads back as edited, for any text and edits", () => {
    fc.assert(
      fc.property(documents, fc.array(edits, { minLength: 1, maxLength: 4 }), (start, list) => {
        const commentsIn = (content: string) => content.match(/#[ -] ?(?:one|two: three|four|a step)$/gm)?.length ?? 0;
        const keysOf = (content: string) => Object.keys(parse(content.split("---\n")[1] ?? ""));
        let content = start;
        for (const edit of list) {
          const next = editDocument(content, edit);
          expect(next, `${JSON.stringify(edit)} on\n${content}`).not.toBeNull();
          if (next === null) return;
          expect(commentsIn(next), `${JSON.stringify(edit)} on\n${content}\ngave\n${next}`).toBeGreaterThanOrEqual(commentsIn(content));
          expect(keysOf(next).slice(0, keysOf(content).length)).toEqual(keysOf(content));
          expect(next).toContain("x_note: {a:   1}");
          expect(next.endsWith("---\nBody.\n")).toBe(true);
          if (edit.type === "set") {
            const value = edit.path.reduce<unknown>(
              (at, key) => (at as Record<string, unknown>)[key],
              parse(next.split(/^---\n/m)[1] ?? ""),
            );
            expect(value).toEqual(edit.value);
          }
          content = next;
        }
      }),
      { numRuns: 100 },
    );
  });
});
