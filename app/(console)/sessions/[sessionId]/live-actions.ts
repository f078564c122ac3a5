"use server";

import { z } from "zod";
import type { Ctx } from "@/lib/context";
import { archiveSession, deleteSession, updateSession } from "@/lib/sessions/change";
import { EventIdInput, SessionIdInput } from "@/lib/sessions/id-inputs";
import { sendEvents } from "@/lib/sessions/send";
import { defineAction } from "@/lib/web/define-action";

const session_id = SessionIdInput;

export const sendMessageAction = defineAction({
  input: z.object({ session_id, text: z.string("Write a message.").trim().min(1, "Write a message.").max(1_000_000) }),
  command: (ctx: Ctx, { session_id: id, text }) =>
    sendEvents(ctx, id, { events: [{ type: "user.message", content: [{ type: "text", text }] }] }),
});

export const interruptAction = defineAction({
  input: z.object({ session_id }),
  command: (ctx: Ctx, { session_id: id }) => sendEvents(ctx, id, { events: [{ type: "user.interrupt" }] }),
});

/** Several calls at once are allowed all or none. */
const Confirmation = z.object({
  session_id,
  event_ids: z.array(EventIdInput).min(1).max(100),
  result: z.enum(["allow", "deny"]),
  deny_message: z.string().trim().max(10_000).optional(),
});

export const confirmCallsAction = defineAction({
  input: Confirmation,
  command: (ctx: Ctx, { session_id: id, event_ids: ids, result, deny_message }) =>
    sendEvents(ctx, id, {
      events: ids.map((tool_use_id) => ({
        type: "user.tool_confirmation" as const,
        tool_use_id,
        result,
        ...(result === "deny" && deny_message ? { deny_message } : {}),
      })),
    }),
});

const Answer = z
  .object({
    session_id,
    event_id: EventIdInput,
    format: z.enum(["text", "json"]).default("text"),
    text: z.string().max(1_000_000).default(""),
    is_error: z.string().optional(),
  })
  .superRefine(({ format, text }, context) => {
    if (format === "json" && !isJson(text)) context.addIssue({ code: "custom", path: ["text"], message: "This is not JSON." });
  });

export const answerCallAction = defineAction({
  input: Answer,
  command: (ctx: Ctx, { session_id: id, event_id, text, is_error }) =>
    sendEvents(ctx, id, {
      events: [
        {
          type: "user.custom_tool_result",
          custom_tool_use_id: event_id,
          content: text === "" ? [] : [{ type: "text", text }],
          ...(is_error ? { is_error: true } : {}),
        },
      ],
    }),
});

const Budget = z.object({
  session_id,
  /** Empty for none. */
  dollars: z.preprocess(
    (value) => (value === undefined || value === "" ? null : Number(value)),
    z.number("Not an amount.").min(0, "Not an amount.").max(99_999_999, "More than a budget can be.").nullable(),
  ),
});

/** A session that its budget stopped goes on by itself only with new input. */
export const setBudgetAction = defineAction({
  input: Budget,
  command: (ctx: Ctx, { session_id: id, dollars }) =>
    updateSession(ctx, id, {
      budget: dollars === null ? null : { type: "limit", max_list_cost: { amount: String(Math.round(dollars * 100)), currency: "USD" } },
    }),
});

export const archiveSessionAction = defineAction({
  input: z.object({ session_id }),
  command: (ctx: Ctx, { session_id: id }) => archiveSession(ctx, id),
  revalidates: (_, { session_id: id }) => [`/sessions/${id}`, "/sessions"],
});

export const deleteSessionAction = defineAction({
  input: z.object({ session_id, confirmation: z.literal("delete", "Type delete to confirm.") }),
  command: (ctx: Ctx, { session_id: id }) => deleteSession(ctx, id),
  redirectTo: () => "/sessions",
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
