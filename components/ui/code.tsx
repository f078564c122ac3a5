import type { ReactNode } from "react";
import { cx } from "./cx";
import type { FoldLimits } from "./fold-text";
import { UntrustedText } from "./untrusted-text";

/** A machine's word in running text: an id, a tool, a path. */
export function Code({ children, className }: { children: ReactNode; className?: string }) {
  return <code className={cx("font-mono text-[0.923em] wrap-anywhere", className)}>{children}</code>;
}

export type CodeBlockProps = { text: string; label?: string; isError?: boolean; fold?: FoldLimits | null };

/** A payload in a box of its own. It is treated as untrusted: hidden characters are shown, long ones are folded and say so. */
export function CodeBlock({ text, label, isError = false, fold }: CodeBlockProps) {
  return (
    <figure aria-label={label} className="overflow-hidden rounded-md border border-line bg-sunken">
      <UntrustedText text={text} voice="code" fold={fold} className={cx("px-3 py-2", isError && "text-failure")} />
    </figure>
  );
}
