"use client";

import type { KeyboardEvent, PointerEvent } from "react";
import type { OutlineRow } from "./types";

export type PositionSliderProps = {
  rows: readonly OutlineRow[];
  /** Rows in view. */
  from: OutlineRow | undefined;
  to: OutlineRow | undefined;
  current: OutlineRow | undefined;
  total: number;
  width: number;
  left: number;
  height: number;
  jump: (seq: number) => void;
};

/** Over the timeline: shows what the transcript shows; a click or a drag goes there, and so do the arrow keys. */
export function PositionSlider({ rows, from, to, current, total, width, left, height, jump }: PositionSliderProps) {
  const across = width - left - 4;
  const xOf = (place: number) => left + place * across;
  const [start, end] = [xOf(from?.x ?? 0), xOf(Math.max(to?.x ?? 0, from?.x ?? 0))];
  const at = current ?? from;
  const go = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const place = (((event.clientX - box.left) / box.width) * width - left) / across;
    const row = nearest(rows, place);
    if (row) jump(row.seq);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const index = rows.findIndex((row) => row.seq === at?.seq);
    const page = Math.max(1, Math.round(rows.length / 20));
    const step = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: page,
      PageDown: -page,
      Home: -rows.length,
      End: rows.length,
    }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const row = rows[Math.min(rows.length - 1, Math.max(0, index + step))];
    if (row) jump(row.seq);
  };
  return (
    <div
      role="slider"
      aria-label="Place in the session"
      aria-valuemin={1}
      aria-valuemax={total}
      aria-valuenow={at?.seq ?? 1}
      aria-valuetext={`Event ${at?.seq ?? 1} of ${total}`}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) go(event);
      }}
      onKeyDown={onKeyDown}
      className="absolute inset-0 cursor-crosshair touch-pan-y -outline-offset-2"
    >
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" className="size-full">
        <rect
          x={start - 3}
          y="14"
          width={Math.max(8, end - start + 6)}
          height={height - 33}
          rx="2"
          className="fill-accent/10 stroke-accent"
          strokeWidth="1.5"
        />
        {current && <path d={`M${xOf(current.x)} 14V${height - 19}`} className="stroke-accent" strokeWidth="2" />}
      </svg>
    </div>
  );
}

function nearest(rows: readonly OutlineRow[], place: number): OutlineRow | undefined {
  let best: OutlineRow | undefined;
  for (const row of rows) if (!best || Math.abs(row.x - place) < Math.abs(best.x - place)) best = row;
  return best;
}
