"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { cx } from "@/components/ui/cx";

const FONTS_WITHIN_MS = 1000;

/** The page's main landmark. `data-ready="true"` says that controls answer and faces are in place: tests wait for it. */
export function Main({ className, children }: { className?: string; children: ReactNode }) {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    const main = ref.current;
    if (!main) return;
    const late = new Promise((resolve) => setTimeout(resolve, FONTS_WITHIN_MS));
    void Promise.race([document.fonts.ready, late]).then(() => {
      main.dataset.ready = "true";
    });
  }, []);
  return (
    <main id="main" ref={ref} tabIndex={-1} className={cx("min-w-0", className)}>
      {children}
    </main>
  );
}
