import type { ReactNode } from "react";
import { cx } from "./cx";
import { Mark, type MarkName } from "./mark";

export type Tone = "success" | "failure" | "held" | "quarantined" | "info" | "plain";

const GROUNDS: Record<Tone, string> = {
  success: "bg-success-soft",
  failure: "bg-failure-soft",
  held: "bg-held-soft",
  quarantined: "bg-quarantined-soft",
  info: "bg-info-soft",
  plain: "bg-sunken",
};
export const TONE_INK: Record<Tone, string> = {
  success: "text-success",
  failure: "text-failure",
  held: "text-held",
  quarantined: "text-quarantined",
  info: "text-info",
  plain: "text-ink-2",
};

export type StatusPillProps = {
  tone: Tone;
  mark: MarkName;
  children: ReactNode;
  /** Without its ground, for places where a pill would be one too many. */
  isBare?: boolean;
  title?: string;
};

/** Icon, then word, then colour. */
export function StatusPill({ tone, mark, children, isBare = false, title }: StatusPillProps) {
  return (
    <span
      title={title}
      className={cx(
        "inline-flex h-5 items-baseline gap-[5px] rounded-sm text-xs/5 font-medium whitespace-nowrap font-stretch-[94%]",
        TONE_INK[tone],
        !isBare && GROUNDS[tone],
        !isBare && "pr-[7px] pl-[5px]",
      )}
    >
      <Mark name={mark} size={14} className="self-center" />
      {children}
    </span>
  );
}
