/** Changes one value in a learning's front matter and leaves every other character: comments, order, unknown keys. Pure, safe in the browser. */
import { Document, isMap, isNode, isScalar, isSeq, Lexer, Pair, parseDocument, Scalar, YAMLMap, type YAMLSeq } from "yaml";
import { splitFrontMatter, YAML_STYLE } from "@/lib/learnings/document";
import type { LearningKind, Trigger } from "@/lib/learnings/types";

export type EditPath = readonly (string | number)[];

export type DocumentEdit =
  /** Also makes the key where it is missing. Null takes it away; lists and mappings that hold nothing afterwards go too. */
  | { type: "set"; path: EditPath; value: unknown }
  | { type: "remove"; path: EditPath }
  | { type: "insert"; path: EditPath; index: number; value: unknown }
  | { type: "move"; path: EditPath; from: number; to: number }
  | { type: "body"; text: string };

const PARSE = { version: "1.2", schema: "core", prettyErrors: false, uniqueKeys: false, stringKeys: true, logLevel: "error" } as const;

/**
 * The text with that edit. Null when its front matter can't be read, or the place of the edit is not there. What is rewritten is the smallest
 * part that can be: the value alone, else its top-level key, else the front matter as the YAML library writes it.
 */
export function editDocument(content: string, edit: DocumentEdit): string | null {
  const parts = splitFrontMatter(content);
  if (typeof parts === "string") return edit.type === "body" && parts === "none" ? edit.text : null;
  if (edit.type === "body") return parts.opening + parts.yaml + closed(parts.closing) + edit.text;
  const yaml = editYaml(parts.yaml, edit);
  return yaml === null ? null : parts.opening + yaml + parts.closing + parts.body;
}

/** A closing line at the very end of a text has no line break for a body to follow. */
function closed(closing: string): string {
  return closing.endsWith("\n") ? closing : `${closing}\n`;
}

type YamlEdit = Exclude<DocumentEdit, { type: "body" }>;

function editYaml(source: string, edit: YamlEdit): string | null {
  const document = parseDocument(source, PARSE);
  if (document.errors.length > 0 || (document.contents !== null && !isMap(document.contents))) return null;
  const before = parseDocument(source, PARSE);
  if (!applyTo(document, edit)) return null;
  const expected = JSON.stringify(document.toJS({ maxAliasCount: 0 }) ?? {});
  if (expected === JSON.stringify(before.toJS({ maxAliasCount: 0 }) ?? {})) return source;
  const whole = asLines(document.toString(YAML_STYLE));
  const comments = commentsOf(whole);
  const candidates = [() => spliceScalar(source, before, edit), () => spliceKey(source, before, document, String(edit.path[0]))];
  for (const candidate of candidates) {
    const text = candidate();
    if (text !== null && commentsOf(text) === comments && readsAs(text) === expected) return text;
  }
  return readsAs(whole) === expected ? whole : null;
}

function readsAs(yaml: string): string | null {
  const document = parseDocument(yaml, PARSE);
  return document.errors.length > 0 ? null : JSON.stringify(document.toJS({ maxAliasCount: 0 }) ?? {});
}

/** An emptied mapping is written as `{}`; as front matter it is nothing at all. */
function asLines(yaml: string): string {
  return yaml === "{}\n" ? "" : yaml;
}

function commentsOf(yaml: string): string {
  return [...new Lexer().lex(yaml)]
    .filter((token) => token.startsWith("#"))
    .map((token) => token.trim())
    .sort()
    .join("\n");
}

// ------------------------------------------------------------------------------------------------ the edit on the parsed document

