/**
 * Claude's part of the author stage. Each answer is committed with the texts that came of it, so that a worker that dies goes on behind the last one.
 * Whatever the model may not or could not write stands in the template's words.
 */
import { and, asc, eq, isNotNull } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { type Refusal, readAnswer } from "@/lib/dreaming/authors/claude/answer";
import { findFault } from "@/lib/dreaming/authors/claude/fault";
import { type Item, type Surroundings, toBatches, toPrompt, toSurroundings } from "@/lib/dreaming/authors/claude/prompt";
import { withWording, wordingOfPublished } from "@/lib/dreaming/authors/claude/wording";
import { authorWithTemplate, draftOf, writeDraft } from "@/lib/dreaming/authors/template/author";
import { dreamCandidates, dreamStages } from "@/lib/dreaming/schema";
import { askAuthor, type CallStop } from "@/lib/dreaming/stages/author-call";
import { digestSource } from "@/lib/dreaming/stages/digest-source";
import { type DreamRow, type StageContext, type StageProgress, type StageSummary, stageKey } from "@/lib/dreaming/stages/stage-run";
import { isStoreDream } from "@/lib/dreaming/store-dream/input";
import { readOutputSnapshot } from "@/lib/dreaming/store-dream/snapshot";
import { readStoreSnapshot } from "@/lib/dreaming/store-snapshot";
import type { Authored, Candidate, LabelledDigest, StoredLearning } from "@/lib/dreaming/types";
import type { DreamId } from "@/lib/ids";
import { slugify } from "@/lib/learnings/paths";
import { memories } from "@/lib/memory/schema";
import type { ModelClient } from "@/lib/model/client";

/** Where nobody named a model: the miner decides what a text says, so the cheapest that words it well. */
const DEFAULT_MODEL = "claude-haiku-5-5";
const MAX_DOCUMENTS = 200;

type Asked = { dream: DreamRow; candidates: readonly Candidate[]; wallKey: string | null; client: ModelClient; progress: StageProgress };
/** What the stage's summary says; saved with every answer, so that it goes on from there. */
type Tally = { calls: number; by_claude: number; fallbacks: Record<string, number>; overview: string | null };

/** The texts that are not stored yet, and what to say of all. */
export async function authorWithClaude(stage: StageContext, asked: Asked): Promise<{ rest: Authored[]; summary: StageSummary }> {
  const { dream, candidates, wallKey, client, progress } = asked;
  const model = dream.model ?? DEFAULT_MODEL;
  const { done, tally } = await readProgress(stage);
  const write = (item: Item, draft = item.draft) => writeDraft(draft, item.candidate, { wallKey, slug: slugify(item.draft.title) });

  const known = await readKnown(stage, asked);
  const items = candidates.filter(({ key }) => !done.has(key)).map((candidate) => ({ candidate, draft: draftOf(candidate) }));
  const published = items.flatMap((item) => {
    const learning = known.get(item.candidate.key);
    return learning ? [write(item, inPublishedWords(item, learning))] : [];
  });
  const fresh = items.filter((item) => !known.has(item.candidate.key));

  // The official form is asked about its sessions and store even when the miner found nothing to write about.
  let surroundings = isStoreDream(dream) && tally.calls === 0 ? await readSurroundings(stage.ctx, dream) : null;
  const batches = fresh.length === 0 && surroundings !== null ? [[]] : toBatches(fresh);
  let stop: CallStop | null = null;
  let at = 0;
  for (; at < batches.length; at++) {
    await progress(candidates.length - fresh.length + batches.slice(0, at).flat().length, candidates.length);
    const batch = batches[at] ?? [];
    const prompt = toPrompt({ items: batch, instructions: dream.instructions, surroundings });
    stop = await askAuthor(stage, client, { model, prompt }, async (tx, inner, answer) => {
      const { worded, overview } = readAnswer(answer, batch, isStoreDream(dream));
      tally.calls += 1;
      tally.overview ??= overview;
      for (const { refusal } of worded) count(tally, refusal);
      await storeAuthored(
        tx,
        inner,
        dream.id,
        batch.map((item, i) => write(item, worded[i]?.draft)),
      );
      await tx
        .update(dreamStages)
        .set({ summary: { ...tally } })
        .where(stageKey(inner, dream.id, "author"));
    });
    if (stop !== null) break;
    surroundings = null;
  }
  const left = batches.slice(at).flat();
  if (stop !== null && left.length > 0) tally.fallbacks[stop.reason] = (tally.fallbacks[stop.reason] ?? 0) + left.length;
  return {
    rest: [...published, ...left.map((item) => write(item))],
    summary: {
      author: tally.calls > 0 ? "claude" : "template",
      model,
      candidates: candidates.length,
      authored: candidates.length,
      ...tally,
      words_kept: published.length,
      ...(stop === null ? {} : { stopped: stop.reason, ...(stop.message === null ? {} : { stopped_because: stop.message }) }),
    },
  };
}

