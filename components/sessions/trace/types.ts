/** What the trace sends to the browser: the outline of the whole session at once, the rows' contents in windows. No library at run time. */
import type { ChangeId, EventId } from "@/lib/ids";
import type { Trust } from "@/lib/trust";

export const TRACE_VIEWS = ["transcript", "timeline", "raw"] as const;
export type TraceView = (typeof TRACE_VIEWS)[number];
export const TRACE_FILTERS = ["all", "messages", "calls", "errors", "corrections", "evidence"] as const;
export type TraceFilter = (typeof TRACE_FILTERS)[number];
export const TRACE_TABS = ["event", "tools", "learnings", "outcome", "evidence"] as const;
export type TraceTab = (typeof TRACE_TABS)[number];

/** Events that are read at once. */
export const WINDOW = 100;

/** Bits of `OutlineRow.flags`. `request`: one begins here; `group`: it has more than this row. */
export const ROW = { message: 1, call: 2, fromUser: 4, error: 8, correction: 16, evidence: 32, request: 64, group: 128 } as const;

/** A row of the transcript: one event, or a call with its result. `x` and `end` are places on the timeline, 0 to 1. */
export type OutlineRow = { seq: number; resultSeq: number; flags: number; thread: number; request: number; x: number; end: number };

export type Outline = {
  /** Seven numbers a row, in the order of `OutlineRow`; `x` and `end` in thousandths of a percent. */
  rows: number[];
  threads: string[];
  requests: number;
  counts: { errors: number; corrections: number; calls: number; evidence: number };
};

/** A text of an event as far as it is shown at once. `at` leads to it inside the event. */
export type TextCut = { kind: "text"; at: string; head: string; isWhole: boolean; lines: number; shownLines: number; bytes: number };
export type BlobCut = { kind: "blob"; type: string; bytes: number | null };
export type RowPart = TextCut | BlobCut;

export type RowEnd = { id: EventId; seq: number; type: string; trust: Trust; at: string | null; parts: RowPart[] };

export type EventWords = { text: string; tone: "plain" | "failure" | "held" };

/** What stands in a row. */
export type RowContent = RowEnd & {
  kind: "message" | "thinking" | "call" | "span" | "other";
  who: "user" | "agent" | "operator";
  /** Not at the agent yet: it waits for its turn. */
  isQueued: boolean;
  /** What the event says, where it is one of our own kinds. */
  words: EventWords | null;
  /** Of a request to the model. */
  span: { isOver: boolean; isError: boolean; durationMs: number | null; tokensIn: number; tokensOut: number } | null;
  /** Of a call. */
  tool: {
    name: string;
    summary: string;
    isError: boolean;
    durationMs: number | null;
    callSeq: number | null;
    result: RowEnd | null;
  } | null;
};

/** A span that a change quotes. */
export type TraceQuote = {
  eventId: EventId;
  seq: number;
  at: string;
  quote: string;
  polarity: "supports" | "contradicts";
  trust: Trust;
  changeId: ChangeId;
  title: string;
  href: string;
  state: string;
};

/** A piece of one text, as the text route answers. */
export type TextPiece = { text: string; next: number | null; length: number };
