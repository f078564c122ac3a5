import Link from "next/link";
import type { ReactNode } from "react";
import { HOLD_WORDS } from "@/components/dreams/dream-words";
import { foundInShort } from "@/components/dreams/found";
import { formatNumber } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import type { QueueItem } from "@/lib/dreaming/review-queue";
import { ChangeLink } from "./change-link";

export type QueueProps = {
  changes: readonly QueueItem[];
  counts: { open: number; held: number };
  currentId: string | null;
  /** The visitor's id. */
  me: string;
  /** Narrows the queue; it works on a narrow screen too. */
  filter: ReactNode;
  hrefOf: (change: QueueItem) => string;
  /** The next part of a long queue, and the first one. */
  nextHref: string | null;
  firstHref: string | null;
  now: Date;
  zone: string;
};

/** What waits for a decision. Beside the change on a wide screen, folded above it on a narrow one. */
export function Queue({ changes, counts, currentId, me, filter, hrefOf, nextHref, firstHref, now, zone }: QueueProps) {
  const firstOpen = changes.find((change) => !change.isHeld)?.id;
  return (
    <section
      aria-label="Review queue"
      className="group/queue border-line bg-page max-xl:border-b xl:sticky xl:top-[calc(var(--header)+var(--page-head))] xl:flex xl:max-h-[calc(100dvh-var(--header)-var(--page-head))] xl:flex-col xl:border-r print:hidden"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line px-4 py-2 max-xl:border-b-0 md:pl-6">
        <span className="flex items-center gap-3">
          <h2>Queue</h2>
        </span>
        <span className="flex items-center gap-2">
          <span className="text-ink-3">{formatNumber(counts.open)} left</span>
          <label className="inline-flex h-(--control) cursor-pointer items-center rounded-md border border-control bg-raised px-2.5 font-medium hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus xl:hidden">
            {/* Closed again when another change is chosen. */}
            <input key={currentId} type="checkbox" className="sr-only" />
            Show queue
          </label>
        </span>
        <div className="flex basis-full flex-wrap gap-1.5 pt-1 max-xl:hidden max-xl:group-has-checked/queue:flex">{filter}</div>
      </div>
      <div data-queue-box="" className="max-xl:hidden max-xl:group-has-checked/queue:block xl:min-h-0 xl:overflow-y-auto">
        <ul aria-label="Queue" data-queue="">
          {changes.map((change, index) => (
            <li key={change.id} data-row="">
              {index === 0 && change.isHeld && <GroupLabel>Held, decide first · {formatNumber(counts.held)}</GroupLabel>}
              {change.id === firstOpen && <GroupLabel>By expected effect × reach · {formatNumber(counts.open - counts.held)}</GroupLabel>}
              <Item change={change} href={hrefOf(change)} isCurrent={change.id === currentId} me={me} now={now} zone={zone} />
            </li>
          ))}
        </ul>
        {(nextHref || firstHref) && (
          <p className="flex flex-wrap gap-x-4 gap-y-1 px-4 py-2.5 md:pl-6">
            {firstHref && (
              <Link href={firstHref} className="link">
                Beginning of the queue
              </Link>
            )}
            {nextHref && (
              <Link href={nextHref} className="link">
                Further down
              </Link>
            )}
          </p>
        )}
      </div>
    </section>
  );
}

function GroupLabel({ children }: { children: ReactNode }) {
  return <p className="label border-b border-line px-4 pt-2.5 pb-1 md:pl-6">{children}</p>;
}

type ItemProps = { change: QueueItem; href: string; isCurrent: boolean; me: string; now: Date; zone: string };

function Item({ change, href, isCurrent, me, now, zone }: ItemProps) {
  return (
    <ChangeLink
      change={change}
      href={href}
      isCurrent={isCurrent}
      because={change.isHeld ? heldBecause(change) : foundInShort(change.stats)}
      end={<Time at={change.createdAt} now={now} zone={zone} show="age" />}
    >
      <span className="block text-xs wrap-anywhere text-ink-3">
        {change.agentName}
        {change.assignedTo && ` · ${change.assignedTo.id === me ? "assigned to you" : `for ${change.assignedTo.name}`}`}
      </span>
    </ChangeLink>
  );
}

function heldBecause({ checks }: QueueItem): string {
  const held = checks.filter((check) => check.status === "hold").map((check) => HOLD_WORDS[check.name]);
  return held.length === 0 ? "held" : held.join(", ");
}
