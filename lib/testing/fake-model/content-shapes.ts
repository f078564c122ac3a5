/** The shapes of content blocks and tools, field by field: a field that isn't here is refused. */
import type Anthropic from "@anthropic-ai/sdk";
import { z } from "zod";

/** Fails the type check when the SDK gains or loses a field. */
type Fields<T> = { [K in keyof T]-?: z.ZodType };

const CacheControl = z.strictObject({
  type: z.literal("ephemeral"),
  ttl: z.enum(["5m", "1h"]).optional(),
} satisfies Fields<Anthropic.CacheControlEphemeral>);
export const OptionalCacheControl = CacheControl.nullish();

const object = z.record(z.string(), z.unknown());
const Caller = z.strictObject({ type: z.literal("direct") });

const Text = z.strictObject({
  type: z.literal("text"),
  text: z.string(),
  cache_control: OptionalCacheControl,
  citations: z.array(object).nullish(),
} satisfies Fields<Anthropic.TextBlockParam>);

const ImageSource = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("base64"),
    media_type: z.enum(["image/jpeg", "image/png", "image/gif", "image/webp"]),
    data: z.base64().min(1),
  }),
  z.strictObject({ type: z.literal("url"), url: z.url({ protocol: /^https$/ }) }),
]);
const Image = z.strictObject({
  type: z.literal("image"),
  source: ImageSource,
  cache_control: OptionalCacheControl,
  transformations: z.strictObject({ oversized_image: z.enum(["downsize", "error"]).optional() }).nullish(),
} satisfies Fields<Anthropic.ImageBlockParam>);

const DocumentSource = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("base64"), media_type: z.literal("application/pdf"), data: z.base64().min(1) }),
  z.strictObject({ type: z.literal("text"), media_type: z.literal("text/plain"), data: z.string() }),
  z.strictObject({ type: z.literal("content"), content: z.union([z.string(), z.array(z.discriminatedUnion("type", [Text, Image]))]) }),
  z.strictObject({ type: z.literal("url"), url: z.url({ protocol: /^https$/ }) }),
]);
const Citations = z.strictObject({ enabled: z.boolean().optional() });
const Document = z.strictObject({
  type: z.literal("document"),
  source: DocumentSource,
  cache_control: OptionalCacheControl,
  citations: Citations.nullish(),
  context: z.string().min(1).nullish(),
  title: z.string().min(1).max(500).nullish(),
} satisfies Fields<Anthropic.DocumentBlockParam>);

const SearchResult = z.strictObject({
  type: z.literal("search_result"),
  content: z.array(Text).min(1),
  source: z.string().min(1),
  title: z.string().min(1),
  cache_control: OptionalCacheControl,
  citations: Citations.optional(),
} satisfies Fields<Anthropic.SearchResultBlockParam>);

export const TOOL_ID = /^[a-zA-Z0-9_-]+$/;

const ToolResult = z.strictObject({
  type: z.literal("tool_result"),
  tool_use_id: z.string().regex(TOOL_ID),
  content: z.union([z.string(), z.array(z.discriminatedUnion("type", [Text, Image, SearchResult, Document]))]).optional(),
  is_error: z.boolean().optional(),
  cache_control: OptionalCacheControl,
  toolset_name: z.null().optional(),
} satisfies Fields<Anthropic.ToolResultBlockParam>);

const ToolUse = z.strictObject({
  type: z.literal("tool_use"),
  id: z.string().regex(TOOL_ID),
  name: z.string().min(1).max(200),
  input: object,
  cache_control: OptionalCacheControl,
  caller: Caller.optional(),
  toolset_name: z.null().optional(),
} satisfies Fields<Anthropic.ToolUseBlockParam>);

const Thinking = z.strictObject({
  type: z.literal("thinking"),
  thinking: z.string(),
  signature: z.string(),
} satisfies Fields<Anthropic.ThinkingBlockParam>);
const RedactedThinking = z.strictObject({
  type: z.literal("redacted_thinking"),
  data: z.string().min(1),
} satisfies Fields<Anthropic.RedactedThinkingBlockParam>);

/** Each shape by its type; the rules say which role may hold which. */
export const BLOCKS: Readonly<Record<string, z.ZodType>> = {
  text: Text,
  image: Image,
  document: Document,
  search_result: SearchResult,
  tool_result: ToolResult,
  tool_use: ToolUse,
  thinking: Thinking,
  redacted_thinking: RedactedThinking,
};
export const SystemText = Text;

const COMMON = {
  cache_control: OptionalCacheControl,
  allowed_callers: z.array(z.literal("direct")).optional(),
  defer_loading: z.boolean().optional(),
  input_examples: z.array(object).optional(),
  strict: z.boolean().optional(),
};
const CustomTool = z.strictObject({
  ...COMMON,
  type: z.literal("custom").nullish(),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  description: z.string().optional(),
  input_schema: z.looseObject({ type: z.literal("object") }),
  eager_input_streaming: z.boolean().nullish(),
} satisfies Fields<Anthropic.Tool>);

const named = (type: string, name: string) => z.strictObject({ ...COMMON, type: z.literal(type), name: z.literal(name) });

/** Client tools whose schema the API knows. Tools that run at Anthropic aren't played. */
export const TOOLS: Readonly<Record<string, z.ZodType>> = {
  custom: CustomTool,
  bash_20250124: named("bash_20250124", "bash"),
  text_editor_20250124: named("text_editor_20250124", "str_replace_editor"),
  text_editor_20250429: named("text_editor_20250429", "str_replace_based_edit_tool"),
  text_editor_20250728: named("text_editor_20250728", "str_replace_based_edit_tool").extend({
    max_characters: z.number().int().min(1).nullish(),
  }),
  memory_20250818: named("memory_20250818", "memory"),
};
