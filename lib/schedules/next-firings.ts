/**
 * When a schedule fires: the one answer for scheduler, preview, API and console. Wall-clock matching, to the letter: a local time that a clock
 * change skips does not fire, one that comes twice fires twice. Pure.
 */
import { type CronExpression, matchesDay, parseCron } from "@/lib/schedules/cron-expression";
import { assertTimezone, instantsOf, offsetsOfDay, wallClockAt } from "@/lib/schedules/zone-clock";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** The longest a schedule can rest is from one 29 February to the next over a year without, eight years; then it never fires. */
const MAX_DAYS_BETWEEN = 9 * 366;
/** Beyond this year instants are not written as RFC 3339 has them. */
const LAST_YEAR = 9999;

/**
 * The next instants after `from` (not at it), at most `count`, in order; fewer only where it never fires again. Throws `invalid_input`
 * (reasons `bad_cron`, `bad_timezone`). Costs as many look-ups of the clock as days that match, not as minutes between.
 */
export function nextFirings(expression: string, timezone: string, from: Date, count: number): Date[] {
  const cron = parseCron(expression);
  assertTimezone(timezone);
  const fromMs = from.getTime();
  const found: number[] = [];
  // A day early: a clock that is put back over midnight shows the end of a day again, after the next one began.
  let day = Math.floor(wallClockAt(timezone, fromMs) / DAY_MS) * DAY_MS - DAY_MS;
  let last = day;
  let isEnough = false;
  while (day - last < MAX_DAYS_BETWEEN * DAY_MS && new Date(day).getUTCFullYear() <= LAST_YEAR) {
    const firings = firingsOfDay(cron, timezone, day).filter((at) => at > fromMs);
    found.push(...firings);
    if (firings.length > 0) last = day;
    // And a day more, for the same reason.
    if (isEnough) break;
    isEnough = found.length >= count;
    day += DAY_MS;
  }
  return found
    .sort((a, b) => a - b)
    .slice(0, count)
    .map((at) => new Date(at));
}

function firingsOfDay(cron: CronExpression, timezone: string, day: number): number[] {
  const date = new Date(day);
  const calendarDay = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
  if (!matchesDay(cron, calendarDay)) return [];
  const offsets = offsetsOfDay(timezone, day);
  return cron.hour.flatMap((hour) =>
    cron.minute.flatMap((minute) => instantsOf(timezone, day + (hour * 60 + minute) * MINUTE_MS, offsets)),
  );
}
