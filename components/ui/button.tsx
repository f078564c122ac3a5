import Link from "next/link";
import type { ComponentProps } from "react";
import { ButtonWithReason } from "./button-with-reason";
import { cx } from "./cx";

export type ButtonVariant = "solid" | "outlined" | "quiet" | "danger";
export type ButtonSize = "sm" | "md" | "lg";

type Look = {
  /** One `solid` per screen; `danger` is outlined in the colour of failure. */
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Square, for an icon alone; give it an `aria-label`. */
  isIcon?: boolean;
};

const VARIANTS: Record<ButtonVariant, string> = {
  solid: "border-transparent bg-solid text-on-solid hover:bg-solid-hover",
  outlined: "border-control bg-raised text-ink hover:bg-hover",
  quiet: "border-transparent text-ink-2 hover:bg-hover hover:text-ink",
  danger: "border-control bg-raised text-failure hover:bg-hover",
};
const DISABLED = "cursor-not-allowed border-line-2 bg-sunken text-ink-3";
const HEIGHTS: Record<ButtonSize, string> = { sm: "h-6 pointer-coarse:h-9", md: "h-(--control)", lg: "h-(--control-lg)" };
const SQUARES: Record<ButtonSize, string> = { sm: "w-6 pointer-coarse:w-9", md: "w-(--control)", lg: "w-(--control-lg)" };
const PADDINGS: Record<ButtonSize, string> = { sm: "px-2 text-xs", md: "px-2.5", lg: "px-3.5" };

/** The classes of a button, for the rare element that is neither `Button` nor `ButtonLink`. */
export function buttonClasses({ variant = "outlined", size = "md", isIcon = false }: Look, isDisabled = false): string {
  return cx(
    "inline-flex flex-none items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors duration-(--t-instant) ease-out",
    HEIGHTS[size],
    isIcon ? SQUARES[size] : variant === "quiet" ? "px-2" : PADDINGS[size],
    variant === "quiet" && size === "sm" && "text-xs",
    isDisabled ? DISABLED : VARIANTS[variant],
  );
}

export type ButtonProps = Look &
  Omit<ComponentProps<"button">, "disabled"> & {
    /** Why it can't be used now. The button stays visible and focusable, does nothing, and tells the reason. */
    disabledReason?: string | null;
    /** Which edge of the button the reason hangs from. */
    reasonAlign?: "start" | "end";
  };

export function Button({ variant, size, isIcon, disabledReason, reasonAlign = "end", className, type = "button", ...rest }: ButtonProps) {
  if (!disabledReason) {
    return <button {...rest} type={type} className={cx(buttonClasses({ variant, size, isIcon }), className)} />;
  }
  const { onClick: _, popoverTarget: __, formAction: ___, name: ____, value: _____, ...inert } = rest;
  const look = cx(buttonClasses({ variant, size, isIcon }, true), className);
  return <ButtonWithReason {...inert} className={look} reason={disabledReason} align={reasonAlign} />;
}

export type ButtonLinkProps = Look & ComponentProps<typeof Link>;

/** A link that looks like a button: it leads somewhere and changes nothing. */
export function ButtonLink({ variant, size, isIcon, className, ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={cx(buttonClasses({ variant, size, isIcon }), className)} />;
}
