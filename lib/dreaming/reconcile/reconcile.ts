/**
 * Compares what was authored with the published store: the change set. Pure and independent of the order of its inputs. Applied and run again
 * on the same candidates, it proposes nothing.
 */
import { addFresh } from "@/lib/dreaming/reconcile/add";
import { compareStrength } from "@/lib/dreaming/reconcile/evidence-weight";
import { mergeTwins } from "@/lib/dreaming/reconcile/merge-twins";
import { compareText, type Finding, PublishedStore } from "@/lib/dreaming/reconcile/published-store";
import { updatePublished } from "@/lib/dreaming/reconcile/update";
import type { Authored, Candidate, ProposedChange, StoreSnapshot } from "@/lib/dreaming/types";
import { parseDocument } from "@/lib/learnings/document";

const ACTION_ORDER = ["add", "revise", "reinforce", "merge", "retire"] as const satisfies ProposedChange["action"][];

/**
 * Proposes add, revise, reinforce, merge and retire, in this order, then the strongest first, then by path. `dropped` counts what became no
 * change, by reason. Locked learnings are untouched; a text that a person edited keeps its words and gets newer figures only; what was
 * rejected or retired comes back only with materially new evidence. A merge names the learning that goes (`memoryId`, `path`, `before`);
 * its `after` is the text of the one that stays.
 */
export function reconcile(
  authored: readonly Authored[],
  candidates: readonly Candidate[],
  snapshot: StoreSnapshot,
): { changes: ProposedChange[]; dropped: Record<string, number> } {
  const store = new PublishedStore(snapshot);
  const findings = pairUp(store, authored, candidates);
  const fresh = updatePublished(store, findings);
  mergeTwins(store, findings);
  addFresh(store, fresh);
  return { changes: store.changes.sort(inOrder), dropped: { ...store.dropped } };
}

/** Candidates with their texts, one per pattern, by key. What can't be paired is counted. */
function pairUp(store: PublishedStore, authored: readonly Authored[], candidates: readonly Candidate[]): Finding[] {
  const byKey = new Map<string, Candidate>();
  for (const candidate of [...candidates].sort(byText)) {
    if (byKey.has(candidate.key)) store.drop("duplicate");
    else byKey.set(candidate.key, candidate);
  }
  const texts = new Map<string, Authored>();
  for (const one of [...authored].sort(byText)) {
    if (!byKey.has(one.candidateKey)) store.drop("no_candidate");
    else if (texts.has(one.candidateKey)) store.drop("duplicate");
    else texts.set(one.candidateKey, one);
  }
  return [...byKey]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([key, candidate]) => {
      const one = texts.get(key);
      const written = one === undefined ? null : parseDocument(one.content).document;
      if (one !== undefined && written !== null) return [{ candidate, authored: one, written }];
      store.drop("no_text");
      return [];
    });
}

function inOrder(a: ProposedChange, b: ProposedChange): number {
  return (
    ACTION_ORDER.indexOf(a.action) - ACTION_ORDER.indexOf(b.action) ||
    compareStrength(a.stats, b.stats) ||
    compareText(a.path, b.path) ||
    compareText(a.patternKey, b.patternKey)
  );
}

/** Which of two of one key is taken must not depend on the order they came in. */
function byText(a: Candidate | Authored, b: Candidate | Authored): number {
  return compareText(JSON.stringify(a), JSON.stringify(b));
}
