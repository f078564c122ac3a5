/** Turns a stretch of a session's log into what is shown: messages, calls with their results, and everything else. Pure. */
import type { EventId } from "@/lib/ids";
import type { SessionEvent } from "@/lib/sessions/types";
import { SPAN_END, SPAN_START } from "./trace/place-event";

export type TranscriptItem =
  | { kind: "message"; event: SessionEvent; who: "user" | "agent" | "operator"; parts: MessagePart[] }
  /** `call` is null where it is not known, `result` where there is none. `at` is the event the item stands for. */
  | {
      kind: "call";
      at: SessionEvent;
      call: SessionEvent | null;
      result: SessionEvent | null;
      isCallElsewhere: boolean;
      isResultElsewhere: boolean;
    }
  /** A request to the model; `end` is null while it runs. */
  | { kind: "span"; event: SessionEvent; end: SessionEvent | null }
  | { kind: "other"; event: SessionEvent };

/** `pointer` is where the text stands inside the event. What is no text is named. */
export type MessagePart = { kind: "text"; text: string; pointer: string } | { kind: "blob"; type: string; bytes: number | null };

type Around = {
  /** Calls before this stretch whose results are in it. */
  earlierCalls: ReadonlyMap<EventId, SessionEvent>;
  /** Results behind this stretch of calls that are in it. */
  laterResults: readonly SessionEvent[];
};

const RESULT_KEYS = ["custom_tool_use_id", "tool_use_id", "mcp_tool_use_id", "model_request_start_id"] as const;

const isCall = (event: SessionEvent): boolean => event.type.endsWith("tool_use");
const isResult = (event: SessionEvent): boolean => event.type.endsWith("tool_result");
const opens = (event: SessionEvent): boolean => isCall(event) || event.type === SPAN_START;
const closes = (event: SessionEvent): boolean => isResult(event) || event.type === SPAN_END;

/** The call that a result answers, the start of the request that ends; null where it names none. */
function callIdOf(event: SessionEvent): EventId | null {
  for (const key of RESULT_KEYS) {
    const id = event.payload[key];
    if (typeof id === "string") return id as EventId;
  }
  return null;
}

/** Calls of the stretch without a result in it, and results without their call: what to look for outside. */
export function openEnds(events: readonly SessionEvent[]): { calls: EventId[]; results: EventId[] } {
  const answered = new Set(events.filter(closes).map(callIdOf));
  const called = new Set(events.filter(opens).map((event) => event.id));
  return {
    calls: [...called].filter((id) => !answered.has(id)),
    results: [...answered].filter((id) => id !== null).filter((id) => !called.has(id)),
  };
}

/** In the order of the log. A result stands with its call where that is in the stretch, else where it came. */
export function prepareTranscript(events: readonly SessionEvent[], { earlierCalls, laterResults }: Around): TranscriptItem[] {
  const here = new Set(events.map((event) => event.id));
  const results = new Map<EventId, SessionEvent>();
  for (const event of [...events.filter(closes), ...laterResults]) {
    const callId = callIdOf(event);
    if (callId !== null && !results.has(callId)) results.set(callId, event);
  }
  const items: TranscriptItem[] = [];
  for (const event of events) {
    if (isCall(event)) {
      const result = results.get(event.id) ?? null;
      const isResultElsewhere = result !== null && !here.has(result.id);
      items.push({ kind: "call", at: event, call: event, result, isCallElsewhere: false, isResultElsewhere });
    } else if (isResult(event)) {
      const callId = callIdOf(event);
      const isShownWithCall = callId !== null && here.has(callId) && results.get(callId) === event;
      if (isShownWithCall) continue;
      const call = callId === null ? null : (earlierCalls.get(callId) ?? null);
      items.push({ kind: "call", at: event, call, result: event, isCallElsewhere: call !== null, isResultElsewhere: false });
    } else if (event.type === SPAN_START) {
      items.push({ kind: "span", event, end: results.get(event.id) ?? null });
    } else if (event.type === SPAN_END) {
      const startId = callIdOf(event);
      if (startId === null || !here.has(startId)) items.push({ kind: "span", event, end: event });
    } else if (event.type.endsWith(".message")) {
      items.push({ kind: "message", event, who: speakerOf(event), parts: partsOf(event.payload) });
    } else items.push({ kind: "other", event });
  }
  return items;
}

