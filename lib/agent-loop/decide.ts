/** Reads from a locked session what the loop does next, and takes in what was waiting. */
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { toResultBlocks, toUserBlocks } from "@/lib/agent-loop/context-events";
import { closeLostCalls } from "@/lib/agent-loop/mcp";
import type { NextStep } from "@/lib/agent-loop/types";
import { MICRO_USD_PER_CENT } from "@/lib/model/cost";
import type { SessionDraft } from "@/lib/sessions/draft";
import { sessionMessages } from "@/lib/sessions/live-schema";
import type { MessageRole } from "@/lib/sessions/live-types";
import { sessionEvents } from "@/lib/sessions/schema";
import { answer, clearToolCalls, isAnswered, listToolCalls, type ToolCall } from "@/lib/sessions/tool-calls";
import type { SessionEvent } from "@/lib/sessions/types";

/** Requests to the model that one input may lead to. */
export const MOST_REQUESTS_PER_TURN = 500;
/** The share of the model's window from which on older messages are summed up. */
const COMPACT_FROM = 0.8;

/** So few can't be summed up any further: it is what a summary leaves. */
export const LEAST_MESSAGES = 3;

export type DecideOptions = {
  /** What the model can take in, in tokens. */
  contextWindow: number;
  /** Set before the very first message, as blocks. */
  opening: Record<string, unknown>[];
};

/**
 * Carries out an interrupt, hands results to the model, begins a turn with what was queued. Changes the draft only; safe to repeat, since each
 * thing that it takes in is marked so. O(queued events + open calls).
 */
export async function decide(draft: SessionDraft, options: DecideOptions): Promise<NextStep> {
  const { session, state } = draft;
  if (session.archivedAt || session.status === "terminated") return { do: "end" };
  const calls = await listToolCalls(draft);
  if (state.interruptId) await carryOutInterrupt(draft, calls);
  else if (calls.length > 0) {
    await closeLostCalls(draft, calls);
    const mine = calls.find((call) => call.kind === "mcp" && call.state === "pending");
    if (mine) return { do: "mcp", call: mine };
    if (!calls.every(isAnswered)) return { do: "wait" };
    draft.defer(addMessage(draft, "user", toResultBlocks(calls)));
    draft.defer(clearToolCalls(draft));
    return ask(draft, options);
  }
  if (state.requestId) return askAgain(draft, options);
  const queued = await queuedEvents(draft);
  if (queued.length === 0) return (await isOwedAnswer(draft)) ? ask(draft, options) : { do: "wait" };
  if (isOverBudget(draft)) return restOverBudget(draft);
  state.turnRequests = 0;
  draft.process(queued);
  draft.run();
  draft.defer(addMessage(draft, "user", [...(state.messageCount === 0 ? options.opening : []), ...toUserBlocks(queued)]));
  return ask(draft, options);
}

/** Whether nothing is left to do until somebody sends something. */
export async function isAtRest(draft: SessionDraft): Promise<boolean> {
  const { session, state } = draft;
  if (session.archivedAt || session.status === "terminated") return true;
  if (state.interruptId || state.requestId) return false;
  const calls = await listToolCalls(draft);
  if (calls.length > 0) return !calls.every(isAnswered) && !calls.some((call) => call.kind === "mcp" && call.state !== "asked");
  if (isOverBudget(draft)) return true;
  return (await queuedEvents(draft)).length === 0 && !(await isOwedAnswer(draft));
}

/** The budget ran out in the middle of a turn, and was raised since: what the model has not answered yet is asked for. */
async function isOwedAnswer(draft: SessionDraft): Promise<boolean> {
  const { state } = draft;
  if (state.stopReason?.type !== "budget_reached" || isOverBudget(draft) || state.messageCount === 0) return false;
  const [last] = await draft.tx
    .select({ role: sessionMessages.role })
    .from(sessionMessages)
    .where(
      and(
        eq(sessionMessages.workspaceId, draft.ctx.workspaceId),
        eq(sessionMessages.sessionId, draft.session.id),
        eq(sessionMessages.index, state.messageCount - 1),
      ),
    );
  return last?.role === "user";
}

/** Announces the next request. The announcement outlives a crash: the same request is then asked again. */
function ask(draft: SessionDraft, options: DecideOptions): NextStep {
  const { state } = draft;
  if (isOverBudget(draft)) return restOverBudget(draft);
  if (state.turnRequests >= MOST_REQUESTS_PER_TURN) return restAtLimit(draft);
  draft.run();
  state.requestId = draft.append({ type: "span.model_request_start", trust: "operator" }).id;
  return isCrowded(draft, options) ? { do: "compact", requestId: state.requestId } : { do: "model", requestId: state.requestId };
}

/** A request was announced and its answer is not here: a worker died meanwhile, or the last attempt failed. */
function askAgain(draft: SessionDraft, options: DecideOptions): NextStep {
  const { state, now } = draft;
  if (!state.requestId) return { do: "wait" };
  if (state.retryAt) {
    if (state.retryAt > now) return { do: "sleep", until: state.retryAt };
    if (isOverBudget(draft)) return restOverBudget(draft);
    // A new attempt is a request of its own in the log.
    draft.run();
    state.retryAt = null;
    state.requestId = draft.append({ type: "span.model_request_start", trust: "operator" }).id;
  }
  return isCrowded(draft, options) ? { do: "compact", requestId: state.requestId } : { do: "model", requestId: state.requestId };
}

