import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { learningJsonSchema, parseDocument, withFigures, writeDocument } from "@/lib/learnings/document";
import type { LearningDocument } from "@/lib/learnings/types";

const PLAYBOOK = `---
kind: playbook
title: Search the archive by matter number
trigger:
  tools: [archive_search]
  errors: [Too many results (*)]
steps:
  - do: Ask for the matter number first
    why: Client names repeat across matters
  - do: Search with matter_no and record_type together
    tool: archive_search
avoid:
  - Searching by client name alone
confidence: 0.85
support: {sessions: 18, success_with: 16 of 18 (89 %)}
scope: private
applies_to: {office: Leeds}
expires_at: "2027-05-31"
model_validated: [claude-sonnet-4-5]
---
Matters opened before 2019 were renumbered.
`;

function problemsOf(frontMatter: string) {
  return parseDocument(`---\n${frontMatter}\n---\nbody\n`).problems;
}

const line = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 40 }),
    fc.string({ minLength: 1, maxLength: 40, unit: "binary" }),
    fc.constantFrom(
      "null",
      "yes",
      "0x1f",
      "- a",
      "a: b",
      "# c",
      "---",
      "2024-01-01",
      "{",
      "*a",
      "&a b",
      "!!str x",
      " x ",
      "'",
      '"',
      "\n---\n",
      "a\n  b\n\n",
    ),
  )
  .filter((text) => text.length > 0);
const title = line.filter((text) => !/[\p{Cc}\u2028\u2029]/u.test(text));
const lines = fc.array(line, { maxLength: 5 });
const confidence = fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0));

const anyDocument: fc.Arbitrary<LearningDocument> = fc.record({
  frontMatter: fc.record({
    kind: fc.constantFrom("note", "playbook"),
    title,
    trigger: fc.record({ tools: lines, errors: lines, intents: lines, file_types: lines, keywords: lines }),
    steps: fc.array(fc.record({ do: line, tool: line, why: line }, { requiredKeys: ["do"] }), { maxLength: 4 }),
    avoid: lines,
    confidence,
    support: fc.option(fc.record({ sessions: fc.nat(), success_with: fc.option(line), success_without: fc.option(line) })),
    scope: fc.constantFrom("private", "federated"),
    applies_to: fc.dictionary(
      fc.string({ minLength: 1, maxLength: 20 }).filter((key) => key !== "__proto__"),
      fc.string({ maxLength: 20 }),
      { maxKeys: 4, noNullPrototype: true },
    ),
    expires_at: fc.option(fc.constantFrom("2027-05-31", "2027-05-31T10:00:00Z", "2027-05-31T10:00:00.5+02:00")),
    model_validated: lines,
  }),
  body: fc.oneof(
    fc.string({ maxLength: 200, unit: "binary" }),
    fc.constantFrom("", "\n", "---\n", "\r\n# x", "text\n---\nkind: note\n---\n"),
  ),
});

describe("writeDocument and parseDocument", () => {
  it("read back exactly what was written", () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const parsed = parseDocument(writeDocument(document)).document;
        expect(parsed).toEqual(document);
      }),
      { numRuns: 400 },
    );
  });

  it("write the same text again", () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const text = writeDocument(document);
        const again = parseDocument(text).document;
        expect(again && writeDocument(again)).toBe(text);
      }),
    );
  });

  it("keep the text of a tidy playbook as it is", () => {
    const { document, problems } = parseDocument(PLAYBOOK);
    expect(problems).toEqual([]);
    expect(document && writeDocument(document)).toBe(PLAYBOOK);
  });

  it("leave out what is empty and give it back when read", () => {
    const text = "---\nkind: note\ntitle: Nothing else\nscope: private\n---\n";
    const { document } = parseDocument(text);
    expect(document?.frontMatter).toEqual({
      kind: "note",
      title: "Nothing else",
      trigger: { tools: [], errors: [], intents: [], file_types: [], keywords: [] },
      steps: [],
      avoid: [],
      confidence: null,
      support: null,
      scope: "private",
      applies_to: {},
      expires_at: null,
      model_validated: [],
    });
    expect(document && writeDocument(document)).toBe(text);
  });

  it("write the same text whatever order the metadata keys came in", () => {
    const read = (text: string) => parseDocument(PLAYBOOK.replace("{office: Leeds}", text)).document;
    const [a, b] = [read("{office: Leeds, client: A}"), read("{client: A, office: Leeds}")];
    expect(a && b && writeDocument(a) === writeDocument(b)).toBe(true);
  });

  it("write front matter that a YAML 1.1 reader takes for the same texts", () => {
    const parsed = parseDocument(PLAYBOOK.replace("Leeds", '"yes"').replace("matter number\ntrigger", "matter number\ntrigger")).document;
    const yaml = parsed ? (writeDocument(parsed).split("---\n")[1] ?? "") : "";
    expect(parseYaml(yaml, { version: "1.1" })).toMatchObject({ applies_to: { office: "yes" }, expires_at: "2027-05-31" });
  });
});

