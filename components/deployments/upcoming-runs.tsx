import { formatAbsolute, formatDateTime } from "@/components/ui/format-time";
import { Time } from "@/components/ui/time";

export type UpcomingRunsProps = {
  runs: readonly Date[];
  /** The schedule's own zone, which says when it fires. */
  scheduleZone: string;
  warnings: readonly string[];
  isPaused: boolean;
  now: Date;
  /** The reader's. */
  zone: string;
};

/** The next firings by the schedule's own clock, and by the reader's. */
export function UpcomingRuns({ runs, scheduleZone, warnings, isPaused, now, zone }: UpcomingRunsProps) {
  return (
    <>
      {isPaused && <p className="mb-1.5 text-ink-2">While it is paused none of these runs.</p>}
      <ol aria-label="Next runs" className="grid gap-1">
        {runs.map((at) => (
          <li key={at.toISOString()} className="flex flex-wrap gap-x-4">
            <time dateTime={at.toISOString()} title={formatAbsolute(at, scheduleZone)} className="min-w-32 font-medium whitespace-nowrap">
              {formatDateTime(at, scheduleZone, now)}
            </time>
            <span className="text-ink-3">
              <Time at={at} now={now} zone={zone} show="datetime" /> for you, <Time at={at} now={now} zone={zone} />
            </span>
          </li>
        ))}
      </ol>
      {warnings.length > 0 && (
        <ul aria-label="What to know about this schedule" className="mt-2 grid max-w-[72ch] gap-1 text-held">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </>
  );
}
