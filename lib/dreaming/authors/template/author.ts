/**
 * Writes notes and playbooks from candidates without a model. Deterministic: the same candidates give the same texts, without a time or the id
 * of a dream. What comes from transcripts is quoted as data, and nothing but a proven effect is told as one. Pure.
 */
import type { Draft } from "@/lib/dreaming/authors/template/draft";
import { confidenceOf, evidenceSentence, supportOf } from "@/lib/dreaming/authors/template/figures";
import { draftGuard } from "@/lib/dreaming/authors/template/guard";
import { asData, asTitle } from "@/lib/dreaming/authors/template/quote";
import { draftRecovery } from "@/lib/dreaming/authors/template/recovery";
import { draftWaste } from "@/lib/dreaming/authors/template/waste";
import type { Authored, Candidate } from "@/lib/dreaming/types";
import { writeDocument } from "@/lib/learnings/document";
import { slugify } from "@/lib/learnings/paths";

export type TemplateOptions = {
  /** The agent's wall key: a candidate from behind one wall value then serves only sessions with that value. */
  wallKey?: string | null;
};

/** One text per candidate, in the same order. Recoveries and proven guards become playbooks, waste and unproven guards notes. */
export function authorWithTemplate(candidates: readonly Candidate[], options: TemplateOptions = {}): Authored[] {
  return candidates.map((candidate) => {
    const draft = draftOf(candidate);
    return writeDraft(draft, candidate, { ...options, slug: slugify(draft.title) });
  });
}

/** What the text says, before it is written down. */
export function draftOf(candidate: Candidate): Draft {
  const draft = draftFamily(candidate);
  return { ...draft, title: asTitle(draft.title) };
}

/** The text with its figures, which are the candidate's whoever chose the words. */
export function writeDraft(draft: Draft, candidate: Candidate, { wallKey, slug }: TemplateOptions & { slug: string }): Authored {
  return { candidateKey: candidate.key, kind: draft.kind, slug, title: draft.title, content: contentOf(draft, candidate, wallKey ?? null) };
}

function draftFamily({ facts, stats }: Candidate): Draft {
  switch (facts.family) {
    case "recovery":
      return draftRecovery(facts, stats);
    case "guard":
      return draftGuard(facts, stats);
    case "waste":
      return draftWaste(facts, stats);
  }
}

function contentOf(draft: Draft, candidate: Candidate, wallKey: string | null): string {
  const { stats, models, wall } = candidate;
  return writeDocument({
    frontMatter: {
      kind: draft.kind,
      title: draft.title,
      trigger: { tools: draft.tools, errors: draft.errors, intents: [], file_types: [], keywords: [] },
      steps: draft.steps,
      avoid: draft.avoid,
      confidence: confidenceOf(stats),
      support: supportOf(stats),
      scope: "private",
      applies_to: wall !== null && wallKey !== null ? { [wallKey]: wall } : {},
      expires_at: null,
      model_validated: [...new Set(models.filter((model) => model.trim() !== "").map(asData))].sort((a, b) => (a < b ? -1 : 1)),
    },
    body: `${draft.situation}\n\n${evidenceSentence(stats, draft.counts)}\n`,
  });
}
