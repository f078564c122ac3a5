/** Counts over time, stacked by kind, ready to draw. Pure. */
import {
  type AxisLabel,
  countScale,
  type Frame,
  type GridLine,
  type Marker,
  makeFrame,
  type PlacedMarker,
  placeLabels,
  placeMarkers,
  round,
} from "./frame";

export type Series = 1 | 2 | 3 | 4 | 5 | 6 | "unknown";
export type StackedBarsInput = {
  labels: readonly string[];
  /** Bottom first; `values` run along `labels`. */
  stacks: readonly { name: string; series: Series; values: readonly number[] }[];
  markers: readonly Marker[];
  /** Discs stand on the first panel only; on the others the hairlines run through. */
  hasDiscs: boolean;
  hasAxis: boolean;
  width: number;
  plotHeight: number;
};

export type Bar = { key: string; x: number; y: number; width: number; height: number; series: Series };
export type StackedBarsDrawing = { frame: Frame; grid: GridLine[]; bars: Bar[]; markers: PlacedMarker[]; labels: AxisLabel[] };

export function prepareStackedBars(input: StackedBarsInput): StackedBarsDrawing {
  const count = input.labels.length;
  const frame = makeFrame({ width: input.width, plotHeight: input.plotHeight, count, hasDiscs: input.hasDiscs, hasAxis: input.hasAxis });
  const totals = input.labels.map((_, index) => input.stacks.reduce((sum, stack) => sum + (stack.values[index] ?? 0), 0));
  const { y, grid } = countScale(frame, Math.max(0, ...totals));
  const width = round(Math.max(1, Math.min(frame.step * 0.62, 40)));
  const bars = input.labels.flatMap((label, index) => {
    let below = 0;
    return input.stacks.flatMap((stack): Bar[] => {
      const value = stack.values[index] ?? 0;
      if (value <= 0) return [];
      const from = y(below);
      below += value;
      return [
        {
          key: `${label}-${index}-${stack.name}`,
          x: round(frame.x(index) - width / 2),
          y: y(below),
          width,
          height: round(from - y(below)),
          series: stack.series,
        },
      ];
    });
  });
  return { frame, grid, bars, markers: placeMarkers(frame, input.markers), labels: input.hasAxis ? placeLabels(frame, input.labels) : [] };
}
