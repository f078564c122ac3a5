/** What events of a live session say, in words. Pure. */
import type { StopReason } from "@/lib/sessions/live-types";
import type { SessionEvent } from "@/lib/sessions/types";
import type { EventWords } from "./trace/types";

/** Null for an event that has no words of its own: its type stands for it. */
export function wordsOf({ type, payload }: Pick<SessionEvent, "type" | "payload">): EventWords | null {
  switch (type) {
    case "session.status_running":
      return plain("Begins to work");
    case "session.status_idle":
      return plain(`Rests: ${restWords(payload.stop_reason as StopReason | undefined)}`);
    case "session.status_rescheduled":
      return { text: "Tries again later", tone: "held" };
    case "session.status_terminated":
      return plain("Over");
    case "session.updated":
      return plain(`Changed: ${Object.keys(payload).join(", ")}`);
    case "session.usage":
      return plain("Usage so far");
    case "session.error":
      return { text: errorMessage(payload) ?? "An error", tone: "failure" };
    case "user.interrupt":
      return { text: "Interrupted by the user", tone: "held" };
    case "user.tool_confirmation":
      return confirmationWords(payload);
    case "agent.thread_context_compacted":
      return plain("The context was summed up to make room");
    default:
      return null;
  }
}

const plain = (text: string): EventWords => ({ text, tone: "plain" });

function confirmationWords({ result, deny_message }: Record<string, unknown>): EventWords {
  if (result === "allow") return plain("Allowed the call");
  return { text: typeof deny_message === "string" && deny_message ? `Denied the call: ${deny_message}` : "Denied the call", tone: "held" };
}

function errorMessage({ error }: Record<string, unknown>): string | null {
  if (typeof error !== "object" || error === null || !("message" in error)) return null;
  return typeof error.message === "string" ? error.message : null;
}

/** Why a session rests, in lower case, to stand behind a colon or a comma. */
export function restWords(reason: StopReason | null | undefined): string {
  switch (reason?.type) {
    case "end_turn":
      return "its turn is done";
    case "requires_action":
      return reason.event_ids.length === 1 ? "waits for your answer" : `waits for ${reason.event_ids.length} answers`;
    case "retries_exhausted":
      return "gave up after errors";
    case "refusal":
      return "the model refused";
    case "budget_reached":
      return "its budget is used up";
    case undefined:
      return "waits for a message";
    default:
      return "its turn is done";
  }
}
