/** A line without axes, the size of a word. Pure. */
import { line } from "d3-shape";
import { round } from "./frame";

export type SparklineDrawing = { line: string; last: { x: number; y: number } | null };

/** `values` in their order; null leaves a gap. `domain` is shared by the column, else the values' own. */
export function prepareSparkline(
  values: readonly (number | null)[],
  options: { width: number; height: number; domain?: readonly [number, number] },
): SparklineDrawing {
  const known = values.filter((value) => value !== null);
  const [from, to] = options.domain ?? [Math.min(...known), Math.max(...known)];
  const inset = 3;
  const x = (index: number) => round(inset + (values.length > 1 ? index / (values.length - 1) : 1) * (options.width - 2 * inset));
  const y = (value: number) =>
    round(to > from ? options.height - inset - ((value - from) / (to - from)) * (options.height - 2 * inset) : options.height / 2);
  const places = values.map((value, index) => ({ value, x: x(index) }));
  const tail = places.findLast((place) => place.value !== null);
  return {
    line:
      line<(typeof places)[number]>()
        .defined((place) => place.value !== null)
        .x((place) => place.x)
        .y((place) => y(place.value ?? 0))(places) ?? "",
    last: tail?.value === undefined || tail.value === null ? null : { x: tail.x, y: y(tail.value) },
  };
}
