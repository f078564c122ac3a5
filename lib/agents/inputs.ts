/** What the agents API and forms accept: the limits of the Managed Agents contract. */
import { z } from "zod";
import { DREAM_AUTHORS, REVIEW_POLICIES } from "@/lib/agents/types";

const TOOLSET_TOOLS = ["bash", "read", "write", "edit", "glob", "grep", "web_fetch", "web_search"] as const;

const PermissionPolicy = z.strictObject({ type: z.enum(["always_allow", "always_ask", "auto"]) });
const ToolDefault = z.strictObject({ enabled: z.boolean().optional(), permission_policy: PermissionPolicy.optional() });

const Toolset = z
  .strictObject({
    type: z.literal("agent_toolset_20260401"),
    default_config: ToolDefault.optional(),
    configs: z.array(ToolDefault.extend({ name: z.enum(TOOLSET_TOOLS), type: z.string().optional() })).optional(),
  })
  .transform(({ type, default_config, configs }) => {
    const base = {
      enabled: default_config?.enabled ?? true,
      permission_policy: default_config?.permission_policy ?? { type: "always_allow" as const },
    };
    return { type, default_config: base, configs: (configs ?? []).map((config) => ({ ...base, ...config })) };
  });

const CustomTool = z.strictObject({
  type: z.literal("custom"),
  name: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/, "1-128 letters, digits, _ or -"),
  description: z.string().min(1).max(4096),
  input_schema: z.looseObject({ type: z.literal("object") }),
});

const McpToolset = z.looseObject({ type: z.literal("mcp_toolset"), mcp_server_name: z.string().min(1) });

const Tools = z
  .array(z.union([Toolset, CustomTool, McpToolset]))
  .max(256)
  .refine((tools) => {
    const names = tools.flatMap((tool) => (tool.type === "custom" ? [tool.name] : []));
    return new Set(names).size === names.length;
  }, "Custom tools need distinct names.");

const Model = z
  .union([
    z.string().min(1).max(256),
    z.strictObject({
      id: z.string().min(1).max(256),
      speed: z.enum(["standard", "fast"]).optional(),
      effort: z.union([z.string().min(1), z.strictObject({ type: z.string().min(1) })]).optional(),
      inference_geo: z.string().optional(),
    }),
  ])
  .transform((model) => {
    if (typeof model === "string") return { id: model };
    const { effort, ...rest } = model;
    return effort === undefined ? rest : { ...rest, effort: typeof effort === "string" ? { type: effort } : effort };
  });

const MetadataKey = z.string().min(1).max(64);
const Metadata = z.record(MetadataKey, z.string().max(512)).refine((value) => Object.keys(value).length <= 16, "At most 16 keys.");
/** A string sets, null deletes. */
const MetadataPatch = z.record(MetadataKey, z.string().max(512).nullable());

const Cron = z.strictObject({ type: z.literal("cron"), expression: z.string().min(1).max(200), timezone: z.string().min(1).max(100) });
const Money = z.number().min(0).max(1_000_000).nullable();

const Dreaming = z.strictObject({
  enabled: z.boolean().optional(),
  schedule: Cron.nullable().optional(),
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
  mcp_servers: clearable(z.array(z.looseObject({ name: z.string().min(1) })).max(20)),
  skills: clearable(z.array(z.looseObject({})).max(20)),
  multiagent: z.null().optional(),
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
  model: Model.optional(),
  metadata: MetadataPatch.optional(),
  version: z.number().int().min(1).optional(),
  message: z.string().trim().max(1000).optional(),
  ...common,
});
export type UpdateAgentInput = z.infer<typeof UpdateAgentInput>;
