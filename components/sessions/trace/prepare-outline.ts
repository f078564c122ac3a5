/** Lays out a whole session: its rows, requests, threads and where each stands in time. Pure; O(events). */
import type { OutlineEvent } from "@/lib/sessions/trace";
import { emptyOutline, type OutlineState, placeEvent, summaryOf } from "./place-event";
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

export type LaidOut = {
  outline: Outline;
  rows: OutlineRow[];
  axis: Axis;
  tools: ToolUse[];
  /** From here on a log that grows is laid out event by event. */
  state: OutlineState;
  /** When each row began and ended. */
  times: RowTimes[];
};
export type RowTimes = { start: number | null; end: number | null };
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
  const times: RowTimes[] = [];
  const indexOf = new Map<number, number>();
  const uses = new Map<string, { calls: number; failures: number; times: number[]; firstFailureSeq: number | null }>();
  const startOf = new Map<string, { at: number | null; tool: string }>();
  const state = emptyOutline();
  state.counts.evidence = quoted.size;
  for (const [index, event] of events.entries()) {
    const place = axis.places[index] ?? 0;
    const isQuoted = quoted.has(event.seq);
    const time = timeOf(event)?.getTime() ?? null;
    const start = event.callId === null ? undefined : startOf.get(event.callId);
    const use = start && uses.get(start.tool);
    if (use && start.at !== null && time !== null && time >= start.at) use.times.push(time - start.at);
    if (use && event.isError) {
      use.failures += 1;
      use.firstFailureSeq ??= event.seq;
    }
    const placed = placeEvent(state, event, isQuoted);
    if (placed.kind === "end") {
      const at = indexOf.get(placed.ofSeq) ?? -1;
      const row = rows[at];
      if (row) Object.assign(row, { resultSeq: event.seq, end: place, flags: row.flags | placed.flags });
      if (times[at]) times[at].end = time;
      continue;
    }
    if (event.type.endsWith("tool_use")) {
      const tool = event.tool ?? "Unknown tool";
      const known = uses.get(tool) ?? { calls: 0, failures: 0, times: [], firstFailureSeq: null };
      known.calls += 1;
      uses.set(tool, known);
      startOf.set(event.id, { at: time, tool });
    }
    indexOf.set(event.seq, rows.length);
    rows.push({ ...placed.row, x: place, end: place });
    times.push({ start: time, end: null });
  }
  for (const [at, row] of rows.entries())
    if ((row.flags & ROW.request) !== 0 && rows[at + 1]?.request === row.request) row.flags |= ROW.group;
  const tools = [...uses].map(([name, { times: all, ...use }]) => ({ name, ...use, medianMs: medianOf(all) }));
  tools.sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
  return { outline: { rows: pack(rows), ...summaryOf(state) }, rows, axis, tools, state, times };
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
