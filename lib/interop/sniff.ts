/** Which format a record is in, and what to say when it is in none. Pure. */
import { isRawObject, type RawObject } from "@/lib/interop/formats/session-draft";
import { kindOf, quoted } from "@/lib/interop/refusal";
import type { ImportFormat } from "@/lib/interop/types";

export type RecordFormat = Exclude<ImportFormat, "auto">;

/** Fields that only the neutral format has. */
const NEUTRAL_FIELDS = ["external_id", "outcome", "agent", "system_prompt", "task_id", "started_at", "trial"];
const CHAT_ROLES = new Set(["system", "developer", "tool", "function"]);
const CHAT_PARTS = new Set(["image_url", "input_audio", "input_text", "output_text", "refusal", "file"]);
const NEUTRAL_BLOCKS = new Set(["tool_use", "tool_result", "thinking", "redacted_thinking", "image", "document"]);

/**
 * The format of one record, or null when it is a session in none. What the messages are made of decides before the fields around
 * them, because those may be added to a chat log too; messages of plain text alone read the same either way.
 */
export function sniffRecord(value: unknown): RecordFormat | null {
  if (!isRawObject(value)) return null;
  if ("traj" in value) return "openai";
  if (isRawObject(value.request) && "response" in value) return "openai";
  const fromMessages = Array.isArray(value.messages) ? sniffMessages(value.messages) : null;
  if (fromMessages !== null) return fromMessages;
  if (Array.isArray(value.tools) && isRawObject(value.tools[0])) return "input_schema" in value.tools[0] ? "reverie" : "openai";
  if (NEUTRAL_FIELDS.some((name) => name in value)) return "messages" in value || "external_id" in value ? "reverie" : null;
  return "messages" in value ? "openai" : null;
}

function sniffMessages(messages: readonly unknown[]): RecordFormat | null {
  for (const message of messages) {
    if (!isRawObject(message)) continue;
    if (typeof message.role === "string" && CHAT_ROLES.has(message.role)) return "openai";
    if ("tool_calls" in message || "function_call" in message || "tool_call_id" in message) return "openai";
    if (!Array.isArray(message.content)) continue;
    for (const block of message.content) {
      if (!isRawObject(block) || typeof block.type !== "string") continue;
      if (NEUTRAL_BLOCKS.has(block.type)) return "reverie";
      if (CHAT_PARTS.has(block.type)) return "openai";
    }
  }
  return null;
}

export const ACCEPTED =
  'Accepted are sessions in the neutral format ({"external_id", "messages": [{"role", "content"}], "outcome"}) or as OpenAI chat ' +
  '({"messages"}, {"request", "response"} or tau-bench\'s {"task_id", "reward", "traj"}): one JSON object a line, one JSON array, or one object, in UTF-8, plain or gzip.';

/** What a value that is no session looks like, in a few words and little of its content. */
export function describeUnknown(value: unknown): string {
  if (!isRawObject(value)) return `${kindOf(value)}, where a session (an object) was expected`;
  if (typeof value.role === "string" && "content" in value)
    return 'a single chat message; put the list of messages into {"messages": [...]}';
  return `an object with ${namesOf(value)}, which is no session in a known format`;
}

function namesOf(value: RawObject): string {
  const names = Object.keys(value);
  if (names.length === 0) return "no fields";
  const shown = names.slice(0, 3).map((name) => quoted(name.slice(0, 18)));
  const more = names.length - shown.length;
  return `the ${names.length === 1 ? "field" : "fields"} ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
