/** From what the script says to the message that the API would send: ids, limits, stop sequences, usage. */
import { randomBytes } from "node:crypto";
import type Anthropic from "@anthropic-ai/sdk";
import { signatureOf } from "@/lib/testing/fake-model/message-rules";
import { type PromptUsage, tokensOf } from "@/lib/testing/fake-model/prompt-cache";
import type { CheckedRequest } from "@/lib/testing/fake-model/request-rules";
import type { Turn, TurnBlock } from "@/lib/testing/fake-model/types";

/** `cutJson`: the tool call's input as far as it came before the limit; no JSON. */
type AnswerBlock = (Anthropic.TextBlock | Anthropic.ThinkingBlock | Anthropic.ToolUseBlock) & { cutJson?: string };
export type Answer = Omit<Anthropic.Message, "content"> & { content: AnswerBlock[] };

/** The test's script did what no model can do. */
export class ScriptError extends Error {}

export function newWireId(prefix: string): string {
  return `${prefix}_01${randomBytes(16).toString("base64url").replace(/[-_]/g, "x")}`;
}

function check(turn: Turn, { body, toolNames, format }: CheckedRequest): void {
  const calls = turn.blocks.filter((block) => block.type === "tool_use");
  const choice = body.tool_choice as { type: string; name?: string; disable_parallel_tool_use?: boolean } | undefined;
  for (const call of calls)
    if (!toolNames.has(call.name)) throw new ScriptError(`The script calls "${call.name}", which the request doesn't offer.`);
  if (calls.length > 0 && choice?.type === "none") throw new ScriptError("The script calls a tool, and tool_choice is none.");
  if (calls.length > 1 && choice?.disable_parallel_tool_use)
    throw new ScriptError("The script calls two tools at once, which the request forbids.");
  if ((choice?.type === "any" || choice?.type === "tool") && calls.length === 0)
    throw new ScriptError("The script calls no tool, and tool_choice asks for one.");
  if (choice?.type === "tool" && calls.some((call) => call.name !== choice.name))
    throw new ScriptError(`The script calls another tool than "${choice.name}".`);
  if (format && calls.length === 0 && turn.stopReason !== "refusal") {
    try {
      JSON.parse(turn.blocks.map((block) => (block.type === "text" ? block.text : "")).join(""));
    } catch {
      throw new ScriptError("The request asks for JSON by schema, and the script's text is none.");
    }
  }
}

/** As many characters as fit: four bytes are a token. */
function shortened(text: string, tokens: number): string {
  const bytes = Buffer.from(text);
  return bytes.length <= tokens * 4
    ? text
    : bytes
        .subarray(0, tokens * 4)
        .toString()
        .replace(/\uFFFD+$/, "");
}

function toBlock(block: TurnBlock, tokens: number): { block: AnswerBlock; isCut: boolean; used: number } {
  switch (block.type) {
    case "text": {
      const text = shortened(block.text, tokens);
      return { block: { type: "text", text, citations: null }, isCut: text !== block.text, used: tokensOf(text) };
    }
    case "thinking": {
      const thinking = shortened(block.thinking, tokens);
      const used = tokensOf(thinking);
      return { block: { type: "thinking", thinking, signature: signatureOf(thinking) }, isCut: thinking !== block.thinking, used };
    }
    case "tool_use": {
      const json = JSON.stringify(block.input);
      const written = shortened(json, tokens);
      const isCut = written !== json;
      const call: AnswerBlock = {
        type: "tool_use",
        id: block.id ?? newWireId("toolu"),
        name: block.name,
        input: isCut ? {} : block.input,
        caller: { type: "direct" },
      };
      return { block: isCut ? { ...call, cutJson: written } : call, isCut, used: tokensOf(written) };
    }
  }
}

/** Text up to the first stop sequence in it. */
function stopEarly(turn: Turn, sequences: readonly string[]): { turn: Turn; sequence: string | null } {
  if (sequences.length === 0) return { turn, sequence: null };
  for (const [index, block] of turn.blocks.entries()) {
    if (block.type !== "text") continue;
    const hits = sequences.map((sequence) => ({ sequence, at: block.text.indexOf(sequence) })).filter(({ at }) => at >= 0);
    const first = hits.sort((a, b) => a.at - b.at)[0];
    if (!first) continue;
    const kept = [...turn.blocks.slice(0, index), { ...block, text: block.text.slice(0, first.at) }];
    return { turn: { blocks: kept, stopReason: "stop_sequence" }, sequence: first.sequence };
  }
  return { turn, sequence: null };
}

export function usageOf(prompt: PromptUsage, outputTokens: number): Anthropic.Usage {
  return {
    input_tokens: prompt.input,
    cache_creation_input_tokens: prompt.created5m + prompt.created1h,
    cache_read_input_tokens: prompt.cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: prompt.created5m, ephemeral_1h_input_tokens: prompt.created1h },
    output_tokens: outputTokens,
    output_tokens_details: null,
    inference_geo: "global",
    server_tool_use: null,
    service_tier: "standard",
    speed: "standard",
  };
}

/** The whole message. `mostTokens` is what the request allows, `windowTokens` what the context window leaves. */
export function toAnswer(
  turn: Turn,
  checked: CheckedRequest,
  prompt: PromptUsage,
  { mostTokens, windowTokens, refusal }: { mostTokens: number; windowTokens: number; refusal?: Anthropic.RefusalStopDetails },
): Answer {
  check(turn, checked);
  const early = stopEarly(turn, (checked.body.stop_sequences as string[] | undefined) ?? []);
  const limit = Math.min(mostTokens, windowTokens);
  const content: AnswerBlock[] = [];
  let used = 0;
  let isCut = false;
  for (const block of early.turn.blocks) {
    const made = toBlock(block, limit - used);
    isCut = made.isCut;
    used += made.used;
    if (!isCut || made.used > 0) content.push(made.block);
    if (isCut) break;
  }
  const hasCall = content.some((block) => block.type === "tool_use");
  const natural = early.turn.stopReason ?? (hasCall ? "tool_use" : "end_turn");
  return {
    id: newWireId("msg"),
    type: "message",
    role: "assistant",
    model: String(checked.body.model),
    content,
    container: null,
    diagnostics: null,
    stop_reason: isCut ? (windowTokens < mostTokens ? "model_context_window_exceeded" : "max_tokens") : natural,
    stop_sequence: isCut ? null : early.sequence,
    stop_details: refusal ?? null,
    usage: usageOf(prompt, Math.max(1, used)),
  };
}
