/** What a dream found that is not published: new learnings, unless people said no before. Pure. */
import { compareStrength, contradictionOf, newSince } from "@/lib/dreaming/reconcile/evidence-weight";
import { isSameLesson } from "@/lib/dreaming/reconcile/lesson";
import { aboutOf, compareText, type DropReason, type Finding, type PublishedStore } from "@/lib/dreaming/reconcile/published-store";
import { whyAdd, whyAgain } from "@/lib/dreaming/reconcile/rationale";
import type { Candidate, StoreSnapshot, Tombstone } from "@/lib/dreaming/types";
import { pathFor, uniquePath } from "@/lib/learnings/paths";
import type { LearningDocument } from "@/lib/learnings/types";

/** The strongest first: of two same lessons the weaker is left out, and paths do not depend on the order of input. */
export function addFresh(store: PublishedStore, fresh: readonly Finding[]): void {
  const taken = new Set([...store.snapshot.takenPaths, ...store.snapshot.learnings.map((learning) => learning.path)]);
  const said = store.published.flatMap((learning) => store.futureOf(learning) ?? []);
  const strongestFirst = (a: Finding, b: Finding) =>
    compareStrength(a.candidate.stats, b.candidate.stats) || compareText(a.candidate.key, b.candidate.key);
  for (const { candidate, authored, written } of [...fresh].sort(strongestFirst)) {
    const verdict = judge(candidate, store.snapshot);
    if ("refused" in verdict) store.drop(verdict.refused);
    else if (said.some((other: LearningDocument) => isSameLesson(other, written))) store.drop("duplicate");
    else {
      const path = uniquePath(pathFor(authored.kind, authored.slug), taken);
      taken.add(path);
      said.push(written);
      store.changes.push({
        ...aboutOf(candidate),
        action: "add",
        kind: authored.kind,
        path,
        memoryId: null,
        title: authored.title,
        before: null,
        beforeSha256: null,
        after: authored.content,
        rationale: verdict.rationale,
      });
    }
  }
}

/** Whether a pattern without a published learning is proposed, and why. */
function judge(candidate: Candidate, snapshot: StoreSnapshot): { rationale: string } | { refused: DropReason } {
  if (contradictionOf(candidate, candidate.stats) !== null) return { refused: "contradicted" };
  const stored = snapshot.learnings.filter((learning) => learning.patternKey === candidate.key);
  // One that is published stands behind another wall: what waits or harms there says nothing about here.
  if (!stored.some((learning) => learning.status === "published")) {
    if (stored.some((learning) => learning.status === "quarantined")) return { refused: "quarantined" };
    if (stored.some((learning) => learning.status === "held")) return { refused: "awaits_person" };
  }
  const tombstones: Tombstone[] = [
    ...snapshot.tombstones.filter((tombstone) => tombstone.patternKey === candidate.key),
    ...stored
      .filter((learning) => learning.status === "retired")
      .map((learning) => ({ patternKey: candidate.key, reasonCode: "retired" as const, reason: null, stats: learning.stats })),
  ];
  if (tombstones.length === 0) return { rationale: whyAdd(candidate.stats) };
  const change = newSince(candidate.stats, tombstones);
  if (change !== null) return { rationale: whyAgain(tombstones, change) };
  return { refused: tombstones.every((tombstone) => tombstone.reasonCode === "retired") ? "retired_before" : "rejected_before" };
}
