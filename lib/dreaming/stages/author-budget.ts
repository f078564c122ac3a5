/** Whether the next call of a dream's author may be made: asked before each one, for the most that it can cost. */
import type { Ctx } from "@/lib/context";
import type { DreamRow } from "@/lib/dreaming/stages/stage-run";
import type { ModelCallRequest } from "@/lib/model/call";
import { microUsdOf } from "@/lib/model/cost";
import { estimateTokens } from "@/lib/model/tokens";
import type { ModelPrice, ModelUsage } from "@/lib/model/types";
import { readDreamSpend } from "@/lib/usage/queries";

const MICRO_USD = 1_000_000;

export type BudgetStop = "dream_budget" | "month_budget" | "no_price";

/** Null when it fits. A model without a price fits no budget: nobody could say what it costs. */
export async function findBudgetStop(
  ctx: Ctx,
  dream: DreamRow,
  request: ModelCallRequest,
  price: ModelPrice | null,
): Promise<BudgetStop | null> {
  const { max_usd_per_dream: perDream, max_usd_per_month: perMonth } = dream.settings.budget;
  if (perDream === null && perMonth === null) return null;
  if (price === null) return "no_price";
  const most = { ...NO_USAGE, inputTokens: estimateTokens(JSON.stringify(request)), outputTokens: request.max_tokens };
  const mostUsd = microUsdOf(most, price) / MICRO_USD;
  if (perDream !== null && dream.costUsd + mostUsd > perDream) return "dream_budget";
  if (perMonth === null || dream.agentId === null) return null;
  const spent = await readDreamSpend(ctx, dream.agentId, startOfMonth(ctx.clock.now()));
  return spent / MICRO_USD + mostUsd > perMonth ? "month_budget" : null;
}

const NO_USAGE: ModelUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheCreation5m: 0, cacheCreation1h: 0 };

/** In UTC. */
function startOfMonth(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
}
