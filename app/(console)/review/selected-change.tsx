import Form from "next/form";
import Link from "next/link";
import { ChangeArticle } from "@/components/dreams/change-article";
import { dreamTitle } from "@/components/dreams/dream-words";
import { ActionBar } from "@/components/layout/action-bar";
import { AllKeys } from "@/components/review/all-keys";
import { AssignMenu } from "@/components/review/assign-menu";
import { ChangeNotices } from "@/components/review/change-notices";
import { toDecidable } from "@/components/review/decidable";
import { DecisionControls } from "@/components/review/decision-controls";
import { EditChange } from "@/components/review/edit-change";
import { Presence } from "@/components/review/presence";
import { Reach } from "@/components/review/reach";
import { UpwardReasons } from "@/components/review/upward-reasons";
import { Button, ButtonLink, buttonClasses } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Kbd } from "@/components/ui/kbd";
import { listAssignees } from "@/lib/dreaming/assign";
import { listPresent } from "@/lib/dreaming/presence";
import { getDream } from "@/lib/dreaming/queries";
import { countEvidence, readQuotes } from "@/lib/dreaming/quotes";
import { readReviewContext } from "@/lib/dreaming/review-context";
import { listDeletedSources } from "@/lib/dreaming/sources";
import type { ChangeView } from "@/lib/dreaming/types";
import { parseDocument } from "@/lib/learnings/document";
import type { Visitor } from "@/lib/web/current-user";
import { whyNot } from "@/lib/web/why-not";
import { assignChangeAction, checkTextAction, decideChangeAction } from "./actions";
import { narrowingOf, type ReviewSearch, reviewHref } from "./search-params";

type SelectedChangeProps = {
  visitor: Visitor;
  change: ChangeView;
  params: ReviewSearch;
  nextHref: string | null;
  previousHref: string | null;
};

/** The change that is looked at, with its decision at the foot or its text under the editor. */
export async function SelectedChange({ visitor: { ctx, membership, user }, change, params, nextHref, previousHref }: SelectedChangeProps) {
  const [quotes, counts, dream, deleted, reach, present, people] = await Promise.all([
    readQuotes(ctx, change.examples),
    countEvidence(ctx, { dreamId: change.dreamId, patternKey: change.patternKey }),
    getDream(ctx, change.dreamId),
    listDeletedSources(ctx, change.examples),
    readReviewContext(ctx, change),
    listPresent(ctx, change.id),
    listAssignees(ctx),
  ]);
  const disabledReason = whyNot(ctx.actor, "change.decide");
  const self = reviewHref({ ...params, item: change.id, do: null });
  // After the last one the queue begins again: what was skipped comes back.
  const next = nextHref ?? reviewHref(narrowingOf(params));
  const decidable = toDecidable(change, ctx.actor, deleted.length);
  const isEditable =
    change.after !== null &&
    change.publishedRevision === null &&
    disabledReason === null &&
    !decidable.isTheirs &&
    decidable.approveBlocked === null;
  const isEditing = params.do === "edit" && isEditable;
  const text = change.editedContent ?? change.after ?? "";
  const parsed = isEditing ? parseDocument(text) : null;
  return (
    <ChangeArticle
      change={change}
      quotes={quotes}
      counts={counts.get(change.patternKey)}
      now={ctx.clock.now()}
      zone={membership.timeZone}
      layout={params.split ? "split" : "unified"}
      layoutHrefs={{
        unified: reviewHref({ ...params, item: change.id, split: false }),
        split: reviewHref({ ...params, item: change.id, split: true }),
      }}
      place="review"
      storeId={dream.storeId}
      aside={
        <>
          {change.publishedRevision === null && (
            <AssignMenu
              key={change.id}
              dreamId={change.dreamId}
              changeId={change.id}
              assignedTo={change.assignedTo}
              people={people}
              me={user.userId}
              action={assignChangeAction}
              disabledReason={disabledReason}
            />
          )}
          <Presence key={`${change.id} here`} changeId={change.id} initial={present} />
        </>
      }
      notices={<ChangeNotices change={change} deleted={deleted.length} />}
      reach={<Reach change={change} context={reach} />}
      origin={
        <>
          <Link href={`/agents/${change.agentId}`} className="text-ink-2 hover:underline">
            {change.agentName}
          </Link>
          <Link href={`/dreams/${change.dreamId}`} className="text-ink-3 hover:underline">
            {dreamTitle(dream.createdAt, ctx.clock.now(), membership.timeZone)}
          </Link>
        </>
      }
      editor={
        parsed && (
          <EditChange
            key={change.id}
            change={decidable}
            text={text}
            initial={{ problems: parsed.problems, isReadable: parsed.document !== null }}
            check={checkTextAction}
            action={decideChangeAction}
            next={next}
            self={self}
          />
        )
      }
    >
      {!isEditing && (
        <ActionBar label="Decision" end={<KeyHints nextHref={nextHref} previousHref={previousHref} />}>
          <UpwardReasons>
            <DecisionControls
              key={change.id}
              change={decidable}
              action={decideChangeAction}
              edit={
                change.publishedRevision === null && (
                  <EditButton
                    params={{ ...params, item: change.id }}
                    disabledReason={disabledReason ?? decidable.approveBlocked ?? (change.after === null ? "Nothing is written" : null)}
                  />
                )
              }
              next={next}
              self={self}
              disabledReason={disabledReason}
              size="lg"
              hasKeys
            />
          </UpwardReasons>
          <Link
            href={next}
            scroll={false}
            data-shortcut="s"
            className={cx(buttonClasses({ variant: "quiet", size: "lg" }), "max-md:hidden")}
          >
            Skip <Kbd>S</Kbd>
          </Link>
          {change.publishedRevision !== null && (
            <ButtonLink href={`/stores/${dream.storeId}?rev=${change.publishedRevision}`} size="lg">
              Open revision {change.publishedRevision}
            </ButtonLink>
          )}
        </ActionBar>
      )}
    </ChangeArticle>
  );
}

/** A form that only leads to the editor: it works without JavaScript, and the editor has an address. */
function EditButton({ params, disabledReason }: { params: ReviewSearch; disabledReason: string | null }) {
  const kept: Record<string, string | null> = { agent: params.agent, item: params.item, page: params.page, do: "edit" };
  return (
    <Form action="/review" scroll={false}>
      {Object.entries(kept).map(([name, value]) => (value === null ? null : <input key={name} type="hidden" name={name} value={value} />))}
      <Button type="submit" size="lg" data-shortcut="e" disabledReason={disabledReason} reasonAlign="start">
        Edit
        <Kbd>E</Kbd>
      </Button>
    </Form>
  );
}

function KeyHints({ nextHref, previousHref }: { nextHref: string | null; previousHref: string | null }) {
  return (
    <>
      <span className="inline-flex items-center gap-1.5">
        {nextHref && (
          <Link href={nextHref} scroll={false} prefetch data-shortcut="j" className="inline-flex items-center gap-1.5 hover:text-ink">
            <Kbd>J</Kbd> next
          </Link>
        )}
        {previousHref && (
          <Link href={previousHref} scroll={false} data-shortcut="k" className="inline-flex items-center gap-1.5 hover:text-ink">
            <Kbd>K</Kbd> previous
          </Link>
        )}
      </span>
      <AllKeys />
    </>
  );
}
