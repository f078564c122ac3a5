import { type Marker, NARROW, WIDE } from "./frame";
import { AxisLabels, BothDrawings, Drawing, FILLS, Grid, MarkerDiscs, MarkerLines } from "./parts";
import { type Bar, prepareStackedBars, type StackedBarsInput } from "./prepare-stacked-bars";
import { Readouts } from "./readouts";

export type StackedBarsProps = Pick<StackedBarsInput, "labels" | "stacks"> & {
  markers?: readonly Marker[];
  hasDiscs?: boolean;
  hasAxis?: boolean;
  readouts?: readonly string[];
  formatValue?: (value: number) => string;
};

/** Counts over time, stacked. */
export function StackedBars({
  labels,
  stacks,
  markers = [],
  hasDiscs = false,
  hasAxis = true,
  readouts = [],
  formatValue = String,
}: StackedBarsProps) {
  return (
    <BothDrawings
      draw={(size) => {
        const drawing = prepareStackedBars({
          labels,
          stacks,
          markers,
          hasDiscs,
          hasAxis,
          width: size === "wide" ? WIDE : NARROW,
          plotHeight: size === "wide" ? 76 : 58,
        });
        const { frame } = drawing;
        return (
          <Drawing frame={frame}>
            <Grid frame={frame} lines={drawing.grid} format={formatValue} />
            <MarkerLines frame={frame} markers={drawing.markers} from={hasDiscs ? 22 : frame.top} />
            {[...new Set(stacks.map(({ series }) => series))].map((series) => (
              <path
                key={series}
                d={outlineOf(drawing.bars.filter((bar) => bar.series === series))}
                strokeWidth="1"
                className={`${FILLS[series]} stroke-surface`}
              />
            ))}
            <Readouts left={frame.left} top={frame.top} step={frame.step} height={frame.bottom - frame.top} texts={readouts} />
            {hasDiscs && <MarkerDiscs markers={drawing.markers} withKeys={size === "wide"} />}
            <AxisLabels frame={frame} labels={drawing.labels} />
          </Drawing>
        );
      }}
    />
  );
}

/** All bars of a series as one path: a page with ninety days of three kinds would else carry hundreds of boxes. */
function outlineOf(bars: readonly Bar[]): string {
  return bars.map(({ x, y, width, height }) => `M${x} ${y}h${width}v${height}h${-width}z`).join("");
}
