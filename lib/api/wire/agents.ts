/** Agents on the wire. */
import type Anthropic from "@anthropic-ai/sdk";
import { z } from "@hono/zod-openapi";
import { type AgentConfig, type AgentView, DREAM_AUTHORS, REVIEW_POLICIES } from "@/lib/agents/types";
import { idOf, instant, maybeInstant, toInstant, toMaybeInstant } from "@/lib/api/responses";

const Settings = {
  days: z.number().int().nullable(),
  usd: z.number().nullable(),
};

const openObject = z.record(z.string(), z.unknown());

/** What an agent and the snapshot in a session share. */
export const agentConfigFields = {
  name: z.string(),
  description: z.string().nullable(),
  model: z
    .object({
      id: z.string(),
      speed: z.enum(["standard", "fast"]).optional(),
      effort: z.object({ type: z.string() }).optional(),
      inference_geo: z.string().optional(),
    })
    .openapi({ description: "Always an object, even where a model's id was given." }),
  system: z.string().nullable().openapi({ description: "System prompt." }),
  tools: z.array(openObject).openapi({ description: "Toolsets, custom tools and MCP toolsets, with defaults filled in." }),
  mcp_servers: z.array(openObject),
  skills: z.array(openObject),
  multiagent: openObject.nullable(),
  execution_identity: z.object({ type: z.literal("service_account") }),
};

export const WireDreaming = z
  .object({
    enabled: z.boolean(),
    schedule: z.object({ type: z.literal("cron"), expression: z.string(), timezone: z.string() }).nullable(),
    min_new_sessions: z.number().int(),
    author: z.enum(DREAM_AUTHORS).openapi({ description: "`auto` is claude with a key, else template." }),
    model: z.string().nullable(),
    instructions: z.string().nullable(),
    review: z.enum(REVIEW_POLICIES).openapi({ description: "Which proposed changes wait for a person." }),
    budget: z.object({ max_usd_per_dream: Settings.usd, max_usd_per_month: Settings.usd }),
    min_support: z.number().int().openapi({ description: "Sessions that must show a pattern before it is proposed." }),
    holdout_share: z.number().openapi({ description: "0 to 0.5: how often a matched learning is withheld, to measure its effect." }),
  })
  .openapi("DreamingSettings");

export const WireAgent = z
  .object({
    id: idOf("agent", "Id of the agent."),
    type: z.literal("agent"),
    version: z.number().int().openapi({ description: "From 1, one more with each real change of the configuration." }),
    ...agentConfigFields,
    metadata: z.record(z.string(), z.string()),
    dreaming: WireDreaming,
    retention: z.object({ session_days: Settings.days, note_days: Settings.days, playbook_days: Settings.days }),
    wall_key: z.string().nullable().openapi({ description: "Metadata key whose values never share learnings." }),
    learnings_store_id: idOf("memoryStore", "The memory store that holds what the agent has learned."),
    outcome_definition_id: z.string().nullable(),
    created_at: instant("When the agent was made."),
    updated_at: instant("When it last changed."),
    archived_at: maybeInstant("When it was archived."),
  })
  .openapi("Agent", { description: "A named configuration; every change makes a new immutable version." });

type SdkAgent = Anthropic.Beta.BetaManagedAgentsAgent;
/** Kept as given and checked on entry: the SDK's unions of these are wider or narrower from release to release. */
export type OpenFields = "model" | "tools" | "mcp_servers" | "skills" | "multiagent";

export function toWireAgent(agent: AgentView): z.infer<typeof WireAgent> {
  return {
    id: agent.id,
    type: "agent",
    version: agent.version,
    ...toWireConfig(agent.config),
    metadata: agent.config.metadata,
    dreaming: agent.dreaming,
    retention: agent.retention,
    wall_key: agent.wallKey,
    learnings_store_id: agent.learningsStoreId,
    outcome_definition_id: agent.outcomeDefinitionId,
    created_at: toInstant(agent.createdAt),
    updated_at: toInstant(agent.updatedAt),
    archived_at: toMaybeInstant(agent.archivedAt),
  } satisfies z.infer<typeof WireAgent> & Omit<SdkAgent, OpenFields>;
}

/** The configuration without its metadata, which a session has of its own. */
export function toWireConfig(config: AgentConfig) {
  const { name, description, model, system, mcp_servers, skills, multiagent } = config;
  const execution_identity = { type: "service_account" as const };
  return { name, description, model, system, tools: config.tools.map(toWireTool), mcp_servers, skills, multiagent, execution_identity };
}

/** Each configured tool of a toolset also answers its `type`, which equals its name. */
function toWireTool(tool: Record<string, unknown>): Record<string, unknown> {
  if (tool.type !== "agent_toolset_20260401" || !Array.isArray(tool.configs)) return tool;
  return { ...tool, configs: tool.configs.map((config: Record<string, unknown>) => ({ type: config.name, ...config })) };
}
