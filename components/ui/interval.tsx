import { cx } from "./cx";
import { formatIntervalPoints, formatPoints } from "./format";
import {
  type IntervalDomain,
  type IntervalValues,
  type IntervalVerdict,
  intervalVerdict,
  placeWhisker,
  sharedDomain,
} from "./interval-scale";
import { NotKnown } from "./not-known";

export type IntervalProps = {
  /** A difference of shares (-1..1) and its 95 % interval; null where there is none. */
  value: IntervalValues | null;
  /** The scale its column shares (`sharedDomain(all)`); alone it gets its own. */
  domain?: IntervalDomain;
  width?: number;
  /** "pp" after the figures; left out where the column head says it. */
  withUnit?: boolean;
  /** The drawing alone, where the figures stand elsewhere. */
  withFigures?: boolean;
  /** Why there is none. */
  missing?: string;
};

const WORDS: Record<IntervalVerdict, string> = { raises: "excludes zero", lowers: "excludes zero", undecided: "undecided, includes zero" };
const STROKES: Record<IntervalVerdict, string> = { raises: "stroke-success", lowers: "stroke-failure", undecided: "stroke-ink-3" };
const DOTS: Record<IntervalVerdict, string> = {
  raises: "fill-success",
  lowers: "fill-failure",
  undecided: "fill-surface stroke-ink-3 stroke-[1.5]",
};

/** Estimate and doubt in one: a whisker on the shared scale, filled where zero is excluded, hollow where not, and the figures. */
export function Interval({ value, domain, width = 84, withUnit = false, withFigures = true, missing = "Not measured" }: IntervalProps) {
  if (value === null) return <NotKnown reason={missing} />;
  const verdict = intervalVerdict(value);
  const label = `${formatPoints(value.estimate)} percentage points, 95 % interval ${formatPoints(value.low)} to ${formatPoints(value.high)}, ${WORDS[verdict]}`;
  return (
    <span role="img" aria-label={label} className="inline-flex items-baseline gap-2 whitespace-nowrap">
      <Whisker value={value} verdict={verdict} domain={domain ?? sharedDomain([value])} width={width} />
      {withFigures && (
        <span>
          {formatPoints(value.estimate)} <span className="font-normal text-ink-3">{formatIntervalPoints(value.low, value.high)}</span>
          {withUnit && <span className="font-normal text-ink-3">{"\u00a0pp"}</span>}
        </span>
      )}
    </span>
  );
}

type WhiskerProps = { value: IntervalValues; verdict: IntervalVerdict; domain: IntervalDomain; width: number };

function Whisker({ value, verdict, domain, width }: WhiskerProps) {
  const { zero, from, to, dot, isCutLeft, isCutRight } = placeWhisker(value, domain, width);
  const left = isCutLeft ? `M${from + 3} 5l-3 3 3 3` : `M${from} 5v6`;
  const right = isCutRight ? `M${to - 3} 5l3 3-3 3` : `M${to} 5v6`;
  return (
    <svg
      viewBox={`0 0 ${width} 16`}
      width={width}
      height="16"
      aria-hidden="true"
      data-whisker=""
      className="flex-none self-center overflow-visible fill-none"
    >
      <path d={`M${zero} 1v14`} className="stroke-ink-3" />
      <path d={`M${from} 8H${to}${left}${right}`} strokeWidth="1.5" className={STROKES[verdict]} />
      <circle cx={dot} cy="8" r="3" className={cx(DOTS[verdict])} />
    </svg>
  );
}
