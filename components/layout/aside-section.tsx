"use client"; // Ids made on the server are unique only within one answer.

import { type ReactNode, useId } from "react";

/** Work at the left, what goes with it at the right (356 px); below 1180 px the side pane goes below. */
export function WithAside({ aside, asideLabel, children }: { aside: ReactNode; asideLabel: string; children: ReactNode }) {
  return (
    <div className="grid flex-1 grid-cols-[minmax(0,1fr)] 2xl:grid-cols-[minmax(0,1fr)_356px]">
      <div className="min-w-0">{children}</div>
      <aside aria-label={asideLabel} className="min-w-0 border-line-2 max-2xl:border-t 2xl:border-l 2xl:border-line">
        {aside}
      </aside>
    </div>
  );
}

export type AsideSectionProps = { title: string; note?: ReactNode; end?: ReactNode; level?: 2 | 3; children: ReactNode };

export function AsideSection({ title, note, end, level = 2, children }: AsideSectionProps) {
  const id = useId();
  const Heading = `h${level}` as const;
  return (
    <section aria-labelledby={id} className="border-b border-line px-4 py-3.5 last:border-b-0 md:px-6 2xl:px-5">
      <div className="mb-1.5 flex items-baseline gap-2">
        <Heading id={id}>{title}</Heading>
        {note && <span className="min-w-0 text-ink-2">{note}</span>}
        {end && <span className="ml-auto text-xs whitespace-nowrap">{end}</span>}
      </div>
      {children}
    </section>
  );
}

/** Name and value in two columns, small. */
export function KeyValues({ items }: { items: readonly { label: string; value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-[minmax(80px,auto)_minmax(0,1fr)] gap-x-2 gap-y-[3px] text-xs/[18px]">
      {items.map((item) => (
        <div key={item.label} className="contents">
          <dt className="text-ink-3">{item.label}</dt>
          <dd className="min-w-0 wrap-anywhere">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
