/** What the agents API and forms accept: the limits of the Managed Agents contract. */
import { z } from "zod";
import { MultiagentInput } from "@/lib/agents/multiagent-inputs";
import { McpServers, Skills, Tools } from "@/lib/agents/tool-inputs";
import { type AgentModel, DREAM_AUTHORS, REVIEW_POLICIES } from "@/lib/agents/types";
import { CronScheduleInput } from "@/lib/schedules/inputs";

const EFFORTS = ["low", "medium", "high", "xhigh", "max"] as const;
const Effort = z.union([z.enum(EFFORTS).transform((type) => ({ type })), z.strictObject({ type: z.enum(EFFORTS) })]);

const modelId = z.string().min(1).max(256);

/** A model as it was sent, as an object. An `effort` of null takes the model's own; left out, an update keeps the one that is set. */
const ModelPatch = z
  .union([
    modelId,
    z.strictObject({
      id: modelId,
      speed: z.enum(["standard", "fast"]).nullable().optional(),
      effort: Effort.nullable().optional(),
      inference_geo: z.string().min(1).max(64).nullable().optional(),
    }),
  ])
  .transform((model) => {
    if (typeof model === "string") return { id: model };
    const { id, speed, effort, inference_geo } = model;
    return { id, ...(speed && { speed }), ...(effort !== undefined && { effort }), ...(inference_geo && { inference_geo }) };
  });

const Model = ModelPatch.transform(({ effort, ...model }): AgentModel => (effort ? { ...model, effort } : model));

const MetadataKey = z.string().min(1).max(64);
const Metadata = z.record(MetadataKey, z.string().max(512)).refine((value) => Object.keys(value).length <= 16, "At most 16 keys.");
/** A string sets, null deletes. */
const MetadataPatch = z.record(MetadataKey, z.string().max(512).nullable());

const Money = z.number().min(0).max(1_000_000).nullable();

const Dreaming = z.strictObject({
  enabled: z.boolean().optional(),
  schedule: CronScheduleInput.nullable().optional(),
  min_new_sessions: z.number().int().min(1).max(100_000).optional(),
  author: z.enum(DREAM_AUTHORS).optional(),
  model: z.string().min(1).max(256).nullable().optional(),
  instructions: z.string().min(1).max(4096).nullable().optional(),
  review: z.enum(REVIEW_POLICIES).optional(),
  budget: z.strictObject({ max_usd_per_dream: Money.optional(), max_usd_per_month: Money.optional() }).optional(),
  min_support: z.number().int().min(2).max(1000).optional(),
  holdout_share: z.number().min(0).max(0.5).optional(),
});

const Days = z.number().int().min(1).max(36_500).nullable().optional();
const Retention = z.strictObject({ session_days: Days, note_days: Days, playbook_days: Days });

const clearable = <T extends z.ZodType>(schema: T) => schema.nullable().optional();

const common = {
  description: clearable(z.string().max(2048)),
  system: clearable(z.string().max(100_000)),
  tools: clearable(Tools),
  mcp_servers: clearable(McpServers),
  skills: clearable(Skills),
  multiagent: clearable(MultiagentInput),
  execution_identity: clearable(z.strictObject({ type: z.literal("service_account", { error: "only service_account is served." }) })),
  dreaming: Dreaming.optional(),
  retention: Retention.optional(),
  wall_key: clearable(MetadataKey),
};

export const CreateAgentInput = z.strictObject({
  name: z.string().min(1).max(256),
  model: Model,
  metadata: Metadata.optional(),
  ...common,
});
export type CreateAgentInput = z.infer<typeof CreateAgentInput>;

/** What one session may have otherwise than its agent: null or empty clears, a value replaces. */
export const AgentOverridesInput = z.strictObject({
  model: Model.optional(),
  system: common.system,
  tools: common.tools,
  mcp_servers: common.mcp_servers,
  skills: common.skills,
});
export type AgentOverrides = z.infer<typeof AgentOverridesInput>;

export { Metadata as MetadataInput, MetadataPatch as MetadataPatchInput };

export const UpdateAgentInput = z.strictObject({
  name: z.string().min(1).max(256).optional(),
  model: ModelPatch.optional(),
  metadata: clearable(MetadataPatch),
  version: z.number().int().min(1).optional(),
  message: z.string().trim().max(1000).optional(),
  ...common,
});
export type UpdateAgentInput = z.infer<typeof UpdateAgentInput>;
