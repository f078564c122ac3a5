/** Lays out a whole session: its rows, requests, threads and where each stands in time. Pure; O(events). */
import { readsLikeCorrection } from "@/lib/sessions/correction";
import type { OutlineEvent } from "@/lib/sessions/trace";
import { type Outline, type OutlineRow, ROW } from "./types";

/** Where each event stands on the axis, and what was cut out of it. */
export type Axis = {
  /** By position of the event, 0 to 1. */
  places: number[];
  /** Pauses longer than the rest, each drawn at one width. */
  gaps: { from: number; to: number; ms: number }[];
  /** Null where the events have no times: then places follow the order. */
  span: { start: number; end: number; activeMs: number } | null;
};

export type LaidOut = { outline: Outline; rows: OutlineRow[]; axis: Axis; tools: ToolUse[] };
export type ToolUse = { name: string; calls: number; failures: number; medianMs: number | null; firstFailureSeq: number | null };

const SHORTEST_IDLE_MS = 30_000;
/** A pause counts as idle where it is this many times the usual one. */
const IDLE_TIMES = 20;
const PLACES = 100_000;

/** `timeOf` is null where the source gave no time. `quoted` are the seqs that changes rest on. */
export function layOut(
  events: readonly OutlineEvent[],
  timeOf: (event: OutlineEvent) => Date | null,
  quoted: ReadonlySet<number>,
): LaidOut {
  const axis = axisOf(events.map((event) => timeOf(event)?.getTime() ?? null));
  const rows: OutlineRow[] = [];
  const rowOfCall = new Map<string, OutlineRow>();
  const threads = new Map<string | null, number>();
  const uses = new Map<string, { calls: number; failures: number; times: number[]; firstFailureSeq: number | null }>();
  const counts = { errors: 0, corrections: 0, calls: 0, evidence: quoted.size };
  const startOf = new Map<string, { at: number | null; tool: string }>();
  let requests = 0;
  /** The request now running has said something; its output was answered. */
  let hasOutput = false;
  let isClosed = false;
  let userTurns = 0;
  for (const [index, event] of events.entries()) {
    const place = axis.places[index] ?? 0;
    const isQuoted = quoted.has(event.seq);
    const time = timeOf(event)?.getTime() ?? null;
    const isResult = event.type.endsWith("tool_result");
    if (event.isError) counts.errors += 1;
    if (isResult) {
      isClosed = true;
      const start = event.callId === null ? undefined : startOf.get(event.callId);
      const use = start && uses.get(start.tool);
      if (use && start.at !== null && time !== null && time >= start.at) use.times.push(time - start.at);
      if (use && event.isError) {
        use.failures += 1;
        use.firstFailureSeq ??= event.seq;
      }
      const row = event.callId === null ? undefined : rowOfCall.get(event.callId);
      if (row && row.resultSeq === 0) {
        row.resultSeq = event.seq;
        row.end = place;
        if (event.isError) row.flags |= ROW.error;
        if (isQuoted) row.flags |= ROW.evidence;
        continue;
      }
    }
    const thread = threads.get(event.thread) ?? threads.size;
    threads.set(event.thread, thread);
    let flags = (event.isError ? ROW.error : 0) | (isQuoted ? ROW.evidence : 0);
    const isInput = isResult || event.type.startsWith("user.") || event.type.startsWith("system.");
    // A request begins with what was said since the last one, or with its first output where that was only a call's result.
    if (!isResult && (requests === 0 || (isInput ? hasOutput : isClosed))) {
      requests += 1;
      flags |= ROW.request;
      hasOutput = false;
    }
    if (!isResult) isClosed = false;
    if (!isInput) hasOutput = true;
    if (event.type === "user.message") {
      flags |= ROW.message | ROW.fromUser;
      if (readsLikeCorrection(event.words ?? "", userTurns === 0)) {
        flags |= ROW.correction;
        counts.corrections += 1;
      }
      userTurns += 1;
    } else if (event.type.endsWith(".message")) flags |= ROW.message;
    const row: OutlineRow = { seq: event.seq, resultSeq: 0, flags, thread, request: requests, x: place, end: place };
    if (event.type.endsWith("tool_use")) {
      row.flags |= ROW.call;
      counts.calls += 1;
      const tool = event.tool ?? "Unknown tool";
      const use = uses.get(tool) ?? { calls: 0, failures: 0, times: [], firstFailureSeq: null };
      use.calls += 1;
      uses.set(tool, use);
      startOf.set(event.id, { at: time, tool });
      rowOfCall.set(event.id, row);
    } else if (isResult) row.flags |= ROW.call;
    rows.push(row);
  }
  for (const [at, row] of rows.entries())
    if ((row.flags & ROW.request) !== 0 && rows[at + 1]?.request === row.request) row.flags |= ROW.group;
  const tools = [...uses].map(([name, { times, ...use }]) => ({ name, ...use, medianMs: medianOf(times) }));
  tools.sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
  const outline = { rows: pack(rows), threads: [...threads.keys()].map((name, at) => name ?? (at === 0 ? "" : "Main")), requests, counts };
  return { outline, rows, axis, tools };
}

