/** Bytes of one record to its JSON value, losing nothing that JavaScript would lose without a word. Pure. */
import { isUtf8 } from "node:buffer";
import { findJsonFault } from "@/lib/interop/json-fault";

export type JsonReading =
  | {
      ok: true;
      value: unknown;
      /** Bytes that were no UTF-8, each now U+FFFD. */
      replaced: number;
      /** Numbers that a double can't hold, kept as text with all their digits. */
      numbersAsText: number;
      /** The text may hold a NUL or a lone surrogate (`storable` looks closer). */
      mayNeedReplacing: boolean;
    }
  | { ok: false; words: string; isCut: boolean };

/** As escapes, also those inside JSON that is itself quoted: raw ones can't occur in JSON that was decoded from UTF-8. */
const RISKY_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;

/** Parses one record. Never throws for what is in it. */
export function readJson(bytes: Buffer): JsonReading {
  const isClean = isUtf8(bytes);
  const text = bytes.toString("utf8");
  const parsed = parseJsonText(text);
  if (!parsed.ok) {
    const where = bytes.includes(0x0a) ? lineAndColumn(text, parsed.position) : `character ${parsed.position + 1}`;
    return { ok: false, words: `is not valid JSON at ${where}: ${parsed.words}`, isCut: parsed.isCut };
  }
  return {
    ok: true,
    value: parsed.value,
    replaced: isClean ? 0 : occurrences(text, "\ufffd") - occurrences(bytes.toString("latin1"), "\u00ef\u00bf\u00bd"),
    numbersAsText: parsed.numbersAsText,
    mayNeedReplacing: RISKY_ESCAPE.test(text),
  };
}

export type ParsedText =
  | { ok: true; value: unknown; numbersAsText: number }
  | { ok: false; position: number; words: string; isCut: boolean };

/** `JSON.parse`, but a number beyond a double's reach becomes text, and a fault is explained. */
export function parseJsonText(text: string): ParsedText {
  try {
    const value: unknown = JSON.parse(text);
    if (!MAYBE_INEXACT.test(text)) return { ok: true, value, numbersAsText: 0 };
    const exact = quoteInexactNumbers(text);
    return exact.count === 0
      ? { ok: true, value, numbersAsText: 0 }
      : { ok: true, value: JSON.parse(exact.text), numbersAsText: exact.count };
  } catch (error) {
    const fault = findJsonFault(text);
    // Never seen: our scanner follows the same grammar as the engine.
    if (fault === null) return { ok: false, position: 0, words: error instanceof Error ? error.name : "unreadable", isCut: false };
    return { ok: false, position: fault.position, words: fault.words, isCut: fault.isCut };
  }
}

/** A long run of digits that is no fraction, or an exponent of three digits. */
const MAYBE_INEXACT = /(?<![.\d])\d{16}|\d[eE]\+?\d{3}/;
const STRING_OR_NUMBER = /"|-?\d[\d.eE+-]*/g;

/** An id such as 1234567890123456789 would change its last digits as a double. O(n), only for texts that hold such a run of digits. */
function quoteInexactNumbers(text: string): { text: string; count: number } {
  const parts: string[] = [];
  let kept = 0;
  let count = 0;
  STRING_OR_NUMBER.lastIndex = 0;
  for (let match = STRING_OR_NUMBER.exec(text); match !== null; match = STRING_OR_NUMBER.exec(text)) {
    const [token] = match;
    if (token === '"') {
      STRING_OR_NUMBER.lastIndex = behindString(text, match.index);
      continue;
    }
    if (isExact(token)) continue;
    parts.push(text.slice(kept, match.index), `"${token}"`);
    kept = match.index + token.length;
    count++;
  }
  if (count === 0) return { text, count };
  parts.push(text.slice(kept));
  return { text: parts.join(""), count };
}

function behindString(text: string, from: number): number {
  let i = from + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
  return i + 1;
}

function isExact(token: string): boolean {
  const value = Number(token);
  if (!Number.isFinite(value)) return false;
  // A fraction is an approximation anyway; every JSON reader rounds it alike.
  if (!/^-?\d{16,}$/.test(token)) return true;
  return BigInt(token) === BigInt(value);
}

function lineAndColumn(text: string, position: number): string {
  const before = text.slice(0, position);
  return `line ${occurrences(before, "\n") + 1} of the record, character ${position - before.lastIndexOf("\n")}`;
}

function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count++;
  return count;
}
