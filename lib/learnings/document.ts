/** A learning as text: YAML front matter between `---` lines, then a Markdown body. Reads, writes and updates it. Pure. */

import {
  Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument as parseYaml,
  type ToStringOptions,
  visit,
} from "yaml";
import { checkFrontMatter, KNOWN_KEYS, meantKey } from "@/lib/learnings/front-matter";
import type { DocumentProblem, FrontMatter, LearningDocument } from "@/lib/learnings/types";
import { MAX_CONTENT_BYTES } from "@/lib/memory/types";

export { learningJsonSchema } from "@/lib/learnings/front-matter";

export type ParsedDocument = { document: LearningDocument | null; problems: DocumentProblem[] };

/** The figures that a dream may bring up to date in a text whose words it must not touch. */
export type Figures = Pick<FrontMatter, "confidence" | "support" | "model_validated">;

export const YAML_STYLE = {
  lineWidth: 0,
  doubleQuotedAsJSON: true,
  blockQuote: false,
  flowCollectionPadding: false,
} satisfies ToStringOptions;
const FLOW_LIST_CHARS = 100;

/**
 * Reads a learning. A text without front matter is a plain memory: no document and no problem. A document that came with problems has only
 * oddities (a key that looks misspelt, a playbook that says nothing to do). Lines count from 1, in the whole text. Never throws.
 */
export function parseDocument(content: string): ParsedDocument {
  if (new TextEncoder().encode(content).length > MAX_CONTENT_BYTES) {
    return refuse(1, `The text is larger than ${MAX_CONTENT_BYTES.toLocaleString("en-US")} bytes`);
  }
  const parts = splitFrontMatter(content);
  if (parts === "none") return { document: null, problems: [] };
  if (parts === "unclosed") return refuse(1, "The front matter that starts here has no closing line of three hyphens");

  const { yaml, problems } = readYaml(parts.yaml);
  if (yaml === null) return { document: null, problems };
  const { frontMatter, issues } = checkFrontMatter(withoutNulls(yaml.document.toJS({ maxAliasCount: 0 })));
  const all = [...issues.map((issue) => ({ line: yaml.lineOf(issue.path), message: issue.message })), ...misspeltKeys(yaml)];
  if (frontMatter === null) return { document: null, problems: sorted(all) };
  if (frontMatter.kind === "playbook" && frontMatter.steps.length === 0 && frontMatter.avoid.length === 0) {
    all.push({ line: yaml.lineOf(["kind"]), message: "A playbook needs at least one step or one thing to avoid" });
  }
  return { document: { frontMatter, body: parts.body }, problems: sorted(all) };
}

/** Writes a learning: fixed order of keys, what is empty left out. `parseDocument` reads back the same document. */
export function writeDocument(document: LearningDocument): string {
  return `---\n${writeYaml(frontMatterEntries(document.frontMatter))}---\n${document.body}`;
}

/**
 * The same text with these figures in its front matter; every other character stays, comments and unknown keys included.
 * Null when the text has no readable front matter, or is written so that the figures can't be replaced without touching the rest.
 */
export function withFigures(content: string, figures: Figures): string | null {
  const parts = splitFrontMatter(content);
  const before = parseDocument(content).document;
  if (typeof parts === "string" || before === null) return null;
  const yaml = readYaml(parts.yaml).yaml;
  if (yaml === null || !isMap(yaml.document.contents) || yaml.document.contents.flow) return null;

  const spans: { from: number; to: number; text: string }[] = [];
  const indent = " ".repeat(yaml.columnOf(yaml.document.contents.items[0]?.key));
  let appended = "";
  for (const [key, value] of figureEntries(figures)) {
    const line = writeYaml([[key, value]], true).trimEnd();
    const pair = yaml.document.contents.items.find((item) => isScalar(item.key) && item.key.value === key);
    if (pair === undefined) {
      appended += `${indent}${line}\n`;
      continue;
    }
    const from = isNode(pair.key) ? pair.key.range?.[0] : undefined;
    const end = isNode(pair.value) ? pair.value.range?.[1] : undefined;
    if (from === undefined || end === undefined) return null;
    spans.push({ from, to: parts.yaml.slice(0, end).trimEnd().length, text: line });
  }
  let text = parts.yaml;
  for (const span of spans.sort((a, b) => b.from - a.from)) text = text.slice(0, span.from) + span.text + text.slice(span.to);
  const after = `${parts.opening}${text}${appended}${parts.closing}${parts.body}`;
  const expected = { ...before, frontMatter: { ...before.frontMatter, ...figures } };
  return writeDocument(parseDocument(after).document ?? before) === writeDocument(expected) ? after : null;
}

