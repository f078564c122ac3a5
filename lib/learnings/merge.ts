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

/**
 * Takes over what either side changed since `base`. Changes of the same lines, and changes that touch without an unchanged line between
 * them, conflict unless both sides did the same. After Khanna, Kunal and Pierce, "A Formal Investigation of Diff3" (2007): a chunk ends
 * where one line of the base is unchanged on both sides. The answer is the same with the sides exchanged. Cost: two line diffs.
 */
export function mergeText(base: string, ours: string, theirs: string): MergeResult {
  if (ours === theirs || theirs === base) return { ok: true, text: ours };
  if (ours === base) return { ok: true, text: theirs };

  const texts = { base: splitLines(base), ours: splitLines(ours), theirs: splitLines(theirs) };
  const ourLines = matchesByBaseLine(texts.base, texts.ours);
  const theirLines = matchesByBaseLine(texts.base, texts.theirs);
  const merged: string[] = [];
  const conflicts: MergeConflict[] = [];
  const at = { base: 0, ours: 0, theirs: 0 };

  const takeChunk = (end: { base: number; ours: number; theirs: number }) => {
    const chunk = {
      base: texts.base.slice(at.base, end.base).join(""),
      ours: texts.ours.slice(at.ours, end.ours).join(""),
      theirs: texts.theirs.slice(at.theirs, end.theirs).join(""),
    };
    if (chunk.ours === chunk.theirs || chunk.theirs === chunk.base) merged.push(chunk.ours);
    else if (chunk.ours === chunk.base) merged.push(chunk.theirs);
    else conflicts.push({ ...chunk, baseLine: at.base + 1, oursLine: at.ours + 1, theirsLine: at.theirs + 1 });
    Object.assign(at, end);
  };

  for (const [line, text] of texts.base.entries()) {
    const [oursAt, theirsAt] = [ourLines[line], theirLines[line]];
    if (oursAt === undefined || theirsAt === undefined) continue;
    takeChunk({ base: line, ours: oursAt, theirs: theirsAt });
    merged.push(text);
    Object.assign(at, { base: line + 1, ours: oursAt + 1, theirs: theirsAt + 1 });
  }
  takeChunk({ base: texts.base.length, ours: texts.ours.length, theirs: texts.theirs.length });
  return conflicts.length > 0 ? { ok: false, conflicts } : { ok: true, text: merged.join("") };
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
