/** The request that an agent's context makes. Pure. */
import type Anthropic from "@anthropic-ai/sdk";
import type { LoopTool } from "@/lib/agent-loop/tools";
import type { AgentConfig } from "@/lib/agents/types";

export type ContextMessage = { role: "user" | "assistant"; content: Record<string, unknown>[] };

export type RequestParts = {
  config: AgentConfig;
  /** What follows the agent's own system prompt. */
  notices: readonly string[];
  tools: Iterable<LoopTool>;
  messages: readonly ContextMessage[];
  maxTokens: number;
};

const CACHED = { cache_control: { type: "ephemeral" as const } };
/** The API takes four marks: one stands after tools, one after the system prompt, two are left for messages. */
const MESSAGE_MARKS = 2;

/**
 * Tools, system prompt and all but the newest messages are the same from request to request: marked so that the API reads them from its cache.
 * The newest two user messages carry the moving marks, so that each request finds what the one before it wrote.
 */
export function toModelRequest(parts: RequestParts): Omit<Anthropic.MessageCreateParams, "stream"> {
  const { config } = parts;
  const tools = [...parts.tools].map((tool) => tool.definition);
  const system = [config.system, ...parts.notices]
    .filter((text): text is string => !!text)
    .map((text) => ({ type: "text" as const, text }));
  return {
    model: config.model.id,
    max_tokens: parts.maxTokens,
    ...(system.length > 0 ? { system: withMark(system) } : {}),
    ...(tools.length > 0 ? { tools: withMark(tools) } : {}),
    messages: toMessages(parts.messages),
    ...modelOptions(config),
  };
}

function modelOptions({ model }: AgentConfig): Partial<Anthropic.MessageCreateParams> {
  return {
    ...(model.effort ? { output_config: { effort: model.effort.type as "high" } } : {}),
    ...(model.speed === "fast" ? { speed: "fast" as const } : {}),
    ...(model.inference_geo ? { inference_geo: model.inference_geo } : {}),
  };
}

function withMark<T extends object>(items: T[]): T[] {
  return items.map((item, at) => (at === items.length - 1 ? { ...item, ...CACHED } : item));
}

/** Neighbours of one role become one message: roles must alternate. */
function toMessages(context: readonly ContextMessage[]): Anthropic.MessageParam[] {
  const joined: ContextMessage[] = [];
  for (const { role, content } of context) {
    const last = joined[joined.length - 1];
    if (last?.role === role) last.content = [...last.content, ...content];
    else joined.push({ role, content });
  }
  const users = joined.flatMap((message, at) => (message.role === "user" ? [at] : []));
  const marked = new Set(users.slice(-MESSAGE_MARKS));
  return joined.map(({ role, content }, at) => ({
    role,
    content: marked.has(at) ? withMark(content) : content,
  })) as unknown as Anthropic.MessageParam[];
}
