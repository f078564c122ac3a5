import type { ReactNode } from "react";
import type { AxisLabel, Frame, GridLine, PlacedMarker } from "./frame";
import type { Series } from "./prepare-stacked-bars";

export const FILLS: Record<Series, string> = {
  1: "fill-series-1",
  2: "fill-series-2",
  3: "fill-series-3",
  4: "fill-series-4",
  5: "fill-series-5",
  6: "fill-series-6",
  unknown: "fill-unknown",
};

/** The same chart in both drawings; the place it stands in decides which shows. */
export function BothDrawings({ draw }: { draw: (size: "wide" | "narrow") => ReactNode }) {
  return (
    <>
      <div className="@max-[520px]:hidden">{draw("wide")}</div>
      <div className="@min-[521px]:hidden">{draw("narrow")}</div>
    </>
  );
}

export function Drawing({ frame, children }: { frame: Frame; children: ReactNode }) {
  return (
    <svg viewBox={`0 0 ${frame.width} ${frame.height}`} width="100%" className="block overflow-visible" role="presentation">
      {children}
    </svg>
  );
}

export function Grid({
  frame,
  lines,
  format,
}: {
  frame: Frame;
  lines: readonly GridLine[];
  format: (value: number, isTop: boolean) => string;
}) {
  return lines.map((line, index) => (
    <g key={line.value}>
      <path d={`M${frame.left} ${line.y}H${frame.right}`} className="stroke-grid" />
      <text x={frame.left - 6} y={line.y + 4} textAnchor="end">
        {format(line.value, index === lines.length - 1)}
      </text>
    </g>
  ));
}

/** The hairlines of numbered marks, through the whole panel. */
export function MarkerLines({ frame, markers, from }: { frame: Frame; markers: readonly PlacedMarker[]; from: number }) {
  return markers.map((marker) => (
    <path
      key={marker.number}
      d={from < frame.top ? `M${marker.discX} ${from}L${marker.x} ${frame.top}V${frame.bottom + 8}` : `M${marker.x} 0V${frame.bottom + 8}`}
      strokeDasharray="1 3"
      className="fill-none stroke-night"
    />
  ));
}

/** The discs: links to what they mark, also by their number's key. */
export function MarkerDiscs({ markers, withKeys }: { markers: readonly PlacedMarker[]; withKeys: boolean }) {
  return markers.map((marker) => (
    <a
      key={marker.number}
      href={marker.href}
      aria-label={marker.name}
      data-shortcut={withKeys && marker.number <= 9 ? String(marker.number) : undefined}
      className="group/disc"
    >
      <title>{marker.name}</title>
      <circle cx={marker.discX} cy="12" r="10" className="fill-night group-hover/disc:fill-accent" />
      <text x={marker.discX} y="16" textAnchor="middle" className="fill-surface! font-semibold">
        {marker.number}
      </text>
    </a>
  ));
}

export function AxisLabels({ frame, labels }: { frame: Frame; labels: readonly AxisLabel[] }) {
  return labels.map((label) => (
    <text key={label.x} x={label.x} y={frame.bottom + 17} textAnchor={label.anchor}>
      {label.text}
    </text>
  ));
}

/** The key of a series, beside the drawing. */
export function Key({ series, children }: { series: Series; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5">
      <svg width="10" height="10" aria-hidden="true" className="flex-none">
        <rect width="10" height="10" className={FILLS[series]} />
      </svg>
      {children}
    </span>
  );
}
