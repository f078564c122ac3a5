import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClasses } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Mark } from "@/components/ui/mark";

export type PageHeaderProps = {
  /** The page's one `h1`; on a list page the words of its navigation entry. */
  title: ReactNode;
  /** To the list it belongs to: `label` is "Back to sessions". */
  back?: { href: string; label: string };
  /** Behind the title: pills, an id with its copy button, "12 of 43 decided". */
  meta?: ReactNode;
  /** At the right: at most one `solid` button. */
  actions?: ReactNode;
};

/** Stays below the header while the page scrolls; on a phone it scrolls along. */
export function PageHeader({ title, back, meta, actions }: PageHeaderProps) {
  return (
    <div className="z-5 flex min-h-(--page-head) flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-surface px-4 py-2 md:sticky md:top-(--header) md:px-6 print:static">
      {back && (
        <Link
          href={back.href}
          data-back=""
          aria-label={back.label}
          title={back.label}
          className={cx(buttonClasses({ variant: "quiet", isIcon: true }), "print:hidden")}
        >
          <Mark name="chevron-left" />
        </Link>
      )}
      <h1 className={cx("min-w-0 wrap-anywhere text-balance", back && "max-md:flex-[1_1_calc(100%-60px)]")}>{title}</h1>
      {meta && <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">{meta}</div>}
      {actions && <div className="ml-auto flex flex-wrap items-center gap-2 print:hidden">{actions}</div>}
    </div>
  );
}
