/** The request's own fields: types, bounds, unknown ones, and what needs a beta. Content comes after, block by block. */
import type Anthropic from "@anthropic-ai/sdk";
import { z } from "zod";
import { invalid } from "@/lib/testing/fake-model/api-error";
import { BLOCKS, OptionalCacheControl, SystemText, TOOLS } from "@/lib/testing/fake-model/content-shapes";
import type { ApiVersion } from "@/lib/testing/fake-model/headers";
import { shapeError } from "@/lib/testing/fake-model/shape-error";
import type { Json } from "@/lib/testing/fake-model/types";

const parallel = { disable_parallel_tool_use: z.boolean().optional() };
const display = { display: z.enum(["summarized", "omitted"]).nullish() };
const Format = z.strictObject({ type: z.literal("json_schema"), schema: z.record(z.string(), z.unknown()) });
const Trigger = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("input_tokens"), value: z.number().int().min(1) }),
  z.strictObject({ type: z.literal("tool_uses"), value: z.number().int().min(1) }),
]);
const Keep = (type: string) => z.strictObject({ type: z.literal(type), value: z.number().int().min(0) });
const Edit = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("clear_tool_uses_20250919"),
    trigger: Trigger.optional(),
    keep: Keep("tool_uses").optional(),
    clear_at_least: Keep("input_tokens").nullish(),
    clear_tool_inputs: z.union([z.boolean(), z.array(z.string())]).nullish(),
    exclude_tools: z.array(z.string()).nullish(),
  }),
  z.strictObject({
    type: z.literal("clear_thinking_20251015"),
    keep: z.union([z.literal("all"), Keep("thinking_turns"), z.strictObject({ type: z.literal("all") })]).optional(),
  }),
]);

/** What both endpoints take. Content and tools are only counted here: their shapes depend on `type`. */
const SHARED = {
  model: z.string().min(1).max(256),
  messages: z
    .array(
      z.strictObject({
        role: z.enum(["user", "assistant", "system"]),
        content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]),
      }),
    )
    .max(100_000),
  system: z.union([z.string(), z.array(SystemText)]).optional(),
  cache_control: OptionalCacheControl,
  speed: z.enum(["standard", "fast"]).nullish(),
  tools: z.array(z.record(z.string(), z.unknown())).optional(),
  tool_choice: z
    .discriminatedUnion("type", [
      z.strictObject({ type: z.literal("auto"), ...parallel }),
      z.strictObject({ type: z.literal("any"), ...parallel }),
      z.strictObject({ type: z.literal("none") }),
      z.strictObject({ type: z.literal("tool"), name: z.string().min(1), ...parallel }),
    ])
    .optional(),
  thinking: z
    .discriminatedUnion("type", [
      z.strictObject({ type: z.literal("enabled"), budget_tokens: z.number().int().min(1024), ...display }),
      z.strictObject({ type: z.literal("disabled") }),
      z.strictObject({ type: z.literal("between_tools") }),
      z.strictObject({ type: z.literal("adaptive"), ...display }),
    ])
    .optional(),
  output_config: z
    .strictObject({ effort: z.enum(["low", "medium", "high", "xhigh", "max"]).nullish(), format: Format.nullish() })
    .optional(),
};

type CreateBody = Omit<Anthropic.MessageCreateParams, "user_profile_id" | "workspace_id">;
type CountBody = Omit<Anthropic.MessageCountTokensParams, "user_profile_id" | "workspace_id">;

/** `satisfies`: an SDK upgrade that adds or drops a field fails the type check here. */
const CREATE = {
  ...SHARED,
  max_tokens: z.number().int().min(0),
  metadata: z.strictObject({ user_id: z.string().max(256).nullish() }).optional(),
  service_tier: z.enum(["auto", "standard_only"]).optional(),
  stop_sequences: z.array(z.string()).optional(),
  stream: z.boolean().optional(),
  inference_geo: z.string().nullish(),
  container: z.null().optional(),
  diagnostics: z.strictObject({ previous_message_id: z.string().nullish() }).nullish(),
} satisfies { [K in keyof CreateBody]-?: z.ZodType };
const COUNT = SHARED satisfies { [K in keyof CountBody]-?: z.ZodType };

/** Fields that came or went with a beta header or a version. */
const unit = z.number().min(0).max(1);
const SAMPLING = { temperature: unit.optional(), top_p: unit.optional(), top_k: z.number().int().min(0).optional() };
const BETA_FIELDS = [
  { beta: "context-management-2025-06-27", fields: { context_management: z.strictObject({ edits: z.array(Edit).optional() }).nullish() } },
  { beta: "structured-outputs-2025-11-13", fields: { output_format: Format.nullish() } },
] as const;

/** Real, but more than this fake plays: a refusal that says so is better than an answer that is wrong. */
const NOT_PLAYED = ["billing_policy", "compaction", "fallback_credit_token", "fallbacks", "mcp_servers", "thread"];

const shapes = new Map<string, z.ZodType>();

function shapeFor(kind: "create" | "count", version: ApiVersion, betas: readonly string[]): z.ZodType {
  const active = BETA_FIELDS.filter(({ beta }) => betas.includes(beta));
  const key = [kind, version, ...active.map(({ beta }) => beta)].join(" ");
  const known = shapes.get(key);
  if (known) return known;
  const fields: Record<string, z.ZodType> = { ...(kind === "create" ? CREATE : COUNT) };
  for (const { fields: added } of active) Object.assign(fields, added);
  if (kind === "create" && version === "2023-06-01") Object.assign(fields, SAMPLING);
  const shape = z.strictObject(fields);
  shapes.set(key, shape);
  return shape;
}

/** Throws the API's 400 for the first thing that doesn't fit. */
export function checkShape(kind: "create" | "count", body: unknown, version: ApiVersion, betas: readonly string[]): asserts body is Json {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw invalid("Input should be a valid dictionary");
  for (const field of NOT_PLAYED) {
    if ((body as Json)[field] != null) throw invalid(`${field}: this fake of the Messages API does not play it`);
  }
  const checked = shapeFor(kind, version, betas).safeParse(body);
  if (!checked.success) throw shapeError(checked.error, body, "");
}

/** One content block by the shape that its `type` names. */
export function checkBlock(block: Json, at: string): void {
  const type = String(block.type);
  const shape = BLOCKS[type];
  if (!shape) throw invalid(`${at}: Input tag '${type}' does not match any of the expected tags: ${Object.keys(BLOCKS).join(", ")}`);
  const checked = shape.safeParse(block);
  if (!checked.success) throw shapeError(checked.error, block, `${at}.${type}`);
}

export function checkToolShape(tool: Json, at: string): void {
  const type = typeof tool.type === "string" ? tool.type : "custom";
  const shape = TOOLS[type];
  if (!shape)
    throw invalid(`${at}: Input tag '${type}' does not match any of the tags that this fake plays: ${Object.keys(TOOLS).join(", ")}`);
  const checked = shape.safeParse(tool);
  if (!checked.success) throw shapeError(checked.error, tool, `${at}.${type}`);
}
