/** Turns the events of a window into the rows that the browser shows: each text cut to what is seen at once, with its size. Pure. */
import { foldText } from "@/components/ui/fold-text";
import type { SessionEvent } from "@/lib/sessions/types";
import { inputOf, partsOf, summaryOf, type TranscriptItem } from "../prepare-transcript";
import type { RowContent, RowEnd, RowPart, TextCut } from "./types";

type Shape = { timeOf: (event: SessionEvent) => Date | null; isRaw: boolean };

export function prepareRow(item: TranscriptItem, shape: Shape): RowContent {
  if (item.kind !== "call") {
    const { event } = item;
    const kind = item.kind === "message" ? "message" : event.type.endsWith(".thinking") ? "thinking" : "other";
    return { ...endOf(event, shape, contentOf(event, kind)), kind, who: item.kind === "message" ? item.who : "agent", tool: null };
  }
  const { at, call, result } = item;
  const [from, to] = [call && shape.timeOf(call), result && shape.timeOf(result)];
  return {
    ...endOf(at, shape, inputParts(call === at ? call : null)),
    kind: "call",
    who: "agent",
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

function endOf(event: SessionEvent, { timeOf, isRaw }: Shape, parts: RowPart[]): RowEnd {
  const { id, seq, type, trust } = event;
  return { id, seq, type, trust, at: timeOf(event)?.toISOString() ?? null, parts: isRaw ? [cut("", wholeOf(event))] : parts };
}

function inputParts(call: SessionEvent | null): RowPart[] {
  const input = inputOf(call);
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
