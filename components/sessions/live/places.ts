/** Where the rows of a growing log stand in time. Pure; O(rows · log rows). */
import { type Axis, axisOf, type RowTimes } from "../trace/prepare-outline";
import type { OutlineRow } from "../trace/types";

export type Times = {
  rows: readonly RowTimes[];
  axis: Axis | null;
};

/** As they travel: two numbers a row, in milliseconds after `from`, -1 for none. */
export function packTimes(rows: readonly RowTimes[]): { from: number; offsets: number[] } {
  const from = rows.find((row) => row.start !== null)?.start ?? 0;
  const offset = (at: number | null) => (at === null ? -1 : Math.max(0, at - from));
  return { from, offsets: rows.flatMap(({ start, end }) => [offset(start), offset(end)]) };
}

export function timesFrom({ from, offsets }: { from: number; offsets: readonly number[] }): Times {
  const at = (offset: number | undefined) => (offset === undefined || offset < 0 ? null : from + offset);
  const rows: RowTimes[] = [];
  for (let index = 0; index < offsets.length; index += 2) rows.push({ start: at(offsets[index]), end: at(offsets[index + 1]) });
  return { rows, axis: null };
}

/** The rows with their places on an axis over all of them. */
export function drawPlaces(rows: readonly OutlineRow[], times: Times): { rows: OutlineRow[]; times: Times } {
  const events = rows.flatMap((row, index) => {
    const at = times.rows[index];
    const start = { seq: row.seq, index, isEnd: false, at: at?.start ?? null };
    return row.resultSeq > 0 ? [start, { seq: row.resultSeq, index, isEnd: true, at: at?.end ?? null }] : [start];
  });
  events.sort((a, b) => a.seq - b.seq);
  const axis = axisOf(events.map(({ at }) => at));
  const placed = rows.map((row) => ({ ...row }));
  for (const [at, { index, isEnd }] of events.entries()) {
    const row = placed[index];
    const place = axis.places[at] ?? 0;
    if (!row) continue;
    row.end = place;
    if (!isEnd) row.x = place;
  }
  return { rows: placed, times: { rows: times.rows, axis } };
}
