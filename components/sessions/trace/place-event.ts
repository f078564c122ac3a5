/** Where the next event of a log goes in its outline. Pure but for `state`, which is carried from event to event and travels as JSON. */
import { readsLikeCorrection } from "@/lib/sessions/correction";
import type { OutlineEvent } from "@/lib/sessions/trace";
import { type Outline, type OutlineRow, ROW } from "./types";

export type OutlineState = {
  requests: number;
  /** The request now running has said something; its output was answered. */
  hasOutput: boolean;
  isClosed: boolean;
  userTurns: number;
  threads: (string | null)[];
  counts: Outline["counts"];
  /** Calls and model requests that have no end yet: by event, the number of their row. */
  open: Record<string, number>;
};

export type Placed = { kind: "row"; row: Omit<OutlineRow, "x" | "end"> } | { kind: "end"; ofSeq: number; flags: number };

export function emptyOutline(): OutlineState {
  return {
    requests: 0,
    hasOutput: false,
    isClosed: false,
    userTurns: 0,
    threads: [],
    counts: { errors: 0, corrections: 0, calls: 0, evidence: 0 },
    open: {},
  };
}

export const SPAN_START = "span.model_request_start";
export const SPAN_END = "span.model_request_end";

/** A row of its own, or the end of one that is there already. O(1). */
export function placeEvent(state: OutlineState, event: OutlineEvent, isQuoted: boolean): Placed {
  const isResult = event.type.endsWith("tool_result");
  let flags = (event.isError ? ROW.error : 0) | (isQuoted ? ROW.evidence : 0);
  if (event.isError) state.counts.errors += 1;
  if (isResult) state.isClosed = true;
  if (isResult || event.type === SPAN_END) {
    const ofSeq = event.callId === null ? undefined : state.open[event.callId];
    if (event.callId !== null && ofSeq !== undefined) {
      delete state.open[event.callId];
      return { kind: "end", ofSeq, flags };
    }
  }
  flags |= requestFlag(state, event, isResult);
  if (event.type === "user.message") {
    flags |= ROW.message | ROW.fromUser;
    if (readsLikeCorrection(event.words ?? "", state.userTurns === 0)) {
      flags |= ROW.correction;
      state.counts.corrections += 1;
    }
    state.userTurns += 1;
  } else if (event.type.endsWith(".message")) flags |= ROW.message;
  if (event.type.endsWith("tool_use")) {
    flags |= ROW.call;
    state.counts.calls += 1;
    state.open[event.id] = event.seq;
  } else if (isResult) flags |= ROW.call;
  else if (event.type === SPAN_START) state.open[event.id] = event.seq;
  return { kind: "row", row: { seq: event.seq, resultSeq: 0, flags, thread: threadOf(state, event.thread), request: state.requests } };
}

/** A request begins with what was said since the last one, or with its first output where that was only a call's result. */
function requestFlag(state: OutlineState, event: OutlineEvent, isResult: boolean): number {
  const isInput = isResult || event.type.startsWith("user.") || event.type.startsWith("system.");
  const begins = !isResult && (state.requests === 0 || (isInput ? state.hasOutput : state.isClosed));
  if (begins) {
    state.requests += 1;
    state.hasOutput = false;
  }
  if (!isResult) state.isClosed = false;
  if (!isInput) state.hasOutput = true;
  return begins ? ROW.request : 0;
}

function threadOf(state: OutlineState, name: string | null): number {
  const at = state.threads.indexOf(name);
  return at === -1 ? state.threads.push(name) - 1 : at;
}

/** What is said about the whole. */
export function summaryOf({ threads, requests, counts }: OutlineState): Omit<Outline, "rows"> {
  return { threads: threads.map((name, at) => name ?? (at === 0 ? "" : "Main")), requests, counts: { ...counts } };
}