function applyTo(document: Document.Parsed, edit: YamlEdit): boolean {
  const path = [...edit.path];
  switch (edit.type) {
    case "set":
      return setIn(document, path, edit.value);
    case "remove": {
      if (!document.hasIn(path)) return false;
      document.deleteIn(path);
      dropEmpty(document, path.slice(0, -1));
      return true;
    }
    case "insert": {
      const list = listAt(document, path, true);
      if (list === null) return false;
      const value = document.createNode(edit.value);
      list.items.splice(Math.min(edit.index, list.items.length), 0, value);
      return true;
    }
    case "move": {
      const list = listAt(document, path, false);
      const item = list?.items[edit.from];
      if (!list || item === undefined || edit.to < 0 || edit.to >= list.items.length) return false;
      list.items.splice(edit.from, 1);
      list.items.splice(edit.to, 0, item);
      return true;
    }
  }
}

function setIn(document: Document.Parsed, path: (string | number)[], value: unknown): boolean {
  if (value === undefined || value === null) {
    if (document.hasIn(path)) document.deleteIn(path);
    dropEmpty(document, path.slice(0, -1));
    return true;
  }
  const old = document.getIn(path, true);
  if (isScalar(old) && (typeof value !== "object" || value === null)) {
    // The quotes stay where the new value can stand in them.
    old.value = value;
    delete old.source;
    return true;
  }
  for (let depth = 1; depth < path.length; depth++) {
    const above = path.slice(0, depth);
    if (isNothing(document.getIn(above))) document.setIn(above, document.createNode(typeof path[depth] === "number" ? [] : {}));
  }
  const node = document.createNode(value);
  if (isSeq(node) && node.items.every(isScalar) && path[0] === "trigger") node.flow = true;
  document.setIn(path, node);
  return true;
}

function listAt(document: Document.Parsed, path: (string | number)[], isMade: boolean): YAMLSeq | null {
  const found = document.getIn(path, true);
  if (isSeq(found)) return found;
  if (!isMade || !(found === undefined || found === null || (isScalar(found) && found.value === null))) return null;
  if (path.length > 1 && isNothing(document.getIn(path.slice(0, -1)))) document.setIn(path.slice(0, -1), document.createNode({}));
  const list = document.createNode([]) as YAMLSeq;
  list.flow = path[0] === "trigger";
  document.setIn(path, list);
  return list;
}

/** A list or mapping that the edit emptied goes too, and what then stands empty above it. */
function dropEmpty(document: Document.Parsed, path: (string | number)[]): void {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (!(isMap(node) || isSeq(node)) || node.items.length > 0) return;
    document.deleteIn(path.slice(0, depth));
  }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value === "");
}

// ------------------------------------------------------------------------------------------------ the smallest part of the text

/** One plain or quoted value in place of another. */
function spliceScalar(source: string, before: Document.Parsed, edit: YamlEdit): string | null {
  if (edit.type !== "set" || (typeof edit.value === "object" && edit.value !== null)) return null;
  const node = before.getIn([...edit.path], true);
  if (!isScalar(node) || !node.range || node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL) return null;
  const [from, to] = node.range;
  if (from === to) return null;
  const value = new Scalar(edit.value);
  if (node.type) value.type = node.type;
  // Inside a flow list a comma needs quotes, so the value is written in one.
  const written = new Document([value], { version: "1.2", compat: "yaml-1.1" });
  if (isSeq(written.contents)) written.contents.flow = true;
  const text = written.toString(YAML_STYLE).trim().slice(1, -1).trim();
  return source.slice(0, from) + text + source.slice(to);
}

/** One top-level key with its value in place of another; a new key goes to the end, one that is gone takes its lines along. */
function spliceKey(source: string, before: Document.Parsed, after: Document.Parsed, key: string): string | null {
  if (before.contents === null) return null;
  if (!isMap(before.contents) || before.contents.flow || !isMap(after.contents)) return null;
  const old = pairOf(before.contents, key);
  const next = pairOf(after.contents, key);
  const indent = before.contents.items[0] ? columnOf(source, before.contents.items[0]) : 0;
  if (!old) return next ? `${source}${source === "" || source.endsWith("\n") ? "" : "\n"}${indented(written(next), indent)}` : null;
  const lines = linesOf(source, old);
  if (lines === null) return null;
  return source.slice(0, lines.from) + (next ? indented(written(next), indent) : "") + source.slice(lines.to);
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((item) => (isScalar(item.key) ? item.key.value : item.key) === key);
}

