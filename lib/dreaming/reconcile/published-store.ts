/** The store as reconcile works on it: what is published, what it will be when the changes so far are applied, and what was dropped. Pure. */
import { compareStrength } from "@/lib/dreaming/reconcile/evidence-weight";
import type { Authored, Candidate, ProposedChange, StoredLearning, StoreSnapshot } from "@/lib/dreaming/types";
import { parseDocument } from "@/lib/learnings/document";
import type { LearningDocument } from "@/lib/learnings/types";

/** Why something that was found became no change. */
export type DropReason =
  | "already_known"
  | "weaker_evidence"
  | "locked"
  | "edited_by_person"
  | "awaits_person"
  | "quarantined"
  | "rejected_before"
  | "retired_before"
  | "contradicted"
  | "duplicate"
  | "no_text"
  | "no_candidate";

/** One pattern of this dream: what was found and what was written about it. */
export type Finding = { candidate: Candidate; authored: Authored; written: LearningDocument };

/** A change to a published learning; what is not given is the learning's own. */
export type Proposal = { after: string | null; rationale: string; authored?: Authored; models?: string[] };

export class PublishedStore {
  /** Preferred ones first. */
  readonly published: readonly StoredLearning[];
  readonly changes: ProposedChange[] = [];
  readonly dropped: Partial<Record<DropReason, number>> = {};
  readonly #documents = new Map<string, LearningDocument | null>();

  constructor(readonly snapshot: StoreSnapshot) {
    this.published = snapshot.learnings.filter((learning) => learning.status === "published").sort(preferred);
  }

  drop(reason: DropReason): void {
    this.dropped[reason] = (this.dropped[reason] ?? 0) + 1;
  }

  documentOf(learning: StoredLearning): LearningDocument | null {
    return this.#parse(learning.content);
  }

  /** What the learning says when the changes so far are applied; null when it is gone or can't be read. */
  futureOf(learning: StoredLearning): LearningDocument | null {
    const change = this.changeOf(learning);
    if (change?.action === "merge" || change?.action === "retire") return null;
    return this.#parse(change?.after ?? learning.content);
  }

  changeOf(learning: StoredLearning): ProposedChange | undefined {
    return this.changes.find((change) => change.memoryId === learning.memoryId);
  }

  withdrawChangeOf(learning: StoredLearning): void {
    const at = this.changes.findIndex((change) => change.memoryId === learning.memoryId);
    if (at !== -1) this.changes.splice(at, 1);
  }

  propose(action: Exclude<ProposedChange["action"], "add">, target: StoredLearning, candidate: Candidate, proposal: Proposal): void {
    const { after, rationale, authored, models = candidate.models } = proposal;
    this.changes.push({
      ...aboutOf(candidate),
      models,
      patternKey: target.patternKey ?? candidate.key,
      action,
      kind: authored?.kind ?? target.kind,
      path: target.path,
      memoryId: target.memoryId,
      title: authored?.title ?? target.title,
      before: target.content,
      beforeSha256: target.contentSha256,
      after,
      rationale,
    });
  }

  #parse(content: string): LearningDocument | null {
    const known = this.#documents.get(content);
    if (known !== undefined) return known;
    const { document } = parseDocument(content);
    this.#documents.set(content, document);
    return document;
  }
}

/** What a change takes over from its candidate. */
export function aboutOf({ family, key, stats, trust, models, wall, examples }: Candidate) {
  return { family, patternKey: key, stats, trust, models, wall, examples };
}

/** The wall of a learning as text, for comparing. */
export function wallOf({ frontMatter }: LearningDocument): string {
  return JSON.stringify(Object.entries(frontMatter.applies_to).sort(([a], [b]) => compareText(a, b)));
}

/** Locked, then in a person's words, then the better supported; ties by path and id. */
function preferred(a: StoredLearning, b: StoredLearning): number {
  return (
    Number(b.isLocked) - Number(a.isLocked) ||
    Number(b.isEditedByPerson) - Number(a.isEditedByPerson) ||
    (a.stats && b.stats ? compareStrength(a.stats, b.stats) : Number(b.stats !== null) - Number(a.stats !== null)) ||
    compareText(a.path, b.path) ||
    compareText(a.memoryId, b.memoryId)
  );
}

/** By code units: the same everywhere. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
