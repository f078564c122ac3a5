import { FEWEST_FOR_A_RATE, formatBytes, formatDuration, formatNumber, formatPercent, formatTokens, formatUsd } from "./format";
import { NotKnown } from "./not-known";

export type FigureProps = {
  /** Null where it can't be known. */
  value: number | null;
  /** Why it can't be known. */
  missing?: string;
};

export function Num({ value, missing = "Not known", decimals = 0 }: FigureProps & { decimals?: number }) {
  return value === null ? <NotKnown reason={missing} /> : <span>{formatNumber(value, decimals)}</span>;
}

/** "12.4k", with the exact count as its title. */
export function Tokens({ value, missing = "Not recorded" }: FigureProps) {
  if (value === null) return <NotKnown reason={missing} />;
  return <span title={`${formatNumber(value)} tokens`}>{formatTokens(value)}</span>;
}

/** Dollars, with the unrounded amount as its title. */
export function Usd({ value, missing = "Cost not known" }: FigureProps) {
  if (value === null) return <NotKnown reason={missing} />;
  return <span title={`${value} USD`}>{formatUsd(value)}</span>;
}

/** Milliseconds in its two largest units, with all of them as its title. */
export function Duration({ value, missing = "Not recorded" }: FigureProps) {
  if (value === null) return <NotKnown reason={missing} />;
  return <span title={`${formatNumber(Math.round(value))} ms`}>{formatDuration(value)}</span>;
}

export function Bytes({ value, missing = "Not known" }: FigureProps) {
  if (value === null) return <NotKnown reason={missing} />;
  return <span title={`${formatNumber(value)} bytes`}>{formatBytes(value)}</span>;
}

export type RateProps = {
  count: number;
  total: number;
  /** What is counted, for the reason where there is nothing: "sessions with a verdict". */
  of?: string;
  /** The words "too few to tell" below the least number; off where the column is narrow and the head says it. */
  withWords?: boolean;
};

/** "62.5 % (25/40)". Below ten the rate is greyed and said to be too few to tell; of nothing there is no rate. */
export function Rate({ count, total, of = "sessions", withWords = true }: RateProps) {
  if (total === 0) return <NotKnown reason={`No ${of}`} />;
  const isTooFew = total < FEWEST_FOR_A_RATE;
  const counts = `(${formatNumber(count)}/${formatNumber(total)})`;
  return (
    <span title={isTooFew ? "Too few to tell" : undefined}>
      <span className={isTooFew ? "whitespace-nowrap text-ink-3" : "whitespace-nowrap"}>
        {formatPercent(count / total)} <span className={isTooFew ? "text-ink" : "font-normal text-ink-3"}>{counts}</span>
      </span>
      {isTooFew && <span className={withWords ? "text-xs text-ink-3" : "sr-only"}> too few to tell</span>}
    </span>
  );
}
