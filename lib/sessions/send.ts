/** Takes what a client sends into a live session: messages, results, confirmations, interrupts. */
import { recordAudit } from "@/lib/audit/commands";
import { assertCanUseSession } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/errors";
import type { SessionId } from "@/lib/ids";
import { changeSession, type SessionDraft } from "@/lib/sessions/draft";
import { type ClientEvent, outcomesNotServed, type SendEventsInput } from "@/lib/sessions/event-inputs";
import { trustOfResult } from "@/lib/sessions/event-trust";
import {
  answerCall,
  confirmCall,
  isAnswered,
  listToolCalls,
  requiredActions,
  saveToolCalls,
  type ToolCall,
} from "@/lib/sessions/tool-calls";
import type { SessionEvent } from "@/lib/sessions/types";

/**
 * Stores a batch whole or not at all and makes the agent loop see it. What comes while the agent is at work waits its turn (`processedAt` null);
 * results and confirmations take effect at once. Throws `not_found`, `forbidden`, `conflict` (archived or over), `invalid_input`.
 */
export async function sendEvents(ctx: Ctx, sessionId: SessionId, input: SendEventsInput): Promise<SessionEvent[]> {
  assertCanUseSession(ctx.actor, sessionId, "session.write");
  return changeSession(ctx, sessionId, (draft) => sendInto(draft, input));
}

/** A worker's token is for results: it speaks for no user. */
const WORKER_TYPES = new Set(["user.tool_result", "user.custom_tool_result"]);

/** As `sendEvents`, on a session that is locked already; the permission was checked. */
export async function sendInto(draft: SessionDraft, input: SendEventsInput): Promise<SessionEvent[]> {
  const { ctx, session } = draft;
  if (ctx.actor.type === "session" && input.events.some((event) => !WORKER_TYPES.has(event.type))) {
    throw new AppError("forbidden", "A worker sends results of tools only.", { details: { reason: "results_only" } });
  }
  assertOpen(draft);
  const calls = input.events.some(isAboutCall) ? await listToolCalls(draft) : [];
  const touched = new Set<ToolCall>();
  const stored = input.events.map((event) => take(draft, event, calls, touched));
  draft.defer(saveToolCalls(draft, [...touched]));
  if (touched.size > 0) settleActions(draft, calls);
  if (ctx.actor.type === "user") {
    recordAudit(draft.tx, draft.ctx, {
      action: "session.send",
      subject: { type: "session", id: session.id },
      details: { types: [...new Set(input.events.map((event) => event.type))], count: input.events.length },
    });
  }
  return stored;
}

function assertOpen({ session }: SessionDraft): void {
  if (session.source !== "live") {
    throw new AppError("conflict", "This session runs elsewhere: its events are reported, not sent.", {
      details: { reason: "session_external" },
    });
  }
  if (session.archivedAt)
    throw new AppError("conflict", "The session is archived: it can only be read.", { details: { reason: "session_archived" } });
  if (session.status === "terminated")
    throw new AppError("conflict", "The session is over.", { details: { reason: "session_terminated" } });
}

function isAboutCall(event: ClientEvent): boolean {
  return event.type === "user.tool_confirmation" || event.type === "user.tool_result" || event.type === "user.custom_tool_result";
}

function take(draft: SessionDraft, event: ClientEvent, calls: ToolCall[], touched: Set<ToolCall>): SessionEvent {
  const { type, ...payload } = event;
  switch (event.type) {
    case "user.message":
    case "user.define_outcome":
    case "system.message": {
      if (event.type === "user.define_outcome") throw outcomesNotServed();
      const stored = draft.append({ type, trust: event.type === "system.message" ? "operator" : "user", payload, processedAt: null });
      const { session, state } = draft;
      if (event.type === "user.message" && session.status === "idle" && state.stopReason?.type !== "requires_action") draft.run();
      draft.queue();
      draft.wake();
      return stored;
    }
    case "user.interrupt":
      return interrupt(draft, payload);
    case "user.tool_confirmation": {
      touched.add(confirmCall(calls, event.tool_use_id, event.result === "allow", event.deny_message ?? null));
      return draft.append({ type, trust: "user", payload });
    }
    case "user.custom_tool_result":
    case "user.tool_result": {
      const isCustom = event.type === "user.custom_tool_result";
      const id = isCustom ? event.custom_tool_use_id : event.tool_use_id;
      const call = answerCall(calls, id, isCustom ? "custom" : "toolset", {
        content: event.content ?? [],
        isError: event.is_error === true,
      });
      touched.add(call);
      return draft.append({ type, trust: trustOfResult(call.name), payload });
    }
  }
}

/** Jumps the queue. With nothing to interrupt it is accepted and has no effect. */
function interrupt(draft: SessionDraft, payload: Record<string, unknown>): SessionEvent {
  const { session, state } = draft;
  const isResting = session.status === "idle" && state.stopReason?.type !== "requires_action" && !state.isActive;
  const event = draft.append({ type: "user.interrupt", trust: "user", payload, processedAt: isResting ? draft.now : null });
  if (!isResting) {
    state.interruptId ??= event.id;
    draft.wake();
  }
  return event;
}

/** After an answer: the loop goes on when nothing is awaited from the client, else the rest is asked for again. */
function settleActions(draft: SessionDraft, calls: readonly ToolCall[]): void {
  const { session, state } = draft;
  const required = requiredActions(calls);
  if (required.length > 0) {
    const asked = state.stopReason?.type === "requires_action" ? state.stopReason.event_ids : [];
    const isSame = asked.length === required.length && asked.every((id, at) => id === required[at]);
    if (session.status === "idle" && !isSame) draft.rest({ type: "requires_action", event_ids: required });
    // A confirmed call of our own may run while others wait.
    if (calls.some((call) => call.kind === "mcp" && call.state === "pending")) draft.wake();
    return;
  }
  if (session.status === "idle" && calls.length > 0) draft.run();
  if (calls.every(isAnswered) || calls.some((call) => call.kind === "mcp" && call.state === "pending")) draft.wake();
}
