import type { LucideIcon } from "lucide-react";
import { cx } from "./cx";

export type IconProps = { icon: LucideIcon; size?: 14 | 16; className?: string };

/** A lucide icon in a 16 px box (14 in pills and chips) with a 1.5 px stroke. Decorative: the word beside it, or its control's name, says it. */
export function Icon({ icon: Drawing, size = 16, className }: IconProps) {
  // lucide draws on a grid of 24: the stroke is scaled back to 1.5 px.
  return <Drawing aria-hidden="true" size={size} strokeWidth={(1.5 * 24) / size} className={cx("flex-none", className)} />;
}
