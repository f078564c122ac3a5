/** How instants are written. Pure: the same instant, zone and `now` give the same words on server and in browser. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Beyond this a distance says less than the date. */
const RELATIVE_UP_TO = 30 * DAY;

type Parts = { year: number; month: number; day: number; hour: string; minute: string; second: string };

/** "3 min ago", "in 6 h", "just now"; the date where it is more than 30 days off. */
export function formatRelative(at: Date, now: Date, zone = "UTC"): string {
  const distance = formatDistance(at, now);
  if (distance === null) return formatDate(at, zone, now);
  if (distance === "now") return "just now";
  return at.getTime() > now.getTime() ? `in ${distance}` : `${distance} ago`;
}

/** The distance alone, for a narrow column: "14 h", "3 d"; the date where it is more than 30 days off. */
export function formatAge(at: Date, now: Date, zone = "UTC"): string {
  return formatDistance(at, now) ?? formatDate(at, zone, now);
}

/** "22 Nov"; with its year where that is not this one. */
export function formatDate(at: Date, zone: string, now: Date): string {
  const { day, month, year } = partsOf(at, zone);
  const name = `${day}\u00a0${MONTHS[month - 1] ?? month}`;
  return year === partsOf(now, zone).year ? name : `${name}\u00a0${year}`;
}

/** "22 Nov, 02:10"; with its year where that is not this one. */
export function formatDateTime(at: Date, zone: string, now: Date): string {
  const { hour, minute } = partsOf(at, zone);
  return `${formatDate(at, zone, now)}, ${hour}:${minute}`;
}

/** "14:02:07". */
export function formatClock(at: Date, zone: string): string {
  const { hour, minute, second } = partsOf(at, zone);
  return `${hour}:${minute}:${second}`;
}

/** All of it, for the title: "22 Nov 2026, 02:10:00, Europe/Berlin". */
export function formatAbsolute(at: Date, zone: string): string {
  const { day, month, year, hour, minute, second } = partsOf(at, zone);
  return `${day} ${MONTHS[month - 1] ?? month} ${year}, ${hour}:${minute}:${second}, ${zone}`;
}

function formatDistance(at: Date, now: Date): string | null {
  const ms = Math.abs(at.getTime() - now.getTime());
  if (ms < 10_000) return "now";
  if (ms < MINUTE) return `${Math.floor(ms / 1000)}\u00a0s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}\u00a0min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}\u00a0h`;
  if (ms <= RELATIVE_UP_TO) return `${Math.floor(ms / DAY)}\u00a0d`;
  return null;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: Date, zone: string): Parts {
  let formatter = formatters.get(zone);
  if (!formatter) {
    // Digits only: names and order are ours, so that two builds of ICU can't disagree.
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formatters.set(zone, formatter);
  }
  const found = new Map(formatter.formatToParts(at).map((part) => [part.type, part.value]));
  const digits = (type: Intl.DateTimeFormatPartTypes) => (found.get(type) ?? "").padStart(2, "0");
  return {
    year: Number(found.get("year")),
    month: Number(found.get("month")),
    day: Number(found.get("day")),
    hour: digits("hour"),
    minute: digits("minute"),
    second: digits("second"),
  };
}
