/** A schedule in words. Pure. */
import { type CronExpression, parseCron } from "@/lib/schedules/cron-expression";

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
/** More times of day than these are said as minutes and hours. */
const MOST_TIMES = 4;

/** "Every day at 02:00, Europe/Berlin". Throws `invalid_input` (reason `bad_cron`). */
export function describeCron(expression: string, timezone: string): string {
  const cron = parseCron(expression);
  const days = wordsOfDays(cron);
  const words = `${wordsOfTimes(cron, days === "every day" ? "" : days)}${wordsOfMonths(cron)}`;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}, ${timezone}`;
}

function wordsOfTimes(cron: CronExpression, days: string): string {
  const { minute, hour } = cron;
  const isEveryHour = hour.length === 24;
  const on = days === "" ? "" : ` ${days}`;
  if (!isEveryHour && minute.length * hour.length <= MOST_TIMES) {
    const times = hour.flatMap((h) => minute.map((m) => timeOf(h, m)));
    return `${days === "" ? "every day" : days} at ${listOf(times)}`;
  }
  const within = isEveryHour ? "" : ` ${wordsOfHours(hour)}`;
  const every = stepOf(minute, 60);
  if (minute.length === 60) return `every minute${within}${on}`;
  if (every !== null) return `every ${every} minutes${within}${on}`;
  if (minute.length === 1 && isEveryHour) return minute[0] === 0 ? `every hour${on}` : `${minute[0]} minutes past every hour${on}`;
  const everyHours = stepOf(hour, 24);
  if (minute.length === 1 && everyHours !== null)
    return `every ${everyHours} hours${minute[0] === 0 ? "" : `, ${minute[0]} minutes past the hour`}${on}`;
  return `${listOf(minute.map(String))} minutes past ${isEveryHour ? "every hour" : "the hour"}${within}${on}`;
}

const timeOf = (hour: number, minute: number) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;

/** The step of values that run evenly from 0 over the whole field. */
function stepOf(values: readonly number[], size: number): number | null {
  const step = values[1];
  if (values[0] !== 0 || step === undefined || step < 2 || size % step !== 0 || values.length !== size / step) return null;
  return values.every((value, index) => value === index * step) ? step : null;
}

function wordsOfHours(hours: readonly number[]): string {
  const [first = 0, last = 0] = [hours[0], hours.at(-1)];
  if (hours.length > 1 && last - first === hours.length - 1) return `from ${timeOf(first, 0)} to ${timeOf(last, 59)}`;
  return `in the ${hours.length === 1 ? "hour" : "hours"} of ${listOf(hours.map((hour) => timeOf(hour, 0)))}`;
}

function wordsOfDays(cron: CronExpression): string {
  const weekdays = cron.dayOfWeek.length === 7 && !cron.isDayOfMonthAny ? "on any day of the week" : wordsOfWeekdays(cron.dayOfWeek);
  const days = `on the ${listOf(cron.dayOfMonth.map(ordinal))} of the month`;
  if (cron.isDayOfMonthAny) return cron.dayOfWeek.length === 7 ? "every day" : weekdays;
  if (cron.isDayOfWeekAny) return cron.dayOfMonth.length === 31 ? "every day" : days;
  return `${days} or ${weekdays}`;
}

function wordsOfWeekdays(days: readonly number[]): string {
  if (days.join() === "1,2,3,4,5") return "on weekdays";
  if (days.join() === "0,6") return "on weekends";
  return `on ${listOf(days.map((day) => `${WEEKDAYS[day]}s`))}`;
}

function wordsOfMonths({ month }: CronExpression): string {
  return month.length === 12 ? "" : ` in ${listOf(month.map((one) => MONTHS[one - 1] ?? ""))}`;
}

function ordinal(day: number): string {
  const ending = day % 10 === 1 && day !== 11 ? "st" : day % 10 === 2 && day !== 12 ? "nd" : day % 10 === 3 && day !== 13 ? "rd" : "th";
  return `${day}${ending}`;
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
