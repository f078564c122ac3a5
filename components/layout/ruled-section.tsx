"use client"; // Ids made on the server are unique only within one answer.

import { type ReactNode, useId } from "react";
import { cx } from "@/components/ui/cx";

export type RuledSectionProps = {
  title: string;
  /** Below the title, in the margin: the source, a count, a link. */
  note?: ReactNode;
  level?: 2 | 3;
  /** Anchor of the section. */
  id?: string;
  className?: string;
  children: ReactNode;
};

/** The margin says what it is and where it comes from; a hairline below. On a phone the margin folds on top. */
export function RuledSection({ title, note, level = 2, id, className, children }: RuledSectionProps) {
  const headingId = useId();
  const Heading = `h${level}` as const;
  return (
    <section
      id={id}
      aria-labelledby={headingId}
      className={cx("grid border-b border-line last:border-b-0 md:grid-cols-[var(--margin-col)_minmax(0,1fr)]", className)}
    >
      <div className="px-4 pt-3.5 pb-1 md:py-3.5 md:pr-3 md:pl-6">
        <Heading id={headingId} className="text-sm/[18px]">
          {title}
        </Heading>
        {note && <div className="mt-[3px] text-xs text-ink-3">{note}</div>}
      </div>
      <div className="min-w-0 px-4 pb-3.5 md:py-3.5 md:pr-6 md:pb-4 md:pl-0">{children}</div>
    </section>
  );
}
