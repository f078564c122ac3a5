import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { type AgentId, type DreamId, newId, type SessionId } from "@/lib/ids";
import type { ModelUsage } from "@/lib/model/types";
import { modelCalls } from "@/lib/usage/schema";
import type { UsagePurpose } from "@/lib/usage/types";

export type PaidCall = {
  purpose: UsagePurpose;
  agentId?: AgentId;
  sessionId?: SessionId;
  dreamId?: DreamId;
  model: string;
  usage: ModelUsage;
  /** Null where the model has no price. */
  costMicroUsd: number | null;
  durationMs: number;
};

/** Books one answer of a model, in the transaction that stores the answer. */
export async function recordModelCall(tx: Tx, ctx: Ctx, call: PaidCall): Promise<void> {
  const at = ctx.clock.now();
  await tx.insert(modelCalls).values({
    workspaceId: ctx.workspaceId,
    id: newId("modelCall", at.getTime()),
    at,
    purpose: call.purpose,
    agentId: call.agentId ?? null,
    sessionId: call.sessionId ?? null,
    dreamId: call.dreamId ?? null,
    model: call.model,
    inputTokens: call.usage.inputTokens,
    outputTokens: call.usage.outputTokens,
    cacheReadTokens: call.usage.cacheReadTokens,
    cacheWrite5mTokens: call.usage.cacheCreation5m,
    cacheWrite1hTokens: call.usage.cacheCreation1h,
    costMicroUsd: call.costMicroUsd,
    durationMs: Math.round(call.durationMs),
  });
}
