/** The neutral format: one object a session, messages of blocks in Anthropic's style. Pure. */
import { z } from "zod";
import type { RawObject, SessionDraft } from "@/lib/interop/formats/session-draft";
import { SessionEvents, textPart } from "@/lib/interop/formats/session-events";
import { instant, otherFields, readNeutralTool, readSessionFields, SESSION_FIELDS, toolList } from "@/lib/interop/formats/session-fields";
import { pathOf, quoted, readAs, recordRefused } from "@/lib/interop/refusal";

const Message = z.looseObject({
  role: z.enum(["user", "assistant"]),
  content: z.union([z.string(), z.array(z.unknown())], { error: "must be text or a list of blocks" }),
  at: instant.nullish(),
});
const Block = z.looseObject({ type: z.string() });
const TextBlock = z.looseObject({ text: z.string() });
const ToolUse = z.looseObject({ id: z.string().min(1, { error: "is empty" }), name: z.string(), input: z.record(z.string(), z.unknown()) });
const ToolResult = z.looseObject({
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(z.unknown())], { error: "must be text or a list of blocks" }).nullish(),
  is_error: z.boolean().nullish(),
});

/** Which blocks a role may hold, for the message of a refusal. */
const BLOCKS = { user: "text, image, document, tool_result", assistant: "text, tool_use, thinking" } as const;

/**
 * Reads one session of the neutral format. Every block becomes one event, thinking excepted (left out, noted). Refuses the record
 * (invalid_input, reason `bad_record`) for a wrong kind of value, an unknown block, or a result that fits no open call.
 */
export function readReverieSession(record: RawObject): SessionDraft {
  const draft = readSessionFields(record);
  const tools = readAs(toolList, record.tools, ["tools"]);
  draft.tools = tools?.map((tool, i) => readNeutralTool(tool, ["tools", i])) ?? null;
  const messages = readAs(z.array(z.unknown()), record.messages, ["messages"]);
  const session = new SessionEvents();
  const thinking = { blocks: 0 };
  for (const [i, one] of messages.entries()) {
    const message = readAs(Message, one, ["messages", i]);
    const blocks = typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
    for (const [j, block] of blocks.entries()) addBlock(session, message, block, ["messages", i, "content", j], thinking);
  }
  if (session.events.length === 0)
    throw recordRefused("The record holds nothing to import; a session needs at least one text, call or result.");
  draft.events = session.events;
  draft.leftOut.push(...otherFields(record, [...SESSION_FIELDS, "tools", "messages"]));
  if (thinking.blocks > 0) draft.leftOut.push(`${thinking.blocks} thinking ${thinking.blocks === 1 ? "block" : "blocks"}`);
  return draft;
}

function addBlock(
  session: SessionEvents,
  message: z.infer<typeof Message>,
  raw: unknown,
  at: readonly PropertyKey[],
  thinking: { blocks: number },
): void {
  const { type } = readAs(Block, raw, at);
  const time = message.at ?? null;
  const say = (text: string) => (message.role === "user" ? session.userMessage(text, time) : session.agentMessage(text, time));
  switch (`${message.role} ${type}`) {
    case "user text":
    case "assistant text":
      say(readAs(TextBlock, raw, at).text);
      return;
    case "user image":
    case "assistant image":
    case "user document":
    case "assistant document":
      say(`[${type}]`);
      return;
    case "assistant tool_use": {
      const use = readAs(ToolUse, raw, at);
      session.call(use.id, use.name, use.input, time, pathOf(at));
      return;
    }
    case "user tool_result": {
      const result = readAs(ToolResult, raw, at);
      session.result(result.tool_use_id, resultParts(result.content, [...at, "content"]), result.is_error === true, time, pathOf(at));
      return;
    }
    case "assistant thinking":
    case "assistant redacted_thinking":
      thinking.blocks++;
      return;
    default:
      throw recordRefused(`${pathOf(at)}.type is ${quoted(type)}; a message with role "${message.role}" may hold ${BLOCKS[message.role]}.`);
  }
}

/** What is no text stands as a mark in its place, `[image]`. */
function resultParts(content: z.infer<typeof ToolResult>["content"], at: readonly PropertyKey[]): ReturnType<typeof textPart>[] {
  if (content === null || content === undefined) return [];
  if (typeof content === "string") return [textPart(content)];
  return content.map((part, i) => {
    const { type } = readAs(Block, part, [...at, i]);
    return textPart(type === "text" ? readAs(TextBlock, part, [...at, i]).text : `[${type.slice(0, 60)}]`);
  });
}
