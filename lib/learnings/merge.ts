/** Three-way merge of texts by lines. Pure. */
import { compareLines, splitLines } from "@/lib/learnings/diff";

/** A place where both sides changed the same lines in different ways. Line numbers count from 1 and name the first line of each text. */
export type MergeConflict = {
  base: string;
  ours: string;
  theirs: string;
  baseLine: number;
  oursLine: number;
  theirsLine: number;
};

export type MergeResult = { ok: true; text: string } | { ok: false; conflicts: MergeConflict[] };

/** A stretch of the three texts: unchanged, changed by one side, by both alike, or by both in different ways. */
export type MergeChunk = MergeConflict & { kind: "same" | "ours" | "theirs" | "alike" | "conflict" };

/**
 * Takes over what either side changed since `base`. Changes of the same lines, and changes that touch without an unchanged line between
 * them, conflict unless both sides did the same. The answer is the same with the sides exchanged. Cost: two line diffs.
 */
export function mergeText(base: string, ours: string, theirs: string): MergeResult {
  if (ours === theirs || theirs === base) return { ok: true, text: ours };
  if (ours === base) return { ok: true, text: theirs };
  const chunks = mergeChunks(base, ours, theirs);
  const conflicts = chunks.flatMap(({ kind, ...chunk }) => (kind === "conflict" ? [chunk] : []));
  if (conflicts.length > 0) return { ok: false, conflicts };
  return { ok: true, text: chunks.map((chunk) => (chunk.kind === "theirs" ? chunk.theirs : chunk.ours)).join("") };
}

/**
 * The three texts side by side, in order; each side's chunks joined are that text. After Khanna, Kunal and Pierce, "A Formal Investigation
 * of Diff3" (2007): a chunk ends where one line of the base is unchanged on both sides.
 */
export function mergeChunks(base: string, ours: string, theirs: string): MergeChunk[] {
  const texts = { base: splitLines(base), ours: splitLines(ours), theirs: splitLines(theirs) };
  const ourLines = matchesByBaseLine(texts.base, texts.ours);
  const theirLines = matchesByBaseLine(texts.base, texts.theirs);
  const chunks: MergeChunk[] = [];
  const at = { base: 0, ours: 0, theirs: 0 };

  const takeChunk = (end: { base: number; ours: number; theirs: number }) => {
    const chunk = {
      base: texts.base.slice(at.base, end.base).join(""),
      ours: texts.ours.slice(at.ours, end.ours).join(""),
      theirs: texts.theirs.slice(at.theirs, end.theirs).join(""),
      baseLine: at.base + 1,
      oursLine: at.ours + 1,
      theirsLine: at.theirs + 1,
    };
    const isEmpty = end.base === at.base && end.ours === at.ours && end.theirs === at.theirs;
    Object.assign(at, end);
    if (isEmpty) return;
    const kind = kindOf(chunk);
    const last = chunks.at(-1);
    if (kind !== "same" || last?.kind !== "same") chunks.push({ kind, ...chunk });
    else {
      last.base += chunk.base;
      last.ours += chunk.ours;
      last.theirs += chunk.theirs;
    }
  };

  for (const line of texts.base.keys()) {
    const [oursAt, theirsAt] = [ourLines[line], theirLines[line]];
    if (oursAt === undefined || theirsAt === undefined) continue;
    takeChunk({ base: line, ours: oursAt, theirs: theirsAt });
    takeChunk({ base: line + 1, ours: oursAt + 1, theirs: theirsAt + 1 });
  }
  takeChunk({ base: texts.base.length, ours: texts.ours.length, theirs: texts.theirs.length });
  return chunks;
}

function kindOf({ base, ours, theirs }: Pick<MergeChunk, "base" | "ours" | "theirs">): MergeChunk["kind"] {
  if (ours === theirs) return ours === base ? "same" : "alike";
  if (theirs === base) return "ours";
  return ours === base ? "theirs" : "conflict";
}

/** For each line of the base, where it stands unchanged in the other text; undefined where it does not. Ascending. */
function matchesByBaseLine(base: string[], other: string[]): (number | undefined)[] {
  const matches = new Array<number | undefined>(base.length).fill(undefined);
  for (const run of compareLines(base, other).runs) {
    if (!run.equal) continue;
    for (let line = run.from; line < run.to; line++) matches[line] = run.otherFrom + line - run.from;
  }
  return matches;
}