// ------------------------------------------------------------------------------------------------ front matter as text

type Parts = { opening: string; yaml: string; closing: string; body: string };

/** The parts of a text, which joined are the text; `none` for a plain memory. */
export function splitFrontMatter(content: string): Parts | "none" | "unclosed" {
  const opening = /^\uFEFF?---[ \t]*(?:\r?\n|$)/.exec(content)?.[0];
  if (opening === undefined) return "none";
  const closing = /^---[ \t]*(?:\r?\n|$)/gm;
  closing.lastIndex = opening.length;
  const match = closing.exec(content);
  // Without a line break of its own the opening line would also be the closing one.
  if (match === null || !opening.endsWith("\n")) return "unclosed";
  return {
    opening,
    yaml: content.slice(opening.length, match.index),
    closing: match[0],
    body: content.slice(match.index + match[0].length),
  };
}

type Yaml = {
  document: Document.Parsed;
  lineOf(path: (string | number)[]): number;
  columnOf(node: unknown): number;
  lineAt(offset: number): number;
};

/** Front matter is a plain tree of values: tags, anchors and aliases are refused, so no text can grow when it is read. */
function readYaml(source: string): { yaml: Yaml | null; problems: DocumentProblem[] } {
  const counter = new LineCounter();
  // Unique keys are checked below: the library's own check takes seconds on some ten thousand keys.
  const document = parseYaml(source, {
    version: "1.2",
    schema: "core",
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    resolveKnownTags: false,
    // "silent" would also hide a second document.
    logLevel: "error",
  });
  // The front matter begins on line 2 of the text.
  const lineAt = (offset: number) => counter.linePos(offset).line + 1;
  const problems: DocumentProblem[] = document.errors.map((error) => ({
    line: lineAt(error.pos[0]),
    message: `Not valid YAML: ${error.message}`,
  }));
  if (problems.length > 0) return { yaml: null, problems: sorted(problems) };
  visit(document, {
    Node(_key, node) {
      const line = lineAt(node.range?.[0] ?? 0);
      if (isAlias(node)) problems.push({ line, message: "Aliases are not allowed in front matter" });
      else if (node.anchor !== undefined) problems.push({ line, message: "Anchors are not allowed in front matter" });
      if (node.tag !== undefined) problems.push({ line, message: "Tags are not allowed in front matter" });
    },
    Map(_key, node) {
      const seen = new Set<unknown>();
      for (const { key } of node.items) {
        const name = isScalar(key) ? key.value : null;
        const line = lineAt(isScalar(key) ? (key.range?.[0] ?? 0) : 0);
        if (seen.has(name)) problems.push({ line, message: `The key ${String(name)} is there twice` });
        if (name === "__proto__") problems.push({ line, message: "The key __proto__ is not allowed" });
        seen.add(name);
      }
    },
  });
  if (problems.length > 0) return { yaml: null, problems: sorted(problems) };
  return {
    yaml: {
      document,
      lineAt,
      lineOf: (path) => lineAt(offsetOf(document.contents, path)),
      columnOf: (node) => (isNode(node) ? counter.linePos(node.range?.[0] ?? 0).col - 1 : 0),
    },
    problems: [],
  };
}

