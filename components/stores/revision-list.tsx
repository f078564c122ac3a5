import Link from "next/link";
import type { ReactNode } from "react";
import { ShareInterval } from "@/components/agents/share-interval";
import type { FormAction } from "@/components/forms/action-result";
import { VerbForm } from "@/components/review/verb-form";
import { Button, ButtonLink } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Disc } from "@/components/ui/mark";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { StoreRevisionView } from "@/lib/memory/types";
import type { Completion } from "@/lib/sessions/types";
import { authorInWords, countsInWords, REVISION_WORDS } from "./store-words";

export type RevisionListProps = {
  storeId: string;
  revisions: readonly StoreRevisionView[];
  headRevision: number;
  current: number;
  /** The list reaches back to the beginning: the empty store stands at its end. */
  isToTheEnd: boolean;
  hrefOf: (number: number) => string;
  rollbackHrefOf: (number: number) => string;
  rollback: FormAction;
  disabledReason: string | null;
  /** How the agent's sessions went while each revision was live, by number. Null where no agent learns into the store. */
  completion: ReadonlyMap<number, Completion> | null;
  now: Date;
  zone: string;
};

/** The steps of a store, last first. Each earlier one can be gone back to; the last one can be undone. */
export function RevisionList(props: RevisionListProps) {
  const { revisions, headRevision, current, hrefOf, rollbackHrefOf, disabledReason, completion, now, zone } = props;
  return (
    <ol aria-label="Revisions" className="max-xl:max-h-[45dvh] max-xl:overflow-y-auto">
      {revisions.map((revision) => (
        <Item key={revision.number} isCurrent={revision.number === current}>
          <div className="flex items-baseline gap-2">
            <Link
              href={hrefOf(revision.number)}
              scroll={false}
              className="flex min-w-0 items-baseline gap-2 font-medium hover:underline hover:underline-offset-3"
            >
              <Disc>{revision.number}</Disc>
              <span className="sr-only">Revision {revision.number}: </span>
              <span className="min-w-0 wrap-anywhere">
                <VisibleText text={revision.message ?? capitalised(countsInWords(revision.changes))} />
              </span>
            </Link>
          </div>
          <p className="mt-0.5 pl-7 text-xs text-ink-3">
            {REVISION_WORDS[revision.kind]} by {authorInWords(revision.author)}, <Time at={revision.createdAt} now={now} zone={zone} />
            {revision.dreamId && (
              <>
                {", "}
                <Link href={`/dreams/${revision.dreamId}`} className="link">
                  dream
                </Link>
              </>
            )}
          </p>
          {completion && <Completed counts={completion.get(revision.number)} isLive={revision.number === headRevision} />}
          <div className="mt-1 flex flex-wrap items-center justify-between gap-2 pl-7">
            <span className="text-xs text-ink-2">{revision.message !== null && countsInWords(revision.changes)}</span>
            {revision.number === headRevision ? (
              <Undo {...props} />
            ) : (
              <RollBackLink href={rollbackHrefOf(revision.number)} number={revision.number} disabledReason={disabledReason} />
            )}
          </div>
        </Item>
      ))}
      {props.isToTheEnd && headRevision > 0 && (
        <Item isCurrent={current === 0}>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <Link href={hrefOf(0)} scroll={false} className="flex items-baseline gap-2 text-ink-2 hover:underline hover:underline-offset-3">
              <Disc>0</Disc>
              The empty store
            </Link>
            <RollBackLink href={rollbackHrefOf(0)} number={0} disabledReason={disabledReason} />
          </div>
        </Item>
      )}
    </ol>
  );
}

/** How the agent's sessions went while a revision was what they were given. */
function Completed({ counts, isLive }: { counts: Completion | undefined; isLive: boolean }) {
  if (!counts || counts.judged === 0)
    return <p className="mt-0.5 pl-7 text-xs text-ink-3">{isLive ? "No session judged since" : "No session judged while it was live"}</p>;
  return (
    <p className="mt-0.5 flex flex-wrap items-center gap-x-2 pl-7 text-xs text-ink-2">
      <span className="text-ink-3">{isLive ? "Completed since" : "Completed while live"}</span>
      <ShareInterval met={counts.met} judged={counts.judged} />
    </p>
  );
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function Item({ isCurrent, children }: { isCurrent: boolean; children: ReactNode }) {
  return (
    <li
      data-row=""
      aria-current={isCurrent ? "true" : undefined}
      className={cx("border-b border-line px-4 py-2.5 md:pl-6", isCurrent && "bg-surface shadow-[inset_3px_0_var(--accent)]")}
    >
      {children}
    </li>
  );
}

function Undo({ storeId, headRevision, rollback, disabledReason }: RevisionListProps) {
  return (
    <VerbForm
      action={rollback}
      hidden={{ store_id: storeId, to_revision: String(headRevision - 1), message: `Undid revision ${headRevision}` }}
      verb="Undo"
      pendingVerb="Undoing"
      verbLabel={`Undo revision ${headRevision}`}
      size="sm"
      disabledReason={disabledReason}
      done={{ message: `Undid revision ${headRevision}`, undo: { store_id: storeId, to_revision: String(headRevision) } }}
    />
  );
}

function RollBackLink({ href, number, disabledReason }: { href: string; number: number; disabledReason: string | null }) {
  const label = `Roll back to ${number === 0 ? "the empty store" : `revision ${number}`}`;
  if (disabledReason) {
    return (
      <Button size="sm" aria-label={label} disabledReason={disabledReason}>
        Roll back
      </Button>
    );
  }
  return (
    <ButtonLink href={href} size="sm" aria-label={label}>
      Roll back
    </ButtonLink>
  );
}
