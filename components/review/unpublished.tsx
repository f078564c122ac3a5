import Link from "next/link";
import { dreamTitle } from "@/components/dreams/dream-words";
import { Notice } from "@/components/feedback/notice";
import { ButtonLink } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { VisibleText } from "@/components/ui/visible-text";
import type { UnpublishedDream } from "@/lib/dreaming/review-progress";

/** More dreams than these share one bar: the queue is what the page is about. */
const MOST_BARS = 2;

export type UnpublishedBarsProps = { dreams: readonly UnpublishedDream[]; now: Date; zone: string };

/** What was approved does nothing until it is published. */
export function UnpublishedBars({ dreams, now, zone }: UnpublishedBarsProps) {
  if (dreams.length <= MOST_BARS) return dreams.map((dream) => <Bar key={dream.dreamId} dream={dream} now={now} zone={zone} />);
  return (
    <Notice tone="info" mark="half">
      Approved but not published yet:{" "}
      {dreams.map((dream, index) => (
        <span key={dream.dreamId}>
          {index > 0 && ", "}
          <Link href={publishHref(dream)} className="link">
            {formatCount(dream.approved, "change")} of <VisibleText text={dream.agentName} />
          </Link>
        </span>
      ))}
      .
    </Notice>
  );
}

function Bar({ dream, now, zone }: { dream: UnpublishedDream; now: Date; zone: string }) {
  return (
    <Notice
      tone="info"
      mark="half"
      actions={
        <ButtonLink href={publishHref(dream)} size="sm">
          Publish
        </ButtonLink>
      }
    >
      {formatCount(dream.approved, "approved change")} of the {dreamTitle(dream.createdAt, now, zone).replace(/^D/, "d")} of{" "}
      <VisibleText text={dream.agentName} /> {dream.approved === 1 ? "is" : "are"} not published yet.
    </Notice>
  );
}

function publishHref({ dreamId }: UnpublishedDream): string {
  return `/dreams/${dreamId}#publish`;
}
