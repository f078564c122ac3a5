/**
 * Words of transcripts inside the author's own: always as data. A code span holds them whatever they contain, what can't be seen is written
 * out, and what is cut says so. Pure.
 */

/** Longest quoted text. Error templates are at most 160 characters, so that they stay whole. */
const MAX_CODE_CHARS = 160;
// Within what front matter allows for the name of a tool.
const MAX_DATA_CHARS = 250;
const MAX_NAME_CHARS = 40;
const MAX_ERROR_CHARS = 40;
const MAX_TITLE_CHARS = 180;

/** Line breaks as ⏎, tabs as ⇥, and every other character that is not seen as its code: `\u{200b}`. */
export function visible(text: string): string {
  return text
    .replaceAll(/\r\n|[\n\r\u2028\u2029\u0085]/g, "⏎")
    .replaceAll("\t", "⇥")
    .replaceAll(
      /\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}|\u034f|\u17b4|\u17b5|[\u115f\u1160\u2800\u3164\uffa0]|[\ufe00-\ufe0e]|[\u{e0100}-\u{e01ef}]/gu,
      (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
}

/** A Markdown code span of the text, on one line; longer than 160 characters it is cut, with the full length said behind it. */
export function code(text: string): string {
  const shown = visible(text);
  if (shown.trim() === "") return "`(empty)`";
  const characters = [...shown];
  if (characters.length <= MAX_CODE_CHARS) return span(shown);
  return `${span(`${characters.slice(0, MAX_CODE_CHARS).join("")}…`)} (first ${MAX_CODE_CHARS} of ${characters.length} characters)`;
}

/** Fenced with more backticks than the text has in a row; padded where CommonMark (6.1) would otherwise misread its ends. */
function span(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = text.startsWith("`") || text.endsWith("`") || (text.startsWith(" ") && text.endsWith(" ")) ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** A text to be matched later, such as an error template: the same characters, what can't be seen written out, cut at 250. Never empty. */
export function asData(text: string): string {
  const characters = [...visible(text)];
  if (characters.length === 0) return "(empty)";
  return characters.length <= MAX_DATA_CHARS ? characters.join("") : `${characters.slice(0, MAX_DATA_CHARS).join("")}…`;
}

/** The name of a tool or argument for a title: letters, digits and the marks that names have, at most 40. */
export function bareName(name: string): string {
  const plain = visible(name)
    .replaceAll(/[^\p{L}\p{M}\p{N}_.:/[\]<>-]+/gu, " ")
    .trim();
  return shorten(plain === "" ? "(unnamed)" : plain, MAX_NAME_CHARS);
}

/** An error in a few of its own words, in quotation marks, for a title: “flight … not available on date …”. Null when it has no words. */
export function errorWords(template: string): string | null {
  const plain = visible(template)
    .replaceAll(/<\w{1,12}>/g, "…")
    .replaceAll(/[^\p{L}\p{M}\p{N}\s_.,:;/…'()-]+/gu, " ")
    .replaceAll(/['(]\s*…\s*[')]/g, "…")
    .replaceAll(/\s+/g, " ")
    // Where a shell says that it happened says nothing.
    .replace(/^(?:(?:…|line …)[:,]?\s+)+(?=.*\p{L}{2})/u, "")
    .replaceAll(/\s+(?=[.,:;])/g, "");
  // "Error executing query: Unknown column" says no more than "Unknown column".
  const telling = plain
    .replace(/^\W*[^:]{0,30}\b(?:error|exception|fatal|warning)\b[^:]{0,30}:\s*(?=.*\p{L}{2}.*\s.*\p{L}{2})/iu, "")
    .trim();
  if (!isTelling(template) || !/\p{L}{2}/u.test(telling)) return null;
  return `“${shorten(telling, MAX_ERROR_CHARS)}”`;
}

/** Whether an error says anything by which it could be known again. */
export function isTelling(template: string): boolean {
  return /\p{L}{2}/u.test(template.replaceAll(/<\w{1,12}>/g, "")) && template !== "(no message)";
}

/** A title within what front matter allows. */
export function asTitle(text: string): string {
  return shorten(text, MAX_TITLE_CHARS);
}

/** Cut at a word where there is one, with an ellipsis; marks at the end go. */
function shorten(text: string, maxChars: number): string {
  const trimmed = text.replace(/[\s.,:;/(-]+$/u, "");
  const characters = [...trimmed];
  if (characters.length <= maxChars) return trimmed;
  const head = characters.slice(0, maxChars - 1).join("");
  const wordEnd = head.lastIndexOf(" ");
  const cut = wordEnd > maxChars / 2 ? head.slice(0, wordEnd) : head;
  return `${cut.replace(/[\s.,:;/(…-]+$/u, "")}…`;
}
