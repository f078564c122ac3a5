/** The plot that the panels of one figure share: one time axis, so that marks run through all of them. Pure. */
import { scaleLinear } from "d3-scale";

/** Two drawings, not one shrunken one: beside the margin, and for a narrow screen. */
export const WIDE = 740;
export const NARROW = 358;

const LEFT = 34;
const RIGHT = 8;
/** Room for the discs above the plot. */
const DISCS = 30;
const BOTTOM = 8;
const AXIS = 20;
const DISC_DISTANCE = 22;

export type Frame = {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Width of one place (day, week) and the middle of the `index`-th. */
  step: number;
  x: (index: number) => number;
};

export function makeFrame(options: { width: number; plotHeight: number; count: number; hasDiscs: boolean; hasAxis: boolean }): Frame {
  const top = options.hasDiscs ? DISCS : 10;
  const bottom = top + options.plotHeight;
  const right = options.width - RIGHT;
  const step = (right - LEFT) / Math.max(1, options.count);
  return {
    width: options.width,
    height: bottom + (options.hasAxis ? AXIS : BOTTOM),
    left: LEFT,
    right,
    top,
    bottom,
    step,
    x: (index) => round(LEFT + step * (index + 0.5)),
  };
}

/** A numbered mark at a place; `at` may lie between two places. */
export type Marker = { at: number; number: number; href: string; name: string };
export type PlacedMarker = Marker & { x: number; discX: number };

/** Where the hairline and its disc stand: discs are moved aside where they would cover each other. */
export function placeMarkers(frame: Frame, markers: readonly Marker[]): PlacedMarker[] {
  const placed = [...markers].sort((a, b) => a.at - b.at).map((marker) => ({ ...marker, x: clampX(frame, marker.at), discX: 0 }));
  let before = Number.NEGATIVE_INFINITY;
  for (const marker of placed) {
    marker.discX = round(Math.max(marker.x, before + DISC_DISTANCE));
    before = marker.discX;
  }
  let after = frame.width - 10 + DISC_DISTANCE;
  for (const marker of [...placed].reverse()) {
    marker.discX = round(Math.min(marker.discX, after - DISC_DISTANCE));
    after = marker.discX;
  }
  return placed;
}

function clampX(frame: Frame, at: number): number {
  return Math.min(frame.right, Math.max(frame.left, frame.x(at)));
}

export type AxisLabel = { x: number; text: string; anchor: "start" | "middle" | "end" };

/** As many dates as fit: the first, the last, and evenly between. */
export function placeLabels(frame: Frame, labels: readonly string[]): AxisLabel[] {
  const last = labels.length - 1;
  if (last < 0) return [];
  const most = Math.max(2, Math.floor((frame.right - frame.left) / 90));
  const every = Math.max(1, Math.ceil(last / most));
  const places: number[] = [];
  for (let index = 0; index <= last; index += every) if (last - index >= every * 0.75 || index === last) places.push(index);
  if (places.at(-1) !== last) places.push(last);
  return places.map((index) => {
    const isLast = index === last && last > 0;
    return { x: isLast ? frame.right : frame.x(index), text: labels[index] ?? "", anchor: isLast ? "end" : "middle" };
  });
}

export type GridLine = { y: number; value: number };

/** 3 to 4 lines from zero to a round number above the largest value. */
export function countScale(frame: Frame, largest: number): { y: (value: number) => number; grid: GridLine[] } {
  const scale = scaleLinear()
    .domain([0, Math.max(largest, 1e-9)])
    .nice(3)
    .range([frame.bottom, frame.top]);
  const y = (value: number) => round(scale(value));
  return { y, grid: scale.ticks(3).map((value) => ({ value, y: y(value) })) };
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