describe("parseDocument", () => {
  it("takes a plain Markdown memory for what it is", () => {
    for (const text of ["", "# Title\n\ntext", "kind: note", "-- -\n", " ---\nkind: note\n---\n", "text\n---\nkind: note\n---\n"]) {
      expect(parseDocument(text)).toEqual({ document: null, problems: [] });
    }
  });

  it("reads texts of Windows editors", () => {
    const { document, problems } = parseDocument(`\uFEFF${PLAYBOOK.replaceAll("\n", "\r\n")}`);
    expect(problems).toEqual([]);
    expect(document?.frontMatter.title).toBe("Search the archive by matter number");
    expect(document?.body).toBe("Matters opened before 2019 were renumbered.\r\n");
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: "binary" }), fc.string({ maxLength: 60 }), (a, b) => {
        parseDocument(`---\n${a}\n---\n${b}`);
        parseDocument(a);
      }),
    );
    fc.assert(fc.property(fc.json(), (json) => void parseDocument(`---\n${json}\n---\n`)));
  });

  it.each([
    ["kind: note", [{ line: 2, message: "title is missing" }]],
    ["kind: memo\ntitle: x", [{ line: 2, message: "kind must be note or playbook" }]],
    ["kind: note\ntitle: 12", [{ line: 3, message: "title must be text (put it in quotes)" }]],
    ["kind: note\ntitle: x\nconfidence: 2", [{ line: 4, message: "confidence must be at most 1" }]],
    ["kind: note\ntitle: x\nconfidence: high", [{ line: 4, message: "confidence must be a number" }]],
    ["kind: note\ntitle: x\navoid: x", [{ line: 4, message: "avoid must be a list" }]],
    ["kind: note\ntitle: x\nscope: public", [{ line: 4, message: "scope must be private or federated" }]],
    ["kind: note\ntitle: x\nexpires_at: soon", [{ line: 4, message: "expires_at must be a date such as 2027-05-31, or an RFC 3339 time" }]],
    ["kind: note\ntitle: |\n  a\n  b", [{ line: 3, message: "title must be one line" }]],
    ["kind: note\ntitle: x\nsteps:\n  - do: a\n  - tool: b\n    why: c", [{ line: 6, message: "steps, item 2, do is missing" }]],
    [
      "kind: note\ntitle: x\ntrigger:\n  tools:\n    - a\n    - 5",
      [{ line: 7, message: "trigger, tools, item 2 must be text (put it in quotes)" }],
    ],
    ["kind: note\ntitle: x\napplies_to: {matter: 7}", [{ line: 4, message: "applies_to, matter must be text (put it in quotes)" }]],
    ["kind: note\ntitle: x\napplies_to: {__proto__: x}", [{ line: 4 }]],
    ["kind: note\ntitle: x\ntitle: y", [{ line: 4, message: "The key title is there twice" }]],
    ["kind: note\ntitle: a: b: c", [{ line: 3 }]],
    ["kind: note\ntitle: [", [{ line: 4 }]],
    ["- kind", [{ line: 2, message: "The front matter must be a mapping of keys to values" }]],
    ["just text", [{ line: 2, message: "The front matter must be a mapping of keys to values" }]],
  ])("names the line of what is wrong: %j", (yaml, expected) => {
    const problems = problemsOf(yaml);
    expect(problems).toMatchObject(expected);
    expect(parseDocument(`---\n${yaml}\n---\n`).document).toBeNull();
  });

  it("tells an empty and an unclosed front matter apart", () => {
    expect(parseDocument("---\n---\ntext").problems[0]?.message).toBe("The front matter must be a mapping of keys to values");
    expect(parseDocument("---\nkind: note\ntitle: x\n").problems).toEqual([
      { line: 1, message: "The front matter that starts here has no closing line of three hyphens" },
    ]);
    expect(parseDocument("---").document).toBeNull();
  });

  it("points at keys that look misspelt and tolerates the others", () => {
    const { document, problems } = parseDocument(
      "---\nkind: note\ntilte: y\ntitle: x\nappliesTo: {}\ntrigger: {tool: [a], weather: [b]}\nreviewed_by: me\nlocked: true\nstatus: published\n---\n",
    );
    expect(document?.frontMatter.title).toBe("x");
    expect(problems).toEqual([
      { line: 3, message: "tilte is not known; is it title?" },
      { line: 5, message: "appliesTo is not known; is it applies_to?" },
      { line: 6, message: "trigger, tool is not known; is it tools?" },
    ]);
  });

  it("says that a playbook has nothing to do, and still reads it", () => {
    const { document, problems } = parseDocument("---\nkind: playbook\ntitle: x\nsteps:\n---\n");
    expect(document?.frontMatter.kind).toBe("playbook");
    expect(problems).toEqual([{ line: 2, message: "A playbook needs at least one step or one thing to avoid" }]);
  });

  it.each([
    ["an alias bomb", `kind: note\ntitle: x\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]`],
    ["an alias", "kind: &k note\ntitle: *k"],
    ["a custom tag", "kind: note\ntitle: !secret x"],
    ["a binary tag", "kind: note\ntitle: !!binary aGk="],
    ["a string tag", "kind: note\ntitle: !!str 5"],
    ["a merge key with an alias", "kind: note\nbase: &b {title: x}\n<<: *b"],
    ["a function tag", 'kind: note\ntitle: !!js/function "function(){}"'],
    ["a mapping as key", "kind: note\ntitle: x\n? {a: b}\n: c"],
    ["two documents", "kind: note\ntitle: x\n...\nkind: note"],
  ])("refuses %s", (_name, yaml) => {
    const { document, problems } = parseDocument(`---\n${yaml}\n---\n`);
    expect(document).toBeNull();
    expect(problems.length).toBeGreaterThan(0);
  });

  it("refuses more than 102,400 bytes, counted as UTF-8", () => {
    const head = "---\nkind: note\ntitle: x\n---\n";
    expect(parseDocument(head + "a".repeat(102_400 - head.length)).document).not.toBeNull();
    expect(parseDocument(head + "a".repeat(102_401 - head.length)).document).toBeNull();
    expect(parseDocument(`${head}${"é".repeat(51_200)}`).problems[0]?.message).toBe("The text is larger than 102,400 bytes");
  });

  it.each([
    ["nested lists", `a: ${"[".repeat(90_000)}`],
    ["nested mappings", "{".repeat(90_000)],
    ["dashes", "- ".repeat(45_000)],
    ["many keys", Array.from({ length: 16_000 }, (_, i) => `k${i}: 1`).join("\n")],
    ["anchors", Array.from({ length: 9_000 }, (_, i) => `k${i}: &a 1`).join("\n")],
  ])("answers in bounded time for %s", (_name, yaml) => {
    const started = performance.now();
    expect(parseDocument(`---\n${yaml}\n---\n`).document).toBeNull();
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("doesn't let a key reach the prototype", () => {
    const polluted = parseDocument("---\nkind: note\ntitle: x\n__proto__: {polluted: yes}\n---\n");
    expect(polluted).toEqual({ document: null, problems: [{ line: 4, message: "The key __proto__ is not allowed" }] });
    const { document } = parseDocument("---\nkind: note\ntitle: x\nconstructor: {prototype: {polluted: yes}}\n---\n");
    expect(document?.frontMatter).not.toHaveProperty("polluted");
    expect({}).not.toHaveProperty("polluted");
  });
});

