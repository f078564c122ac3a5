import { getAgent } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import type { DreamRow } from "@/lib/dreaming/stages/stage-run";

/** The metadata key whose values never share learnings; a store's dream is no agent's and has none. */
export async function wallKeyOf(ctx: Ctx, dream: DreamRow): Promise<string | null> {
  return dream.agentId === null ? null : (await getAgent(ctx, dream.agentId)).wallKey;
}
