import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";

export type Stat = {
  label: string;
  value: ReactNode;
  /** Takes the whole line on a phone. */
  isWide?: boolean;
};

/** Label over value, side by side: the facts of one thing. */
export function StatStrip({ items, label }: { items: readonly Stat[]; label?: string }) {
  return (
    <dl
      aria-label={label}
      className="grid grid-cols-2 gap-x-4 gap-y-2.5 border-b border-line px-4 py-3 [grid-auto-flow:dense] md:flex md:flex-wrap md:gap-x-[30px] md:gap-y-2 md:px-6"
    >
      {items.map((item) => (
        <div key={item.label} className={cx("min-w-0", item.isWide && "max-md:col-span-full")}>
          <dt className="label">{item.label}</dt>
          <dd className="mt-0.5 flex min-h-5 flex-wrap items-center gap-x-1.5 gap-y-1 wrap-anywhere">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
