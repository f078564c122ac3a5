import { prepareSparkline } from "./prepare-sparkline";

export type SparklineProps = {
  values: readonly (number | null)[];
  /** What it shows, in words: "Completion over 28 days, now 71.6 %". */
  label: string;
  width?: number;
  height?: number;
  domain?: readonly [number, number];
};

/** A line the size of a word, beside its figure. */
export function Sparkline({ values, label, width = 80, height = 18, domain }: SparklineProps) {
  const { line, last } = prepareSparkline(values, { width, height, domain });
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
      className="inline-block flex-none self-center align-middle"
    >
      <path d={line} strokeWidth="1.5" strokeLinejoin="round" className="fill-none stroke-series-1" />
      {last && <circle cx={last.x} cy={last.y} r="2" className="fill-series-1" />}
    </svg>
  );
}
