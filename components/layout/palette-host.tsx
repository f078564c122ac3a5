"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { usePathname } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";
import { buttonClasses } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Icon } from "@/components/ui/icon";
import type { NavGroup } from "./nav";
import type { PaletteAction } from "./palette-items";
import { isPaletteOpen, openPalette, subscribeToPalette } from "./palette-store";
import { rememberPage } from "./recent";

const load = () => import("./palette");
const Palette = dynamic(load, { ssr: false });

type PaletteHostProps = { groups: readonly NavGroup[]; actions: readonly PaletteAction[]; workspaceId: string };

const TITLE_WITHIN_MS = 1_200;

/** Keeps the palette ready without its weight on the page: its code comes once the browser has nothing else to do. */
export function PaletteHost({ groups, actions, workspaceId }: PaletteHostProps) {
  const pathname = usePathname();
  const isOpen = useSyncExternalStore(subscribeToPalette, isPaletteOpen, () => false);
  useEffect(() => {
    if (typeof requestIdleCallback !== "function") {
      const timer = setTimeout(load, 2_000);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(() => void load(), { timeout: 4_000 });
    return () => cancelIdleCallback(idle);
  }, []);
  useEffect(() => {
    // The page's title arrives with its content.
    const timer = setTimeout(() => rememberPage(workspaceId, pathname), TITLE_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [workspaceId, pathname]);
  return isOpen ? <Palette groups={groups} actions={actions} workspaceId={workspaceId} /> : null;
}

/** In the header: looks like a field, opens the palette. */
export function SearchButton() {
  return (
    <button
      type="button"
      aria-label="Search or run a command"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      title="Search or run a command"
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => openPalette()}
      className={cx(
        buttonClasses({ variant: "outlined" }),
        "max-lg:w-(--control) max-lg:border-transparent max-lg:bg-transparent max-lg:px-0! lg:w-56 lg:justify-start lg:text-ink-3 2xl:w-64",
      )}
    >
      <Icon icon={Search} size={14} />
      <span className="flex-1 truncate text-left font-normal max-lg:hidden">Search or run a command</span>
      <kbd className="rounded-sm border border-b-2 border-line-2 px-1 font-sans text-2xs/[14px] font-medium text-ink-2 max-lg:hidden">
        Ctrl K
      </kbd>
    </button>
  );
}