function speakerOf({ type }: SessionEvent): "user" | "agent" | "operator" {
  if (type.startsWith("user.")) return "user";
  return type.startsWith("system.") ? "operator" : "agent";
}

/** The pieces of an event's `content`. */
export function partsOf(payload: Record<string, unknown>): MessagePart[] {
  const { content } = payload;
  if (typeof content === "string") return [{ kind: "text", text: content, pointer: "/content" }];
  if (!Array.isArray(content)) return [];
  return content.map((block: unknown, index): MessagePart => {
    if (typeof block !== "object" || block === null) return { kind: "blob", type: typeof block, bytes: null };
    if ("text" in block && typeof block.text === "string") return { kind: "text", text: block.text, pointer: `/content/${index}/text` };
    return { kind: "blob", ...blobOf(block) };
  });
}

/** What a block that is no text is: its media type and the size of its base64. */
function blobOf(block: object): { type: string; bytes: number | null } {
  const source = "source" in block && typeof block.source === "object" && block.source !== null ? block.source : block;
  const type = "media_type" in source ? source.media_type : "type" in block ? block.type : "block";
  const data = "data" in source && typeof source.data === "string" ? source.data : null;
  return { type: String(type), bytes: data === null ? null : Math.floor((data.replace(/=+$/, "").length * 3) / 4) };
}

/** A call's arguments for reading, one to a line; texts stand as they are, so that their lines can be read. */
export function inputOf(input: unknown): string | null {
  if (input === undefined || input === null) return null;
  if (typeof input !== "object" || Array.isArray(input)) return JSON.stringify(input, null, 2);
  return Object.entries(input)
    .map(([key, value]) => `${key}:${typeof value === "string" && value.includes("\n") ? "\n" : " "}${argument(value, 2)}`)
    .join("\n");
}

/** A text of an event by its pointer: one of its parts, a call's arguments as they are read (`/input`), or null where there is none. */
export function textAt(event: SessionEvent, pointer: string): string | null {
  if (pointer === "/input") return inputOf(event.payload.input);
  const part = partsOf(event.payload).find((one) => one.kind === "text" && one.pointer === pointer);
  return part?.kind === "text" ? part.text : null;
}

/** Where `inputOf` writes the argument that a JSON pointer leads into (`/input/query`); 0 where it leads elsewhere. */
export function argumentStart(input: string, pointer: string): number {
  const [, root, key] = pointer.split("/");
  if (root !== "input" || key === undefined) return 0;
  const head = `${key.replaceAll("~1", "/").replaceAll("~0", "~")}:`;
  return input.startsWith(head) ? 0 : input.indexOf(`\n${head}`) + 1;
}

/** The same on one line, to recognise a call by. */
export function summaryOf(call: SessionEvent | null): string {
  const input = call?.payload.input;
  if (typeof input !== "object" || input === null) return "";
  return Object.entries(input)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(", ")
    .slice(0, MOST_OF_SUMMARY)
    .replace(/[\ud800-\udbff]$/, "");
}
const MOST_OF_SUMMARY = 240;

/** Text that could be taken for another kind of value stays in quotes. */
function argument(value: unknown, indent: number): string {
  if (typeof value !== "string") return JSON.stringify(value, null, indent) ?? "";
  return value === "" || value.trim() !== value || /^(?:[[{"]|-?\d|(?:true|false|null)$)/.test(value) ? JSON.stringify(value) : value;
}
