/**
 * What text search knows of a session: the distinct words of its title and of everything said, called and returned, in lower case. The same
 * cutting serves the index and the question, so what is found does not depend on the database's language. Pure.
 */

/** PostgreSQL keeps at most 1 MB of words in one value; a part stays well below. */
const PART_BYTES = 400_000;
/** Longer runs are no words: encoded files, hashes of hashes. Their beginning is kept, so that pasting one finds it. */
const LONGEST_WORD = 64;
/** Of one session; a log of a hundred megabytes of random ids must not fill the index. */
const MOST_WORDS = 200_000;

const WORD = /[\p{L}\p{M}\p{N}_]+/gu;

/** "Refund order W2378156" as `refund`, `order`, `w2378156`. */
export function wordsOf(text: string): string[] {
  return (text.normalize("NFKC").toLowerCase().match(WORD) ?? []).map((word) => cut(word));
}

function cut(word: string): string {
  return word.length > LONGEST_WORD ? word.slice(0, LONGEST_WORD).replace(/\p{Surrogate}$/u, "") : word;
}

/** A tool's name as a word of its own that no text can contain. */
export const toolWord = (tool: string): string => `tool:${tool.toLowerCase().slice(0, 128)}`;
/** That a call of the tool failed. */
export const toolErrorWord = (tool: string): string => `toolerror:${tool.toLowerCase().slice(0, 128)}`;

export type SearchableEvent = { id: string; type: string; payload: Record<string, unknown> };
export type SearchableSession = {
  title: string | null;
  externalId: string | null;
  taskKey: string | null;
  events: readonly SearchableEvent[];
};

/** The session's words in parts of bounded size; at least one part, which may be empty. O(text). */
export function searchParts(session: SearchableSession): string[][] {
  const words = new Set<string>();
  for (const text of [session.title, session.externalId, session.taskKey]) if (text) addWords(words, text);
  const tools = new Map<unknown, string>();
  for (const { id, type, payload } of session.events) {
    if (type.endsWith("tool_use") && typeof payload.name === "string") {
      words.add(toolWord(payload.name));
      tools.set(id, payload.name);
    } else if (payload.is_error === true) {
      const tool = tools.get(payload.custom_tool_use_id ?? payload.tool_use_id ?? payload.mcp_tool_use_id);
      if (tool !== undefined) words.add(toolErrorWord(tool));
    }
    addStrings(words, payload);
  }
  return toParts(words);
}

function addWords(words: Set<string>, text: string): void {
  if (words.size >= MOST_WORDS) return;
  // Whole texts repeat within a session (prompts, answers); plain ones skip the costly normalisation.
  const plain = /^[\x20-\x7e\s]*$/.test(text) ? text : text.normalize("NFKC");
  for (const [word] of plain.toLowerCase().matchAll(WORD)) words.add(word.length > LONGEST_WORD ? cut(word) : word);
}

/** Every text inside, without recursion: a payload may be nested as deep as its sender likes. */
function addStrings(words: Set<string>, payload: unknown): void {
  const open: unknown[] = [payload];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === "string") addWords(words, value);
    else if (typeof value === "number") words.add(String(value));
    else if (Array.isArray(value)) for (const item of value) open.push(item ?? 0);
    else if (typeof value === "object" && value !== null) {
      const isFile = "type" in value && value.type === "base64";
      for (const [key, item] of Object.entries(value)) {
        // Ids that tie results to calls would fill the index with words nobody looks for.
        if (item === null || item === undefined || (isFile && key === "data") || key.endsWith("_use_id")) continue;
        open.push(item);
      }
    }
  }
}

function toParts(words: Set<string>): string[][] {
  const parts: string[][] = [];
  let part: string[] = [];
  let bytes = 0;
  for (const word of words) {
    // Zeros and halves of characters can't be stored.
    const safe = /[\0\p{Surrogate}]/u.test(word) ? word.replace(/[\0\p{Surrogate}]/gu, "") : word;
    if (safe === "") continue;
    bytes += Buffer.byteLength(safe) + 8;
    if (bytes > PART_BYTES) {
      parts.push(part);
      part = [];
      bytes = Buffer.byteLength(safe) + 8;
    }
    part.push(safe);
  }
  parts.push(part);
  return parts;
}

/** The words of a question as PostgreSQL reads them, each quoted; the last one may be a beginning. At most 16. */
export function searchTerms(text: string): string[] {
  const isOpen = /[\p{L}\p{M}\p{N}_]$/u.test(text.normalize("NFKC"));
  const words = wordsOf(text);
  const last = words.length - 1;
  const terms = words.map((word, index) => (index === last && isOpen && word.length >= 3 ? `${quoteTerm(word)}:*` : quoteTerm(word)));
  return [...new Set(terms)].slice(-16);
}

export function quoteTerm(word: string): string {
  return `'${word.replaceAll("\0", "").replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
