"use server";

import { z } from "zod";
import { updateAgent } from "@/lib/agents/commands";
import { UpdateAgentInput } from "@/lib/agents/inputs";
import type { Ctx } from "@/lib/context";
import { startDream } from "@/lib/dreaming/commands";
import { countSelectable } from "@/lib/dreaming/session-scope";
import { type AgentId, isId } from "@/lib/ids";
import { requireVisitor } from "@/lib/web/current-user";
import { defineAction } from "@/lib/web/define-action";
import { getRuntime } from "@/lib/web/runtime";
import { DreamNowInput, toScope } from "./dream-form";

/** Records the dream and hands it to a worker. */
export const dreamNowAction = defineAction({
  input: DreamNowInput,
  command: async (ctx: Ctx, input: DreamNowInput) => {
    const { membership } = await requireVisitor();
    const dream = await startDream(ctx, { agent_id: input.agent_id, sessions: toScope(input, membership.timeZone) }, "manual");
    const { jobs } = await getRuntime();
    await jobs.enqueueDream({ workspaceId: ctx.workspaceId, dreamId: dream.id });
    return dream;
  },
  revalidates: (dream) => [`/agents/${dream.agentId}`, "/dreams"],
  redirectTo: (dream) => `/dreams/${dream.id}`,
});

/** How many sessions such a dream would read. */
export const estimateDreamAction = defineAction({
  input: DreamNowInput,
  command: async (ctx: Ctx, input: DreamNowInput) => {
    const { membership } = await requireVisitor();
    return countSelectable(ctx, input.agent_id, toScope(input, membership.timeZone));
  },
  returns: (counts) => counts,
});

const MIN_SUPPORT = "A whole number from 2 to 1,000.";

/** A form's texts, as the command's own schema takes them. */
const DreamingForm = z
  .object({
    agent_id: z.custom<AgentId>((value) => isId("agent", value), "Not an agent id."),
    min_support: z.coerce.number(MIN_SUPPORT),
    review: z.string(),
  })
  .transform(({ agent_id, ...dreaming }, context) => {
    const parsed = UpdateAgentInput.safeParse({ dreaming });
    if (parsed.success) return { agentId: agent_id, update: parsed.data };
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: "custom", message: path[1] === "min_support" ? MIN_SUPPORT : message, path: path.slice(1) });
    }
    return z.NEVER;
  });

export const updateDreamingAction = defineAction({
  input: DreamingForm,
  command: (ctx, { agentId, update }) => updateAgent(ctx, agentId, update),
  revalidates: (agent) => [`/agents/${agent.id}`],
});
