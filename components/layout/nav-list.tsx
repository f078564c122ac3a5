"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cx } from "@/components/ui/cx";
import { useAttention } from "./attention-provider";
import { currentHref, type NavGroup, type NavItem } from "./nav";

/** The groups of the main navigation; the open page's entry is marked. */
export function NavList({ groups }: { groups: readonly NavGroup[] }) {
  const current = currentHref(groups, usePathname());
  return groups.map((group) => (
    <div key={group.label} className="mb-3">
      <p className="label px-4 pt-1 pb-1">{group.label}</p>
      <ul>
        {group.items.map((item) => (
          <li key={item.href}>
            <NavLink item={item} isCurrent={item.href === current} />
          </li>
        ))}
      </ul>
    </div>
  ));
}

function NavLink({ item, isCurrent }: { item: NavItem; isCurrent: boolean }) {
  const note = useAttention().notes[item.href] ?? null;
  return (
    <Link
      href={item.href}
      aria-current={isCurrent ? "page" : undefined}
      onClick={(event) => event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover()}
      className={cx(
        "flex h-7 items-center justify-between gap-2 px-4 -outline-offset-2! max-xl:h-10",
        isCurrent ? "bg-surface font-semibold text-ink shadow-[inset_3px_0_var(--accent)]" : "text-ink-2 hover:bg-hover hover:text-ink",
      )}
    >
      {item.label}
      {note && <span className="text-xs font-normal whitespace-nowrap text-ink-3">{note}</span>}
    </Link>
  );
}
