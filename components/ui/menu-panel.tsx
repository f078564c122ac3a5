"use client";

import { type ReactNode, useId } from "react";
import { cx } from "./cx";

type MenuPanelProps = {
  trigger: ReactNode;
  label?: string;
  triggerClassName: string;
  align: "start" | "end";
  className?: string;
  children: ReactNode;
};

/**
 * Button and panel of a `Menu`. In the browser, because ids that the server makes are unique only within one answer: after a navigation the
 * button of a page would open a panel of the layout.
 */
export function MenuPanel({ trigger, label, triggerClassName, align, className, children }: MenuPanelProps) {
  const id = useId();
  return (
    <>
      <button type="button" popoverTarget={id} aria-label={label} title={label} className={triggerClassName}>
        {trigger}
      </button>
      <div id={id} popover="auto" className={cx("menu-panel", align === "end" ? "menu-panel-end" : "menu-panel-start", className)}>
        {children}
      </div>
    </>
  );
}