describe("withFigures", () => {
  const figures = {
    confidence: 0.9,
    support: { sessions: 40, success_with: "36 of 40 (90 %)", success_without: null },
    model_validated: ["a", "b"],
  };

  it("changes the figures and no other character", () => {
    const mine = PLAYBOOK.replace("kind: playbook", "# mine\nkind: playbook   # really\nowner:  'M. Adeyemi'").replace(
      "scope: private\n",
      "",
    );
    const after = withFigures(mine, figures) ?? "";
    const changed = (text: string) => text.split("\n").filter((row) => !/^(confidence|support|model_validated):/.test(row));
    expect(changed(after)).toEqual(changed(mine));
    expect(after).toContain("confidence: 0.9\nsupport: {sessions: 40, success_with: 36 of 40 (90 %)}\n");
    expect(parseDocument(after).document?.frontMatter).toMatchObject(figures);
  });

  it("replaces figures written over several lines and adds those that are missing", () => {
    const text = "---\nkind: note\ntitle: x\nsupport:\n  sessions: 3   # few\n  success_with: 1 of 3 (33 %)\navoid: [a]\n---\nbody";
    expect(withFigures(text, figures)).toBe(
      "---\nkind: note\ntitle: x\nsupport: {sessions: 40, success_with: 36 of 40 (90 %)}\navoid: [a]\nconfidence: 0.9\nmodel_validated: [a, b]\n---\nbody",
    );
  });

  it("refuses a text it can't read", () => {
    for (const text of ["plain", "---\nkind: note\n---\n", "---\n{kind: note, title: x}\n---\n"])
      expect(withFigures(text, figures)).toBeNull();
  });

  it("keeps everything else of any document", () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (document, other) => {
        const { confidence: sure, support, model_validated } = other.frontMatter;
        const given = { confidence: sure, support, model_validated };
        const after = withFigures(writeDocument(document), given);
        expect(after).not.toBeNull();
        expect(parseDocument(after ?? "").document).toEqual({ ...document, frontMatter: { ...document.frontMatter, ...given } });
      }),
    );
  });
});

describe("learningJsonSchema", () => {
  it("requires kind and title only, allows unknown keys and lists the statuses of nothing", () => {
    const schema = learningJsonSchema();
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      required: ["kind", "title"],
      properties: {
        kind: { enum: ["note", "playbook"] },
        steps: { items: { required: ["do"], properties: { do: { type: "string" }, tool: { type: "string" }, why: { type: "string" } } } },
        confidence: { anyOf: [{ type: "number", minimum: 0, maximum: 1 }, { type: "null" }] },
      },
    });
    expect(schema).not.toHaveProperty("additionalProperties");
    expect(Object.keys(schema.properties as object)).toEqual([
      "kind",
      "title",
      "trigger",
      "steps",
      "avoid",
      "confidence",
      "support",
      "scope",
      "applies_to",
      "expires_at",
      "model_validated",
    ]);
  });
});
