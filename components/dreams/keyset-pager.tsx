import { ButtonLink } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";

/** Pages of a list that is read in one direction: the next one, and the way back to the beginning. Nothing where all is on one page. */
export function KeysetPager({ firstHref, nextHref }: { firstHref: string | null; nextHref: string | null }) {
  if (!firstHref && !nextHref) return null;
  return (
    <nav aria-label="Pages" className="flex gap-2 py-2 print:hidden">
      {firstHref && (
        <ButtonLink href={firstHref} size="sm">
          First page
        </ButtonLink>
      )}
      {nextHref && (
        <ButtonLink href={nextHref} rel="next" size="sm">
          Next
          <Mark name="chevron-right" size={14} />
        </ButtonLink>
      )}
    </nav>
  );
}