export function pack(rows: readonly OutlineRow[]): number[] {
  return rows.flatMap((row) => [
    row.seq,
    row.resultSeq,
    row.flags,
    row.thread,
    row.request,
    Math.round(row.x * PLACES),
    Math.round(row.end * PLACES),
  ]);
}

export function unpack(packed: readonly number[]): OutlineRow[] {
  const rows: OutlineRow[] = [];
  for (let at = 0; at < packed.length; at += 7) {
    const [seq = 0, resultSeq = 0, flags = 0, thread = 0, request = 0, x = 0, end = 0] = packed.slice(at, at + 7);
    rows.push({ seq, resultSeq, flags, thread, request, x: x / PLACES, end: end / PLACES });
  }
  return rows;
}

/** The row in which an event stands: its own, or that of the call it answers. */
export function rowIndexOf(rows: readonly OutlineRow[], seq: number): number {
  const own = rows.findIndex((row) => row.seq === seq);
  return own === -1 ? rows.findIndex((row) => row.resultSeq === seq) : own;
}

/** Times run along the axis, long pauses at one small width; without times for at least two events the order does. */
export function axisOf(times: readonly (number | null)[]): Axis {
  const count = times.length;
  const known = times.filter((time) => time !== null);
  const [start, end] = [known[0], known.reduce<number | undefined>((most, time) => Math.max(most ?? time, time), undefined)];
  if (start === undefined || end === undefined || end <= start) {
    return { places: times.map((_, at) => (count < 2 ? 0 : at / (count - 1))), gaps: [], span: null };
  }
  // An event without a time, or before the one ahead of it in the log, stands with that one.
  let latest = start;
  const forward = times.map((time) => {
    latest = Math.max(latest, time ?? latest);
    return latest;
  });
  const pauses = forward.map((time, at) => time - (forward[at - 1] ?? time));
  const usual = medianOf(pauses.filter((pause) => pause > 0)) ?? 0;
  const idle = Math.max(SHORTEST_IDLE_MS, usual * IDLE_TIMES);
  const activeMs = pauses.reduce((sum, pause) => sum + (pause > idle ? 0 : pause), 0);
  const cuts = pauses.filter((pause) => pause > idle).length;
  // All cuts together take at most a third of the axis, one at most a thirtieth.
  const cutWidth = cuts === 0 ? 0 : activeMs === 0 ? 1 / cuts : Math.min(1 / 30, 1 / (3 * cuts));
  const activeWidth = 1 - cutWidth * cuts;
  const gaps: Axis["gaps"] = [];
  let place = 0;
  const places = pauses.map((pause) => {
    if (pause > idle) {
      gaps.push({ from: place, to: place + cutWidth, ms: pause });
      place += cutWidth;
    } else if (activeMs > 0) place += (pause / activeMs) * activeWidth;
    return Math.min(1, place);
  });
  return { places, gaps, span: { start, end, activeMs } };
}

function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
