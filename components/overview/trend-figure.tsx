import { BandLine } from "@/components/charts/band-line";
import { ChartFigure, ChartPanel } from "@/components/charts/chart-figure";
import type { ChartTable } from "@/components/charts/csv";
import type { Marker } from "@/components/charts/frame";
import { Key } from "@/components/charts/parts";
import type { BandPoint } from "@/components/charts/prepare-band-line";
import { StackedBars } from "@/components/charts/stacked-bars";
import { formatNumber, formatPercent, formatRate } from "@/components/ui/format";
import { formatDate } from "@/components/ui/format-time";
import { type DayTotal, pooledShares } from "@/lib/outcomes/periods";
import { type Share, wilsonInterval } from "@/lib/outcomes/wilson";

export type TrendFigureProps = {
  days: readonly DayTotal[];
  by: "day" | "week";
  total: Share;
  baseline: { value: number; label: string } | null;
  markers: readonly Marker[];
  now: Date;
};

/** Single days hold too few sessions to read: the line pools five of them, weeks stand for themselves. */
const POOLED = { day: 5, week: 1 } as const;

/** Completion and sessions over time, on one axis that the published revisions run through. */
export function TrendFigure({ days, by, total, baseline, markers, now }: TrendFigureProps) {
  const labels = days.map((day) => formatDate(new Date(`${day.day}T12:00:00Z`), "UTC", now));
  const points = toPoints(days, labels, by);
  const sum = (key: "met" | "judged" | "sessions") => days.reduce((count, day) => count + day[key], 0);
  const last = points.findLast((point) => point.value !== null);
  const readouts = days.map((day, index) => `${labels[index]}: ${formatRate(day.met, day.judged)}, ${formatNumber(day.sessions)} sessions`);
  return (
    <ChartFigure
      title="Completion rate over time"
      summary={summaryOf(baseline, last?.value ?? null, total, labels)}
      note={`By ${by}${markers.length > 0 ? ", numbered marks are published revisions" : ""}`}
      table={toTable(days, labels, points, by)}
      fileName={`completion-by-${by}`}
    >
      <ChartPanel
        title="Completion rate"
        note={
          <>
            <p>Line: {by === "day" ? "five-day rate" : "rate of the week"}</p>
            <p>Band: 95 % interval</p>
            {by === "day" && <p>Dots: single days</p>}
          </>
        }
      >
        <BandLine points={points} baseline={baseline} markers={markers} readouts={readouts} />
      </ChartPanel>
      <ChartPanel
        title="Sessions"
        note={
          <div className="mt-1 grid gap-1 max-md:flex max-md:flex-wrap max-md:gap-x-3">
            <Key series={1}>Completed {formatNumber(sum("met"))}</Key>
            <Key series={2}>Failed {formatNumber(sum("judged") - sum("met"))}</Key>
            <Key series="unknown">No verdict {formatNumber(sum("sessions") - sum("judged"))}</Key>
          </div>
        }
      >
        <StackedBars
          labels={labels}
          stacks={[
            { name: "Completed", series: 1, values: days.map((day) => day.met) },
            { name: "Failed", series: 2, values: days.map((day) => day.judged - day.met) },
            { name: "No verdict", series: "unknown", values: days.map((day) => day.sessions - day.judged) },
          ]}
          markers={markers}
          readouts={readouts}
          formatValue={(value) => formatNumber(value, 1)}
        />
      </ChartPanel>
    </ChartFigure>
  );
}

function toPoints(days: readonly DayTotal[], labels: readonly string[], by: "day" | "week"): BandPoint[] {
  return pooledShares(days, POOLED[by]).map(({ successes, n }, index) => {
    const day = days[index];
    const interval = wilsonInterval(successes, n);
    return {
      label: labels[index] ?? "",
      value: n === 0 ? null : successes / n,
      lo: n === 0 ? null : interval.lo,
      hi: n === 0 ? null : interval.hi,
      dot: by === "day" && day && day.judged > 0 ? day.met / day.judged : null,
    };
  });
}

function summaryOf(baseline: TrendFigureProps["baseline"], last: number | null, total: Share, labels: readonly string[]): string {
  if (last === null) return "no session in this time has a verdict";
  const from = baseline ? `${formatPercent(baseline.value)} before the first revision, ` : "";
  return `${from}${formatPercent(last)} at the end, ${formatRate(total.successes, total.n)} from ${labels[0]} to ${labels.at(-1)}`;
}

function toTable(days: readonly DayTotal[], labels: readonly string[], points: readonly BandPoint[], by: "day" | "week"): ChartTable {
  return {
    columns: [
      { key: "day", header: by === "day" ? "Day" : "Week from" },
      { key: "sessions", header: "Sessions", isNumber: true },
      { key: "met", header: "Completed", isNumber: true },
      { key: "failed", header: "Failed", isNumber: true },
      { key: "rate", header: "Completion rate", isNumber: true },
      ...(by === "day" ? [{ key: "pooled", header: "Five-day rate", isNumber: true }] : []),
    ],
    rows: days.map((day, index) => ({
      day: { text: labels[index] ?? day.day, value: day.day },
      sessions: { text: formatNumber(day.sessions), value: day.sessions },
      met: { text: formatNumber(day.met), value: day.met },
      failed: { text: formatNumber(day.judged - day.met), value: day.judged - day.met },
      rate: { text: formatRate(day.met, day.judged), value: day.judged === 0 ? null : day.met / day.judged },
      pooled: pooledCell(points[index]?.value ?? null),
    })),
  };
}

function pooledCell(value: number | null): { text: string; value: number | null } {
  return { text: value === null ? "—" : formatPercent(value), value };
}
