/** Puts a streamed answer together. Linear in the answer's length: pieces are joined once, at a block's end. */
import type Anthropic from "@anthropic-ai/sdk";
import type { ModelAnswer } from "@/lib/model/call";
import { ModelError } from "@/lib/model/errors";
import type { ModelUsage } from "@/lib/model/types";

/** For live previews. `index` is the block's place in the answer. */
export type ModelDelta =
  | { type: "block_start"; index: number; block: Anthropic.ContentBlock }
  | { type: "text"; index: number; text: string }
  | { type: "thinking"; index: number; text: string }
  | { type: "tool_input"; index: number; json: string }
  | { type: "block_stop"; index: number };

type OpenBlock = { block: Anthropic.ContentBlock; text: string[]; thinking: string[]; json: string[]; signature: string };

function broken(message: string): ModelError {
  return new ModelError({ kind: "connection", message: `The model's answer can't be read: ${message}.`, isRetryable: true });
}

export class AnswerBuilder {
  isWhole = false;
  private start: Anthropic.Message | null = null;
  private end: Anthropic.RawMessageDeltaEvent | null = null;
  private readonly content: Anthropic.ContentBlock[] = [];
  private open: OpenBlock | null = null;
  private unreadable: { id: string; name: string } | null = null;

  constructor(private readonly onDelta: ((delta: ModelDelta) => void) | undefined) {}

  take(event: Anthropic.RawMessageStreamEvent): void {
    switch (event.type) {
      case "message_start":
        this.start = event.message;
        return;
      case "content_block_start":
        if (this.open) throw broken("a block began within another");
        this.open = { block: event.content_block, text: [], thinking: [], json: [], signature: "" };
        this.onDelta?.({ type: "block_start", index: event.index, block: event.content_block });
        return;
      case "content_block_delta":
        this.add(event);
        return;
      case "content_block_stop":
        this.close(event.index);
        return;
      case "message_delta":
        this.end = event;
        return;
      case "message_stop":
        this.finish();
        return;
      // New kinds of events may come within an API version; they say nothing that we read.
    }
  }

  private add({ index, delta }: Anthropic.RawContentBlockDeltaEvent): void {
    const { open } = this;
    if (!open) throw broken("a piece came without its block");
    switch (delta.type) {
      case "text_delta":
        open.text.push(delta.text);
        this.onDelta?.({ type: "text", index, text: delta.text });
        return;
      case "thinking_delta":
        open.thinking.push(delta.thinking);
        this.onDelta?.({ type: "thinking", index, text: delta.thinking });
        return;
      case "input_json_delta":
        open.json.push(delta.partial_json);
        if (delta.partial_json !== "") this.onDelta?.({ type: "tool_input", index, json: delta.partial_json });
        return;
      case "signature_delta":
        open.signature += delta.signature;
        return;
      case "citations_delta":
        if (open.block.type === "text") open.block = { ...open.block, citations: [...(open.block.citations ?? []), delta.citation] };
        return;
      default:
        // Left out, the block would go back changed and be refused: better to fail here.
        throw broken(`unknown piece ${(delta as { type: string }).type}`);
    }
  }

  private close(index: number): void {
    const { open } = this;
    if (!open) throw broken("a block ended that had not begun");
    this.open = null;
    this.onDelta?.({ type: "block_stop", index });
    const { block } = open;
    switch (block.type) {
      case "text":
        this.content.push({ ...block, text: block.text + open.text.join("") });
        return;
      case "thinking":
        this.content.push({ ...block, thinking: block.thinking + open.thinking.join(""), signature: block.signature + open.signature });
        return;
      case "tool_use":
      case "server_tool_use":
        this.closeCall(block, open.json.join(""));
        return;
      default:
        this.content.push(block);
    }
  }

  private closeCall(block: Anthropic.ToolUseBlock | Anthropic.ServerToolUseBlock, json: string): void {
    try {
      this.content.push({ ...block, input: json === "" ? block.input : JSON.parse(json) });
    } catch {
      this.unreadable = { id: block.id, name: block.name };
    }
  }

  private finish(): void {
    if (!this.start || this.open) throw broken("it ended in the middle of a block");
    const reason = this.end?.delta.stop_reason;
    if (!reason) throw broken("it gives no reason for its end");
    // Only a limit may leave a tool call unfinished.
    if (this.unreadable && reason !== "max_tokens" && reason !== "model_context_window_exceeded")
      throw broken("a tool call's input is no JSON");
    this.isWhole = true;
  }

  /** Call once it `isWhole`. */
  answer(): Omit<ModelAnswer, "requestId"> {
    if (!this.isWhole || !this.start || !this.end?.delta.stop_reason) throw broken("it has not ended");
    return {
      content: this.content,
      stopReason: this.end.delta.stop_reason,
      stopDetails: this.end.delta.stop_details,
      usage: usageOf(this.start.usage, this.end.usage),
      model: this.start.model,
      messageId: this.start.id,
      cutToolCall: this.unreadable,
    };
  }
}

/** The last event's counts are the whole answer's; how cache writes split by lifetime stands in the first one only. */
function usageOf(first: Anthropic.Usage, last: Anthropic.MessageDeltaUsage): ModelUsage {
  const created = last.cache_creation_input_tokens ?? first.cache_creation_input_tokens ?? 0;
  const created1h = first.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  return {
    inputTokens: last.input_tokens ?? first.input_tokens,
    outputTokens: last.output_tokens,
    cacheReadTokens: last.cache_read_input_tokens ?? first.cache_read_input_tokens ?? 0,
    cacheCreation5m: Math.max(0, created - created1h),
    cacheCreation1h: Math.min(created, created1h),
  };
}
