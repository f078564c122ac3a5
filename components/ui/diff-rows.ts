/** Arranges the lines of a diff for reading. Pure. */

import type { DiffLine, DiffPart } from "@/lib/learnings/diff";

/** One row of the side-by-side view. */
export type DiffPair = { left: DiffLine | null; right: DiffLine | null };
export type CodePart = DiffPart & { isCode: boolean };

/** Puts removed lines beside the added lines that took their place. */
export function pairLines(lines: readonly DiffLine[]): DiffPair[] {
  const pairs: DiffPair[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = () => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      pairs.push({ left: removed[index] ?? null, right: added[index] ?? null });
    }
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === "removed") {
      if (added.length > 0) flush();
      removed.push(line);
    } else if (line.kind === "added") added.push(line);
    else {
      flush();
      pairs.push({ left: line, right: line });
    }
  }
  flush();
  return pairs;
}

/** Splits the parts of a line at its back ticks, which stay: a diff shows every character. An odd tick opens nothing. */
export function splitCode(parts: readonly DiffPart[]): CodePart[] {
  let left = parts.reduce((count, part) => count + part.text.split("`").length - 1, 0);
  let isCode = false;
  const result: CodePart[] = [];
  const push = (text: string, marked: boolean, code: boolean) => {
    if (text === "") return;
    const last = result.at(-1);
    if (last && last.marked === marked && last.isCode === code) last.text += text;
    else result.push({ text, marked, isCode: code });
  };
  for (const { text, marked } of parts) {
    for (const piece of text.split(/(`)/)) {
      if (piece !== "`") push(piece, marked, isCode);
      else if (!isCode && left < 2) push(piece, marked, false);
      else {
        push(piece, marked, true);
        isCode = !isCode;
      }
      if (piece === "`") left -= 1;
    }
  }
  return result;
}
