/** Writes down what the model said: its words and calls in the log, what they cost, and what the session waits for now. */
import type Anthropic from "@anthropic-ai/sdk";
import { addMessage, closeRequest } from "@/lib/agent-loop/decide";
import type { LoopTool } from "@/lib/agent-loop/tools";
import type { LoopSession } from "@/lib/agent-loop/types";
import { type EventId, newId } from "@/lib/ids";
import type { ModelAnswer } from "@/lib/model/call";
import type { ModelUsage } from "@/lib/model/types";
import type { SessionDraft } from "@/lib/sessions/draft";
import { OWN_WORDS_TRUST } from "@/lib/sessions/event-trust";
import { addToolCalls, requiredActions, type ToolCall } from "@/lib/sessions/tool-calls";
import { recordModelCall } from "@/lib/usage/record";

export type Answered = {
  answer: ModelAnswer;
  tools: ReadonlyMap<string, LoopTool>;
  session: LoopSession;
  /** Ids that previews announced, by the block's index: the event that follows has the same. */
  eventIds: ReadonlyMap<number, EventId>;
  costMicroUsd: number | null;
  durationMs: number;
};

/** Whether the session then waits for somebody else. */
export function commitAnswer(draft: SessionDraft, answered: Answered): boolean {
  const { answer } = answered;
  const { state } = draft;
  const calls = appendBlocks(draft, answered);
  closeRequest(draft, false, toSpanUsage(answer.usage));
  bill(draft, answered);
  Object.assign(state, { failures: 0, retryAt: null, turnRequests: state.turnRequests + 1 });
  if (answer.content.length > 0) {
    draft.defer(addMessage(draft, "assistant", answer.content as unknown as Record<string, unknown>[]));
  }
  draft.defer(addToolCalls(draft, calls));
  settle(draft, answer, calls);
  return !calls.some((call) => call.kind === "mcp" || call.kind === "unknown");
}

function settle(draft: SessionDraft, answer: ModelAnswer, calls: readonly ToolCall[]): void {
  if (calls.length > 0) {
    const required = requiredActions(calls);
    if (required.length > 0) draft.rest({ type: "requires_action", event_ids: required });
    return;
  }
  if (answer.stopReason === "refusal") {
    const details = answer.stopDetails;
    draft.rest({ type: "refusal" }, { type: "refusal", category: details?.category ?? null, explanation: details?.explanation ?? null });
    return;
  }
  if (answer.stopReason === "max_tokens" || answer.stopReason === "model_context_window_exceeded") noteCut(draft, answer);
  draft.rest({ type: "end_turn" });
}

/** Nothing is cut silently. */
function noteCut(draft: SessionDraft, { cutToolCall, stopReason }: ModelAnswer): void {
  const limit = stopReason === "max_tokens" ? "the longest answer the model may give" : "the model's context window";
  const call = cutToolCall ? ` Its call of ${cutToolCall.name} was cut off and not carried out.` : "";
  draft.append({
    type: "session.error",
    trust: "operator",
    payload: {
      error: { type: "unknown_error", message: `The answer reached ${limit} and ends there.${call}`, retry_status: { type: "exhausted" } },
    },
  });
}

/** Events for the answer's blocks in their order: neighbouring texts are one message. Returns the tool calls. */
function appendBlocks(draft: SessionDraft, answered: Answered): ToolCall[] {
  const calls: ToolCall[] = [];
  let texts: { type: "text"; text: string }[] = [];
  let messageId: EventId | undefined;
  const flush = () => {
    if (texts.length > 0) draft.append({ id: messageId, type: "agent.message", trust: OWN_WORDS_TRUST, payload: { content: texts } });
    texts = [];
    messageId = undefined;
  };
  answered.answer.content.forEach((block, index) => {
    if (block.type === "text") {
      if (block.text === "") return;
      messageId ??= answered.eventIds.get(index);
      texts.push({ type: "text", text: block.text });
      return;
    }
    flush();
    if (block.type === "thinking" || block.type === "redacted_thinking") {
      draft.append({ id: answered.eventIds.get(index), type: "agent.thinking", trust: OWN_WORDS_TRUST });
    } else if (block.type === "tool_use") {
      calls.push(appendCall(draft, answered.tools.get(block.name), block, calls.length));
    }
  });
  flush();
  return calls;
}

function appendCall(draft: SessionDraft, tool: LoopTool | undefined, block: Anthropic.ToolUseBlock, position: number): ToolCall {
  const input = (block.input ?? {}) as Record<string, unknown>;
  const eventId = newId("event", draft.now.getTime());
  const call: ToolCall = {
    eventId,
    position,
    toolUseId: block.id,
    kind: tool?.kind ?? "unknown",
    state: tool?.permission === "ask" ? "asked" : "pending",
    name: tool?.mcp?.tool ?? block.name,
    mcpServer: tool?.mcp?.server ?? null,
    input,
    result: null,
  };
  const base = { name: call.name, input };
  if (call.kind === "custom") {
    draft.append({ id: eventId, type: "agent.custom_tool_use", trust: OWN_WORDS_TRUST, payload: base });
    return call;
  }
  const evaluated = { evaluated_permission: tool?.permission ?? "deny", ...(tool ? { evaluation: { type: tool.policy } } : {}) };
  const isMcp = call.kind === "mcp";
  draft.append({
    id: eventId,
    type: isMcp ? "agent.mcp_tool_use" : "agent.tool_use",
    trust: OWN_WORDS_TRUST,
    payload: { ...base, ...(isMcp ? { mcp_server_name: call.mcpServer } : {}), ...evaluated },
  });
  if (!tool) refuse(draft, call);
  return call;
}

/** A tool that does not exist or is switched off: the model is told, and goes on. */
function refuse(draft: SessionDraft, call: ToolCall): void {
  const content = [{ type: "text", text: `There is no tool ${call.name} here.` }];
  call.state = "answered";
  call.result = { content, isError: true };
  draft.append({ type: "agent.tool_result", trust: "operator", payload: { tool_use_id: call.eventId, content, is_error: true } });
}

export function toSpanUsage(usage: ModelUsage): Record<string, number> {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cache_read_input_tokens: usage.cacheReadTokens,
    cache_creation_input_tokens: usage.cacheCreation5m + usage.cacheCreation1h,
  };
}

/** Counts what was paid for, once: in the session and in the workspace's accounts. */
export function bill(draft: SessionDraft, paid: Pick<Answered, "answer" | "session" | "costMicroUsd" | "durationMs">): void {
  const { state, session } = draft;
  const { usage } = paid.answer;
  state.inputTokens += usage.inputTokens;
  state.outputTokens += usage.outputTokens;
  state.cacheReadTokens += usage.cacheReadTokens;
  state.cacheWrite5mTokens += usage.cacheCreation5m;
  state.cacheWrite1hTokens += usage.cacheCreation1h;
  state.contextTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheCreation5m + usage.cacheCreation1h + usage.outputTokens;
  if (paid.costMicroUsd === null) state.hasUnpriced = true;
  else state.costMicroUsd += paid.costMicroUsd;
  const booked = recordModelCall(draft.tx, draft.ctx, {
    purpose: "session",
    agentId: session.agentId,
    sessionId: session.id,
    model: paid.session.config.model.id,
    usage,
    costMicroUsd: paid.costMicroUsd,
    durationMs: paid.durationMs,
  });
  draft.defer(booked);
}
