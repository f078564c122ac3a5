/** Cuts a long text into what is shown at once and what is folded away. Pure; nothing is lost. */

export type FoldedText = { head: string; rest: string; shownLines: number; totalLines: number; bytes: number };
export type FoldLimits = { lines: number; characters: number };

export const FOLD_LIMITS: FoldLimits = { lines: 20, characters: 6000 };
/** A fold that hides less than this much costs more than it saves. */
const SLACK = 1.25;

/** `head + rest` is the text. Cuts after a whole line where it can, inside one only where that line alone is too long. */
export function foldText(text: string, limits: FoldLimits = FOLD_LIMITS): FoldedText {
  const totalLines = countLines(text);
  const bytes = new TextEncoder().encode(text).length;
  if (totalLines <= Math.ceil(limits.lines * SLACK) && text.length <= limits.characters * SLACK) {
    return { head: text, rest: "", shownLines: totalLines, totalLines, bytes };
  }
  let end = endOfLines(text, limits.lines);
  if (end > limits.characters) {
    const lineEnd = text.lastIndexOf("\n", limits.characters - 1);
    end = lineEnd > 0 ? lineEnd + 1 : wholeCharacter(text, limits.characters);
  }
  const head = text.slice(0, end);
  return { head, rest: text.slice(end), shownLines: countLines(head), totalLines, bytes };
}

function countLines(text: string): number {
  if (text === "") return 0;
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < text.length - 1; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

function endOfLines(text: string, lines: number): number {
  let at = -1;
  for (let line = 0; line < lines; line++) {
    at = text.indexOf("\n", at + 1);
    if (at === -1) return text.length;
  }
  return at + 1;
}

/** Never between the two halves of one character. */
function wholeCharacter(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end + 1 : end;
}
