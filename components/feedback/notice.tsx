import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { Mark, type MarkName } from "@/components/ui/mark";

export type NoticeTone = "info" | "held" | "failure" | "success" | "quarantined";

const LOOKS: Record<NoticeTone, { classes: string; mark: MarkName }> = {
  info: { classes: "border-info-line bg-info-soft text-info", mark: "info" },
  held: { classes: "border-held-line bg-held-soft text-held", mark: "warning" },
  failure: { classes: "border-failure-line bg-failure-soft text-failure", mark: "warning" },
  success: { classes: "border-success-line bg-success-soft text-success", mark: "check" },
  quarantined: { classes: "border-quarantined-line bg-quarantined-soft text-quarantined", mark: "crossed" },
};

export type NoticeProps = {
  tone: NoticeTone;
  mark?: MarkName;
  children: ReactNode;
  actions?: ReactNode;
  /** In a box inside a section, instead of a band across the page. */
  isBoxed?: boolean;
};

/** A state of the whole page or section that changes what can be done on it. */
export function Notice({ tone, mark, children, actions, isBoxed = false }: NoticeProps) {
  const look = LOOKS[tone];
  return (
    <div
      className={cx(
        "flex flex-wrap items-center gap-x-3 gap-y-1.5 py-2",
        isBoxed ? "rounded-md border px-3" : "border-b px-4 md:px-6",
        look.classes,
      )}
    >
      <div className="flex min-w-0 flex-1 basis-60 items-start gap-2">
        <Mark name={mark ?? look.mark} className="mt-0.5" />
        <div className="min-w-0">{children}</div>
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
