/** How figures are written, everywhere the same. Pure. A number that can't be known is the caller's to show as `NOT_KNOWN`, never as 0. */

export const NOT_KNOWN = "—";
/** Fewer than this many and a rate says nothing: the counts are shown, the rate is greyed. */
export const FEWEST_FOR_A_RATE = 10;

const NBSP = "\u00a0";
const MINUS = "\u2212";
const LOCALE = "en-US";

/** A plain number with group separators and a real minus sign; at most `decimals` places. */
export function formatNumber(value: number, decimals = 0): string {
  return fixed(value, decimals, 0);
}

/** A share (0..1) as "62.5 %". */
export function formatPercent(share: number, decimals = 1): string {
  return `${fixed(share * 100, decimals)}${NBSP}%`;
}

/** Counts as a rate with its n: "62.5 % (25/40)"; no rate without sessions: "— (0/0)". */
export function formatRate(count: number, total: number): string {
  return `${total === 0 ? NOT_KNOWN : formatPercent(count / total)} (${formatNumber(count)}/${formatNumber(total)})`;
}

/** A difference of shares (-1..1) in percentage points, signed, without its unit: "+12.0". */
export function formatPoints(difference: number): string {
  const text = fixed(Math.abs(difference) * 100, 1);
  if (text === "0.0") return text;
  return `${difference < 0 ? MINUS : "+"}${text}`;
}

/** As `formatPoints`, with its unit: "+12.0 pp". */
export function formatPp(difference: number): string {
  return `${formatPoints(difference)}${NBSP}pp`;
}

/** An interval of differences: "[+3.1, +20.4]". */
export function formatIntervalPoints(low: number, high: number): string {
  return `[${formatPoints(low)},${NBSP}${formatPoints(high)}]`;
}

/** Large counts in short: "812", "12.4k", "3.1M". The exact value belongs into the title. */
export function formatTokens(tokens: number): string {
  const size = Math.abs(tokens);
  if (size < 1000) return formatNumber(tokens);
  if (size < 999_950) return `${fixed(tokens / 1000, 1)}k`;
  if (size < 999_950_000) return `${fixed(tokens / 1e6, 1)}M`;
  return `${fixed(tokens / 1e9, 1)}B`;
}

/** Money: two decimals from $1, four below, and never "$0.00" for what is not nothing. */
export function formatUsd(usd: number): string {
  if (usd === 0) return "$0";
  const sign = usd < 0 ? MINUS : "";
  const size = Math.abs(usd);
  if (size < 0.0001) return usd < 0 ? `> ${MINUS}$0.0001` : "< $0.0001";
  const decimals = size >= 0.99995 ? 2 : 4;
  return `${sign}$${fixed(size, decimals)}`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span of time in its two largest units: "412 ms", "30.0 s", "1 min 24 s", "2 h 5 min", "3 d 4 h". */
export function formatDuration(ms: number): string {
  if (ms < 0) return `${MINUS}${formatDuration(-ms)}`;
  if (ms < 999.5) return `${Math.round(ms)}${NBSP}ms`;
  if (ms < 59_950) return `${(ms / SECOND).toFixed(1)}${NBSP}s`;
  const seconds = Math.round(ms / SECOND) * SECOND;
  if (seconds < HOUR) return twoUnits(seconds, MINUTE, "min", SECOND, "s");
  const minutes = Math.round(ms / MINUTE) * MINUTE;
  if (minutes < DAY) return twoUnits(minutes, HOUR, "h", MINUTE, "min");
  return twoUnits(Math.round(ms / HOUR) * HOUR, DAY, "d", HOUR, "h");
}

/** Bytes in steps of 1,024: "812 B", "6.2 KB", "1.4 MB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? formatNumber(value) : fixed(value, 1)}${NBSP}${units[unit] ?? "B"}`;
}

/** "1 session", "25 sessions"; an irregular plural is given. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)}${NBSP}${count === 1 ? one : many}`;
}

/** A long id by its ends: "sesn_01K9…8QF2". Short ones stay whole. */
export function shortenId(id: string): string {
  const cut = id.indexOf("_") + 1;
  return id.length - cut <= 10 ? id : `${id.slice(0, cut + 4)}…${id.slice(-4)}`;
}

const formatters = new Map<string, Intl.NumberFormat>();

function fixed(value: number, maximumFractionDigits: number, minimumFractionDigits = maximumFractionDigits): string {
  const key = `${minimumFractionDigits}-${maximumFractionDigits}`;
  const formatter = formatters.get(key) ?? new Intl.NumberFormat(LOCALE, { minimumFractionDigits, maximumFractionDigits });
  formatters.set(key, formatter);
  const text = formatter.format(value);
  const isNothing = !/[1-9∞N]/.test(text);
  return isNothing ? text.replace("-", "") : text.replace("-", MINUS);
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.round((ms % large) / small);
  const first = `${formatNumber(Math.floor(ms / large))}${NBSP}${largeName}`;
  return rest === 0 ? first : `${first} ${rest}${NBSP}${smallName}`;
}
