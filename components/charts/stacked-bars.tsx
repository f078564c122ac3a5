import { type Marker, NARROW, WIDE } from "./frame";
import { AxisLabels, BothDrawings, Drawing, FILLS, Grid, MarkerDiscs, MarkerLines, Readouts } from "./parts";
import { prepareStackedBars, type StackedBarsInput } from "./prepare-stacked-bars";

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
            {drawing.bars.map((bar) => (
              <rect
                key={bar.key}
                x={bar.x}
                y={bar.y}
                width={bar.width}
                height={bar.height}
                strokeWidth="1"
                className={`${FILLS[bar.series]} stroke-surface`}
              />
            ))}
            <Readouts frame={frame} texts={readouts} />
            {hasDiscs && <MarkerDiscs markers={drawing.markers} withKeys={size === "wide"} />}
            <AxisLabels frame={frame} labels={drawing.labels} />
          </Drawing>
        );
      }}
    />
  );
}
