/** Calendar days as people name them, turned into instants. Pure. */

const DAY_MS = 86_400_000;

/**
 * The first instant of the day `date` ("2026-11-22") in a time zone; null where it is no day or no zone. Where a clock change skips midnight
 * the day begins at the first instant there is.
 */
export function startOfDay(date: string, zone: string): Date | null {
  const utc = Date.parse(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(utc)) return null;
  const format = formatter(zone);
  if (format === null || dayOf(new Date(utc), formatter("UTC")) !== date) return null;
  // Offsets lie within 14 hours of UTC: the day's first instant is found between by halving, since days only count up.
  let before = utc - DAY_MS;
  let within = utc + DAY_MS;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dayOf(new Date(middle), format) < date) before = middle;
    else within = middle;
  }
  return new Date(within);
}

/** The day after: "2026-12-31" gives "2027-01-01". Null where it is no day. */
export function nextDay(date: string): string | null {
  const start = startOfDay(date, "UTC");
  return start && new Date(start.getTime() + DAY_MS).toISOString().slice(0, 10);
}

/** The day that it is at that instant in a time zone: "2026-11-22". */
export function dayInZone(at: Date, zone: string): string {
  return dayOf(at, formatter(zone));
}

function formatter(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  } catch {
    return null;
  }
}

function dayOf(at: Date, format: Intl.DateTimeFormat | null): string {
  if (format === null) return at.toISOString().slice(0, 10);
  const parts = new Map(format.formatToParts(at).map((part) => [part.type, part.value]));
  return `${parts.get("year")?.padStart(4, "0")}-${parts.get("month")}-${parts.get("day")}`;
}
