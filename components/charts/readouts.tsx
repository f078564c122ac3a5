"use client";

export type ReadoutsProps = {
  left: number;
  top: number;
  step: number;
  height: number;
  /** One per place, from the left. */
  texts: readonly string[];
};

/** What the pointer reads at each place. The browser makes it from the texts, which the page then carries once however often they are drawn. */
export function Readouts({ left, top, step, height, texts }: ReadoutsProps) {
  const places = texts.map((text, index) => ({ text, x: Math.round((left + step * index) * 10) / 10 }));
  return (
    <g className="fill-transparent [&>rect]:hover:fill-hover/50">
      {places.map(({ text, x }) => (
        <rect key={x} x={x} y={top} width={Math.round(step * 10) / 10} height={height}>
          <title>{text}</title>
        </rect>
      ))}
    </g>
  );
}
