import { formatPercent } from "@/components/ui/format";
import { type Marker, NARROW, WIDE } from "./frame";
import { AxisLabels, BothDrawings, Drawing, Grid, MarkerDiscs, MarkerLines } from "./parts";
import { type BandPoint, prepareBandLine } from "./prepare-band-line";
import { Readouts } from "./readouts";

export type BandLineProps = {
  points: readonly BandPoint[];
  baseline?: { value: number; label: string } | null;
  markers?: readonly Marker[];
  /** Dates below; off where another panel below has them. */
  hasAxis?: boolean;
  /** What the pointer reads at each place. */
  readouts?: readonly string[];
};

/** A share over time: line, 95 % band, dots for single places, dashed baseline, numbered marks. */
export function BandLine({ points, baseline = null, markers = [], hasAxis = false, readouts = [] }: BandLineProps) {
  return (
    <BothDrawings
      draw={(size) => {
        const width = size === "wide" ? WIDE : NARROW;
        const drawing = prepareBandLine({ points, baseline, markers, hasAxis, width, plotHeight: size === "wide" ? 176 : 138 });
        const { frame, last } = drawing;
        return (
          <Drawing frame={frame}>
            <Grid
              frame={frame}
              lines={drawing.grid}
              format={(value, isTop) => (isTop ? formatPercent(value, 0) : String(Math.round(value * 100)))}
            />
            <path d={drawing.band} className="fill-band" />
            {drawing.baseline && (
              <path d={`M${frame.left} ${drawing.baseline.y}H${frame.right}`} strokeDasharray="4 3" className="stroke-ink-3" />
            )}
            <MarkerLines frame={frame} markers={drawing.markers} from={22} />
            {/* Ends of no length are dots: one path instead of a circle for each day. */}
            <path
              d={drawing.dots.map((dot) => `M${dot.x} ${dot.y}h0`).join("")}
              strokeWidth="3.5"
              strokeLinecap="round"
              className="fill-none stroke-ink-3"
            />
            <path d={drawing.line} strokeWidth="2" strokeLinejoin="round" className="fill-none stroke-series-1" />
            {last && <circle cx={last.x} cy={last.y} r="3.5" strokeWidth="1.5" className="fill-series-1 stroke-surface" />}
            <Readouts left={frame.left} top={frame.top} step={frame.step} height={frame.bottom - frame.top} texts={readouts} />
            {drawing.baseline && (
              <text
                x={frame.right}
                y={drawing.baseline.labelY}
                textAnchor="end"
                strokeWidth="3"
                paintOrder="stroke"
                className="pointer-events-none stroke-surface"
              >
                {drawing.baseline.label}
              </text>
            )}
            {last && (
              <text
                x={frame.right}
                y={last.labelY}
                textAnchor="end"
                strokeWidth="3"
                paintOrder="stroke"
                className="pointer-events-none fill-ink! stroke-surface font-semibold"
              >
                {formatPercent(last.value)}
              </text>
            )}
            <MarkerDiscs markers={drawing.markers} withKeys={size === "wide"} />
            <AxisLabels frame={frame} labels={drawing.labels} />
          </Drawing>
        );
      }}
    />
  );
}
