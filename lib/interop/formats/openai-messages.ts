/** Chat Completions messages to events. Pure. */
import { z } from "zod";
import type { SessionDraft } from "@/lib/interop/formats/session-draft";
import { isRawObject } from "@/lib/interop/formats/session-draft";
import { SessionEvents, textPart } from "@/lib/interop/formats/session-events";
import { instant } from "@/lib/interop/formats/session-fields";
import { parseJsonText } from "@/lib/interop/json-value";
import { pathOf, quoted, readAs, recordRefused } from "@/lib/interop/refusal";

type Path = readonly PropertyKey[];

const content = z.union([z.string(), z.array(z.unknown())], { error: "must be text, a list of parts or null" }).nullish();
const at = instant.nullish();
const Message = z.looseObject({ role: z.string() });
const SystemMessage = z.looseObject({ content, at });
const UserMessage = z.looseObject({ content, at });
const Called = z.looseObject({ name: z.string(), arguments: z.unknown() });
const AssistantMessage = z.looseObject({
  content,
  at,
  refusal: z.string().nullish(),
  tool_calls: z.array(z.unknown()).nullish(),
  function_call: Called.nullish(),
  audio: z.looseObject({ transcript: z.string().nullish() }).nullish(),
});
const ToolCall = z.looseObject({ id: z.string().nullish(), type: z.string().nullish() });
const FunctionCall = z.looseObject({ function: Called });
const CustomCall = z.looseObject({ custom: z.looseObject({ name: z.string(), input: z.string() }) });
const ResultMessage = z.looseObject({ content, at, tool_call_id: z.string().nullish(), name: z.string().nullish() });
const Part = z.looseObject({ type: z.string() });
const TextPart = z.looseObject({ text: z.string() });
const RefusalPart = z.looseObject({ refusal: z.string() });

/** Parts that are no text stand as a mark in their place. */
const MARKS = new Map([
  ["image_url", "[image]"],
  ["image", "[image]"],
  ["input_image", "[image]"],
  ["input_audio", "[audio]"],
  ["file", "[file]"],
]);

type Reading = { session: SessionEvents; system: string[]; numbersAsText: number; reasoning: number };

/** A chat message and where it stands in the record. */
export type PlacedMessage = { value: unknown; path: Path };

export function numbered(messages: readonly unknown[], path: Path): PlacedMessage[] {
  return messages.map((value, i) => ({ value, path: [...path, i] }));
}

/** Fills the draft's system prompt and events. */
export function readChatMessages(draft: SessionDraft, messages: readonly PlacedMessage[]): void {
  const reading: Reading = { session: new SessionEvents(), system: [], numbersAsText: 0, reasoning: 0 };
  for (const { value, path } of messages) readMessage(reading, value, path);
  if (reading.session.events.length === 0) {
    throw recordRefused("The record holds nothing to import; a session needs at least one text, call or result besides the system prompt.");
  }
  if (reading.system.length > 0) draft.systemPrompt = reading.system.join("\n\n");
  draft.events = reading.session.events;
  draft.numbersAsText += reading.numbersAsText;
  if (reading.reasoning > 0) draft.leftOut.push(`reasoning of ${reading.reasoning} ${reading.reasoning === 1 ? "message" : "messages"}`);
}

function readMessage(reading: Reading, raw: unknown, path: Path): void {
  const { role } = readAs(Message, raw, path);
  switch (role) {
    case "system":
    case "developer": {
      const message = readAs(SystemMessage, raw, path);
      const texts = textsOf(message.content, [...path, "content"]);
      // Only what stands before the conversation is the prompt; a later instruction keeps its place, its mark and its author's trust.
      if (reading.session.events.length === 0) reading.system.push(texts.join("\n"));
      else for (const text of texts) reading.session.userMessage(`[system message] ${text}`, message.at ?? null, "operator");
      return;
    }
    case "user": {
      const message = readAs(UserMessage, raw, path);
      for (const text of textsOf(message.content, [...path, "content"])) reading.session.userMessage(text, message.at ?? null);
      return;
    }
    case "assistant":
      readAssistant(reading, raw, path);
      return;
    case "tool":
    case "function":
      readResult(reading.session, raw, role, path);
      return;
    default:
      throw recordRefused(
        `${pathOf(path)}.role is ${quoted(role)}; it must be one of "system", "developer", "user", "assistant", "tool", "function".`,
      );
  }
}

