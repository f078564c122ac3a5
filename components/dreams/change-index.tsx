import Link from "next/link";
import type { ReactNode } from "react";
import { ChangeLink } from "@/components/review/change-link";
import { DecisionPill } from "@/components/review/change-status";
import { buttonClasses } from "@/components/ui/button";
import { FilterChip } from "@/components/ui/chip";
import { formatNumber } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import type { ChangeView } from "@/lib/dreaming/types";
import { foundInShort } from "./found";
import { ViewedMark } from "./viewed";

export type ChangeIndexProps = {
  changes: readonly ChangeView[];
  currentId: string | null;
  hrefOf: (change: ChangeView) => string;
  previousHref: string | null;
  nextHref: string | null;
  /** The filter that leaves only what is held, or takes that off again. */
  held: { count: number; isOnly: boolean; href: string };
  dreamId: string;
  /** Further pages. */
  children?: ReactNode;
};

/** All changes of a dream in a few lines each; the chosen one stands beside them in full. */
export function ChangeIndex({ changes, currentId, hrefOf, previousHref, nextHref, held, dreamId, children }: ChangeIndexProps) {
  const at = changes.findIndex((change) => change.id === currentId);
  return (
    <div className="bg-page max-xl:border-b max-xl:border-line xl:sticky xl:top-[calc(var(--header)+var(--page-head))] xl:max-h-[calc(100dvh-var(--header)-var(--page-head))] xl:overflow-y-auto print:hidden">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line py-1.5 pr-2 pl-4 md:pl-6">
        <span className="text-ink-2">{at === -1 ? "No change" : `${formatNumber(at + 1)} of ${formatNumber(changes.length)}`}</span>
        {held.isOnly ? (
          <FilterChip label="Only" value="held" removeHref={held.href} />
        ) : (
          held.count > 0 && (
            <Link href={held.href} scroll={false} className="link text-held">
              {formatNumber(held.count)} held
            </Link>
          )
        )}
        <span className="ml-auto flex">
          <Step href={previousHref} label="Previous change" shortcut="k" mark="chevron-left" />
          <Step href={nextHref} label="Next change" shortcut="j" mark="chevron-right" />
        </span>
      </div>
      <ol aria-label="Changes at a glance">
        {changes.map((change) => {
          const isCurrent = change.id === currentId;
          return (
            <li key={change.id}>
              <ChangeLink change={change} href={hrefOf(change)} isCurrent={isCurrent} because={foundInShort(change.stats)}>
                <span className="flex flex-wrap items-baseline justify-between gap-x-2 text-xs text-ink-3">
                  {change.publishedRevision === null ? (
                    <DecisionPill status={change.decision.status} isBare />
                  ) : (
                    <span>Published, revision {formatNumber(change.publishedRevision)}</span>
                  )}
                  <ViewedMark dreamId={dreamId} changeId={change.id} />
                </span>
              </ChangeLink>
            </li>
          );
        })}
      </ol>
      <div className="px-4 md:pl-6">{children}</div>
    </div>
  );
}

type StepProps = { href: string | null; label: string; shortcut: string; mark: "chevron-left" | "chevron-right" };

function Step({ href, label, shortcut, mark }: StepProps) {
  const classes = buttonClasses({ variant: "quiet", size: "sm", isIcon: true }, href === null);
  if (href === null) {
    return (
      <span className={classes} aria-hidden="true">
        <Mark name={mark} size={14} />
      </span>
    );
  }
  return (
    <Link href={href} scroll={false} aria-label={label} title={`${label} (${shortcut})`} data-shortcut={shortcut} className={classes}>
      <Mark name={mark} size={14} />
    </Link>
  );
}
