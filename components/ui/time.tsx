import { formatAbsolute, formatAge, formatClock, formatDate, formatDateTime, formatRelative } from "./format-time";
import { NotKnown } from "./not-known";

export type TimeProps = {
  at: Date | string | null;
  /** The request's clock: the page is the same on server and in browser. */
  now: Date;
  /** The reader's time zone. */
  zone?: string;
  /** "3 min ago" · "3 d" · "22 Nov" · "22 Nov, 02:10" · "14:02:07". The absolute time with its zone is always the title. */
  show?: "relative" | "age" | "date" | "datetime" | "clock";
  /** Why there is none. */
  missing?: string;
};

export function Time({ at, now, zone = "UTC", show = "relative", missing = "Not recorded" }: TimeProps) {
  if (at === null) return <NotKnown reason={missing} />;
  const instant = new Date(at);
  return (
    <time dateTime={instant.toISOString()} title={formatAbsolute(instant, zone)} className="whitespace-nowrap">
      {words(instant, now, zone, show)}
    </time>
  );
}

function words(at: Date, now: Date, zone: string, show: NonNullable<TimeProps["show"]>): string {
  switch (show) {
    case "relative":
      return formatRelative(at, now, zone);
    case "age":
      return formatAge(at, now, zone);
    case "date":
      return formatDate(at, zone, now);
    case "datetime":
      return formatDateTime(at, zone, now);
    case "clock":
      return formatClock(at, zone);
  }
}
