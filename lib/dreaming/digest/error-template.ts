/**
 * Error text with its variable parts as placeholders, so that the same error in two sessions is the same string. Pure.
 * "Unknown column 'age' in 'field list'" -> "Unknown column '<name>' in '<name>'".
 */

/** Longest template in characters; what is cut off is marked with an ellipsis. */
export const ERROR_TEMPLATE_MAX_LENGTH = 160;
/** Only so much of a line is looked at: the cost stays linear in a small number whatever a tool prints. */
const LINE_LOOKED_AT = 600;
const LINES_LOOKED_AT = 200;
const JSON_LOOKED_AT = 20_000;
const JSON_DEPTH = 4;

/** Keys under which services put the human-readable part, most telling first. */
const MESSAGE_KEYS = ["message", "error", "detail", "error_description", "reason", "msg", "title", "errors", "stderr", "output"];

const NAMED_ERROR = /\b[A-Za-z_.]*(?:Error|Exception|Errno)\b\s*[:([]|^(?:error|fatal|panic|exception)\b/i;
const ERROR_WORD =
  /\b(?:error|errors|failed|failure|cannot|can't|could not|couldn't|unable|denied|forbidden|invalid|unknown|unexpected|not found|no such|missing|refused|timed? ?out|exceeded|required|requires|rejected|already exists|doesn't|does not|not enough|not available)\b/i;

function messageInside(value: unknown, depth: number): string | null {
  if (typeof value === "string") return value.trim() === "" ? null : value;
  if (depth === 0 || value === null || typeof value !== "object") return null;
  if (Array.isArray(value)) {
    for (const item of value.slice(0, 5)) {
      const found = messageInside(item, depth - 1);
      if (found !== null) return found;
    }
    return null;
  }
  const record = value as Record<string, unknown>;
  for (const key of MESSAGE_KEYS) {
    const found = messageInside(record[key], depth - 1);
    if (found !== null) return found;
  }
  return null;
}

/** The message a JSON text holds under a usual key; null when it is no JSON or holds none. */
function messageOfJson(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > JSON_LOOKED_AT || !/^[[{]/.test(trimmed)) return null;
  try {
    return messageInside(JSON.parse(trimmed), JSON_DEPTH);
  } catch {
    return null;
  }
}

function score(line: string): number {
  if (NAMED_ERROR.test(line)) return 2;
  return ERROR_WORD.test(line) ? 1 : 0;
}

/**
 * The line that says what went wrong, verbatim: of a traceback its last named error, else the first line that names an error, else the first
 * that sounds like one, else the first line with text. Empty for blank text. O(length), at most 200 lines.
 */
export function informativeLine(text: string): string {
  const lines = text
    .split(/\r?\n/, LINES_LOOKED_AT)
    .map((line) => line.slice(0, LINE_LOOKED_AT).trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
  const isTraceback = lines.some((line) => line.startsWith("Traceback (most recent call last)"));
  let best = "";
  let bestScore = -1;
  for (const line of lines) {
    const points = score(line);
    if (points > bestScore || (isTraceback && points === 2 && bestScore === 2)) {
      best = line;
      bestScore = points;
    }
  }
  return best;
}

/** Each rule replaces one kind of variable part. The order matters: what holds another kind inside comes first. */
const RULES: ReadonlyArray<readonly [RegExp, string]> = [
  [/<\/?[A-Za-z][\w-]*(?:error|result|output)>/gi, ""],
  // Shells name the script, or whatever text they took for one, before the line number.
  [/^(?:.*?: -c|\/\S+): line (?:\d+|<n>): (?=\S)/, "<path>: line <n>: "],
  [/https?:\/\/[^\s'"<>)\]]+/gi, "<url>"],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "<email>"],
  // Parsers quote the rest of the input after "near", quotes included: everything to the last closing quote of the line.
  [/\bnear '.*'(?=$|[\s.,;:)\]])/g, "near '<name>'"],
  [/\bnear ".*"(?=$|[\s.,;:)\]])/g, 'near "<name>"'],
  // Quoted names. A quote opens only after a non-word character, so that "doesn't" is no quote; `x' is how older Unix tools quote.
  [/(?<![\w'])'[^'\n]*'(?!\w)/g, "'<name>'"],
  [/(?<!\w)`[^`'\n]*(?:''?|`)/g, "`<name>`"],
  [/(?<!\w)"[^"\n]*"/g, '"<name>"'],
  [/[“«][^”»\n]*[”»]/g, '"<name>"'],
  [/(?<=^|[\s:(=,])\[[^[\]\n]*(?:\[[^[\]\n]*\][^[\]\n]*)*\]/g, "[<name>]"],
  // Opened and never closed: the text was cut.
  [/(?<=[\s:(=,])\[[^\]\n]*$/g, "[<name>]"],
  [/(?<=[\s:(=,])'[^'\n]*$/g, "'<name>'"],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?\b/g, "<date>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b0x[0-9a-f]+\b/gi, "<hex>"],
  [/(?<![\w<>/.])(?:~|\.{1,2})?(?:\/[\w.@%+*$-]+)+\/?/g, "<path>"],
  [/\b[A-Za-z]:\\[^\s'"<>|]+/g, "<path>"],
  [/\b[0-9a-f]{12,}\b/gi, "<hex>"],
  // Codes of letters and digits such as HAT030 or sesn_01h4; names with a digit at the end of a word (utf8, sha256) stay out by length.
  [/\b(?=[\w-]*[A-Za-z])(?=[\w-]*\d[\w-]*\d)[\w-]{5,}\b/g, "<id>"],
  [/(?<![\w<])[-+]?\d+(?:,\d{3})*(?:\.\d+)*(?![\w>])/g, "<n>"],
  [/(?<=[A-Za-z_-])\d{2,}\b/g, "<n>"],
  [/\s+/g, " "],
];

/** A line with its variable parts as placeholders, at most 160 characters. O(length). */
export function maskVariableParts(line: string): string {
  let out = line.slice(0, LINE_LOOKED_AT);
  for (const [pattern, placeholder] of RULES) out = out.replace(pattern, placeholder);
  out = out.trim();
  if (out.length <= ERROR_TEMPLATE_MAX_LENGTH) return out;
  const head = out.slice(0, ERROR_TEMPLATE_MAX_LENGTH - 1);
  const wordEnd = head.lastIndexOf(" ");
  return `${wordEnd > ERROR_TEMPLATE_MAX_LENGTH / 2 ? head.slice(0, wordEnd) : head}…`;
}

/** Template of an error's text (plain, several lines, or JSON). Never empty: text without words gives "(no message)". */
export function errorTemplate(text: string): string {
  const message = messageOfJson(text) ?? text;
  const joined = message.replace(/\bnear '([\s\S]{0,2000}?)'(?= at line \d)/, (_, near: string) => `near '${near.replace(/\s+/g, " ")}'`);
  const template = maskVariableParts(informativeLine(joined));
  return template === "" ? "(no message)" : template;
}
