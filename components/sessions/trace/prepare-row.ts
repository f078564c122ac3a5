/** Turns the events of a window into the rows that the browser shows: each text cut to what is seen at once, with its size. Pure. */
import { foldText } from "@/components/ui/fold-text";
import type { SessionEvent } from "@/lib/sessions/types";
import { wordsOf } from "../event-words";
import { inputOf, partsOf, summaryOf, type TranscriptItem } from "../prepare-transcript";
import type { RowContent, RowEnd, RowPart, TextCut } from "./types";

type Shape = {
  timeOf: (event: SessionEvent) => Date | null;
  isRaw: boolean;
  /** Whether the session is not over: then an event without a time waits for its turn. */
  isLive: boolean;
};

export function prepareRow(item: TranscriptItem, shape: Shape): RowContent {
  if (item.kind === "span") return spanRow(item.event, item.end, shape);
  if (item.kind !== "call") {
    const { event } = item;
    const kind = item.kind === "message" ? "message" : event.type.endsWith(".thinking") ? "thinking" : "other";
    return {
      ...endOf(event, shape, contentOf(event, kind)),
      kind,
      who: item.kind === "message" ? item.who : "agent",
      tool: null,
      span: null,
      words: kind === "other" ? wordsOf(event) : null,
      isQueued: shape.isLive && event.processedAt === null,
    };
  }
  const { at, call, result } = item;
  const [from, to] = [call && shape.timeOf(call), result && shape.timeOf(result)];
  return {
    ...endOf(at, shape, inputParts(call === at ? call : null)),
    kind: "call",
    who: "agent",
    span: null,
    words: null,
    isQueued: false,
    tool: {
      name: String(call?.payload.name ?? "Unknown tool"),
      summary: summaryOf(call),
      isError: result?.payload.is_error === true,
      durationMs: from && to && to >= from ? to.getTime() - from.getTime() : null,
      callSeq: call?.seq ?? null,
      result: result && endOf(result, shape, partsAsCut(result)),
    },
  };
}

/** A request to the model with what it took; both events stand in its raw form. */
function spanRow(start: SessionEvent, end: SessionEvent | null, shape: Shape): RowContent {
  const [from, to] = [shape.timeOf(start), end && shape.timeOf(end)];
  const usage = end?.payload.model_usage as Record<string, unknown> | undefined;
  const tokens = (key: string) => (typeof usage?.[key] === "number" ? usage[key] : 0);
  return {
    ...endOf(start, shape, []),
    parts: shape.isRaw
      ? [cut("", wholeOf(start))]
      : end
        ? [cut("", end === start ? wholeOf(end) : `${wholeOf(start)}\n${wholeOf(end)}`)]
        : [],
    kind: "span",
    who: "agent",
    tool: null,
    words: null,
    isQueued: false,
    span: {
      isOver: end !== null,
      isError: end?.payload.is_error === true,
      durationMs: from && to && end !== start ? to.getTime() - from.getTime() : null,
      tokensIn: tokens("input_tokens") + tokens("cache_read_input_tokens") + tokens("cache_creation_input_tokens"),
      tokensOut: tokens("output_tokens"),
    },
  };
}

function endOf(event: SessionEvent, { timeOf, isRaw }: Shape, parts: RowPart[]): RowEnd {
  const { id, seq, type, trust } = event;
  return { id, seq, type, trust, at: timeOf(event)?.toISOString() ?? null, parts: isRaw ? [cut("", wholeOf(event))] : parts };
}

function inputParts(call: SessionEvent | null): RowPart[] {
  const input = inputOf(call?.payload.input);
  return input === null || input === "" ? [] : [cut("/input", input)];
}

function contentOf(event: SessionEvent, kind: RowContent["kind"]): RowPart[] {
  const parts = partsAsCut(event);
  if (kind === "other" && parts.length === 0 && Object.keys(event.payload).length > 0) return [cut("", wholeOf(event))];
  return parts;
}

function partsAsCut(event: SessionEvent): RowPart[] {
  return partsOf(event.payload).map((part) => (part.kind === "text" ? cut(part.pointer, part.text) : part));
}

function cut(at: string, text: string): TextCut {
  const { head, rest, shownLines, totalLines, bytes } = foldText(text);
  return { kind: "text", at, head, isWhole: rest === "", lines: totalLines, shownLines, bytes };
}

/** An event as JSON, as the download has it. */
export function wholeOf({ id, type, processedAt, payload }: SessionEvent): string {
  return JSON.stringify({ id, type, processed_at: processedAt, ...payload }, null, 2);
}
