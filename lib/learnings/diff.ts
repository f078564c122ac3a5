/** What changed between two texts: by lines, with the changed words of a changed line marked. Pure, safe in the browser. */
import { diffArrays } from "diff";

export type DiffPart = { text: string; marked: boolean };

export type DiffLine = {
  kind: "same" | "added" | "removed";
  /** Line numbers from 1; null on the side that does not have the line. */
  oldLine: number | null;
  newLine: number | null;
  /** The line without its line break. Marks only where part of a line changed. */
  parts: DiffPart[];
  /** Set on a last line that lacks its line break. */
  noNewlineAtEnd?: true;
};

/**
 * How closely the texts were compared. `lines`: some changed line was too long or too different to mark its words. `coarse`: the texts
 * differ too much, so one block is shown as replaced whole.
 */
export type TextDiff = { lines: DiffLine[]; precision: "words" | "lines" | "coarse" };

export type DiffStats = { added: number; removed: number; same: number };

export type DiffSegment = { kind: "shown" | "folded"; lines: DiffLine[] };

/** A run of lines: equal on both sides, or replaced. `from` is included, `to` is not; both count from 0. */
type LineRun = { equal: boolean; from: number; to: number; otherFrom: number; otherTo: number };

// Myers' algorithm costs O(d * d) for d differing lines: 1,500 stay well below a second, and a text of 100 KB rarely has as many lines.
const MAX_EDITS = 1_500;
const MAX_WORD_EDITS = 400;
// Lines of a block are paired by likeness when the block is at most this many comparisons large, else in order.
const MAX_PAIRINGS = 1_600;
// Below this share of common words two lines are two lines, not one that changed.
const MIN_LIKENESS = 0.4;

/** The lines of both texts in reading order. */
export function diffText(before: string, after: string): DiffLine[] {
  return compareText(before, after).lines;
}

/** As `diffText`, and how closely the texts were compared. Deterministic: bounded by the number of edits, never by time. */
export function compareText(before: string, after: string): TextDiff {
  const old = splitLines(before);
  const next = splitLines(after);
  const { runs, coarse } = compareLines(old, next);
  const lines: DiffLine[] = [];
  let unmarked = false;
  for (const run of runs) {
    if (run.equal) {
      for (let i = 0; i < run.to - run.from; i++) lines.push(diffLine("same", run.from + i, run.otherFrom + i, old[run.from + i] ?? ""));
      continue;
    }
    const removed = old.slice(run.from, run.to);
    const added = next.slice(run.otherFrom, run.otherTo);
    const marks = markWords(removed, added);
    unmarked ||= marks.gaveUp;
    for (const [i, text] of removed.entries()) lines.push(diffLine("removed", run.from + i, null, text, marks.removed.get(i)));
    for (const [i, text] of added.entries()) lines.push(diffLine("added", null, run.otherFrom + i, text, marks.added.get(i)));
  }
  return { lines, precision: coarse ? "coarse" : unmarked ? "lines" : "words" };
}

export function diffStats(lines: readonly DiffLine[]): DiffStats {
  const stats: DiffStats = { added: 0, removed: 0, same: 0 };
  for (const line of lines) stats[line.kind]++;
  return stats;
}

/** Folds runs of unchanged lines that are more than `context` lines away from every change. Joined again, the segments are `lines`. */
export function foldUnchanged(lines: readonly DiffLine[], context: number): DiffSegment[] {
  const near = new Array<boolean>(lines.length).fill(false);
  for (const [i, line] of lines.entries()) {
    if (line.kind !== "same") near.fill(true, Math.max(0, i - context), Math.min(lines.length, i + context + 1));
  }
  const segments: DiffSegment[] = [];
  for (const [i, line] of lines.entries()) {
    const kind = near[i] ? "shown" : "folded";
    const last = segments.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else segments.push({ kind, lines: [line] });
  }
  // A fold saves nothing when the line that announces it takes as much room.
  return joinShown(segments.map((segment) => (segment.lines.length === 1 ? { ...segment, kind: "shown" } : segment)));
}

function joinShown(segments: DiffSegment[]): DiffSegment[] {
  const joined: DiffSegment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    if (last?.kind === "shown" && segment.kind === "shown") last.lines.push(...segment.lines);
    else joined.push({ kind: segment.kind, lines: [...segment.lines] });
  }
  return joined;
}

/** The lines of a text, each with its line break, so that joined they are the text again. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * Where two lists of lines are equal and where they differ, covering both from start to end. Common ends are taken off first, then
 * Myers' O(n * d) algorithm runs; past its bound the rest counts as replaced and `coarse` is true.
 */
