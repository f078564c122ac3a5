import { formatCount, formatDuration } from "@/components/ui/format";
import type { Axis } from "./prepare-outline";
import { type TimelineDrawing, timelineHeight } from "./prepare-timeline";
import type { Outline } from "./types";

export type TimelineChartProps = { drawing: TimelineDrawing; outline: Outline; axis: Axis; names: readonly string[]; className?: string };

/** How far the legend reaches, with half of the words that may stand behind it. */
const LEGEND = 330;

/** The whole session at a glance, drawn on the server: a lane for each thread, long pauses cut out, a mark for what matters. */
export function TimelineChart({ drawing, outline, axis, names, className }: TimelineChartProps) {
  const { width, left, lanes, ticks, gaps, spans, calls, errors, corrections, evidence } = drawing;
  const height = timelineHeight(names.length);
  const bottom = height - 22;
  const isWide = width > 600;
  const cut = gaps[drawing.longestGap];
  const cutAt = cut ? Math.min((cut.from + cut.to) / 2, width - 60) : null;
  // The words of an early pause stand where the legend would begin.
  const shift = cutAt !== null && cutAt < left + LEGEND ? Math.max(0, cutAt + 70 - left) : 0;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={describeTimeline(outline, axis, names.length)} className={className}>
      {ticks.map((tick) => (
        <text key={`${tick.x} ${tick.words}`} x={tick.x} y="10">
          {tick.words}
        </text>
      ))}
      {lanes.map((y, lane) => (
        <g key={y}>
          <text x="0" y={y + 9} className="fill-ink-2!">
            {names[lane]}
          </text>
          <path d={`M${left} ${y + 5}H${width - 4}`} className="stroke-line-2" />
        </g>
      ))}
      {spans.map((span) => (
        <rect
          key={`${span.y} ${span.x}`}
          x={span.x}
          y={span.y}
          width={span.width}
          height="10"
          rx="1"
          className={span.y === lanes[0] ? "fill-accent-line" : "fill-control"}
        />
      ))}
      <path
        d={calls.map(({ x, y }) => `M${x} ${y}v10`).join("")}
        className="stroke-ink"
        strokeWidth={calls.length > 200 ? 0.75 : 1.5}
        opacity={calls.length > 200 ? 0.35 : 1}
      />
      {gaps.map((gap, at) => (
        <g key={gap.from}>
          <path d={`M${gap.from} 14V${bottom}M${gap.to} 14V${bottom}`} className="stroke-control" strokeDasharray="2 2" />
          {at === drawing.longestGap && (
            <text x={cutAt ?? 0} y={height - 6} textAnchor="middle">
              {formatDuration(gap.ms)} idle, cut
            </text>
          )}
        </g>
      ))}
      {evidence.map(({ x, y }) => (
        <path key={`v${x} ${y}`} d={`M${x - 3} ${y + 11}l3 -4 3 4z`} className="fill-accent" />
      ))}
      {corrections.map(({ x, y }) => (
        <circle key={`c${x} ${y}`} cx={x} cy={y + 5} r="4.5" className="fill-sunken stroke-held" strokeWidth="2" />
      ))}
      {errors.map(({ x, y }) => (
        <path key={`e${x} ${y}`} d={`M${x - 3} ${y - 5}h6l-3 6z`} className="fill-failure" />
      ))}
      {isWide && (
        <g transform={shift > 0 ? `translate(${shift})` : undefined}>
          <path d={`M${left + 1} ${height - 15}v9`} className="stroke-ink" strokeWidth="1.5" />
          <text x={left + 8} y={height - 6}>
            tool call
          </text>
          <path d={`M${left + 66} ${height - 14}h6l-3 6z`} className="fill-failure" />
          <text x={left + 77} y={height - 6}>
            error
          </text>
          <circle cx={left + 122} cy={height - 10.5} r="4" className="fill-sunken stroke-held" strokeWidth="2" />
          <text x={left + 131} y={height - 6}>
            correction
          </text>
          <path d={`M${left + 197} ${height - 8}l3 -4 3 4z`} className="fill-accent" />
          <text x={left + 208} y={height - 6}>
            evidence
          </text>
          {axis.span === null && (
            <text x={left + 270} y={height - 6}>
              In order: the source gives no times.
            </text>
          )}
        </g>
      )}
      {!isWide && axis.span === null && (
        <text x={left} y={height - 6}>
          In order: the source gives no times.
        </text>
      )}
    </svg>
  );
}

function describeTimeline({ counts }: Outline, axis: Axis, threads: number): string {
  const span = axis.span ? `over ${formatDuration(axis.span.end - axis.span.start)}` : "in order, without times";
  const idle = axis.gaps.reduce((sum, gap) => sum + gap.ms, 0);
  const parts = [
    formatCount(counts.calls, "tool call"),
    formatCount(counts.errors, "error"),
    formatCount(counts.corrections, "correction"),
    formatCount(counts.evidence, "event that is evidence", "events that are evidence"),
    ...(idle > 0 ? [`${formatDuration(idle)} idle cut out`] : []),
  ];
  return `Timeline of ${formatCount(threads, "thread")} ${span}: ${parts.join(", ")}`;
}