/** Where the deepest part of `path` that exists begins. */
function offsetOf(root: unknown, path: (string | number)[]): number {
  let node = root;
  let offset = 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
      if (pair === undefined) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === "number") {
      node = node.items[part];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

/** A key without a value is a key that was left out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls(item)]));
}

// ------------------------------------------------------------------------------------------------ writing

type Entry = [key: string, value: unknown];

function frontMatterEntries(frontMatter: FrontMatter): Entry[] {
  const { trigger, steps, applies_to: appliesTo } = frontMatter;
  const entries: Entry[] = [
    ["kind", frontMatter.kind],
    ["title", frontMatter.title],
    [
      "trigger",
      {
        tools: trigger.tools,
        errors: trigger.errors,
        intents: trigger.intents,
        file_types: trigger.file_types,
        keywords: trigger.keywords,
      },
    ],
    ["steps", steps.map((step) => ({ do: step.do, tool: step.tool, why: step.why }))],
    ["avoid", frontMatter.avoid],
    ["confidence", frontMatter.confidence],
    ["support", frontMatter.support],
    ["scope", frontMatter.scope],
    ["applies_to", Object.fromEntries(Object.entries(appliesTo).sort(([a], [b]) => (a < b ? -1 : 1)))],
    ["expires_at", frontMatter.expires_at],
    ["model_validated", frontMatter.model_validated],
  ];
  return entries;
}

function figureEntries(figures: Figures): Entry[] {
  const entries: Entry[] = [
    ["confidence", figures.confidence],
    ["support", figures.support],
    ["model_validated", figures.model_validated],
  ];
  return entries;
}

function writeYaml(entries: Entry[], keepEmpty = false): string {
  const kept = entries.map(([key, value]): Entry => [key, tidy(value)]).filter(([, value]) => keepEmpty || !isEmpty(value));
  // Quoted also where only YAML 1.1 readers would take the text for a date or a yes.
  const document = new Document(Object.fromEntries(kept), { version: "1.2", compat: "yaml-1.1", aliasDuplicateObjects: false });
  visit(document, {
    Seq(_key, node) {
      const chars = node.items.reduce<number>((sum, item) => sum + (isScalar(item) ? String(item.value).length + 2 : 0), 0);
      node.flow = node.items.every(isScalar) && chars <= FLOW_LIST_CHARS;
    },
    Pair(_key, pair) {
      if (!isScalar(pair.key) || !isMap(pair.value)) return;
      pair.value.flow = pair.key.value === "support" || pair.key.value === "applies_to";
    },
  });
  const avoid = document.get("avoid");
  if (isSeq(avoid)) avoid.flow = false;
  return document.toString(YAML_STYLE);
}

/** `key: value` pairs that say nothing are left out, at every depth but inside lists. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]): Entry => [key, tidy(item)])
      .filter(([, item]) => !isEmpty(item)),
  );
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

// ------------------------------------------------------------------------------------------------ problems

/** Unknown keys are tolerated (other programs keep theirs here) unless they look like one of ours. */
function misspeltKeys(yaml: Yaml): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  const check = (node: unknown, known: readonly string[], place: string) => {
    if (!isMap(node)) return;
    for (const { key } of node.items) {
      if (!isScalar(key) || typeof key.value !== "string" || known.includes(key.value)) continue;
      const meant = meantKey(key.value, known);
      if (meant !== undefined)
        problems.push({ line: yaml.lineAt(key.range?.[0] ?? 0), message: `${place}${key.value} is not known; is it ${meant}?` });
    }
  };
  check(yaml.document.contents, KNOWN_KEYS[""], "");
  check(yaml.document.get("trigger"), KNOWN_KEYS.trigger, "trigger, ");
  check(yaml.document.get("support"), KNOWN_KEYS.support, "support, ");
  const steps = yaml.document.get("steps");
  if (isSeq(steps)) for (const [index, step] of steps.items.entries()) check(step, KNOWN_KEYS.steps, `steps, item ${index + 1}, `);
  return problems;
}

function refuse(line: number, message: string): ParsedDocument {
  return { document: null, problems: [{ line, message }] };
}

/** By line, each once. */
function sorted(problems: DocumentProblem[]): DocumentProblem[] {
  const unique = new Map(problems.map((problem) => [`${problem.line} ${problem.message}`, problem]));
  return [...unique.values()].sort((a, b) => a.line - b.line);
}
