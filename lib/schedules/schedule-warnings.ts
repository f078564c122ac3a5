/** What a schedule does that one might not expect. Pure. */
import { type CronExpression, matchesDay, parseCron } from "@/lib/schedules/cron-expression";
import { nextFirings } from "@/lib/schedules/next-firings";
import { assertTimezone, type ClockChange, clockChanges } from "@/lib/schedules/zone-clock";

const MINUTE_MS = 60_000;
const LOOK_AHEAD_MS = 400 * 24 * 60 * MINUTE_MS;
/** Days of the month that not every month has. */
const FIRST_RARE_DAY = 29;

/**
 * Sentences for whoever sets the schedule, in a fixed order: that it never runs; that either day field is enough; months without its day; and
 * clock changes of the next 400 days that skip or repeat a run. A schedule of every hour gets none of the last: it runs on either side.
 */
export function scheduleWarnings(expression: string, timezone: string, from: Date): string[] {
  const cron = parseCron(expression);
  assertTimezone(timezone);
  if (nextFirings(expression, timezone, from, 1).length === 0) return ["This never runs: no month that it names has such a day."];
  const warnings: string[] = [];
  if (!cron.isDayOfMonthAny && !cron.isDayOfWeekAny)
    warnings.push(
      "Both a day of the month and a day of the week are set: it runs on days that match either, not only on those that match both.",
    );
  if (cron.isDayOfWeekAny && cron.dayOfMonth.every((day) => day >= FIRST_RARE_DAY)) {
    const first = cron.dayOfMonth[0];
    warnings.push(`In months without a ${first}${first === 31 ? "st" : "th"} it does not run.`);
  }
  if (cron.hour.length === 24) return warnings;
  for (const change of clockChanges(timezone, from.getTime(), from.getTime() + LOOK_AHEAD_MS)) {
    const warning = warnOf(cron, timezone, change);
    if (warning !== null) warnings.push(warning);
  }
  return warnings;
}

function warnOf(cron: CronExpression, timezone: string, { at, before, after }: ClockChange): string | null {
  const isSkipped = after > before;
  // The local times that don't exist, or that come again.
  const [from, to] = isSkipped ? [at + before, at + after] : [at + after, at + before];
  const times = localTimes(cron, from, to);
  const [first] = times;
  if (first === undefined) return null;
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" }).format(first);
  const time = new Date(first).toISOString().slice(11, 16);
  const more = times.length > 1 ? ` (and ${times.length - 1} more)` : "";
  return isSkipped
    ? `On ${day} the clocks in ${timezone} go forward: ${time}${more} does not exist, so it does not run then.`
    : `On ${day} the clocks in ${timezone} go back: ${time}${more} comes twice, so it runs twice.`;
}

function localTimes(cron: CronExpression, from: number, to: number): number[] {
  const times: number[] = [];
  for (let wall = Math.ceil(from / MINUTE_MS) * MINUTE_MS; wall < to; wall += MINUTE_MS) {
    const date = new Date(wall);
    if (!cron.minute.includes(date.getUTCMinutes()) || !cron.hour.includes(date.getUTCHours())) continue;
    const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
    if (matchesDay(cron, day)) times.push(wall);
  }
  return times;
}
