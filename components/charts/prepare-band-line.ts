/** A share over time with its band, ready to draw. Pure. */
import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import {
  type AxisLabel,
  type Frame,
  type GridLine,
  type Marker,
  makeFrame,
  type PlacedMarker,
  placeLabels,
  placeMarkers,
  round,
} from "./frame";

export type BandPoint = {
  /** "9 Nov". */
  label: string;
  /** The line's value and its 95 % interval, 0..1; null where there is nothing to say. */
  value: number | null;
  lo: number | null;
  hi: number | null;
  /** The place's own value, where the line pools several. */
  dot: number | null;
};

export type BandLineInput = {
  points: readonly BandPoint[];
  /** Dashed and named: "before r41 62.2 %". */
  baseline: { value: number; label: string } | null;
  markers: readonly Marker[];
  width: number;
  plotHeight: number;
  hasAxis: boolean;
};

export type BandLineDrawing = {
  frame: Frame;
  grid: GridLine[];
  band: string;
  line: string;
  dots: { x: number; y: number }[];
  last: { x: number; y: number; value: number; labelY: number } | null;
  baseline: { y: number; label: string; labelY: number } | null;
  markers: PlacedMarker[];
  labels: AxisLabel[];
};

const STEP = 0.2;

export function prepareBandLine(input: BandLineInput): BandLineDrawing {
  const frame = makeFrame({
    width: input.width,
    plotHeight: input.plotHeight,
    count: input.points.length,
    hasDiscs: input.markers.length > 0,
    hasAxis: input.hasAxis,
  });
  const [from, to] = domainOf(input);
  const scale = scaleLinear().domain([from, to]).range([frame.bottom, frame.top]);
  const y = (value: number) => round(scale(value));
  const places = input.points.map((point, index) => ({ ...point, x: frame.x(index) }));
  const known = places.filter((place) => place.value !== null);
  const tail = known.at(-1);
  const lastY = tail ? y(tail.value ?? 0) : 0;
  const baselineY = input.baseline ? y(input.baseline.value) : 0;
  // The last value stands above its end, the baseline's name on the other side of the baseline.
  const isAbove = tail ? lastY <= baselineY : true;
  return {
    frame,
    grid: steps(from, to).map((value) => ({ value, y: y(value) })),
    band:
      area<(typeof places)[number]>()
        .defined((place) => place.lo !== null && place.hi !== null)
        .x((place) => place.x)
        .y0((place) => y(place.lo ?? 0))
        .y1((place) => y(place.hi ?? 0))(places) ?? "",
    line:
      line<(typeof places)[number]>()
        .defined((place) => place.value !== null)
        .x((place) => place.x)
        .y((place) => y(place.value ?? 0))(places) ?? "",
    dots: places.flatMap((place) => (place.dot === null ? [] : [{ x: place.x, y: y(place.dot) }])),
    last:
      tail?.value === undefined || tail.value === null
        ? null
        : { x: tail.x, y: lastY, value: tail.value, labelY: clampLabel(frame, lastY + (isAbove ? -10 : 18)) },
    baseline: input.baseline
      ? { y: baselineY, label: input.baseline.label, labelY: clampLabel(frame, baselineY + (isAbove ? 14 : -6)) }
      : null,
    markers: placeMarkers(frame, input.markers),
    labels: input.hasAxis
      ? placeLabels(
          frame,
          input.points.map((point) => point.label),
        )
      : [],
  };
}

function clampLabel(frame: Frame, y: number): number {
  return round(Math.min(frame.bottom - 3, Math.max(frame.top + 9, y)));
}

/** Whole fifths around everything that is drawn: nothing is cut off, and no part of the scale is empty for long. */
function domainOf(input: BandLineInput): [number, number] {
  const values = input.points.flatMap((point) => [point.lo, point.hi, point.dot, point.value].filter((value) => value !== null));
  if (input.baseline) values.push(input.baseline.value);
  if (values.length === 0) return [0, 1];
  const from = Math.max(0, Math.floor(Math.min(...values) / STEP + 1e-9) * STEP);
  const to = Math.min(1, Math.ceil(Math.max(...values) / STEP - 1e-9) * STEP);
  return to - from < 2 * STEP ? [Math.max(0, to - 2 * STEP), Math.max(to, 2 * STEP)] : [from, to];
}

function steps(from: number, to: number): number[] {
  const count = Math.round((to - from) / STEP);
  return Array.from({ length: count + 1 }, (_, index) => Math.round((from + index * STEP) * 10) / 10);
}
