import Link from "next/link";
import type { ReactNode } from "react";
import { RuledSection } from "@/components/layout/ruled-section";
import { ButtonLink } from "@/components/ui/button";
import { Rate } from "@/components/ui/figures";
import { Interval } from "@/components/ui/interval";
import { sharedDomain } from "@/components/ui/interval-scale";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { Completion, LastPublication } from "@/lib/dreaming/last-publication";
import { mantelHaenszelDifference } from "@/lib/dreaming/statistics/risk-difference";

export type AllReviewedProps = {
  last: LastPublication | null;
  /** What is approved and waits to be published. */
  publish: ReactNode;
  now: Date;
  zone: string;
};

/** The end of the queue: publish what was approved, and see what the last publication came to. */
export function AllReviewed({ last, publish, now, zone }: AllReviewedProps) {
  return (
    <div>
      <RuledSection title="All reviewed" note="Nothing waits for a decision">
        {publish ?? (
          <>
            <p className="text-ink-2">The next dream that finds something puts it here.</p>
            <div className="mt-2 flex flex-wrap gap-2">
              <ButtonLink href="/dreams">Open dreams</ButtonLink>
              <ButtonLink href="/learnings" variant="quiet">
                Open learnings
              </ButtonLink>
            </div>
          </>
        )}
      </RuledSection>
      {last && (
        <RuledSection
          title="Last published"
          note={
            <>
              <Time at={last.publishedAt} now={now} zone={zone} />
              {last.by && `, ${last.by}`}
            </>
          }
        >
          <p>
            <Link href={`/stores/${last.storeId}?rev=${last.revision}`} className="link">
              Revision {last.revision} of <VisibleText text={last.storeName} />
            </Link>
            , for{" "}
            <Link href={`/agents/${last.agentId}`} className="link">
              <VisibleText text={last.agentName} />
            </Link>
          </p>
          <SoFar since={last.since} before={last.before} />
        </RuledSection>
      )}
    </div>
  );
}

/** Fewer sessions than this tell nothing. */
const LEAST = 10;

/** A comparison in time, not an experiment: it says what it is. */
function SoFar({ since, before }: { since: Completion; before: Completion }) {
  const found =
    since.total >= LEAST && before.total >= LEAST
      ? mantelHaenszelDifference([{ nWith: since.total, successesWith: since.met, nWithout: before.total, successesWithout: before.met }])
      : null;
  const value = found && { estimate: found.effect, low: found.interval[0], high: found.interval[1] };
  return (
    <dl className="mt-2 grid w-fit grid-cols-[auto_auto] items-baseline gap-x-6 gap-y-1">
      <dt className="text-ink-2">Outcome met since</dt>
      <dd className="text-right">{since.total === 0 ? "no session yet" : <Rate count={since.met} total={since.total} />}</dd>
      <dt className="text-ink-2">28 days before</dt>
      <dd className="text-right">{before.total === 0 ? "no session" : <Rate count={before.met} total={before.total} />}</dd>
      <dt className="text-ink-2">Difference, 95 %, pp</dt>
      <dd className="text-right">
        <Interval value={value} domain={sharedDomain([value])} missing="too few to tell" />
      </dd>
    </dl>
  );
}
