import Link from "next/link";
import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { VisibleText } from "@/components/ui/visible-text";
import type { ChangeView } from "@/lib/dreaming/types";
import { ChangePill } from "./change-status";

type ChangeLinkProps = {
  change: Pick<ChangeView, "title" | "action" | "kind" | "isHeld">;
  href: string;
  isCurrent: boolean;
  /** Why it is there: what was found, or why it is held. */
  because: string;
  /** At the end of that line. */
  end?: ReactNode;
  /** The third line. */
  children: ReactNode;
};

/** A change in a list beside the chosen one: title, what it does and why, and a line of the list's own. */
export function ChangeLink({ change, href, isCurrent, because, end, children }: ChangeLinkProps) {
  return (
    <Link
      href={href}
      scroll={false}
      aria-current={isCurrent ? "true" : undefined}
      className={cx(
        "block border-b border-line py-[9px] pr-4 pl-4 -outline-offset-2! md:pl-6",
        isCurrent ? "bg-surface shadow-[inset_3px_0_var(--accent)]" : "hover:bg-hover",
      )}
    >
      <span className="block font-medium wrap-anywhere text-pretty">
        <VisibleText text={change.title} />
      </span>
      <span className="mt-[3px] flex flex-wrap items-baseline gap-x-2 text-xs text-ink-3">
        <ChangePill action={change.action} kind={change.kind} isHeld={change.isHeld} isBare />
        <span>{because}</span>
        {end && <span className="ml-auto pl-2">{end}</span>}
      </span>
      {children}
    </Link>
  );
}
