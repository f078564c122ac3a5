"use client";

import { Bell as BellDrawing } from "lucide-react";
import Link from "next/link";
import { cx } from "@/components/ui/cx";
import { Icon } from "@/components/ui/icon";
import { Mark, type MarkName } from "@/components/ui/mark";
import { Menu } from "@/components/ui/menu";
import type { AttentionItem } from "./attention";
import { useAttention } from "./attention-provider";

const LOOKS: Record<AttentionItem["tone"], { mark: MarkName; colour: string }> = {
  held: { mark: "bars", colour: "text-held" },
  review: { mark: "half", colour: "text-ink-2" },
  failure: { mark: "warning", colour: "text-failure" },
};

/** What needs somebody, each leading to where it is dealt with. */
export function Bell() {
  const { items } = useAttention();
  return (
    <Menu
      label={items.length > 0 ? `Needs attention, ${items.length}` : "Needs attention, nothing"}
      variant="quiet"
      isIcon
      align="end"
      className="w-80 p-0!"
      trigger={
        <span className="relative">
          <Icon icon={BellDrawing} />
          {items.length > 0 && (
            <span
              aria-hidden="true"
              className={cx(
                "absolute -top-1 -right-1 size-2 rounded-full border-2 border-page box-content",
                items.some((item) => item.tone === "failure") ? "bg-failure" : "bg-accent",
              )}
            />
          )}
        </span>
      }
    >
      <p className="label border-b border-line px-3 py-2">Needs attention</p>
      {items.length === 0 ? (
        <p className="px-3 py-3 text-ink-2">Nothing needs you. New proposals, failed dreams and failed imports appear here.</p>
      ) : (
        <ul>
          {items.map((item) => (
            <li key={item.id} className="border-b border-line last:border-0">
              <Link
                href={item.href}
                onClick={(event) => event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover()}
                className="flex gap-2 px-3 py-2 -outline-offset-2! hover:bg-hover"
              >
                <Mark name={LOOKS[item.tone].mark} className={cx("mt-0.5", LOOKS[item.tone].colour)} />
                <span className="min-w-0">
                  <span className="block font-medium wrap-anywhere">{item.title}</span>
                  <span className="line-clamp-2 text-xs text-ink-3 wrap-anywhere">{item.note}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Menu>
  );
}
