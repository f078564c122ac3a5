/** The text form of a list's filters: `agent:triage status:failed cost:>0.50 "refund"`. Says where it can't be read. Pure. */

export const FILTER_OPERATORS = [">=", "<=", ">", "<", "="] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** `at` and `length` mark the token in the text, so that an error can point to it. */
export type FilterTerm = { key: string; operator: FilterOperator; value: string; at: number; length: number };
export type FilterText = { terms: FilterTerm[]; words: string[] };
export type FilterTextError = { message: string; at: number; length: number };
export type ParsedFilterText = { ok: true; value: FilterText } | { ok: false; error: FilterTextError };

const TOKEN = /\s*(?:([A-Za-z][A-Za-z_-]*):(>=|<=|>|<|=)?)?(?:"((?:[^"\\]|\\.)*)("?)|([^\s"]*))/y;

/** Cuts a filter's text into terms and free words. A key that the list doesn't know is an error at its place; `http://…` is a word. */
export function parseFilterText(text: string, keys: readonly string[]): ParsedFilterText {
  const terms: FilterTerm[] = [];
  const words: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match || match[0] === "") return { ok: false, error: { message: "This can't be read.", at: from, length: text.length - from } };
    const at = from + (match[0].length - match[0].trimStart().length);
    const length = from + match[0].length - at;
    if (length === 0) break;
    const [, key, operator, quoted, closing, bare] = match;
    if (quoted !== undefined && closing !== '"') {
      return { ok: false, error: { message: "A quotation mark is opened here and never closed.", at, length: text.length - at } };
    }
    const value = quoted === undefined ? (bare ?? "") : quoted.replace(/\\(.)/g, "$1");
    if (key === undefined || (quoted === undefined && value.startsWith("//"))) {
      words.push(key === undefined ? value : `${key}:${value}`);
      continue;
    }
    const known = keys.find((one) => one === key.toLowerCase());
    if (known === undefined) {
      const near = keys.find((one) => isNear(one, key.toLowerCase()));
      const hint = near ? ` Did you mean ${near}:?` : ` There are ${keys.map((one) => `${one}:`).join(" ")}`;
      return { ok: false, error: { message: `There is no filter ${key}:.${hint}`, at, length } };
    }
    if (value === "") return { ok: false, error: { message: `${known}: has no value.`, at, length } };
    const twice = terms.some((term) => term.key === known && (term.operator === "=" || operator === undefined));
    if (twice) return { ok: false, error: { message: `${known}: stands here twice.`, at, length } };
    terms.push({ key: known, operator: (operator as FilterOperator | undefined) ?? "=", value, at, length });
  }
  return { ok: true, value: { terms, words } };
}

/** A term as it is typed; quoted where it has to be. */
export function formatFilterTerm(key: string, value: string, operator: FilterOperator = "="): string {
  return `${key}:${operator === "=" ? "" : operator}${quoteWhereNeeded(value)}`;
}

function quoteWhereNeeded(value: string): string {
  return /[\s"\\]|^$|^[<>=]/.test(value) ? `"${value.replace(/["\\]/g, "\\$&")}"` : value;
}

/** One slip of the finger apart: a letter more, less, changed or swapped. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return a === b;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  if (a.length === b.length) {
    return restA.slice(1) === restB.slice(1) || (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2));
  }
  return a.length > b.length ? restA.slice(1) === restB : restB.slice(1) === restA;
}
