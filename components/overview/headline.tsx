import { formatIntervalPoints, formatNumber, formatPercent, formatPp } from "@/components/ui/format";
import { Interval } from "@/components/ui/interval";
import { differenceOfShares, type Share } from "@/lib/outcomes/wilson";

export type HeadlineProps = {
  total: Share;
  sessions: number;
  rangeWords: string;
  /** What the change is measured against; null without a revision in the range. */
  split: { name: string; before: Share; since: Share; beforeWords: string } | null;
};

/** One sentence that says how it goes, with its doubt below. */
export function Headline({ total, sessions, rangeWords, split }: HeadlineProps) {
  const change = split && split.before.n > 0 && split.since.n > 0 ? differenceOfShares(split.since, split.before) : null;
  const shown = change && split ? split.since : total;
  return (
    <section aria-label="Summary" className="border-b border-line px-4 pt-6 pb-5 md:px-6">
      {shown.n === 0 ? (
        <p className="text-xl text-balance text-ink-2 md:text-2xl">
          {formatNumber(sessions)} {sessions === 1 ? "session" : "sessions"}, none with a verdict yet.
        </p>
      ) : (
        <p className="max-w-[46ch] text-xl font-medium tracking-[-0.012em] text-balance md:text-2xl">
          Agents complete <b>{formatPercent(shown.successes / shown.n)}</b> of sessions{" "}
          <span className="font-normal text-ink-3">
            ({formatNumber(shown.successes)}/{formatNumber(shown.n)})
          </span>
          {change && split ? (
            <>
              , <b className="whitespace-nowrap">{formatPp(change.estimate)}</b> since before {split.name}.
            </>
          ) : (
            "."
          )}
        </p>
      )}
      <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">
        {change && split ? (
          <>
            <span className="inline-flex items-center gap-1.5">
              <Interval
                value={{ estimate: change.estimate, low: change.low, high: change.high }}
                // It shares its scale with nothing: no room is left for the side of zero where it does not reach.
                domain={[Math.min(-0.005, change.low), Math.max(0.005, change.high)]}
                width={120}
                withFigures={false}
              />
              <span>95 % {formatIntervalPoints(change.low, change.high)} pp</span>
            </span>
            <span className="text-ink-3">
              Before: {formatPercent(split.before.successes / split.before.n)} ({formatNumber(split.before.successes)}/
              {formatNumber(split.before.n)}), {split.beforeWords}
            </span>
          </>
        ) : (
          <span className="text-ink-3">
            {rangeWords}
            {shown.n > 0 && `, ${formatNumber(sessions)} sessions, ${formatNumber(sessions - total.n)} without a verdict`}
            {shown.n > 0 && (split ? ". Nothing to compare with before the first revision." : ". Nothing was published in this range.")}
          </span>
        )}
      </p>
    </section>
  );
}
