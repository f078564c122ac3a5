/** The time range in an address, "7d" or "2026-11-01..2026-11-08", and what a person types for it. Pure. */
import { dayInZone, nextDay, startOfDay } from "@/lib/day-in-zone";

export const DEFAULT_RANGE = "28d";
/** What the picker offers, from short to long; zooming out climbs it. */
export const RANGE_PRESETS = ["24h", "7d", "28d", "90d", "365d", "all"] as const;

export type TimeRange = {
  /** The first instant; null from the beginning. */
  since: Date | null;
  /** The first instant after it; null up to now. */
  until: Date | null;
  /** "Last 28 days", "1 to 8 Nov 2026". */
  words: string;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = { h: HOUR, d: DAY, w: 7 * DAY } as const;
type Unit = keyof typeof UNITS;
/** Beyond ten years a number is a slip of the finger. */
const LONGEST = 3_660 * DAY;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

type Parsed =
  | { kind: "relative"; count: number; unit: Unit; ms: number }
  | { kind: "days"; from: string; to: string }
  | { kind: "instants"; from: Date; to: Date }
  | { kind: "all" };

/** What the address's `range` means; the last 28 days where it is missing or says nothing. */
export function parseTimeRange(text: string | null | undefined, now: Date, zone: string): TimeRange {
  const range = parse(text ?? DEFAULT_RANGE) ?? parse(DEFAULT_RANGE);
  if (range === null || range.kind === "all") return { since: null, until: null, words: "All time" };
  switch (range.kind) {
    case "relative":
      return { since: new Date(now.getTime() - range.ms), until: null, words: relativeWords(range.count, range.unit) };
    case "days":
      return {
        since: startOfDay(range.from, zone),
        until: startOfDay(nextDay(range.to) ?? range.to, zone),
        words: daysWords(range.from, range.to),
      };
    case "instants":
      return { since: range.from, until: range.to, words: `${instantWords(range.from, zone)} to ${instantWords(range.to, zone)}` };
  }
}

/** The address's form of what somebody typed, "last 7 days" or "2026-11-01 to 2026-11-08"; null where it can't be read. */
export function readTypedRange(typed: string, now: Date, zone: string): string | null {
  const text = typed.trim().toLowerCase().replace(/\s+/g, " ");
  if (text === "" || parse(text) !== null) return text === "" ? null : text;
  if (/^(all|all time|ever|everything)$/.test(text)) return "all";
  const today = dayInZone(now, zone);
  if (text === "today") return `${today}..${today}`;
  if (text === "yesterday") return `${addDays(today, -1)}..${addDays(today, -1)}`;
  const relative = /^(?:last |past |the last |the past )?(\d+)? ?(h|hours?|d|days?|w|weeks?|months?|years?)$/.exec(text);
  if (relative) {
    const count = Number(relative[1] ?? 1);
    const unit = relative[2] ?? "d";
    const short = unit.startsWith("month") ? `${count * 30}d` : unit.startsWith("year") ? `${count * 365}d` : `${count}${unit.charAt(0)}`;
    return parse(short) ? short : null;
  }
  const [first, second, ...more] = text.split(/ to | until | \.\. ?|\.\.| – |–| — /);
  if (first === undefined || more.length > 0) return null;
  const from = readDay(first.replace(/^(from|since) /, ""), today);
  const to = second === undefined ? (/^since /.test(text) ? today : from) : readDay(second, today);
  return from !== null && to !== null ? (from <= to ? `${from}..${to}` : `${to}..${from}`) : null;
}

/** The same length of time, one length earlier (-1) or later (+1). Never beyond now: there it is the relative range again. */
export function shiftRange(text: string | null, direction: -1 | 1, now: Date, zone: string): string | null {
  const range = parse(text ?? DEFAULT_RANGE);
  if (range === null || range.kind === "all") return null;
  const today = dayInZone(now, zone);
  switch (range.kind) {
    case "relative": {
      if (direction === 1) return null;
      if (range.unit === "h") return instants(now.getTime() - 2 * range.ms, now.getTime() - range.ms);
      const days = Math.round(range.ms / DAY);
      return `${addDays(today, -2 * days + 1)}..${addDays(today, -days)}`;
    }
    case "days": {
      if (direction === 1 && range.to >= today) return null;
      const days = daysBetween(range.from, range.to) + 1;
      const to = addDays(range.to, direction * days);
      if (to >= today) return days === 1 ? `${today}..${today}` : `${days}d`;
      return `${addDays(range.from, direction * days)}..${to}`;
    }
    case "instants": {
      const length = range.to.getTime() - range.from.getTime();
      if (direction === 1 && range.to.getTime() >= now.getTime()) return null;
      const to = range.to.getTime() + direction * length;
      if (to >= now.getTime() - MINUTE) return `${Math.max(1, Math.round(length / HOUR))}h`;
      return instants(range.from.getTime() + direction * length, to);
    }
  }
}

/** A longer range around the same time; null where there is none. */
export function zoomOutRange(text: string | null, now: Date, zone: string): string | null {
  const range = parse(text ?? DEFAULT_RANGE);
  if (range === null || range.kind === "all") return null;
  if (range.kind === "relative") {
    return RANGE_PRESETS.find((preset) => preset === "all" || lengthOf(preset) > range.ms) ?? "all";
  }
  const today = dayInZone(now, zone);
  const [from, to] = range.kind === "days" ? [range.from, range.to] : [dayInZone(range.from, zone), dayInZone(range.to, zone)];
  const days = daysBetween(from, to) + 1;
  if (days * DAY > LONGEST / 2) return "all";
  const margin = Math.max(1, Math.ceil(days / 2));
  const later = addDays(to, margin);
  const [last] = [later, today].sort(); // days as text sort as days
  return `${addDays(from, -margin)}..${last}`;
}

/** The days a range covers, first and last, as the calendar shows them; null for all time. */
export function daysOfRange(text: string | null, now: Date, zone: string): { from: string; to: string } | null {
  const { since, until } = parseTimeRange(text, now, zone);
  if (since === null) return null;
  return { from: dayInZone(since, zone), to: dayInZone(until === null ? now : new Date(until.getTime() - 1), zone) };
}

function parse(text: string): Parsed | null {
  if (text === "all") return { kind: "all" };
  const relative = /^([1-9]\d{0,4})([hdw])$/.exec(text);
  if (relative) {
    const unit = relative[2] as Unit;
    const count = Number(relative[1]);
    const ms = count * UNITS[unit];
    return ms <= LONGEST ? { kind: "relative", count, unit, ms } : null;
  }
  const [from, to, ...more] = text.split("..");
  if (from === undefined || to === undefined || more.length > 0) return null;
  if (isDay(from) && isDay(to)) return from <= to ? { kind: "days", from, to } : null;
  const [start, end] = [toInstant(from), toInstant(to)];
  return start && end && start < end ? { kind: "instants", from: start, to: end } : null;
}

function toInstant(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/i.test(text)) return null;
  const at = new Date(text.toUpperCase());
  return Number.isNaN(at.getTime()) ? null : at;
}

