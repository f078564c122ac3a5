/** Cost over time, made whole: one entry for each day or week of the range, also where nothing was asked. Pure. */
import { mondayOf } from "@/lib/outcomes/periods";
import { costUsd, splitOf } from "@/lib/usage/totals";
import { USAGE_PURPOSES, type UsageRow, type UsageSplit } from "@/lib/usage/types";

export type CostPeriod = UsageSplit & { day: string };

const DAY_MS = 86_400_000;
/** More bars than this can't be told apart; earlier ones are left out, and the figure says so. */
const MOST = 400;

export function costPeriods(rows: readonly UsageRow[], range: { first: string; last: string; by: "day" | "week" }): CostPeriod[] {
  const step = range.by === "week" ? 7 : 1;
  const placeOf = (day: string) => (range.by === "week" ? mondayOf(day) : day);
  const end = Date.parse(`${placeOf(range.last)}T00:00:00Z`);
  const start = Math.max(Date.parse(`${placeOf(range.first)}T00:00:00Z`), end - (MOST - 1) * step * DAY_MS);
  const byPlace = new Map<string, UsageRow[]>();
  for (const row of rows) {
    const place = placeOf(row.key ?? "");
    byPlace.set(place, [...(byPlace.get(place) ?? []), row]);
  }
  const periods: CostPeriod[] = [];
  for (let at = start; at <= end; at += step * DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    const within = byPlace.get(day) ?? [];
    periods.push({
      day,
      ...splitOf(within.flatMap((row) => USAGE_PURPOSES.map((purpose) => ({ purpose, totals: row[purpose] })))),
    });
  }
  return periods;
}

/** What a bar shows: the part of the cost that is known. */
export function knownUsd(period: CostPeriod, purpose: (typeof USAGE_PURPOSES)[number]): number {
  return costUsd(period[purpose]) ?? 0;
}

/** Dollars beside an axis: few letters, no rounding to nothing. */
export function axisUsd(value: number): string {
  if (value === 0) return "$0";
  if (value >= 1_000) return `$${Number((value / 1_000).toPrecision(3))}k`;
  return value >= 0.1 ? `$${Number(value.toPrecision(3))}` : `${Number((value * 100).toPrecision(2))}¢`;
}
