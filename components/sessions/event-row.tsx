import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { Time } from "@/components/ui/time";
import type { SessionEvent } from "@/lib/sessions/types";

export type EventRowProps = {
  event: SessionEvent;
  /** Null where the source gave no time. */
  at: Date | null;
  /** Of the whole session. */
  total: number;
  isCurrent: boolean;
  /** A turn begins: a hairline above. */
  isTurn: boolean;
  /** The address of this very event. */
  href: string;
  label: string;
  now: Date;
  zone: string;
  children: ReactNode;
};

/** One event of the feed: its number and time in the margin, what it was beside it. */
export function EventRow({ event, at, total, isCurrent, isTurn, href, label, now, zone, children }: EventRowProps) {
  return (
    <article
      id={event.id}
      tabIndex={-1}
      aria-label={label}
      aria-posinset={event.seq}
      aria-setsize={total}
      aria-current={isCurrent || undefined}
      className={cx(
        "grid gap-x-3 px-4 py-1 outline-none target:bg-selected aria-[current]:bg-selected aria-[current]:shadow-[inset_3px_0_var(--accent)] md:grid-cols-[calc(var(--margin-col)-36px)_minmax(0,1fr)] md:px-6",
        isTurn && "mt-1 border-t border-line pt-3 first:mt-0 first:border-t-0 first:pt-1",
      )}
    >
      <p className="flex gap-2 text-xs/5 text-ink-3 md:pt-0.5">
        <a href={href} title="The address of this event" className="inline-block min-h-6 min-w-6 leading-6 hover:text-ink hover:underline">
          <span className="sr-only">Event </span>
          {event.seq}
        </a>
        {at && <Time at={at} now={now} zone={zone} show="clock" />}
      </p>
      <div className="min-w-0 pb-0.5">{children}</div>
    </article>
  );
}
