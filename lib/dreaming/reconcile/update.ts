/** What a dream found about patterns that are published: revise, reinforce, retire, or nothing. Pure. */
import { contradictionOf, isWeaker } from "@/lib/dreaming/reconcile/evidence-weight";
import { essentialWords, isSameLesson } from "@/lib/dreaming/reconcile/lesson";
import { compareText, type DropReason, type Finding, type Proposal, type PublishedStore } from "@/lib/dreaming/reconcile/published-store";
import { whyReinforce, whyRevise } from "@/lib/dreaming/reconcile/rationale";
import type { Candidate, StoredLearning } from "@/lib/dreaming/types";
import { parseDocument, withFigures, writeDocument } from "@/lib/learnings/document";
import type { LearningDocument } from "@/lib/learnings/types";

/** Proposes what follows for published learnings; returns the findings that are about none of them. */
export function updatePublished(store: PublishedStore, findings: readonly Finding[]): Finding[] {
  const fresh: Finding[] = [];
  for (const finding of findings) {
    const target = targetOf(store, finding.candidate);
    if (target === null) fresh.push(finding);
    else if (target.isLocked) store.drop("locked");
    else if (!retireContradicted(store, target, finding)) bringAllUpToDate(store, target, finding);
  }
  dropDuplicateRevisions(store);
  return fresh;
}

/**
 * The published learning that a candidate is about: the one behind its own wall, else one without a wall, else (for evidence from several
 * walls) any. Null when there is none, or only some behind other walls.
 */
function targetOf(store: PublishedStore, { key, wall }: Candidate): StoredLearning | null {
  const same = store.published.filter((learning) => learning.patternKey === key);
  const own = wall === null ? undefined : same.find((learning) => wallValues(store, learning).includes(wall));
  return own ?? same.find((learning) => wallValues(store, learning).length === 0) ?? (wall === null ? (same[0] ?? null) : null);
}

function wallValues(store: PublishedStore, learning: StoredLearning): string[] {
  return Object.values(store.documentOf(learning)?.frontMatter.applies_to ?? {});
}

/** Copies in a person's words stay beside it, so they are brought up to date too; all others are merged. */
function withEditedCopies(store: PublishedStore, target: StoredLearning): StoredLearning[] {
  const walls = wallValues(store, target).join();
  const isCopy = (learning: StoredLearning) => learning.patternKey === target.patternKey && learning.isEditedByPerson && !learning.isLocked;
  return [
    target,
    ...store.published.filter((learning) => learning !== target && isCopy(learning) && wallValues(store, learning).join() === walls),
  ];
}

/** True when the evidence speaks against the published text. Copies of it go too; a person's words are left to the person. */
function retireContradicted(store: PublishedStore, target: StoredLearning, { candidate }: Finding): boolean {
  const contradiction = contradictionOf(candidate, target.stats);
  if (contradiction === null) return false;
  if (target.isEditedByPerson) {
    store.drop("edited_by_person");
    return true;
  }
  const concerns = (learning: StoredLearning) => {
    const walls = wallValues(store, learning);
    return candidate.wall === null || walls.length === 0 || walls.includes(candidate.wall);
  };
  for (const learning of store.published) {
    if (learning.patternKey !== candidate.key || learning.isLocked || learning.isEditedByPerson || !concerns(learning)) continue;
    store.propose("retire", learning, candidate, { after: null, rationale: contradictionOf(candidate, learning.stats) ?? contradiction });
  }
  return true;
}

function bringAllUpToDate(store: PublishedStore, target: StoredLearning, finding: Finding): void {
  for (const learning of withEditedCopies(store, target)) {
    const outcome = bringUpToDate(store, learning, finding);
    if (typeof outcome === "string") store.drop(outcome);
    else store.propose(outcome.action, learning, finding.candidate, outcome);
  }
}

/** Why nothing is proposed, or what is. */
type Outcome = DropReason | (Proposal & { action: "revise" | "reinforce" });

function bringUpToDate(store: PublishedStore, target: StoredLearning, { candidate, authored, written }: Finding): Outcome {
  // An observation against itself can't overturn a proven effect, and must not stand in its place either.
  if (contradictionOf(candidate, candidate.stats) !== null) return "contradicted";
  const stored = store.documentOf(target);
  const before = target.stats ?? { support: stored?.frontMatter.support?.sessions ?? 0, claim: "observation" as const };
  if (isWeaker(candidate.stats, before)) return "weaker_evidence";
  if (target.isEditedByPerson)
    return stored === null ? "edited_by_person" : reinforceEdited(target.content, stored, { candidate, authored, written });

  const next = stored === null ? written : withSettingsOf(stored, written, candidate);
  if (stored === null || essentialWords(next) !== essentialWords(stored)) {
    return { action: "revise", after: writeDocument(next), rationale: whyRevise(candidate.stats, target.stats), authored };
  }
  const models = union(stored.frontMatter.model_validated, written.frontMatter.model_validated);
  const after = writeDocument({ ...next, frontMatter: { ...next.frontMatter, model_validated: models } });
  if (after === writeDocument(stored)) return "already_known";
  return { action: "reinforce", after, rationale: whyReinforce(candidate.stats, before.support), models };
}

/** The person's words stay, their confidence included: only support and validated models move. */
function reinforceEdited(content: string, stored: LearningDocument, { candidate, written }: Finding): Outcome {
  const { confidence, support, model_validated } = stored.frontMatter;
  const models = union(model_validated, written.frontMatter.model_validated);
  const after = withFigures(content, { confidence, support: written.frontMatter.support, model_validated: models });
  const updated = after === null ? null : parseDocument(after).document;
  if (after === null || updated === null) return "edited_by_person";
  if (writeDocument(updated) === writeDocument(stored)) return "already_known";
  return { action: "reinforce", after, rationale: whyReinforce(candidate.stats, support?.sessions ?? null), models };
}

/** A revision that would make two learnings one lesson is not proposed: the preferred learning may say it, or the one that says it already. */
function dropDuplicateRevisions(store: PublishedStore): void {
  const revised = store.published.filter((learning) => store.changeOf(learning)?.action === "revise");
  const undecided = new Set(revised);
  for (const learning of revised) {
    undecided.delete(learning);
    const future = store.futureOf(learning);
    const isSaid = store.published.some((other) => {
      if (other === learning || undecided.has(other) || other.patternKey === learning.patternKey) return false;
      const document = store.futureOf(other);
      return document !== null && future !== null && isSameLesson(document, future);
    });
    if (!isSaid) continue;
    store.withdrawChangeOf(learning);
    store.drop("duplicate");
  }
}

/** Scope and expiry are decisions of people; a wall falls only when evidence comes from behind several. */
function withSettingsOf(stored: LearningDocument, written: LearningDocument, { wall }: Candidate): LearningDocument {
  const { scope, expires_at, applies_to } = stored.frontMatter;
  return {
    ...written,
    frontMatter: { ...written.frontMatter, scope, expires_at, applies_to: wall === null ? written.frontMatter.applies_to : applies_to },
  };
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].sort(compareText);
}