function instants(from: number, to: number): string {
  const write = (at: number) => `${new Date(at).toISOString().slice(0, 16)}Z`;
  return `${write(from)}..${write(to)}`;
}

/** "2026-11-01", "1 nov", "nov 1 2026", "1.11.2026", "today". */
function readDay(text: string, today: string): string | null {
  const trimmed = text.trim();
  if (trimmed === "today" || trimmed === "now") return today;
  if (trimmed === "yesterday") return addDays(today, -1);
  if (isDay(trimmed)) return trimmed;
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(trimmed);
  if (dotted) return checkedDay(dotted[3], Number(dotted[2]), dotted[1]);
  const named = /^(\d{1,2}) ([a-z]{3,9})(?: (\d{4}))?$/.exec(trimmed) ?? reorder(/^([a-z]{3,9}) (\d{1,2})(?:,? (\d{4}))?$/.exec(trimmed));
  if (!named) return null;
  const month = MONTHS.findIndex((name) => named[2]?.startsWith(name.toLowerCase())) + 1;
  if (month === 0) return null;
  const year = named[3] ?? today.slice(0, 4);
  const day = checkedDay(year, month, named[1]);
  // Without a year, the last time that day was.
  return day !== null && named[3] === undefined && day > today ? checkedDay(String(Number(year) - 1), month, named[1]) : day;
}

function reorder(match: RegExpExecArray | null): (string | undefined)[] | null {
  return match && [match[0], match[2], match[1], match[3]];
}

function checkedDay(year: string | undefined, month: number, day: string | undefined): string | null {
  const text = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  return isDay(text) ? text : null;
}

function isDay(text: string): boolean {
  return startOfDay(text, "UTC") !== null;
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

function lengthOf(preset: string): number {
  const range = parse(preset);
  return range?.kind === "relative" ? range.ms : Number.POSITIVE_INFINITY;
}

const UNIT_WORDS: Record<Unit, string> = { h: "hour", d: "day", w: "week" };

function relativeWords(count: number, unit: Unit): string {
  const word = UNIT_WORDS[unit];
  return count === 1 ? `Last ${word}` : `Last ${count} ${word}s`;
}

function daysWords(from: string, to: string): string {
  const [fromYear, fromMonth, fromDay] = from.split("-").map(Number);
  const [toYear, toMonth, toDay] = to.split("-").map(Number);
  const end = `${toDay} ${MONTHS[(toMonth ?? 1) - 1]} ${toYear}`;
  if (from === to) return end;
  if (fromYear !== toYear) return `${fromDay} ${MONTHS[(fromMonth ?? 1) - 1]} ${fromYear} to ${end}`;
  return fromMonth === toMonth ? `${fromDay} to ${end}` : `${fromDay} ${MONTHS[(fromMonth ?? 1) - 1]} to ${end}`;
}

function instantWords(at: Date, zone: string): string {
  const [, month, day] = dayInZone(at, zone).split("-").map(Number);
  const time = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  return `${day} ${MONTHS[(month ?? 1) - 1]}, ${time}`;
}
