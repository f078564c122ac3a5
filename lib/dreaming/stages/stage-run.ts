/** What every stage shares: it runs once, says how far it is, and stops when the dream was canceled. */
import { and, eq, sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { failDream } from "@/lib/dreaming/commands";
import { dreamStages, dreams } from "@/lib/dreaming/schema";
import { findInputFault, isStoreDream } from "@/lib/dreaming/store-dream/input";
import type { DreamStage } from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";
import type { DreamId } from "@/lib/ids";
import { announce } from "@/lib/live";
import type { ModelClient } from "@/lib/model/client";

/** `run` is the dream's run that works: once a person has started another one, the old one may write nothing more. */
export type StageContext = {
  ctx: Ctx;
  dreamId: DreamId;
  run?: number;
  /** Null or left out where there is no key. */
  model?: ModelClient | null;
};
export type DreamRow = typeof dreams.$inferSelect;
export type StageSummary = Record<string, unknown>;

/** Thrown inside a stage when the dream has ended meanwhile, canceled or failed: nothing more is done or written. */
export class DreamCanceled extends Error {
  override name = "DreamCanceled";
}

export type StageProgress = (done: number, total: number) => Promise<void>;
/** Runs with the stage's result in the transaction that marks the stage completed. */
export type StageResult = { summary: StageSummary; commit?: (tx: Tx, ctx: Ctx) => Promise<void> };

const PROGRESS_EVERY_MS = 300;

/**
 * Runs a stage unless its result is committed already. The result and the mark that the stage is complete are one transaction, so a stage
 * is never computed again after it was committed. Throws `DreamCanceled`.
 */
export async function runStage(
  context: StageContext,
  stage: DreamStage,
  work: (dream: DreamRow, progress: StageProgress) => Promise<StageResult>,
): Promise<void> {
  const { ctx, dreamId, run: ofRun } = context;
  const dream = await beginStage(context, stage);
  if (!dream) return;
  const fault = isStoreDream(dream) ? await findInputFault(ctx, dream) : null;
  if (fault) {
    await failDream(ctx, dreamId, fault, ofRun);
    throw new DreamCanceled();
  }
  let lastSaid = 0;
  const progress: StageProgress = async (done, total) => {
    const now = ctx.clock.now().getTime();
    if (done < total && now - lastSaid < PROGRESS_EVERY_MS) return;
    lastSaid = now;
    await sayProgress(context, stage, done, total);
  };
  const result = await work(dream, progress);
  await inWorkspace(ctx, async (tx, inner) => {
    await lockRunningDream(tx, inner, context);
    await result.commit?.(tx, inner);
    await tx
      .update(dreamStages)
      .set({
        state: "completed",
        endedAt: ctx.clock.now(),
        summary: result.summary,
        done: sql`greatest(${dreamStages.done}, ${dreamStages.total})`,
      })
      .where(stageKey(ctx, dreamId, stage));
    await announce(inner, { topic: "dreams", id: dreamId });
  });
}

/** Null when the stage is complete. */
async function beginStage(context: StageContext, stage: DreamStage): Promise<DreamRow | null> {
  const { ctx, dreamId } = context;
  return inWorkspace(ctx, async (tx, inner) => {
    const dream = await lockRunningDream(tx, inner, context);
    const [row] = await tx
      .select()
      .from(dreamStages)
      .where(stageKey(ctx, dreamId, stage));
    if (row?.state === "completed") return null;
    const now = ctx.clock.now();
    await tx
      .update(dreamStages)
      .set({ state: "running", startedAt: row?.startedAt ?? now, attempts: sql`${dreamStages.attempts} + 1` })
      .where(stageKey(ctx, dreamId, stage));
    await tx.update(dreams).set({ stage, updatedAt: now }).where(dreamKey(ctx, dreamId));
    await announce(inner, { topic: "dreams", id: dreamId });
    return dream;
  });
}

/** The dream's row, locked. Throws `DreamCanceled` when that run of it does not run (any more), `not_found`. */
export async function lockRunningDream(tx: Tx, ctx: Ctx, { dreamId, run }: Pick<StageContext, "dreamId" | "run">): Promise<DreamRow> {
  const [dream] = await tx.select().from(dreams).where(dreamKey(ctx, dreamId)).for("update");
  if (!dream) throw new AppError("not_found", `There is no dream ${dreamId}.`);
  if (dream.status !== "running" || (run !== undefined && dream.run !== run)) throw new DreamCanceled();
  return dream;
}

async function sayProgress(context: StageContext, stage: DreamStage, done: number, total: number): Promise<void> {
  const { ctx, dreamId } = context;
  await inWorkspace(ctx, async (tx, inner) => {
    await lockRunningDream(tx, inner, context);
    await tx
      .update(dreamStages)
      .set({ done, total })
      .where(stageKey(ctx, dreamId, stage));
    await tx.update(dreams).set({ progressDone: done, progressTotal: total, updatedAt: ctx.clock.now() }).where(dreamKey(ctx, dreamId));
    await announce(inner, { topic: "dreams", id: dreamId });
  });
}

export function dreamKey(ctx: Ctx, dreamId: DreamId) {
  return and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, dreamId));
}

export function stageKey(ctx: Ctx, dreamId: DreamId, stage: DreamStage) {
  return and(eq(dreamStages.workspaceId, ctx.workspaceId), eq(dreamStages.dreamId, dreamId), eq(dreamStages.stage, stage));
}
