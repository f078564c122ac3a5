import type { ReactNode } from "react";
import { cx } from "./cx";

/** A key, on the control it belongs to. Hidden from assistive tools: they name controls, not keys. */
export function Kbd({ children, onSolid = false }: { children: ReactNode; onSolid?: boolean }) {
  return (
    <span aria-hidden="true" className="hidden md:inline-flex">
      <kbd
        className={cx(
          "min-w-[18px] rounded-sm border border-b-2 px-1 text-center font-sans text-2xs/[14px] font-medium",
          onSolid ? "border-current opacity-80" : "border-line-2 bg-raised text-ink-2",
        )}
      >
        {children}
      </kbd>
    </span>
  );
}
