/** Which version put each line of a text there. Pure. */
import { compareLines, splitLines } from "@/lib/learnings/diff";

export type BlameVersion<Id> = { id: Id; content: string | null };
/** A line with its line break, and the version that it first stood in, unbroken until now. */
export type BlameLine<Id> = { text: string; versionId: Id };

/**
 * Adds the next version to what is known of the ones before it: lines that stay keep their version, the others are the new one's. A version
 * without text (redacted, deleted) is passed over: its lines count to the next version that has them.
 */
export function blameNext<Id>(lines: readonly BlameLine<Id>[], version: BlameVersion<Id>): readonly BlameLine<Id>[] {
  if (version.content === null) return lines;
  const texts = splitLines(version.content);
  const before = lines.map((line) => line.text);
  const next: BlameLine<Id>[] = [];
  for (const run of compareLines(before, texts).runs) {
    if (run.equal) next.push(...lines.slice(run.from, run.to));
    else next.push(...texts.slice(run.otherFrom, run.otherTo).map((text) => ({ text, versionId: version.id })));
  }
  return next;
}

/** The lines of the last text of the chain, oldest version first. Joined they are that text. */
export function blame<Id>(versions: Iterable<BlameVersion<Id>>): readonly BlameLine<Id>[] {
  let lines: readonly BlameLine<Id>[] = [];
  for (const version of versions) lines = blameNext(lines, version);
  return lines;
}