function columnOf(source: string, pair: Pair): number {
  const at = isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
  return at - (source.lastIndexOf("\n", at - 1) + 1);
}

/** The whole lines of a pair, with what the library counts to it: its own comments, not those before the next key. */
function linesOf(source: string, pair: Pair): { from: number; to: number } | null {
  const start = isNode(pair.key) ? pair.key.range?.[0] : undefined;
  const end = isNode(pair.value) ? pair.value.range?.[1] : undefined;
  if (start === undefined || end === undefined) return null;
  const from = source.lastIndexOf("\n", start - 1) + 1;
  const last = Math.max(start, source.slice(0, end).trimEnd().length);
  const lineEnd = source.indexOf("\n", last);
  return { from, to: lineEnd === -1 ? source.length : lineEnd + 1 };
}

function written(pair: Pair): string {
  const map = new YAMLMap();
  const key = new Scalar(isScalar(pair.key) ? pair.key.value : pair.key);
  map.items.push(new Pair(key, pair.value));
  const document = new Document(null, { version: "1.2", compat: "yaml-1.1" });
  document.contents = map as unknown as typeof document.contents;
  return document.toString(YAML_STYLE);
}

function indented(text: string, columns: number): string {
  if (columns === 0) return text;
  return text.replaceAll(/^(?=.)/gm, " ".repeat(columns));
}

// ------------------------------------------------------------------------------------------------ the text as a form shows it

export type FormStep = { do: string; tool: string; why: string };

/** What a form shows of a text, whether or not it is valid yet. Items keep their places, so that an edit finds them. */
export type FormValues = {
  kind: string;
  title: string;
  trigger: Record<keyof Trigger, string[]>;
  steps: FormStep[];
  avoid: string[];
  confidence: string;
  appliesTo: [key: string, value: string][];
  expiresAt: string;
};

export type DocumentForm = { state: "ok"; values: FormValues; body: string } | { state: "plain" | "broken" };

/** `plain`: no front matter. `broken`: front matter that is no YAML mapping. */
export function readForm(content: string): DocumentForm {
  const parts = splitFrontMatter(content);
  if (parts === "none") return { state: "plain" };
  if (parts === "unclosed") return { state: "broken" };
  const document = parseDocument(parts.yaml, PARSE);
  if (document.errors.length > 0 || (document.contents !== null && !isMap(document.contents))) return { state: "broken" };
  let front: Record<string, unknown>;
  try {
    front = (document.toJS({ maxAliasCount: 0 }) ?? {}) as Record<string, unknown>;
  } catch {
    // An alias: the lint says so at its line.
    return { state: "broken" };
  }
  const trigger = asRecord(front.trigger);
  return {
    state: "ok",
    body: parts.body,
    values: {
      kind: asText(front.kind),
      title: asText(front.title),
      trigger: {
        tools: asTexts(trigger.tools),
        errors: asTexts(trigger.errors),
        intents: asTexts(trigger.intents),
        file_types: asTexts(trigger.file_types),
        keywords: asTexts(trigger.keywords),
      },
      steps: asList(front.steps).map((step) => ({
        do: asText(asRecord(step).do),
        tool: asText(asRecord(step).tool),
        why: asText(asRecord(step).why),
      })),
      avoid: asTexts(front.avoid),
      confidence: asText(front.confidence),
      appliesTo: Object.entries(asRecord(front.applies_to)).map(([key, value]) => [key, asText(value)]),
      expiresAt: asText(front.expires_at),
    },
  };
}

/** Front matter for a text that has none. */
export function withFrontMatter(content: string, kind: LearningKind, title: string): string {
  return `---\nkind: ${kind}\ntitle: ${JSON.stringify(title)}\n---\n${content}`;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string {
  return value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

const asTexts = (value: unknown): string[] => asList(value).map(asText);
