/** What can be said of an argument's text without quoting it: how it starts, which words it has, what kind of id it is. Pure. */
import type { ArgumentLeaf, DigestStep } from "@/lib/dreaming/types";

/** Words that only prose has in numbers; two of them and a text is taken for prose, which has no form worth comparing. */
const PROSE = /\b(?:the|is|are|my|you|your|we|it|this|that|will|should|i|need|have|has|was|been|there)\b/gi;
const MAX_WORDS = 40;
const MAX_WORD_LENGTH = 24;
const TOKEN = /'[^']*'|"[^"]*"|--?[A-Za-z][\w-]*|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|\d+(?:\.\d+)?|[|;<>*]+/g;

/** Per tool the argument that takes its work as text (a query, a shell command). See CommandSurvey. */
export type CommandArguments = ReadonlyMap<string, string>;
export type Command = { argument: string; head: string; text: string };

function tokensOf(text: string): string[] {
  return (text.match(TOKEN) ?? []).map((token) => {
    if (/^['"]/.test(token)) return "'<text>'";
    if (/^\d/.test(token)) return "<n>";
    if (token.includes(".") && /^\w/.test(token)) return "<name>.<name>";
    return token.toLowerCase().slice(0, MAX_WORD_LENGTH);
  });
}

function isProse(text: string): boolean {
  let first: string | null = null;
  for (const [match] of text.matchAll(PROSE)) {
    const word = match.toLowerCase();
    if (first !== null && word !== first) return true;
    first = word;
  }
  return false;
}

const FIRST_WORD = /\s*[A-Za-z_][\w-]*(?=[\s(;*|]|$)/y;

/** First word of a command-like text, lower case; null for prose and for texts that do not open with a word. */
export function headOf(text: string): string | null {
  // `test` and a cut instead of `exec`: this runs for every call of every session, several times a dream.
  FIRST_WORD.lastIndex = 0;
  if (!FIRST_WORD.test(text)) return null;
  const word = text.slice(0, FIRST_WORD.lastIndex).trim();
  return word.length > MAX_WORD_LENGTH || isProse(text) ? null : word.toLowerCase();
}

/** Several words that open like a command. */
export function isCommandLike(text: string): boolean {
  return /\S\s+\S/.test(text) && headOf(text) !== null;
}

/**
 * Words and two-word phrases of a command's text; quoted texts, numbers and qualified names as placeholders, operators as they are.
 * Empty for prose. At most 40 words are read. O(length).
 */
export function wordsOf(text: string): Set<string> {
  const out = new Set<string>();
  if (isProse(text)) return out;
  const tokens = tokensOf(text).slice(0, MAX_WORDS);
  tokens.forEach((token, i) => {
    out.add(token);
    const next = tokens[i + 1];
    if (next !== undefined && /^[a-z]+$/.test(token) && /^[a-z]+$/.test(next)) out.add(`${token} ${next}`);
  });
  return out;
}

/** A call's command; null for tools with plain arguments and for texts that are no command. */
export function commandOf(step: DigestStep, commands: CommandArguments): Command | null {
  const argument = commands.get(step.tool);
  const leaf = argument === undefined ? undefined : step.arguments.find(({ path, type }) => path === argument && type === "string");
  const head = leaf === undefined ? null : headOf(leaf.value);
  return leaf === undefined || head === null ? null : { argument: leaf.path, head, text: leaf.value };
}

/**
 * A value with its changing part as placeholder, when what is left still says what kind of value it is (`gift_card_<n>`);
 * null for free text, for plain words and for values that are little but numbers.
 */
export function valueKind(leaf: ArgumentLeaf): string | null {
  if (leaf.type !== "string" || leaf.value.length > 60 || /\s/.test(leaf.value)) return null;
  const kind = leaf.value.replace(/\d+/g, "<n>");
  return kind.split("<n>").length === 2 && /[A-Za-z]{3,}/.test(kind.replace("<n>", "")) ? kind : null;
}
