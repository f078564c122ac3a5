import { ChartFigure } from "@/components/charts/chart-figure";
import { StackedBars } from "@/components/charts/stacked-bars";
import { formatCount, formatNumber } from "@/components/ui/format";
import { formatDate, formatDateTime } from "@/components/ui/format-time";
import type { Bucket, Histogram } from "@/lib/sessions/list";

const STEP_WORDS = new Map([
  [3_600_000, "hour"],
  [21_600_000, "6 hours"],
  [86_400_000, "day"],
  [604_800_000, "week"],
  [2_592_000_000, "30 days"],
  [31_536_000_000, "year"],
]);

/** When the matches took place, stacked by outcome. */
export function MatchesOverTime({ buckets, stepMs, oneIn, now, zone }: Histogram & { now: Date; zone: string }) {
  const step = STEP_WORDS.get(stepMs) ?? "step";
  const words = (at: Date) => (stepMs < 86_400_000 ? formatDateTime(at, zone, now) : formatDate(at, zone, now));
  const total = (bucket: Bucket) => bucket.met + bucket.notMet + bucket.unknown;
  const most = buckets.reduce<Bucket | null>((best, bucket) => (best === null || total(bucket) > total(best) ? bucket : best), null);
  const all = buckets.reduce((sum, bucket) => sum + total(bucket), 0);
  if (!most || all === 0) return null;
  return (
    <ChartFigure
      title={`Sessions per ${step}`}
      summary={`${formatCount(all, "session")} over ${formatCount(buckets.length, "bar")}, most at ${words(most.at)} with ${formatNumber(total(most))}`}
      note={
        <span className="flex flex-wrap gap-x-3">
          <span>
            Sessions per {step}
            {oneIn > 1 && `, estimated from one session in ${formatNumber(oneIn)}`}
          </span>
          <Key className="fill-series-1">Met</Key>
          <Key className="fill-series-2">Not met</Key>
          <Key className="fill-unknown">No verdict</Key>
        </span>
      }
      fileName="sessions-over-time"
      table={{
        columns: [
          { key: "at", header: "From" },
          { key: "met", header: "Met", isNumber: true },
          { key: "notMet", header: "Not met", isNumber: true },
          { key: "unknown", header: "No verdict", isNumber: true },
        ],
        rows: buckets.map((bucket) => ({
          at: { text: words(bucket.at), value: bucket.at.toISOString() },
          met: { text: formatNumber(bucket.met), value: bucket.met },
          notMet: { text: formatNumber(bucket.notMet), value: bucket.notMet },
          unknown: { text: formatNumber(bucket.unknown), value: bucket.unknown },
        })),
      }}
    >
      <div className="@container min-w-0">
        <StackedBars
          labels={buckets.map(({ at }) => words(at))}
          stacks={[
            { name: "Met", series: 1, values: buckets.map(({ met }) => met) },
            { name: "Not met", series: 2, values: buckets.map(({ notMet }) => notMet) },
            { name: "No verdict", series: "unknown", values: buckets.map(({ unknown }) => unknown) },
          ]}
          hasAxis
          readouts={buckets.map(
            (bucket) =>
              `${words(bucket.at)}: ${formatCount(total(bucket), "session")}, ${formatNumber(bucket.met)} met, ${formatNumber(bucket.notMet)} not met`,
          )}
          formatValue={formatNumber}
        />
      </div>
    </ChartFigure>
  );
}

function Key({ className, children }: { className: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <svg width="10" height="10" aria-hidden="true">
        <rect width="10" height="10" className={className} />
      </svg>
      {children}
    </span>
  );
}
