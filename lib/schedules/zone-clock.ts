/** The wall clock of an IANA time zone, by the zone data of the runtime. Pure. */
import { AppError } from "@/lib/errors";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Zones change their clock months apart: two changes are never this close. */
const SAMPLE_EVERY_MS = 3 * HOUR_MS;
/** No zone is farther from UTC. */
const FARTHEST_MS = 15 * HOUR_MS;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timezone: string): Intl.DateTimeFormat {
  const known = clocks.get(timezone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  clocks.set(timezone, clock);
  return clock;
}

/** Throws `invalid_input` (reason `bad_timezone`) for what is no zone of the IANA database. */
export function assertTimezone(timezone: string): void {
  try {
    // Newer runtimes also take offsets such as +02:00, which know no clock changes.
    if (/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(timezone)) {
      clockOf(timezone);
      return;
    }
  } catch {
    // Said below.
  }
  const message = `"${timezone.slice(0, 60)}" is no time zone. Write an IANA name such as Europe/Berlin or UTC.`;
  throw new AppError("invalid_input", `timezone: ${message}`, { details: { reason: "bad_timezone", fields: { timezone: message } } });
}

/** What the zone's clock shows at an instant, as the milliseconds of the UTC instant that would read the same. */
export function wallClockAt(timezone: string, atMs: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of clockOf(timezone).formatToParts(atMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((atMs % 1000) + 1000) % 1000);
}

export const offsetAt = (timezone: string, atMs: number): number => wallClockAt(timezone, atMs) - atMs;

/** Every offset from UTC that the zone has at some moment of that wall-clock day (00:00 as `wallMs`), and maybe one from just beside it. */
export function offsetsOfDay(timezone: string, wallMs: number): number[] {
  const offsets = new Set<number>();
  const last = wallMs + 24 * HOUR_MS + FARTHEST_MS;
  for (let at = wallMs - FARTHEST_MS; at <= last; at += SAMPLE_EVERY_MS) offsets.add(offsetAt(timezone, at));
  return [...offsets];
}

/** The instants at which the clock shows that time: none where a change skips it, two where it comes twice. */
export function instantsOf(timezone: string, wallMs: number, offsets: readonly number[]): number[] {
  const [only] = offsets;
  if (offsets.length === 1 && only !== undefined) return [wallMs - only];
  return offsets
    .map((offset) => ({ at: wallMs - offset, offset }))
    .flatMap(({ at, offset }) => (offsetAt(timezone, at) === offset ? [at] : []));
}

export type ClockChange = {
  /** The first instant with the new offset. */
  at: number;
  before: number;
  after: number;
};

/** The changes of the zone's clock between two instants. */
export function clockChanges(timezone: string, fromMs: number, toMs: number): ClockChange[] {
  const changes: ClockChange[] = [];
  const every = 24 * HOUR_MS;
  let before = offsetAt(timezone, fromMs);
  for (let at = fromMs; at < toMs; at += every) {
    const end = Math.min(at + every, toMs);
    const after = offsetAt(timezone, end);
    if (after === before) continue;
    changes.push({ at: findChange(timezone, at, end, before), before, after });
    before = after;
  }
  return changes;
}

function findChange(timezone: string, fromMs: number, toMs: number, before: number): number {
  let [low, high] = [Math.floor(fromMs / 1000), Math.ceil(toMs / 1000)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timezone, middle * 1000) === before) low = middle;
    else high = middle;
  }
  return high * 1000;
}
