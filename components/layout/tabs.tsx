import Link from "next/link";
import type { ReactNode } from "react";
import { formatNumber } from "@/components/ui/format";

export type Tab = {
  href: string;
  label: ReactNode;
  count?: number | null;
  isCurrent: boolean /** The key that presses it. */;
  shortcut?: string;
};

/** Views of one thing, each with its own URL. */
export function Tabs({ label, items }: { label: string; items: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="border-b border-line print:hidden">
      <ul className="flex gap-5 overflow-x-auto px-4 [scrollbar-width:none] md:px-6">
        {items.map((item) => (
          <li key={item.href}>
            <Link
              href={item.href}
              scroll={false}
              data-shortcut={item.shortcut}
              aria-current={item.isCurrent ? "page" : undefined}
              className="inline-flex h-10 items-center gap-1.5 border-b-2 border-transparent whitespace-nowrap text-ink-2 -outline-offset-2! hover:text-ink aria-[current]:border-accent aria-[current]:font-semibold aria-[current]:text-ink"
            >
              {item.label}
              {item.count != null && <span className="font-normal text-ink-3">{formatNumber(item.count)}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
