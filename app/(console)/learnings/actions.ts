"use server";

import { z } from "zod";
import type { Ctx } from "@/lib/context";
import { isAppError } from "@/lib/errors";
import { type AgentId, isId, type MemoryId } from "@/lib/ids";
import { lockLearning, unlockLearning } from "@/lib/learnings/commands";
import { CreateLearningInput, ExpiryInput, RetireInput } from "@/lib/learnings/inputs";
import { createLearning, pinLearning, retireLearning, setLearningExpiry, unpinLearning } from "@/lib/learnings/lifecycle";
import { defineAction } from "@/lib/web/define-action";

export const createLearningAction = defineAction({
  input: CreateLearningInput.extend({ agent_id: z.custom<AgentId>((value) => isId("agent", value), "Choose an agent.") }),
  command: (ctx, { agent_id: agentId, ...input }) => createLearning(ctx, agentId, input),
  redirectTo: (id) => `/learnings/${id}`,
});

const Ids = z
  .string()
  .transform((text) => text.split(" ").filter(Boolean))
  .pipe(
    z
      .array(z.custom<MemoryId>((value) => isId("memory", value), "Not a learning id."))
      .min(1, "Choose at least one.")
      .max(100),
  );

const BulkForm = z.discriminatedUnion("verb", [
  z.object({ verb: z.enum(["lock", "unlock", "pin", "unpin"]), ids: Ids }),
  RetireInput.extend({ verb: z.literal("retire"), ids: Ids }),
  ExpiryInput.extend({ verb: z.literal("expire"), ids: Ids }),
]);
type BulkForm = z.output<typeof BulkForm>;

export const changeLearningsAction = defineAction({
  input: BulkForm,
  command: changeEach,
  revalidates: () => ["/learnings"],
  returns: (result) => result,
});

/** Each on its own: what can't be changed (a locked one, say) is named and keeps none of the others back. */
async function changeEach(ctx: Ctx, input: BulkForm): Promise<{ done: number; kept: string[] }> {
  const kept: string[] = [];
  for (const id of input.ids) {
    try {
      await changeOne(ctx, input, id);
    } catch (error) {
      if (!isAppError(error) || error.code === "forbidden") throw error;
      kept.push(error.message);
    }
  }
  return { done: input.ids.length - kept.length, kept: [...new Set(kept)] };
}

function changeOne(ctx: Ctx, input: BulkForm, id: MemoryId): Promise<void> {
  switch (input.verb) {
    case "lock":
      return lockLearning(ctx, id);
    case "unlock":
      return unlockLearning(ctx, id);
    case "pin":
      return pinLearning(ctx, id);
    case "unpin":
      return unpinLearning(ctx, id);
    case "retire":
      return retireLearning(ctx, id, { reason: input.reason });
    case "expire":
      return setLearningExpiry(ctx, id, input.expires_at);
  }
}
