import type { ReactNode } from "react";
import { type ButtonSize, type ButtonVariant, buttonClasses } from "./button";
import { MenuPanel } from "./menu-panel";

export type MenuProps = {
  /** What stands on the button. */
  trigger: ReactNode;
  /** The name of the button where `trigger` is an icon. */
  label?: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  isIcon?: boolean;
  triggerClassName?: string;
  /** Which edges meet. */
  align?: "start" | "end";
  className?: string;
  /** Links, buttons, forms: ordinary controls, reached with Tab. */
  children: ReactNode;
};

/** A panel that opens from a button. The browser does it: it needs no JavaScript, closes on Escape and outside, and gives the focus back. */
export function Menu({
  trigger,
  label,
  variant = "outlined",
  size,
  isIcon,
  triggerClassName,
  align = "start",
  className,
  children,
}: MenuProps) {
  return (
    <MenuPanel
      trigger={trigger}
      label={label}
      triggerClassName={triggerClassName ?? buttonClasses({ variant, size, isIcon })}
      align={align}
      className={className}
    >
      {children}
    </MenuPanel>
  );
}

/** The look of a link or button inside a `Menu`. */
export const MENU_ITEM =
  "flex min-h-8 w-full items-center gap-2 rounded-sm px-2.5 text-left text-ink hover:bg-hover aria-[current]:bg-selected pointer-coarse:min-h-11";
