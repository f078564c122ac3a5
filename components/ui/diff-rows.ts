/** Arranges the lines of a diff for reading. Pure. */

export type DiffPart = { text: string; marked: boolean };
export type DiffLine = { kind: "same" | "added" | "removed"; oldLine: number | null; newLine: number | null; parts: DiffPart[] };

/** A stretch of lines: shown, or folded away because nothing near it changed. */
export type DiffBlock = { isFolded: boolean; lines: DiffLine[] };
/** One row of the side-by-side view. */
export type DiffPair = { left: DiffLine | null; right: DiffLine | null };
export type CodePart = DiffPart & { isCode: boolean };

export function countChanges(lines: readonly DiffLine[]): { added: number; removed: number } {
  let added = 0;
  let removed = 0;
  for (const { kind } of lines) {
    if (kind === "added") added += 1;
    if (kind === "removed") removed += 1;
  }
  return { added, removed };
}

/** Folds unchanged stretches, keeping `context` lines around each change. A stretch is folded only where that hides three lines or more. */
export function foldUnchanged(lines: readonly DiffLine[], context = 3): DiffBlock[] {
  const isNear = lines.map(() => false);
  lines.forEach((line, index) => {
    if (line.kind === "same") return;
    for (let near = Math.max(0, index - context); near <= Math.min(lines.length - 1, index + context); near++) isNear[near] = true;
  });
  const blocks: DiffBlock[] = [];
  lines.forEach((line, index) => {
    const isFolded = !isNear[index];
    const last = blocks.at(-1);
    if (last?.isFolded === isFolded) last.lines.push(line);
    else blocks.push({ isFolded, lines: [line] });
  });
  return joinShown(blocks.map((block) => (block.isFolded && block.lines.length < 3 ? { ...block, isFolded: false } : block)));
}

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

function joinShown(blocks: readonly DiffBlock[]): DiffBlock[] {
  const joined: DiffBlock[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (last && !last.isFolded && !block.isFolded) last.lines.push(...block.lines);
    else joined.push({ isFolded: block.isFolded, lines: [...block.lines] });
  }
  return joined;
}
