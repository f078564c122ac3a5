import Link from "next/link";
import type { ReactNode } from "react";
import { cx } from "./cx";

export type Segment = { href: string; label: ReactNode; isCurrent: boolean };

/** A choice of a few views of the same thing, kept in the URL. */
export function Segments({ label, items, size = "md" }: { label: string; items: readonly Segment[]; size?: "sm" | "md" }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; these are links.
    <div role="group" aria-label={label} className="inline-flex rounded-md border border-control bg-raised print:hidden">
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          scroll={false}
          aria-current={item.isCurrent ? "true" : undefined}
          className={cx(
            "inline-flex items-center border-l border-line-2 font-medium text-ink-2 first:rounded-l-[3px] first:border-l-0 last:rounded-r-[3px] hover:bg-hover aria-[current]:bg-selected aria-[current]:text-ink",
            size === "sm" ? "h-[22px] px-2 text-xs pointer-coarse:h-9" : "h-[calc(var(--control)-2px)] px-2.5",
          )}
        >
          {item.label}
        </Link>
      ))}
    </div>
  );
}
