/** How a person wants instants written, kept in cookies so that the server writes them so at once. Pure. */

export const TIME_COOKIE = "reverie-time";
export const ZONE_COOKIE = "reverie-zone";

/** By their distance, or as date and time in the reader's zone or in UTC. */
export const TIME_STYLES = ["relative", "local", "utc"] as const;
export type TimeStyle = (typeof TIME_STYLES)[number];

export function timeStyle(cookie: string | null | undefined): TimeStyle {
  return cookie === "local" || cookie === "utc" ? cookie : "relative";
}

/** The reader's zone as the browser told it; null where it is none. */
export function readerZone(cookie: string | null | undefined): string | null {
  if (!cookie) return null;
  try {
    const zone = decodeURIComponent(cookie);
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return zone;
  } catch {
    return null;
  }
}
