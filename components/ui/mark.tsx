import type { ReactNode } from "react";
import { cx } from "./cx";

/** Our own drawings: the phases of a learning, and the few marks that stand in every row. No script reaches the browser for them. */
const DRAWINGS = {
  half: (
    <>
      <circle cx="8" cy="8" r="5.2" />
      <path d="M8 2.8a5.2 5.2 0 0 1 0 10.4z" fill="currentColor" stroke="none" />
    </>
  ),
  full: <circle cx="8" cy="8" r="5.2" fill="currentColor" />,
  bars: (
    <>
      <circle cx="8" cy="8" r="5.2" />
      <path d="M6.6 5.8v4.4M9.4 5.8v4.4" />
    </>
  ),
  crossed: (
    <>
      <circle cx="8" cy="8" r="5.2" />
      <path d="m4.4 11.6 7.2-7.2" />
    </>
  ),
  dashed: <circle cx="8" cy="8" r="5.2" strokeDasharray="2 2.1" />,
  ring: <circle cx="8" cy="8" r="5.2" />,
  check: <path d="m3 8.5 3.2 3.2L13 5" />,
  cross: <path d="m4 4 8 8m0-8-8 8" />,
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.7" />
      <path d="M8 4.8V8l2.2 1.4" />
    </>
  ),
  warning: (
    <>
      <path d="M8 2.6 14 13H2z" />
      <path d="M8 6.6v3M8 11.2v.1" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.7" />
      <path d="M8 7.4v3.4M8 5.2v.1" />
    </>
  ),
  up: <path d="M8 13V3.5M4 7l4-4 4 4" />,
  down: <path d="M8 3v9.5M4 9l4 4 4-4" />,
  "chevron-left": <path d="M9.5 4.5 6 8l3.5 3.5" />,
  "chevron-right": <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />,
  "chevron-down": <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />,
  menu: <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />,
} satisfies Record<string, ReactNode>;

export type MarkName = keyof typeof DRAWINGS;
export type MarkProps = { name: MarkName; size?: 14 | 16; className?: string };

/** Decorative: the word beside it, or its control's name, says what it means. */
export function Mark({ name, size = 16, className }: MarkProps) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={cx("flex-none", className)}
    >
      {DRAWINGS[name]}
    </svg>
  );
}

/** A published revision or a dream on a chart or in a list: a numbered disc in ink. */
export function Disc({ children }: { children: ReactNode }) {
  return (
    <span className="inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-night px-[5px] text-2xs font-semibold text-surface">
      {children}
    </span>
  );
}
