/** Ready-made answers. Each looks at the request alone, so that one fake serves any number of sessions and survives its own restart. */
import type { Json, ModelRequest, Respond, Turn } from "@/lib/testing/fake-model/types";

type Message = ModelRequest["messages"][number];

const textOf = (content: Message["content"]): string =>
  typeof content === "string" ? content : content.map((block) => (block.type === "text" ? block.text : "")).join("");

const holds = (message: Message | undefined, type: "tool_result" | "tool_use") =>
  Array.isArray(message?.content) && message.content.some((block) => block.type === type);

export function say(text: string): Turn {
  return { blocks: [{ type: "text", text }] };
}

export function lastUserText(request: ModelRequest): string {
  return textOf(request.messages.findLast((message) => message.role === "user")?.content ?? "");
}

/** Rounds of tool calls since the last message that a person wrote. */
function roundsSoFar(request: ModelRequest): number {
  let rounds = 0;
  for (const message of request.messages.toReversed()) {
    if (message.role === "user" && !holds(message, "tool_result")) break;
    if (message.role === "assistant" && holds(message, "tool_use")) rounds++;
  }
  return rounds;
}

/** Says the last user text again. */
export function echo(): Respond {
  return (request) => say(lastUserText(request) || "(nothing to echo)");
}

/** Calls the tool `rounds` times (once unless said otherwise), then finishes. `input` may depend on the round, from 0. */
export function callTool(
  name: string,
  input: Json | ((round: number, request: ModelRequest) => Json),
  { rounds = 1, finish = "Done." }: { rounds?: number; finish?: string } = {},
): Respond {
  return (request) => {
    const round = roundsSoFar(request);
    if (round >= rounds) return say(finish);
    return { blocks: [{ type: "tool_use", name, input: typeof input === "function" ? input(round, request) : input }] };
  };
}

/** The n-th answer of a conversation is the n-th turn; the last one stays. Counts the assistant turns in the request. */
export function sequence(turns: Turn[]): Respond {
  return (request) => {
    const at = request.messages.filter(({ role }) => role === "assistant").length;
    return turns[Math.min(at, turns.length - 1)] ?? say("(an empty sequence)");
  };
}

/** The smallest value that fits a schema: first of an enum, empty texts and lists, required fields only. */
function smallest(schema: Json): unknown {
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const choice = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (choice?.[0]) return smallest(choice[0]);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "object": {
      const properties = (schema.properties ?? {}) as Record<string, Json>;
      const required = (schema.required ?? []) as string[];
      return Object.fromEntries(required.map((name) => [name, smallest(properties[name] ?? {})]));
    }
    case "array":
      return [];
    case "string":
      return "";
    case "number":
    case "integer":
      return schema.minimum ?? 0;
    case "boolean":
      return false;
    default:
      return null;
  }
}

/** JSON for a request with `output_config.format`: the given value, or the smallest that fits the schema. */
export function structured(value?: unknown): Respond {
  return (request) => {
    const format = request.output_config?.format ?? (request as { output_format?: { schema: Json } | null }).output_format;
    return say(JSON.stringify(value === undefined ? smallest(format?.schema ?? {}) : value));
  };
}

const resultWords = (message: Message): string[] =>
  Array.isArray(message.content)
    ? message.content.flatMap((block) => (block.type === "tool_result" ? textOf((block.content ?? "") as Message["content"]) : []))
    : [];

/**
 * Does what the last message says, so that one fake serves journeys of any kind: each line `call NAME {json}` is a call, `recite N` is answered
 * with N numbered words, anything else is said again. Results of tools are told in one sentence.
 */
export function asTold(): Respond {
  return (request) => {
    const last = request.messages.at(-1);
    if (last && holds(last, "tool_result")) return say(`The results: ${resultWords(last).join("; ") || "none"}.`);
    const told = lastUserText(request);
    const calls = [...told.matchAll(/^call (\w+) (\{.*\})$/gm)];
    if (calls.length > 0) {
      return { blocks: calls.map(([, name = "", input = "{}"]) => ({ type: "tool_use", name, input: JSON.parse(input) as Json })) };
    }
    const count = /^recite (\d+)$/m.exec(told)?.[1];
    if (count) return say(Array.from({ length: Number(count) }, (_, at) => `word${at + 1}`).join(" "));
    return say(told || "(nothing to echo)");
  };
}

/** A script by name, for a fake in a process of its own. */
export type ScriptSpec =
  | { script: "as_told" }
  | { script: "echo" }
  | { script: "call_tool"; tool: string; input: Json; rounds?: number; finish?: string }
  | { script: "sequence"; turns: Turn[] }
  | { script: "structured"; value?: unknown };

export function scriptOf(spec: ScriptSpec): Respond {
  switch (spec.script) {
    case "as_told":
      return asTold();
    case "echo":
      return echo();
    case "call_tool":
      return callTool(spec.tool, spec.input, { rounds: spec.rounds, finish: spec.finish });
    case "sequence":
      return sequence(spec.turns);
    case "structured":
      return structured(spec.value);
  }
}
