/**
 * Five POSIX cron fields: minute, hour, day of month, month, day of week, each `*`, a number, a range, a list of these, or a step over `*` or a
 * range. No seconds, no names, no `L W # ?`, no `@daily`. Pure.
 */
import { AppError } from "@/lib/errors";

export const CRON_FIELDS = ["minute", "hour", "dayOfMonth", "month", "dayOfWeek"] as const;
type CronField = (typeof CRON_FIELDS)[number];

/** Sorted values that match; Sunday is 0. */
export type CronExpression = Record<CronField, number[]> & {
  /** Where both day fields name days, either is enough; a `*` leaves the choice to the other. */
  isDayOfMonthAny: boolean;
  isDayOfWeekAny: boolean;
};

const RULES: Record<CronField, { words: string; min: number; max: number }> = {
  minute: { words: "minute", min: 0, max: 59 },
  hour: { words: "hour", min: 0, max: 23 },
  dayOfMonth: { words: "day of the month", min: 1, max: 31 },
  month: { words: "month", min: 1, max: 12 },
  dayOfWeek: { words: "day of the week", min: 0, max: 7 },
};

/** Throws `invalid_input` (reason `bad_cron`) that says which field is wrong and how. */
export function parseCron(expression: string): CronExpression {
  const parts = expression.trim().split(/[ \t]+/);
  if (expression.trim().startsWith("@"))
    throw badCron(`Shortcuts such as ${expression.trim().slice(0, 20)} are not understood. Write five fields, for example 0 2 * * *.`);
  const [minute, hour, dayOfMonth, month, dayOfWeek] = parts;
  if (
    parts.length !== 5 ||
    minute === undefined ||
    hour === undefined ||
    dayOfMonth === undefined ||
    month === undefined ||
    dayOfWeek === undefined
  )
    throw badCron(
      `Five fields are needed (minute, hour, day of the month, month, day of the week), separated by spaces: this has ${expression.trim() === "" ? 0 : parts.length}.`,
    );
  return {
    minute: parseField("minute", minute),
    hour: parseField("hour", hour),
    dayOfMonth: parseField("dayOfMonth", dayOfMonth),
    month: parseField("month", month),
    // 7 is Sunday too.
    dayOfWeek: [...new Set(parseField("dayOfWeek", dayOfWeek).map((day) => day % 7))].sort((a, b) => a - b),
    isDayOfMonthAny: dayOfMonth === "*",
    isDayOfWeekAny: dayOfWeek === "*",
  };
}

function parseField(field: CronField, text: string): number[] {
  const values = new Set<number>();
  for (const item of text.split(",")) for (const value of parseItem(field, item)) values.add(value);
  return [...values].sort((a, b) => a - b);
}

function parseItem(field: CronField, item: string): number[] {
  const { words, min, max } = RULES[field];
  const match = /^(?:(\*)|(\d{1,4})(?:-(\d{1,4}))?)(?:\/(\d{1,4}))?$/.exec(item);
  if (!match)
    throw badCron(`${words}: "${item.slice(0, 40)}" is not understood. Use *, numbers from ${min} to ${max}, ranges, lists and steps.`);
  const [, star, from, to, stepText] = match;
  if (stepText !== undefined && star === undefined && to === undefined)
    throw badCron(`${words}: a step needs a range. For "${item}" write ${from}-${max}/${stepText}.`);
  const first = star === undefined ? Number(from) : min;
  // Through Saturday only: as 7, Sunday would be counted twice.
  const last = star === undefined ? Number(to ?? from) : field === "dayOfWeek" ? 6 : max;
  const step = Number(stepText ?? 1);
  if (first < min || last > max) throw badCron(`${words}: "${item}" is outside ${min} to ${max}.`);
  if (first > last) throw badCron(`${words}: the range "${item}" runs backwards. Write two ranges, joined by a comma.`);
  if (step < 1) throw badCron(`${words}: the step of "${item}" must be 1 or more.`);
  const values: number[] = [];
  for (let value = first; value <= last; value += step) values.push(value);
  return values;
}

function badCron(message: string): AppError {
  return new AppError("invalid_input", `expression: ${message}`, { details: { reason: "bad_cron", fields: { expression: message } } });
}

/** A day of the calendar; `weekday` 0 is Sunday. */
export type CalendarDay = { year: number; month: number; day: number; weekday: number };

export function matchesDay(cron: CronExpression, { month, day, weekday }: CalendarDay): boolean {
  if (!cron.month.includes(month)) return false;
  const isDayOfMonth = cron.dayOfMonth.includes(day);
  const isDayOfWeek = cron.dayOfWeek.includes(weekday);
  if (cron.isDayOfMonthAny) return isDayOfWeek;
  if (cron.isDayOfWeekAny) return isDayOfMonth;
  return isDayOfMonth || isDayOfWeek;
}
