"use server";

import { z } from "zod";
import { archiveAgent, restoreAgentVersion, updateAgent } from "@/lib/agents/commands";
import { toTexts } from "@/lib/agents/config-fields";
import { UpdateAgentInput } from "@/lib/agents/inputs";
import { getAgent } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import { startDream } from "@/lib/dreaming/commands";
import { countSelectable } from "@/lib/dreaming/session-scope";
import { AppError, isAppError } from "@/lib/errors";
import { type AgentId, isId } from "@/lib/ids";
import { requireVisitor } from "@/lib/web/current-user";
import { defineAction } from "@/lib/web/define-action";
import { getRuntime } from "@/lib/web/runtime";
import { ConfigForm } from "./config-form";
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

/** Saves a new version; where somebody was faster it answers theirs, so that the form can join both. */
export const updateConfigAction = defineAction({
  input: ConfigForm,
  command: async (ctx: Ctx, { agentId, update }) => {
    const current = await getAgent(ctx, agentId);
    const gone = Object.keys(current.config.metadata).filter((key) => !(key in (update.metadata ?? {})));
    const metadata = { ...update.metadata, ...Object.fromEntries(gone.map((key) => [key, null])) };
    try {
      return { agent: await updateAgent(ctx, agentId, { ...update, metadata }), newer: null };
    } catch (error) {
      if (!isAppError(error, "conflict")) throw error;
      const newer = await getAgent(ctx, agentId);
      return { agent: newer, newer: { version: newer.version, texts: toTexts(newer.config) } };
    }
  },
  revalidates: ({ agent, newer }) => (newer ? [] : [`/agents/${agent.id}`, "/agents"]),
  redirectTo: ({ agent, newer }) => (newer ? null : `/agents/${agent.id}?tab=versions`),
  returns: ({ newer }) => newer,
});

const OneVersion = z.object({
  agent_id: z.custom<AgentId>((value) => isId("agent", value), "Not an agent id."),
  version: z.coerce.number().int().min(1),
});

export const restoreVersionAction = defineAction({
  input: OneVersion,
  command: (ctx, { agent_id, version }) => restoreAgentVersion(ctx, agent_id, version),
  revalidates: (agent) => [`/agents/${agent.id}`, "/agents"],
});

const ArchiveForm = z.object({
  agent_id: z.custom<AgentId>((value) => isId("agent", value), "Not an agent id."),
  confirmation: z.string(),
});

export const archiveAgentAction = defineAction({
  input: ArchiveForm,
  command: async (ctx, { agent_id, confirmation }) => {
    const { config } = await getAgent(ctx, agent_id);
    if (confirmation !== config.name)
      throw new AppError("invalid_input", "That is not its name.", { details: { fields: { confirmation: `Type ${config.name}` } } });
    return archiveAgent(ctx, agent_id);
  },
  revalidates: (agent) => [`/agents/${agent.id}`, "/agents"],
  redirectTo: () => "/agents",
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
