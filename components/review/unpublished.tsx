import { dreamTitle } from "@/components/dreams/dream-words";
import { Notice } from "@/components/feedback/notice";
import { ButtonLink } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import type { UnpublishedDream } from "@/lib/dreaming/review-progress";

/** What was approved does nothing until it is published: one bar per dream. */
export function UnpublishedBars({ dreams, now, zone }: { dreams: readonly UnpublishedDream[]; now: Date; zone: string }) {
  return dreams.map((dream) => (
    <Notice
      key={dream.dreamId}
      tone="info"
      mark="half"
      actions={
        <ButtonLink href={`/dreams/${dream.dreamId}#publish`} size="sm">
          Publish
        </ButtonLink>
      }
    >
      {formatCount(dream.approved, "approved change")} of the {dreamTitle(dream.createdAt, now, zone).replace(/^D/, "d")} of{" "}
      {dream.agentName} {dream.approved === 1 ? "is" : "are"} not published yet.
    </Notice>
  ));
}
