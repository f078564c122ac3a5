import type { ReactNode } from "react";

/** The decision at the foot of a page, always in sight. `end` holds what may be left out on a narrow screen. */
export function ActionBar({ label, end, children }: { label: string; end?: ReactNode; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      className="sticky bottom-0 z-4 flex flex-wrap items-center gap-2 border-t border-line-2 bg-surface px-4 py-2.5 md:pr-6 md:pl-(--margin-col) print:hidden"
    >
      {children}
      {end && <div className="ml-auto hidden items-center gap-3.5 text-xs text-ink-3 xl:flex">{end}</div>}
    </section>
  );
}
