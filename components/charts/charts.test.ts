import { describe, expect, it } from "vitest";
import { toCsv } from "./csv";
import { countScale, makeFrame, placeLabels, placeMarkers } from "./frame";
import { type BandPoint, prepareBandLine } from "./prepare-band-line";
import { prepareSparkline } from "./prepare-sparkline";
import { prepareStackedBars } from "./prepare-stacked-bars";

const point = (value: number | null): BandPoint => ({
  label: "1 Nov",
  value,
  lo: value === null ? null : value - 0.1,
  hi: value === null ? null : value + 0.1,
  dot: value,
});
const frame = makeFrame({ width: 740, plotHeight: 176, count: 28, hasDiscs: true, hasAxis: true });

describe("frame", () => {
  it("gives the panels of one figure the same places, with or without discs", () => {
    const other = makeFrame({ width: 740, plotHeight: 76, count: 28, hasDiscs: false, hasAxis: true });
    expect(other.x(13)).toBe(frame.x(13));
    expect(frame.x(0)).toBeGreaterThan(frame.left);
    expect(frame.x(27)).toBeLessThan(frame.right);
  });

  it("keeps discs apart and inside, and their hairlines in place", () => {
    const marker = (at: number, number: number) => ({ at, number, href: "#", name: "" });
    const placed = placeMarkers(frame, [marker(27, 3), marker(26.9, 2), marker(5, 1)]);
    expect(placed.map((one) => one.number)).toEqual([1, 2, 3]);
    expect(placed[0]?.discX).toBe(placed[0]?.x);
    expect((placed[2]?.discX ?? 0) - (placed[1]?.discX ?? 0)).toBeGreaterThanOrEqual(22);
    expect(placed[2]?.discX).toBeLessThanOrEqual(730);
  });

  it("writes the first and the last date, and none of them over another", () => {
    for (const count of [1, 2, 7, 28, 90, 400]) {
      const labels = placeLabels(
        makeFrame({ width: 358, plotHeight: 58, count, hasDiscs: false, hasAxis: true }),
        Array.from({ length: count }, (_, i) => `d${i}`),
      );
      expect(labels[0]?.text).toBe("d0");
      expect(labels.at(-1)?.text).toBe(`d${count - 1}`);
      expect(labels.length).toBeLessThanOrEqual(5);
    }
  });

  it("draws three to five round grid lines from zero", () => {
    for (const largest of [1, 7, 33, 412, 90_000]) {
      const { grid } = countScale(frame, largest);
      expect(grid[0]).toEqual({ value: 0, y: frame.bottom });
      expect(grid.length).toBeGreaterThanOrEqual(2);
      expect(grid.length).toBeLessThanOrEqual(6);
    }
  });
});

describe("prepareBandLine", () => {
  const draw = (values: (number | null)[], baseline: number | null = null) =>
    prepareBandLine({
      points: values.map(point),
      baseline: baseline === null ? null : { value: baseline, label: "before" },
      markers: [],
      width: 740,
      plotHeight: 176,
      hasAxis: true,
    });

  it("holds everything that is drawn within whole fifths of the scale", () => {
    const drawing = draw([0.55, 0.7, 0.75], 0.62);
    expect(drawing.grid.map((line) => line.value)).toEqual([0.4, 0.6, 0.8, 1]);
    expect(drawing.baseline?.y).toBeGreaterThan(drawing.frame.top);
    expect(drawing.last?.value).toBe(0.75);
  });

  it("leaves a gap where nothing is known", () => {
    expect(draw([0.5, null, 0.6, 0.7]).line.match(/M/g)).toHaveLength(2);
    expect(draw([0.5, null, 0.6]).dots).toHaveLength(2);
  });

  it("draws the empty scale where nothing is known at all", () => {
    const drawing = draw([null, null]);
    expect(drawing.last).toBeNull();
    expect(drawing.line).toBe("");
    expect(drawing.grid.map((line) => line.value)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });
});

describe("prepareStackedBars", () => {
  it("stacks from the ground without gaps and leaves nothing out but zeros", () => {
    const drawing = prepareStackedBars({
      labels: ["a", "b"],
      stacks: [
        { name: "met", series: 1, values: [3, 0] },
        { name: "failed", series: 2, values: [1, 2] },
      ],
      markers: [],
      hasDiscs: false,
      hasAxis: true,
      width: 358,
      plotHeight: 58,
    });
    expect(drawing.bars).toHaveLength(3);
    const [met, failed] = drawing.bars;
    expect((met?.y ?? 0) + (met?.height ?? 0)).toBeCloseTo(drawing.frame.bottom, 1);
    expect((failed?.y ?? 0) + (failed?.height ?? 0)).toBeCloseTo(met?.y ?? 0, 0);
  });
});

describe("prepareSparkline", () => {
  it("ends the line at the last known value", () => {
    expect(prepareSparkline([0.2, 0.4, null], { width: 80, height: 18 }).last?.x).toBe(40);
    expect(prepareSparkline([], { width: 80, height: 18 })).toEqual({ line: "", last: null });
    expect(prepareSparkline([1, 1], { width: 80, height: 18 }).last?.y).toBe(9);
  });
});

describe("toCsv", () => {
  it("writes figures as they are and defuses what a spreadsheet would run", () => {
    const csv = toCsv({
      columns: [
        { key: "day", header: "Day" },
        { key: "rate", header: "Rate", isNumber: true },
      ],
      rows: [
        { day: { text: "=1+1" }, rate: { text: "−2.0 %", value: -0.02 } },
        { day: { text: 'a "b", c' }, rate: { text: "—", value: null } },
      ],
    });
    expect(csv).toBe('Day,Rate\r\n\'=1+1,-0.02\r\n"a ""b"", c",\r\n');
  });
});
