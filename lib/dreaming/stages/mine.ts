import { and, asc, eq, isNotNull } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { mine } from "@/lib/dreaming/miner/mine";
import { dreamCandidates, dreamEvidence, dreams } from "@/lib/dreaming/schema";
import { digestSource } from "@/lib/dreaming/stages/digest-source";
import { type DreamRow, dreamKey, lockRunningDream, runStage, type StageContext } from "@/lib/dreaming/stages/stage-run";
import { wallKeyOf } from "@/lib/dreaming/stages/wall";
import type { Candidate, DigestSource, Funnel, MinerSettings } from "@/lib/dreaming/types";
import { collectEvidence, validate } from "@/lib/dreaming/validate/validate";
import type { DreamId } from "@/lib/ids";

/** The split into a mined and a held-back part is the same in every dream: what is held back stays held back. */
const SPLIT_SEED = 1;
const MAX_CANDIDATES = 40;
const EVIDENCE_BATCH = 500;

function settingsOf(dream: DreamRow): MinerSettings {
  return { minSupport: dream.settings.min_support, seed: SPLIT_SEED, maxCandidates: MAX_CANDIDATES };
}

async function sourceOf(ctx: Ctx, dream: DreamRow, onRead: (done: number) => Promise<void>): Promise<DigestSource> {
  const wallKey = await wallKeyOf(ctx, dream);
  const source = digestSource(ctx, dream.id, wallKey);
  return async function* counted() {
    let done = 0;
    for await (const item of source()) {
      yield item;
      done += 1;
      if (done % 100 === 0) await onRead(done);
    }
  };
}

/** Finds candidate patterns in the mined part of the sessions. */
export async function mineCandidates(stage: StageContext): Promise<void> {
  const { ctx } = stage;
  await runStage(stage, "mine", async (dream, progress) => {
    const source = await sourceOf(ctx, dream, (done) => progress(done, dream.sessionsRead));
    const { candidates, funnel } = await mine(source, settingsOf(dream));
    await progress(dream.sessionsRead, dream.sessionsRead);
    return {
      summary: { ...funnel },
      commit: async (tx, inner) => {
        await tx.update(dreams).set({ funnel }).where(dreamKey(inner, dream.id));
        if (candidates.length === 0) return;
        await tx.insert(dreamCandidates).values(
          candidates.map((mined, ordinal) => ({
            workspaceId: inner.workspaceId,
            dreamId: dream.id,
            patternKey: mined.key,
            ordinal,
            mined,
          })),
        );
      },
    };
  });
}

/** Checks candidates on the held-back part, decides their claims and stores the evidence of those that stand. */
export async function validateCandidates(stage: StageContext): Promise<void> {
  const { ctx, dreamId } = stage;
  await runStage(stage, "validate", async (dream, progress) => {
    const mined = await inWorkspace(ctx, (tx, inner) => readMined(tx, inner, dreamId));
    const source = await sourceOf(ctx, dream, (done) => progress(done, dream.sessionsRead));
    const { candidates, funnel } = await validate(mined, source, settingsOf(dream));
    const evidence = await storeEvidence(stage, candidates, source);
    await progress(dream.sessionsRead, dream.sessionsRead);
    return {
      summary: { ...funnel, evidence },
      commit: async (tx, inner) => {
        for (const validated of candidates) {
          await tx
            .update(dreamCandidates)
            .set({ validated })
            .where(
              and(
                eq(dreamCandidates.workspaceId, inner.workspaceId),
                eq(dreamCandidates.dreamId, dreamId),
                eq(dreamCandidates.patternKey, validated.key),
              ),
            );
        }
        const merged: Funnel | null = dream.funnel ? mergeFunnels(dream.funnel, funnel) : funnel;
        await tx.update(dreams).set({ funnel: merged }).where(dreamKey(inner, dreamId));
      },
    };
  });
}

function mergeFunnels(mined: Funnel, validated: Funnel): Funnel {
  const dropped = { ...mined.dropped };
  for (const [reason, n] of Object.entries(validated.dropped)) dropped[reason] = (dropped[reason] ?? 0) + n;
  return { ...mined, candidates: validated.candidates, dropped, nearestMiss: validated.nearestMiss ?? mined.nearestMiss };
}

async function readMined(tx: Tx, ctx: Ctx, dreamId: DreamId): Promise<Candidate[]> {
  const rows = await tx
    .select({ mined: dreamCandidates.mined })
    .from(dreamCandidates)
    .where(and(eq(dreamCandidates.workspaceId, ctx.workspaceId), eq(dreamCandidates.dreamId, dreamId)))
    .orderBy(asc(dreamCandidates.ordinal));
  return rows.map((row) => row.mined);
}

/** The candidates that stood, in the miner's order. */
export async function readValidated(tx: Tx, ctx: Ctx, dreamId: DreamId): Promise<Candidate[]> {
  const rows = await tx
    .select({ validated: dreamCandidates.validated })
    .from(dreamCandidates)
    .where(
      and(eq(dreamCandidates.workspaceId, ctx.workspaceId), eq(dreamCandidates.dreamId, dreamId), isNotNull(dreamCandidates.validated)),
    )
    .orderBy(asc(dreamCandidates.ordinal));
  return rows.flatMap((row) => (row.validated ? [row.validated] : []));
}

/** Writes one quote per session and candidate, in batches; a restart begins this stage's evidence anew. */
async function storeEvidence(stage: StageContext, candidates: Candidate[], source: DigestSource): Promise<number> {
  const { ctx, dreamId } = stage;
  await inWorkspace(ctx, async (tx, inner) => {
    await lockRunningDream(tx, inner, stage);
    await tx.delete(dreamEvidence).where(and(eq(dreamEvidence.workspaceId, inner.workspaceId), eq(dreamEvidence.dreamId, dreamId)));
  });
  const ordinals = new Map<string, number>();
  let batch: (typeof dreamEvidence.$inferInsert)[] = [];
  let total = 0;
  const flush = async () => {
    const rows = batch;
    batch = [];
    if (rows.length > 0) await inWorkspace(ctx, (tx) => tx.insert(dreamEvidence).values(rows));
  };
  for await (const { candidateKey, evidence } of collectEvidence(candidates, source)) {
    const ordinal = (ordinals.get(candidateKey) ?? 0) + 1;
    ordinals.set(candidateKey, ordinal);
    batch.push({ workspaceId: ctx.workspaceId, dreamId, patternKey: candidateKey, ordinal, ...evidence });
    total += 1;
    if (batch.length >= EVIDENCE_BATCH) await flush();
  }
  await flush();
  return total;
}
