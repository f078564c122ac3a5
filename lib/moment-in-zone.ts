/** A moment as people write it, turned into an instant. Pure. */
import { TZDate } from "@date-fns/tz";

const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?$/;

/** "2026-11-22T14:05" or "2026-11-22" by that zone's clock, or an instant with its offset; null where it is none. */
export function momentInZone(text: string, zone: string): Date | null {
  const match = WRITTEN.exec(text.trim());
  if (!match) {
    if (!/T.*(Z|[+-]\d{2}:\d{2})$/i.test(text)) return null;
    return valid(new Date(text));
  }
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = match.slice(1).map((part) => Number(part ?? 0));
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59) return null;
  return valid(new Date(new TZDate(year, month - 1, day, hour, minute, zone).getTime()));
}

/** "2026-11-22T14:05" by that zone's clock: the value of a field for date and time. */
export function writeMoment(at: Date, zone: string): string {
  const parts = new Map(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}T${parts.get("hour")}:${parts.get("minute")}`;
}

function valid(date: Date): Date | null {
  return Number.isNaN(date.getTime()) ? null : date;
}
