/** Days and weeks of counts, made whole. Pure. */
import type { Period, PeriodCount } from "@/lib/outcomes/rates";
import type { Share } from "@/lib/outcomes/wilson";

export type DayTotal = { day: string; sessions: number; judged: number; met: number };

const DAY_MS = 86_400_000;
/** More bars than this can't be told apart; an address may ask for more than can be drawn. */
const MOST = 800;

/** One entry a day (or Monday) from first to last, also where there was nothing. Days are calendar names: no zone is needed. */
export function fillPeriods(
  counts: readonly Omit<PeriodCount, "agentId">[],
  range: { first: string; last: string; by: Period },
): DayTotal[] {
  const totals = new Map<string, DayTotal>();
  let at = Date.parse(`${range.by === "week" ? mondayOf(range.first) : range.first}T00:00:00Z`);
  const end = Date.parse(`${range.last}T00:00:00Z`);
  const step = range.by === "week" ? 7 * DAY_MS : DAY_MS;
  if ((end - at) / step > MOST) at = end - MOST * step;
  for (; at <= end; at += step) {
    const day = new Date(at).toISOString().slice(0, 10);
    totals.set(day, { day, sessions: 0, judged: 0, met: 0 });
  }
  for (const count of counts) {
    const total = totals.get(count.day);
    if (!total) continue;
    total.sessions += count.sessions;
    total.judged += count.judged;
    total.met += count.met;
  }
  return [...totals.values()];
}

/** The Monday of that day's week. */
export function mondayOf(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return new Date(at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
}

/** For each period the pooled share of it and up to `periods - 1` before it: single days are too few to read. */
export function pooledShares(days: readonly DayTotal[], periods: number): Share[] {
  return days.map((_, index) => {
    const pool = days.slice(Math.max(0, index - periods + 1), index + 1);
    return { n: pool.reduce((sum, day) => sum + day.judged, 0), successes: pool.reduce((sum, day) => sum + day.met, 0) };
  });
}