function readAssistant(reading: Reading, raw: unknown, path: Path): void {
  const message = readAs(AssistantMessage, raw, path);
  const time = message.at ?? null;
  const calls = message.tool_calls ?? [];
  const hasCalls = calls.length > 0 || (message.function_call ?? null) !== null;
  // Some clients write "" where others write null beside a call; an empty text alone is a turn that was taken.
  const isEmpty = message.content === "" && (hasCalls || Boolean(message.refusal));
  const texts = isEmpty ? [] : textsOf(message.content, [...path, "content"]);
  if (message.refusal) texts.push(message.refusal);
  if (message.audio) texts.push(message.audio.transcript ? `[audio] ${message.audio.transcript}` : "[audio]");
  for (const text of texts) reading.session.agentMessage(text, time);
  if (message.reasoning || message.reasoning_content || message.thinking) reading.reasoning++;
  for (const [i, call] of calls.entries()) readToolCall(reading, call, time, [...path, "tool_calls", i]);
  if (message.function_call) addCall(reading, null, message.function_call, time, [...path, "function_call"]);
}

function readToolCall(reading: Reading, raw: unknown, time: string | null, path: Path): void {
  const call = readAs(ToolCall, raw, path);
  const id = call.id || null;
  if (call.type !== "custom") {
    addCall(reading, id, readAs(FunctionCall, raw, path).function, time, path);
    return;
  }
  const { custom } = readAs(CustomCall, raw, path);
  reading.session.call(id, custom.name, { _raw: custom.input }, time, pathOf(path));
}

function addCall(reading: Reading, id: string | null, called: z.infer<typeof Called>, time: string | null, path: Path): void {
  const { input, numbersAsText } = inputOf(called.arguments, path);
  reading.numbersAsText += numbersAsText;
  reading.session.call(id, called.name, input, time, pathOf(path));
}

/** Arguments are JSON in a string; what a model wrote that is no JSON object is kept word for word as `_raw`. */
function inputOf(written: unknown, path: Path): { input: Record<string, unknown>; numbersAsText: number } {
  if (isRawObject(written)) return { input: written, numbersAsText: 0 };
  if (written === null || written === undefined || written === "") return { input: {}, numbersAsText: 0 };
  if (typeof written !== "string") throw recordRefused(`${pathOf(path)}: arguments must be JSON in a string.`);
  const parsed = parseJsonText(written);
  if (!parsed.ok || !isRawObject(parsed.value)) return { input: { _raw: written }, numbersAsText: 0 };
  return { input: parsed.value, numbersAsText: parsed.numbersAsText };
}

function readResult(session: SessionEvents, raw: unknown, role: "tool" | "function", path: Path): void {
  const message = readAs(ResultMessage, raw, path);
  const texts = textsOf(message.content, [...path, "content"]);
  const id = message.tool_call_id || session.onlyOpenCall(message.name ?? null);
  if (id === null) {
    const missing = role === "tool" ? "it has no tool_call_id" : "no single open call has its name";
    throw recordRefused(`${pathOf(path)}: which call this result answers can't be told: ${missing}.`);
  }
  // Chat Completions has no error flag. Text that begins with "Error" is the one convention taken as one.
  const isError = texts[0]?.startsWith("Error") === true;
  session.result(id, texts.map(textPart), isError, message.at ?? null, pathOf(path));
}

/** One text per part. */
function textsOf(written: z.infer<typeof content>, path: Path): string[] {
  if (written === null || written === undefined) return [];
  if (typeof written === "string") return [written];
  return written.map((part, i) => {
    const here = [...path, i];
    const { type } = readAs(Part, part, here);
    if (type === "text" || type === "input_text" || type === "output_text") return readAs(TextPart, part, here).text;
    if (type === "refusal") return readAs(RefusalPart, part, here).refusal;
    const mark = MARKS.get(type);
    if (mark !== undefined) return mark;
    throw recordRefused(`${pathOf(here)}.type is ${quoted(type)}; a part may be text, refusal, image_url, input_audio or file.`);
  });
}
