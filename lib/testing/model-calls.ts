/** Books answers of models without asking any. */
import { frozenClock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { ModelUsage } from "@/lib/model/types";
import { type PaidCall, recordModelCall } from "@/lib/usage/record";

export type TestCall = Partial<Omit<PaidCall, "usage">> & { at: string; usage?: Partial<ModelUsage> };

const USAGE: ModelUsage = { inputTokens: 100, outputTokens: 20, cacheReadTokens: 1_000, cacheCreation5m: 50, cacheCreation1h: 0 };

export async function bookCalls(ctx: Ctx, calls: readonly TestCall[]): Promise<void> {
  await inWorkspace(ctx, async (tx, inner) => {
    for (const { at, usage, ...call } of calls) {
      await recordModelCall(
        tx,
        { ...inner, clock: frozenClock(at) },
        { purpose: "session", model: "claude-opus-5-5", costMicroUsd: 10_000, durationMs: 900, ...call, usage: { ...USAGE, ...usage } },
      );
    }
  });
}
