import { ButtonLink } from "@/components/ui/button";
import { formatCount, formatNumber } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";

export type PagerProps = {
  /** Places of the first and last row on this page, from 1; `null` where a page was entered from the middle. */
  from: number | null;
  to: number | null;
  /** All rows, where counted; `isAbout` says that it is an estimate. */
  total?: { count: number; isAbout?: boolean } | null;
  /** What a row is: "session". */
  noun: string;
  nouns?: string;
  previousHref: string | null;
  nextHref: string | null;
};

/** "1–50 of about 12,400 sessions", with links to the pages beside it. */
export function Pager({ from, to, total, noun, nouns, previousHref, nextHref }: PagerProps) {
  const range = from !== null && to !== null && to > 0 ? `${formatNumber(from)}–${formatNumber(to)}` : null;
  const all = total ? `${total.isAbout ? "about " : ""}${formatCount(total.count, noun, nouns)}` : null;
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 py-2 text-xs text-ink-3">
      <p>{[range, all].filter(Boolean).join(" of ")}</p>
      <div className="flex gap-2 print:hidden">
        {previousHref && (
          <ButtonLink href={previousHref} rel="prev" size="sm">
            <Mark name="chevron-left" size={14} />
            Previous
          </ButtonLink>
        )}
        {nextHref && (
          <ButtonLink href={nextHref} rel="next" size="sm">
            Next
            <Mark name="chevron-right" size={14} />
          </ButtonLink>
        )}
      </div>
    </nav>
  );
}
