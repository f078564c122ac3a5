import { NARROW, WIDE } from "./frame";
import { AxisLabels, BothDrawings, Drawing, Grid, Readouts } from "./parts";
import { type HistogramBin, prepareHistogram } from "./prepare-histogram";

/** How many fall into each bin. Stands in a `ChartFigure`, inside an element with `@container`. */
export function Histogram({
  bins,
  readouts = [],
  formatValue = String,
}: {
  bins: readonly HistogramBin[];
  readouts?: readonly string[];
  formatValue?: (value: number) => string;
}) {
  return (
    <BothDrawings
      draw={(size) => {
        const { frame, grid, bars, labels } = prepareHistogram(bins, {
          width: size === "wide" ? WIDE : NARROW,
          plotHeight: size === "wide" ? 76 : 58,
        });
        return (
          <Drawing frame={frame}>
            <Grid frame={frame} lines={grid} format={formatValue} />
            {bars.map((bar) => (
              <rect key={bar.key} x={bar.x} y={bar.y} width={bar.width} height={bar.height} className="fill-series-1" />
            ))}
            <Readouts frame={frame} texts={readouts} />
            <AxisLabels frame={frame} labels={labels} />
          </Drawing>
        );
      }}
    />
  );
}
