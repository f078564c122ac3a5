/** Where an interval stands on the scale that its column shares. Pure. All values are shares (-1..1). */

export type IntervalValues = { estimate: number; low: number; high: number };
export type IntervalDomain = readonly [from: number, to: number];
export type IntervalVerdict = "raises" | "lowers" | "undecided";

/** Reaches that read well; the smallest that holds the widest interval is taken. */
const REACHES = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1];
/** Room at both ends, so that a cap on the border is drawn whole. */
const INSET = 2;

/** The scale for all intervals of one column, with zero in the middle. */
export function sharedDomain(intervals: readonly (IntervalValues | null)[]): IntervalDomain {
  let widest = 0;
  for (const interval of intervals) if (interval) widest = Math.max(widest, Math.abs(interval.low), Math.abs(interval.high));
  const reach = REACHES.find((candidate) => candidate >= widest) ?? 1;
  return [-reach, reach];
}

/** Excludes zero or does not: an interval that touches zero is undecided. */
export function intervalVerdict({ low, high }: Pick<IntervalValues, "low" | "high">): IntervalVerdict {
  if (low > 0) return "raises";
  if (high < 0) return "lowers";
  return "undecided";
}

export type Whisker = { zero: number; from: number; to: number; dot: number; isCutLeft: boolean; isCutRight: boolean };

/** Positions in pixels of a drawing `width` wide. What reaches beyond the scale is cut there and marked as cut. */
export function placeWhisker({ estimate, low, high }: IntervalValues, [from, to]: IntervalDomain, width: number): Whisker {
  const place = (value: number) => {
    const clamped = Math.min(to, Math.max(from, value));
    return Math.round((INSET + ((clamped - from) / (to - from)) * (width - 2 * INSET)) * 10) / 10;
  };
  return { zero: place(0), from: place(low), to: place(high), dot: place(estimate), isCutLeft: low < from, isCutRight: high > to };
}
