import Link from "next/link";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { Mark } from "./mark";

const LOOK =
  "inline-flex h-[22px] max-w-full items-baseline gap-1.5 rounded-sm border border-line-2 bg-raised px-[7px] text-xs/5 text-ink-2";

export type ChipProps = { children: ReactNode; isCode?: boolean; title?: string };

/** A value, standing for itself. */
export function Chip({ children, isCode = false, title }: ChipProps) {
  return (
    <span title={title} className={cx(LOOK, isCode && "font-mono text-[11.5px]")}>
      {children}
    </span>
  );
}

export type FilterChipProps = {
  /** The key of the filter: "Status". */
  label: string;
  value: ReactNode;
  /** Where the list stands without this filter. */
  removeHref: string;
};

/** A filter in force: the whole chip is the link that takes it off. */
export function FilterChip({ label, value, removeHref }: FilterChipProps) {
  return (
    <Link
      href={removeHref}
      scroll={false}
      className={cx(LOOK, "hover:bg-hover pointer-coarse:h-9 pointer-coarse:leading-[34px]")}
      title={`Remove the filter ${label}`}
    >
      <span className="truncate">
        <span className="sr-only">Remove filter </span>
        {label}: <b className="font-medium text-ink">{value}</b>
      </span>
      <Mark name="cross" size={14} className="self-center" />
    </Link>
  );
}
