/** Published learnings that say the same: the preferred stays, the others go. Narrow, since what goes is no longer given to anybody. Pure. */
import { isSameLesson } from "@/lib/dreaming/reconcile/lesson";
import { type Finding, type PublishedStore, wallOf } from "@/lib/dreaming/reconcile/published-store";
import { whyMerge } from "@/lib/dreaming/reconcile/rationale";
import type { StoredLearning } from "@/lib/dreaming/types";

/** Only pairs of which this dream looked at one: for the others it has no evidence to show. */
export function mergeTwins(store: PublishedStore, findings: readonly Finding[]): void {
  const byKey = new Map(findings.map((finding) => [finding.candidate.key, finding]));
  const kept: StoredLearning[] = [];
  for (const learning of store.published) {
    if (learning.patternKey === null || store.changeOf(learning)?.action === "retire") continue;
    const twin = learning.isLocked || learning.isEditedByPerson ? undefined : kept.find((other) => isTwin(store, learning, other, byKey));
    const finding = byKey.get(learning.patternKey) ?? byKey.get(twin?.patternKey ?? "");
    if (twin === undefined || finding === undefined) {
      kept.push(learning);
      continue;
    }
    // What goes is not brought up to date first.
    store.withdrawChangeOf(learning);
    store.propose("merge", learning, finding.candidate, { after: twin.content, rationale: whyMerge(twin.path) });
  }
}

function isTwin(store: PublishedStore, learning: StoredLearning, other: StoredLearning, byKey: ReadonlyMap<string, Finding>): boolean {
  const [document, otherDocument] = [store.documentOf(learning), store.documentOf(other)];
  if (document === null || otherDocument === null || wallOf(document) !== wallOf(otherDocument)) return false;
  if (learning.patternKey === other.patternKey) return true;
  if (store.changeOf(other)?.action === "revise" || !isSameLesson(document, otherDocument)) return false;
  // Else the pattern would come back as a new learning in the next dream.
  const written = byKey.get(learning.patternKey ?? "")?.written ?? document;
  return isSameLesson(written, otherDocument);
}