export function compareLines(old: readonly string[], next: readonly string[]): { runs: LineRun[]; coarse: boolean } {
  let head = 0;
  while (head < old.length && head < next.length && old[head] === next[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < next.length - head && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail++;

  const runs: LineRun[] = [];
  const push = (equal: boolean, count: number, otherCount: number) => {
    if (count === 0 && otherCount === 0) return;
    const last = runs.at(-1);
    if (last?.equal === equal) {
      last.to += count;
      last.otherTo += otherCount;
    } else
      runs.push({
        equal,
        from: last?.to ?? 0,
        to: (last?.to ?? 0) + count,
        otherFrom: last?.otherTo ?? 0,
        otherTo: (last?.otherTo ?? 0) + otherCount,
      });
  };

  push(true, head, head);
  const oldMiddle = old.slice(head, old.length - tail);
  const nextMiddle = next.slice(head, next.length - tail);
  const changes = diffArrays(oldMiddle, nextMiddle, { maxEditLength: MAX_EDITS });
  if (changes === undefined) push(false, oldMiddle.length, nextMiddle.length);
  for (const change of changes ?? []) {
    if (change.added) push(false, 0, change.count);
    else if (change.removed) push(false, change.count, 0);
    else push(true, change.count, change.count);
  }
  push(true, tail, tail);
  return { runs, coarse: changes === undefined };
}

function diffLine(kind: DiffLine["kind"], oldIndex: number | null, newIndex: number | null, text: string, parts?: DiffPart[]): DiffLine {
  const hasNewline = text.endsWith("\n");
  const line: DiffLine = {
    kind,
    oldLine: oldIndex === null ? null : oldIndex + 1,
    newLine: newIndex === null ? null : newIndex + 1,
    parts: parts ?? [{ text: withoutNewline(text), marked: false }],
  };
  return hasNewline ? line : { ...line, noNewlineAtEnd: true };
}

function withoutNewline(text: string): string {
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}

// ------------------------------------------------------------------------------------------------ words of a changed line

type Marks = { removed: Map<number, DiffPart[]>; added: Map<number, DiffPart[]>; gaveUp: boolean };

function markWords(removed: string[], added: string[]): Marks {
  const marks: Marks = { removed: new Map(), added: new Map(), gaveUp: false };
  for (const [i, j] of pairLines(removed.map(wordsOf), added.map(wordsOf))) {
    const pair = compareWords(wordsOf(removed[i] ?? ""), wordsOf(added[j] ?? ""));
    if (pair === null) {
      marks.gaveUp = true;
      continue;
    }
    marks.removed.set(i, pair.removed);
    marks.added.set(j, pair.added);
  }
  return marks;
}

/** Words, runs of space, single characters of scripts that write without spaces, and every other character on its own. */
function wordsOf(line: string): string[] {
  return withoutNewline(line).match(WORD) ?? [];
}
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]\p{M}*|[\p{L}\p{N}_][\p{M}\p{L}\p{N}_]*?(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[^\p{M}\p{L}\p{N}_]|$)|\s+|[\s\S]/gu;

/** Pairs of lines that are one line that changed, in order on both sides, with the greatest likeness in sum. */
function pairLines(removed: string[][], added: string[][]): [number, number][] {
  if (removed.length * added.length > MAX_PAIRINGS) {
    return removed.flatMap((words, i): [number, number][] => (likeness(words, added[i] ?? []) >= MIN_LIKENESS ? [[i, i]] : []));
  }
  // best[i][j]: the greatest sum of likeness over the lines from i and from j on.
  const best = Array.from({ length: removed.length + 1 }, () => new Array<number>(added.length + 1).fill(0));
  const score = removed.map((words) => added.map((others) => likeness(words, others)));
  const at = (i: number, j: number) => best[i]?.[j] ?? 0;
  const paired = (i: number, j: number) => {
    const value = score[i]?.[j] ?? 0;
    return value >= MIN_LIKENESS ? value + at(i + 1, j + 1) : 0;
  };
  for (let i = removed.length - 1; i >= 0; i--) {
    const row = best[i];
    for (let j = added.length - 1; j >= 0; j--) if (row) row[j] = Math.max(at(i + 1, j), at(i, j + 1), paired(i, j));
  }
  const pairs: [number, number][] = [];
  let [i, j] = [0, 0];
  while (i < removed.length && j < added.length) {
    if (at(i, j) > 0 && at(i, j) === paired(i, j)) pairs.push([i++, j++]);
    else if (at(i, j) === at(i + 1, j)) i++;
    else j++;
  }
  return pairs;
}

/** Share of common words (Dice), by the letters in them; spaces and punctuation don't count. */
function likeness(a: string[], b: string[]): number {
  const counts = new Map<string, number>();
  const weigh = (word: string) => (/[\p{L}\p{N}]/u.test(word) ? word.length : 0);
  let total = 0;
  let common = 0;
  for (const word of a) {
    total += weigh(word);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  for (const word of b) {
    total += weigh(word);
    const left = counts.get(word) ?? 0;
    if (left === 0) continue;
    counts.set(word, left - 1);
    common += 2 * weigh(word);
  }
  return total === 0 ? 0 : common / total;
}

/** Null when the lines differ by more words than are worth marking. */
function compareWords(old: string[], next: string[]): { removed: DiffPart[]; added: DiffPart[] } | null {
  const changes = diffArrays(old, next, { maxEditLength: MAX_WORD_EDITS });
  if (changes === undefined) return null;
  const removed: DiffPart[] = [];
  const added: DiffPart[] = [];
  for (const change of changes) {
    const text = change.value.join("");
    if (!change.added) removed.push({ text, marked: change.removed });
    if (!change.removed) added.push({ text, marked: change.added });
  }
  return { removed: joinParts(removed), added: joinParts(added) };
}

/** One mark instead of two where nothing but space stands between them. */
function joinParts(parts: DiffPart[]): DiffPart[] {
  const joined: DiffPart[] = [];
  for (const [i, part] of parts.entries()) {
    const marked = part.marked || (/^\s+$/.test(part.text) && parts[i - 1]?.marked === true && parts[i + 1]?.marked === true);
    const last = joined.at(-1);
    if (last?.marked === marked) last.text += part.text;
    else joined.push({ text: part.text, marked });
  }
  return joined.length > 0 ? joined : [{ text: "", marked: false }];
}
