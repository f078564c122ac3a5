/** Tool calls of a live session that wait for something: whose word, whose result. */
import { and, asc, eq, sql } from "drizzle-orm";
import { AppError } from "@/lib/errors";
import type { EventId } from "@/lib/ids";
import type { SessionDraft } from "@/lib/sessions/draft";
import { sessionToolCalls } from "@/lib/sessions/live-schema";
import type { ToolCallKind, ToolCallState } from "@/lib/sessions/live-types";

export type ToolResult = { content: Record<string, unknown>[]; isError: boolean };

export type ToolCall = {
  eventId: EventId;
  position: number;
  toolUseId: string;
  kind: ToolCallKind;
  state: ToolCallState;
  name: string;
  mcpServer: string | null;
  input: Record<string, unknown>;
  result: ToolResult | null;
};

function callsOf(draft: SessionDraft) {
  return and(eq(sessionToolCalls.workspaceId, draft.ctx.workspaceId), eq(sessionToolCalls.sessionId, draft.session.id));
}

/** Every call of the model's latest message, in its order. */
export async function listToolCalls(draft: SessionDraft): Promise<ToolCall[]> {
  return draft.tx
    .select({
      eventId: sessionToolCalls.eventId,
      position: sessionToolCalls.position,
      toolUseId: sessionToolCalls.toolUseId,
      kind: sessionToolCalls.kind,
      state: sessionToolCalls.state,
      name: sessionToolCalls.name,
      mcpServer: sessionToolCalls.mcpServer,
      input: sessionToolCalls.input,
      result: sessionToolCalls.result,
    })
    .from(sessionToolCalls)
    .where(callsOf(draft))
    .orderBy(asc(sessionToolCalls.position));
}

export async function addToolCalls(draft: SessionDraft, calls: readonly ToolCall[]): Promise<void> {
  if (calls.length === 0) return;
  const { workspaceId } = draft.ctx;
  const sessionId = draft.session.id;
  await draft.tx.insert(sessionToolCalls).values(calls.map((call) => ({ workspaceId, sessionId, createdAt: draft.now, ...call })));
}

/** Writes what became of those calls. */
export async function saveToolCalls(draft: SessionDraft, calls: readonly ToolCall[]): Promise<void> {
  if (calls.length === 0) return;
  const rows = calls.map(({ eventId, state, result }) => ({ event_id: eventId, state, result }));
  await draft.tx.execute(sql`
    update session_tool_calls t set state = r.state, result = r.result
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (event_id text, state text, result jsonb)
    where t.workspace_id = ${draft.ctx.workspaceId} and t.session_id = ${draft.session.id} and t.event_id = r.event_id`);
}

/** The model knows all of them now. */
export async function clearToolCalls(draft: SessionDraft): Promise<void> {
  await draft.tx.delete(sessionToolCalls).where(callsOf(draft));
}

/** What the session can't go on without, from the client's side: ids of the events. */
export function requiredActions(calls: readonly ToolCall[]): EventId[] {
  return calls.filter((call) => call.state === "asked" || (call.kind === "custom" && call.state === "pending")).map((call) => call.eventId);
}

export const isAnswered = (call: ToolCall) => call.state === "answered";

/** Carries out a person's word on a call. Throws `invalid_input` where it awaits none. */
export function confirmCall(calls: readonly ToolCall[], id: EventId, isAllowed: boolean, denyMessage: string | null): ToolCall {
  const call = calls.find((one) => one.eventId === id);
  if (!call) throw unknownCall(id);
  if (call.state !== "asked") {
    throw new AppError("invalid_input", `The call ${id} does not wait for a confirmation.`, { details: { reason: "not_awaited" } });
  }
  if (isAllowed) call.state = "pending";
  else answer(call, { content: [{ type: "text", text: denyMessage || "The call was denied." }], isError: true });
  return call;
}

/** Takes a result in. Throws `invalid_input` where none is awaited, or one of another kind. */
export function answerCall(calls: readonly ToolCall[], id: EventId, kind: "custom" | "toolset", result: ToolResult): ToolCall {
  const call = calls.find((one) => one.eventId === id);
  if (!call || call.kind !== kind) throw unknownCall(id);
  if (call.state === "asked") {
    throw new AppError("invalid_input", `The call ${id} still waits for a confirmation.`, { details: { reason: "not_confirmed" } });
  }
  if (call.state === "answered") {
    throw new AppError("invalid_input", `The call ${id} has its result already.`, { details: { reason: "already_answered" } });
  }
  answer(call, result);
  return call;
}

export function answer(call: ToolCall, result: ToolResult): void {
  call.state = "answered";
  call.result = result;
}

function unknownCall(id: EventId): AppError {
  return new AppError("invalid_input", `No open call of this session has the id ${id}.`, { details: { reason: "unknown_call" } });
}
