/** How many fall into each bin, ready to draw. Pure. */
import { type AxisLabel, countScale, type Frame, type GridLine, makeFrame, placeLabels, round } from "./frame";

export type HistogramBin = { label: string; count: number };
export type HistogramDrawing = {
  frame: Frame;
  grid: GridLine[];
  bars: { key: string; x: number; y: number; width: number; height: number }[];
  labels: AxisLabel[];
};

export function prepareHistogram(bins: readonly HistogramBin[], options: { width: number; plotHeight: number }): HistogramDrawing {
  const frame = makeFrame({ ...options, count: bins.length, hasDiscs: false, hasAxis: true });
  const { y, grid } = countScale(frame, Math.max(0, ...bins.map((bin) => bin.count)));
  const width = round(Math.max(1, frame.step - 1));
  return {
    frame,
    grid,
    bars: bins.flatMap((bin, index) =>
      bin.count === 0
        ? []
        : [
            {
              key: `${index}-${bin.label}`,
              x: round(frame.x(index) - width / 2),
              y: y(bin.count),
              width,
              height: round(frame.bottom - y(bin.count)),
            },
          ],
    ),
    labels: placeLabels(
      frame,
      bins.map((bin) => bin.label),
    ),
  };
}