function isCrowded({ state }: SessionDraft, { contextWindow }: DecideOptions): boolean {
  return state.contextTokens > contextWindow * COMPACT_FROM && state.messageCount - state.contextFrom > LEAST_MESSAGES;
}

function isOverBudget({ state }: SessionDraft): boolean {
  return state.budgetMicroUsd !== null && state.costMicroUsd >= state.budgetMicroUsd;
}

function restOverBudget(draft: SessionDraft): NextStep {
  const { session, state } = draft;
  state.requestId = null;
  if (session.status !== "idle" || state.stopReason?.type !== "budget_reached") {
    draft.append({ type: "session.usage", trust: "operator", payload: { usage: usageNow(draft) } });
    draft.rest({ type: "budget_reached" });
  }
  return { do: "wait" };
}

function restAtLimit(draft: SessionDraft): NextStep {
  draft.append({
    type: "session.error",
    trust: "operator",
    payload: {
      error: {
        type: "tool_use_limit_reached_error",
        message: `The agent asked the model ${MOST_REQUESTS_PER_TURN} times for one input. Send a message to let it go on.`,
        retry_status: { type: "exhausted" },
      },
    },
  });
  draft.rest({ type: "retries_exhausted" });
  return { do: "wait" };
}

export function usageNow({ state }: SessionDraft): Record<string, unknown> {
  return {
    input_tokens: state.inputTokens,
    output_tokens: state.outputTokens,
    cache_read_input_tokens: state.cacheReadTokens,
    cache_creation: { ephemeral_5m_input_tokens: state.cacheWrite5mTokens, ephemeral_1h_input_tokens: state.cacheWrite1hTokens },
    active_seconds: state.activeMs / 1000,
    ...(state.hasUnpriced ? {} : { list_cost: { amount: String(state.costMicroUsd / MICRO_USD_PER_CENT), currency: "USD" } }),
  };
}

/** Ends the turn: what was asked of the model or of tools is closed, so that later input finds a sound conversation. */
async function carryOutInterrupt(draft: SessionDraft, calls: readonly ToolCall[]): Promise<void> {
  const { state } = draft;
  const interrupts = await queuedEvents(draft, "user.interrupt");
  // An attempt that failed was closed when it did.
  if (state.requestId && !state.retryAt) closeRequest(draft, true);
  state.requestId = null;
  for (const call of calls) if (!isAnswered(call)) closeCall(draft, call);
  if (calls.length > 0) {
    draft.defer(addMessage(draft, "user", toResultBlocks(calls)));
    draft.defer(clearToolCalls(draft));
  }
  draft.process(interrupts);
  Object.assign(state, { interruptId: null, retryAt: null, failures: 0, turnRequests: 0 });
  draft.rest({ type: "end_turn" });
}

function closeCall(draft: SessionDraft, call: ToolCall): void {
  const content = [{ type: "text", text: "Interrupted by the user before there was a result." }];
  answer(call, { content, isError: true });
  if (call.kind === "custom") return;
  const type = call.kind === "mcp" ? "agent.mcp_tool_result" : "agent.tool_result";
  const id = call.kind === "mcp" ? { mcp_tool_use_id: call.eventId } : { tool_use_id: call.eventId };
  draft.append({ type, trust: "operator", payload: { ...id, content, is_error: true } });
}

const NO_TOKENS = { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };

/** The request's span ends, also where it failed or was interrupted. */
export function closeRequest(draft: SessionDraft, isError: boolean, usage: Record<string, number> = NO_TOKENS): void {
  draft.append({
    type: "span.model_request_end",
    trust: "operator",
    payload: { model_request_start_id: draft.state.requestId, is_error: isError, model_usage: usage },
  });
  draft.state.requestId = null;
}

const INPUT_TYPES = ["user.message", "system.message"];

/** What waits in the log, in its order. */
export async function queuedEvents(draft: SessionDraft, type?: string): Promise<SessionEvent[]> {
  const types = type ? [type] : INPUT_TYPES;
  return draft.tx
    .select({
      id: sessionEvents.id,
      seq: sessionEvents.seq,
      type: sessionEvents.type,
      trust: sessionEvents.trust,
      payload: sessionEvents.payload,
      processedAt: sessionEvents.processedAt,
    })
    .from(sessionEvents)
    .where(
      and(
        eq(sessionEvents.workspaceId, draft.ctx.workspaceId),
        eq(sessionEvents.sessionId, draft.session.id),
        isNull(sessionEvents.processedAt),
        sql`${sessionEvents.type} in (${sql.join(
          types.map((one) => sql`${one}`),
          sql`, `,
        )})`,
      ),
    )
    .orderBy(asc(sessionEvents.seq));
}

/** Appends to the model's context. */
export async function addMessage(draft: SessionDraft, role: MessageRole, content: Record<string, unknown>[]): Promise<void> {
  const { state } = draft;
  const index = state.messageCount;
  // Before it is stored: another may follow without waiting for this one.
  state.messageCount += 1;
  await draft.tx.insert(sessionMessages).values({
    workspaceId: draft.ctx.workspaceId,
    sessionId: draft.session.id,
    index,
    role,
    content,
  });
}
