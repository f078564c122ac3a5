/** Where everything on the timeline is drawn. Pure; at most some hundred marks of a kind, however long the session. */
import { formatClock, formatDateTime } from "@/components/ui/format-time";
import type { Axis } from "./prepare-outline";
import { type OutlineRow, ROW } from "./types";

type Point = { x: number; y: number };
export type TimelineDrawing = {
  width: number;
  left: number;
  lanes: number[];
  ticks: { x: number; words: string }[];
  gaps: { from: number; to: number; ms: number }[];
  longestGap: number;
  spans: { x: number; y: number; width: number }[];
  calls: Point[];
  errors: Point[];
  corrections: Point[];
  evidence: Point[];
};

export const WIDE = { width: 1216, left: 92, ticks: 6 };
export const NARROW = { width: 358, left: 74, ticks: 3 };
export const MOST_LANES = 8;
const LANE = 20;
const RIGHT = 4;

export function timelineHeight(lanes: number): number {
  return 14 + lanes * LANE + 22;
}

export function drawTimeline(
  rows: readonly OutlineRow[],
  axis: Axis,
  { width, left, ticks }: typeof WIDE,
  clock: { zone: string; now: Date; lanes: number },
): TimelineDrawing {
  const across = width - left - RIGHT;
  const xOf = (place: number) => Math.round((left + place * across) * 10) / 10;
  const laneOf = (row: OutlineRow) => 20 + Math.min(row.thread, clock.lanes - 1) * LANE;
  const marks = (flag: number) => thin(rows.filter((row) => (row.flags & flag) !== 0).map((row) => ({ x: xOf(row.x), y: laneOf(row) })));
  const gaps = axis.gaps.map((gap) => ({ from: xOf(gap.from), to: xOf(gap.to), ms: gap.ms }));
  return {
    width,
    left,
    lanes: Array.from({ length: clock.lanes }, (_, lane) => 20 + lane * LANE),
    ticks: axis.span ? timeTicks(axis, axis.span, ticks, xOf, clock) : orderTicks(rows, ticks, xOf),
    gaps,
    longestGap: gaps.reduce((longest, gap, at) => (gap.ms > (gaps[longest]?.ms ?? -1) ? at : longest), -1),
    spans: spansOf(rows, xOf, laneOf),
    calls: marks(ROW.call),
    errors: marks(ROW.error),
    corrections: marks(ROW.correction),
    evidence: marks(ROW.evidence),
  };
}

/** Requests as bars; those that would touch are one bar. */
function spansOf(rows: readonly OutlineRow[], xOf: (place: number) => number, laneOf: (row: OutlineRow) => number) {
  const open = new Map<number, { x: number; y: number; end: number; request: number }>();
  const done: { x: number; y: number; end: number }[] = [];
  for (const row of rows) {
    const [y, x, end] = [laneOf(row), xOf(row.x), Math.max(xOf(row.x) + 2, xOf(row.end))];
    const last = open.get(y);
    if (last && (last.request === row.request || x <= last.end + 1.5)) {
      last.end = Math.max(last.end, end);
      last.request = row.request;
    } else {
      if (last) done.push(last);
      open.set(y, { x, y, end, request: row.request });
    }
  }
  return [...done, ...open.values()].map(({ x, y, end }) => ({ x, y, width: Math.round((end - x) * 10) / 10 }));
}

/** Marks that would cover each other are one. */
function thin(points: readonly Point[]): Point[] {
  const seen = new Set<string>();
  return points.filter(({ x, y }) => {
    const key = `${Math.round(x)} ${y}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function timeTicks(
  axis: Axis,
  span: NonNullable<Axis["span"]>,
  count: number,
  xOf: (place: number) => number,
  { zone, now }: { zone: string; now: Date },
) {
  const timeAt = (place: number) => {
    const cut = axis.gaps.filter((gap) => gap.to <= place + 1e-9);
    const width = axis.gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
    const active = place - cut.reduce((sum, gap) => sum + gap.to - gap.from, 0);
    return span.start + cut.reduce((sum, gap) => sum + gap.ms, 0) + (width >= 1 ? 0 : (active / (1 - width)) * span.activeMs);
  };
  const isLong = span.end - span.start > 20 * 60 * 60 * 1000;
  const isShort = span.end - span.start < 10 * 60 * 1000;
  const found: { x: number; words: string }[] = [];
  for (let at = 0; at < count; at++) {
    const place = at / count;
    if (axis.gaps.some((gap) => place > gap.from && place < gap.to)) continue;
    const instant = new Date(timeAt(place));
    const words = isLong
      ? formatDateTime(instant, zone, now)
      : isShort
        ? formatClock(instant, zone)
        : formatClock(instant, zone).slice(0, 5);
    if (found.at(-1)?.words !== words) found.push({ x: xOf(place), words });
  }
  return found;
}

function orderTicks(rows: readonly OutlineRow[], count: number, xOf: (place: number) => number) {
  const seen = new Set<number>();
  return Array.from({ length: count }, (_, at) => rows[Math.floor((at / count) * rows.length)]).flatMap((row) => {
    if (!row || seen.has(row.seq)) return [];
    seen.add(row.seq);
    return [{ x: xOf(row.x), words: `Event ${row.seq.toLocaleString("en-US")}` }];
  });
}
