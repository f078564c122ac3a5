import Link from "next/link";
import { dreamTitle } from "@/components/dreams/dream-words";
import { Notice } from "@/components/feedback/notice";
import type { FormAction } from "@/components/forms/action-result";
import { ButtonLink, type ButtonSize, type ButtonVariant } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { VisibleText } from "@/components/ui/visible-text";
import type { UnpublishedDream } from "@/lib/dreaming/review-progress";
import { PublishDream } from "./publish-dream";

/** More dreams than these share one bar: the queue is what the page is about. */
const MOST_BARS = 2;

export type UnpublishedProps = {
  dreams: readonly UnpublishedDream[];
  now: Date;
  zone: string;
  action: FormAction;
  disabledReason: string | null;
};

/** What was approved does nothing until it is published. */
export function UnpublishedBars(props: UnpublishedProps) {
  const { dreams } = props;
  if (dreams.length <= MOST_BARS) return dreams.map((dream) => <Bar key={dream.dreamId} {...props} dream={dream} />);
  return (
    <Notice tone="info" mark="half">
      Approved but not published yet:{" "}
      {dreams.map((dream, index) => (
        <span key={dream.dreamId}>
          {index > 0 && ", "}
          <Link href={`/dreams/${dream.dreamId}#publish`} className="link">
            {formatCount(dream.approved, "change")} of <VisibleText text={dream.agentName} />
          </Link>
        </span>
      ))}
      .
    </Notice>
  );
}

function Bar(props: UnpublishedProps & { dream: UnpublishedDream }) {
  const { dream, now, zone } = props;
  return (
    <Notice tone="info" mark="half" actions={<Publish {...props} size="sm" />}>
      {formatCount(dream.approved, "approved change")} of the{" "}
      <Link href={`/dreams/${dream.dreamId}`} className="link">
        {dreamTitle(dream.createdAt, now, zone).replace(/^D/, "d")}
      </Link>{" "}
      of <VisibleText text={dream.agentName} /> {dream.approved === 1 ? "is" : "are"} not published yet.
    </Notice>
  );
}

/** The same when nothing is left to decide: publishing is the next act. */
export function PublishNext(props: UnpublishedProps) {
  return (
    <ul className="grid max-w-[72ch]">
      {props.dreams.map((dream, index) => (
        <li
          key={dream.dreamId}
          className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line py-2.5 first:border-t-0 first:pt-0"
        >
          <p className="min-w-0 flex-1 basis-60">
            <b className="font-medium">
              <VisibleText text={dream.agentName} />
            </b>
            : {formatCount(dream.approved, "approved change")}, becomes revision {dream.storeRevision + 1}.
          </p>
          <ButtonLink href={`/dreams/${dream.dreamId}`} variant="quiet" size="lg">
            Open the dream
          </ButtonLink>
          <Publish {...props} dream={dream} size="lg" variant={index === 0 ? "solid" : "outlined"} />
        </li>
      ))}
    </ul>
  );
}

type PublishProps = UnpublishedProps & { dream: UnpublishedDream; size: ButtonSize; variant?: ButtonVariant };

function Publish({ dream, action, disabledReason, size, variant }: PublishProps) {
  return (
    <PublishDream
      dreamId={dream.dreamId}
      agentName={dream.agentName}
      approved={dream.approved}
      action={action}
      size={size}
      variant={variant}
      disabledReason={disabledReason}
    >
      <p>
        The store goes from revision {dream.storeRevision} to {dream.storeRevision + 1}, in one step. Sessions that start afterwards get it;
        running ones keep what they have.
      </p>
      {dream.pending > 0 && (
        <p>
          {formatCount(dream.pending, "change")} of this dream {dream.pending === 1 ? "waits" : "wait"} for a decision and can follow later.
        </p>
      )}
      <p>Undo it by rolling the store back.</p>
    </PublishDream>
  );
}
