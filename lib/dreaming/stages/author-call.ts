/** One call of a dream's author: asked with patience, booked once, in the transaction that stores what came of it. */
import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { Answered } from "@/lib/dreaming/authors/claude/answer";
import type { Prompt } from "@/lib/dreaming/authors/claude/prompt";
import { dreamStages, dreams } from "@/lib/dreaming/schema";
import { type BudgetStop, findBudgetStop } from "@/lib/dreaming/stages/author-budget";
import { DreamCanceled, dreamKey, lockRunningDream, type StageContext, stageKey } from "@/lib/dreaming/stages/stage-run";
import { callModel, type ModelAnswer, type ModelCallRequest } from "@/lib/model/call";
import type { ModelClient } from "@/lib/model/client";
import { microUsdOf } from "@/lib/model/cost";
import { ModelError } from "@/lib/model/errors";
import { findPrice } from "@/lib/model/queries";
import type { ModelPrice } from "@/lib/model/types";
import { recordModelCall } from "@/lib/usage/record";

/** Waits between tries; a dream is in no hurry, but it holds one of the worker's places. */
const WAITS_MS = [500, 2_000, 8_000];
const LONGEST_WAIT_MS = 30_000;
const MICRO_USD = 1_000_000;

export type CallStop = { reason: BudgetStop | `model_${ModelError["failure"]["kind"]}`; message: string | null };
type Commit = (tx: Tx, ctx: Ctx, answer: Answered) => Promise<void>;

/**
 * Null when the call was made and `commit` ran; else why no more calls should be made. What was received is booked even when the dream was canceled
 * meanwhile, but then nothing else is kept. Throws `DreamCanceled`.
 */
export async function askAuthor(
  stage: StageContext,
  client: ModelClient,
  { model, prompt }: { model: string; prompt: Prompt },
  commit: Commit,
): Promise<CallStop | null> {
  const { ctx } = stage;
  const request: ModelCallRequest = {
    model,
    max_tokens: prompt.maxTokens,
    system: prompt.system,
    messages: [{ role: "user", content: prompt.content }],
    output_config: { format: { type: "json_schema", schema: prompt.schema } },
  };
  const price = await findPrice(ctx, request.model);
  const dream = await inWorkspace(ctx, (tx, inner) => lockRunningDream(tx, inner, stage));
  const stop = await findBudgetStop(ctx, dream, request, price);
  if (stop !== null) return { reason: stop, message: null };
  const startedAt = performance.now();
  let answer: ModelAnswer;
  try {
    answer = await askPatiently(stage, client, request);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { reason: `model_${error.failure.kind}`, message: error.failure.message };
  }
  const isRunning = await inWorkspace(ctx, async (tx, inner) => {
    const running = await isStillRunning(tx, inner, stage);
    await book(tx, inner, stage, { request, answer, price, durationMs: performance.now() - startedAt });
    if (running) await commit(tx, inner, { text: textOf(answer), stopReason: answer.stopReason });
    return running;
  });
  if (!isRunning) throw new DreamCanceled();
  return null;
}

function textOf({ content }: ModelAnswer): string {
  return content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

async function askPatiently(stage: StageContext, client: ModelClient, request: ModelCallRequest): Promise<ModelAnswer> {
  for (let tries = 0; ; tries++) {
    try {
      return await callModel(client, request);
    } catch (error) {
      const pause = WAITS_MS[tries];
      if (!(error instanceof ModelError) || !error.failure.isRetryable || pause === undefined) throw error;
      const waitMs = Math.max(pause, error.failure.retryAfterMs ?? 0);
      if (waitMs > LONGEST_WAIT_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      await inWorkspace(stage.ctx, (tx, inner) => lockRunningDream(tx, inner, stage));
    }
  }
}

async function isStillRunning(tx: Tx, ctx: Ctx, stage: StageContext): Promise<boolean> {
  try {
    await lockRunningDream(tx, ctx, stage);
    return true;
  } catch (error) {
    if (error instanceof DreamCanceled) return false;
    throw error;
  }
}

type Paid = { request: ModelCallRequest; answer: ModelAnswer; price: ModelPrice | null; durationMs: number };

async function book(tx: Tx, ctx: Ctx, { dreamId }: StageContext, { request, answer, price, durationMs }: Paid): Promise<void> {
  const { usage } = answer;
  const costMicroUsd = price === null ? null : microUsdOf(usage, price);
  const [dream] = await tx.select({ agentId: dreams.agentId }).from(dreams).where(dreamKey(ctx, dreamId));
  await recordModelCall(tx, ctx, {
    purpose: "dream",
    dreamId,
    ...(dream?.agentId ? { agentId: dream.agentId } : {}),
    model: request.model,
    usage,
    costMicroUsd,
    durationMs,
  });
  const tokensIn = usage.inputTokens + usage.cacheReadTokens + usage.cacheCreation5m + usage.cacheCreation1h;
  const costUsd = (costMicroUsd ?? 0) / MICRO_USD;
  await tx
    .update(dreams)
    .set({
      inputTokens: sql`${dreams.inputTokens} + ${tokensIn}`,
      outputTokens: sql`${dreams.outputTokens} + ${usage.outputTokens}`,
      costUsd: sql`${dreams.costUsd} + ${costUsd}::float8`,
      updatedAt: ctx.clock.now(),
    })
    .where(dreamKey(ctx, dreamId));
  await tx
    .update(dreamStages)
    .set({
      inputTokens: sql`${dreamStages.inputTokens} + ${tokensIn}`,
      outputTokens: sql`${dreamStages.outputTokens} + ${usage.outputTokens}`,
      costUsd: sql`${dreamStages.costUsd} + ${costUsd}::float8`,
    })
    .where(stageKey(ctx, dreamId, "author"));
}
