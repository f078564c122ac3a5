import type { ReactNode } from "react";
import { ChartFigure, ChartPanel } from "@/components/charts/chart-figure";
import type { ChartTable } from "@/components/charts/csv";
import { Key } from "@/components/charts/parts";
import type { Series } from "@/components/charts/prepare-stacked-bars";
import { StackedBars } from "@/components/charts/stacked-bars";
import { formatNumber, formatPercent, formatUsd } from "@/components/ui/format";
import { formatDate } from "@/components/ui/format-time";
import { costUsd } from "@/lib/usage/totals";
import { USAGE_PURPOSES, type UsagePurpose, type UsageSplit } from "@/lib/usage/types";
import { axisUsd, type CostPeriod, knownUsd } from "./prepare-periods";
import { DREAMING_TARGET, PURPOSE_WORDS } from "./usage-words";

const SERIES: Record<UsagePurpose, Series> = { session: 1, dream: 2, grader: 3 };

export type CostFigureProps = {
  periods: readonly CostPeriod[];
  by: "day" | "week";
  /** Of the whole range. */
  whole: UsageSplit;
  now: Date;
  /** Beside the drawing, below the key. */
  note?: ReactNode;
};

/** Dollars per day or week, by what they were spent on. */
export function CostFigure({ periods, by, whole, now, note }: CostFigureProps) {
  const labels = periods.map(({ day }) => formatDate(new Date(`${day}T12:00:00Z`), "UTC", now));
  return (
    <ChartFigure
      title="Cost by purpose"
      summary={summaryOf(whole, labels)}
      note={`By ${by}, US dollars at the price of each call`}
      table={toTable(periods, labels, by)}
      fileName={`cost-by-${by}`}
    >
      <ChartPanel
        title="Cost"
        note={
          <div className="mt-1 grid gap-1 max-md:flex max-md:flex-wrap max-md:gap-x-3">
            {USAGE_PURPOSES.map((purpose) => (
              <Key key={purpose} series={SERIES[purpose]}>
                {PURPOSE_WORDS[purpose]} {known(costUsd(whole[purpose]))}
              </Key>
            ))}
            {note}
          </div>
        }
      >
        <StackedBars
          labels={labels}
          stacks={USAGE_PURPOSES.map((purpose) => ({
            name: PURPOSE_WORDS[purpose],
            series: SERIES[purpose],
            values: periods.map((period) => knownUsd(period, purpose)),
          }))}
          readouts={periods.map((period, index) => `${labels[index]}: ${readout(period)}`)}
          formatValue={axisUsd}
        />
      </ChartPanel>
    </ChartFigure>
  );
}

const known = (usd: number | null) => (usd === null ? "no price" : formatUsd(usd));

function readout(period: CostPeriod): string {
  const parts = USAGE_PURPOSES.filter((purpose) => period[purpose].calls > 0).map(
    (purpose) => `${PURPOSE_WORDS[purpose].toLowerCase()} ${known(costUsd(period[purpose]))}`,
  );
  return parts.length > 0 ? parts.join(", ") : "nothing asked";
}

function summaryOf({ total, dreamingShare }: UsageSplit, labels: readonly string[]): string {
  const share =
    dreamingShare === null
      ? "the dreaming share is not known"
      : `${formatPercent(dreamingShare)} of what sessions cost went to dreaming, the target is ${formatPercent(DREAMING_TARGET, 0)}`;
  const unpriced = total.unpricedCalls > 0 ? `, ${formatNumber(total.unpricedCalls)} calls without a price left out` : "";
  return `${known(costUsd(total))} from ${labels[0]} to ${labels.at(-1)}${unpriced}; ${share}`;
}

function toTable(periods: readonly CostPeriod[], labels: readonly string[], by: "day" | "week"): ChartTable {
  const money = (usd: number | null) => ({ text: known(usd), value: usd });
  return {
    columns: [
      { key: "day", header: by === "day" ? "Day" : "Week from" },
      ...USAGE_PURPOSES.map((purpose) => ({ key: purpose, header: `${PURPOSE_WORDS[purpose]} USD`, isNumber: true })),
      { key: "share", header: "Dreaming share", isNumber: true },
      { key: "calls", header: "Calls", isNumber: true },
      { key: "unpriced", header: "Without a price", isNumber: true },
    ],
    rows: periods.map((period, index) => ({
      day: { text: labels[index] ?? period.day, value: period.day },
      ...Object.fromEntries(USAGE_PURPOSES.map((purpose) => [purpose, money(costUsd(period[purpose]))])),
      share: { text: period.dreamingShare === null ? "—" : formatPercent(period.dreamingShare), value: period.dreamingShare },
      calls: { text: formatNumber(period.total.calls), value: period.total.calls },
      unpriced: { text: formatNumber(period.total.unpricedCalls), value: period.total.unpricedCalls },
    })),
  };
}