function count(tally: Tally, refusal: Refusal | null): void {
  if (refusal === null) tally.by_claude += 1;
  else tally.fallbacks[refusal] = (tally.fallbacks[refusal] ?? 0) + 1;
}

/** What earlier attempts at this stage have committed. */
async function readProgress({ ctx, dreamId }: StageContext): Promise<{ done: ReadonlySet<string>; tally: Tally }> {
  return inWorkspace(ctx, async (tx, inner) => {
    const rows = await tx
      .select({ key: dreamCandidates.patternKey })
      .from(dreamCandidates)
      .where(
        and(eq(dreamCandidates.workspaceId, inner.workspaceId), eq(dreamCandidates.dreamId, dreamId), isNotNull(dreamCandidates.authored)),
      );
    const [row] = await tx
      .select({ summary: dreamStages.summary })
      .from(dreamStages)
      .where(stageKey(inner, dreamId, "author"));
    const none: Tally = { calls: 0, by_claude: 0, fallbacks: {}, overview: null };
    return { done: new Set(rows.map(({ key }) => key)), tally: { ...none, ...(row?.summary as Partial<Tally> | undefined) } };
  });
}

/**
 * Learnings that say these patterns already, by pattern: nobody is paid to find other words for what is published, and a dream that found nothing
 * new proposes no revision.
 */
async function readKnown({ ctx }: StageContext, { dream, candidates, wallKey }: Asked): Promise<Map<string, StoredLearning>> {
  const { snapshot } = await inWorkspace(ctx, (tx, inner) =>
    isStoreDream(dream)
      ? readOutputSnapshot(tx, inner, dream, authorWithTemplate(candidates, { wallKey }))
      : readStoreSnapshot(tx, inner, dream.storeId),
  );
  return new Map(
    snapshot.learnings
      .filter(({ status, patternKey }) => status === "published" && patternKey !== null)
      .map((learning) => [learning.patternKey ?? "", learning]),
  );
}

/** The published words with the new figures, where they may still stand; else the template's, which is then a revision. */
function inPublishedWords({ candidate, draft }: Item, learning: StoredLearning): Item["draft"] {
  const wording = wordingOfPublished(learning.content);
  return wording === null || findFault(wording, draft, candidate) !== null ? draft : withWording(draft, wording);
}

async function readSurroundings(ctx: Ctx, dream: DreamRow): Promise<Surroundings> {
  const digests: LabelledDigest[] = [];
  for await (const one of digestSource(ctx, dream.id, null)()) digests.push(one);
  const documents = await inWorkspace(ctx, (tx) =>
    tx
      .select({ path: memories.path, content: memories.content })
      .from(memories)
      .where(and(eq(memories.workspaceId, ctx.workspaceId), eq(memories.storeId, dream.storeId)))
      .orderBy(asc(memories.path))
      .limit(MAX_DOCUMENTS),
  );
  return toSurroundings(digests, documents);
}

export async function storeAuthored(tx: Tx, ctx: Ctx, dreamId: DreamId, authored: readonly Authored[]): Promise<void> {
  for (const one of authored) {
    await tx
      .update(dreamCandidates)
      .set({ authored: one })
      .where(
        and(
          eq(dreamCandidates.workspaceId, ctx.workspaceId),
          eq(dreamCandidates.dreamId, dreamId),
          eq(dreamCandidates.patternKey, one.candidateKey),
        ),
      );
  }
}
