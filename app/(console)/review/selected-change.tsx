import Form from "next/form";
import Link from "next/link";
import { ChangeArticle } from "@/components/dreams/change-article";
import { dreamTitle } from "@/components/dreams/dream-words";
import { ActionBar } from "@/components/layout/action-bar";
import { toDecidable } from "@/components/review/decidable";
import { DecisionControls } from "@/components/review/decision-controls";
import { EditChange } from "@/components/review/edit-change";
import { AllKeys } from "@/components/review/review-keys";
import { UpwardReasons } from "@/components/review/upward-reasons";
import { Button, ButtonLink } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { getDream } from "@/lib/dreaming/queries";
import { countEvidence, readQuotes } from "@/lib/dreaming/quotes";
import type { ChangeView } from "@/lib/dreaming/types";
import { parseDocument } from "@/lib/learnings/document";
import type { Visitor } from "@/lib/web/current-user";
import { whyNot } from "@/lib/web/why-not";
import { checkTextAction, decideChangeAction } from "./actions";
import { type ReviewSearch, reviewHref } from "./search-params";

type SelectedChangeProps = {
  visitor: Visitor;
  change: ChangeView;
  params: ReviewSearch;
  nextHref: string | null;
  previousHref: string | null;
};

/** The change that is looked at, with its decision at the foot or its text under the editor. */
export async function SelectedChange({ visitor: { ctx, membership }, change, params, nextHref, previousHref }: SelectedChangeProps) {
  const [quotes, counts, dream] = await Promise.all([
    readQuotes(ctx, change.examples),
    countEvidence(ctx, { dreamId: change.dreamId, patternKey: change.patternKey }),
    getDream(ctx, change.dreamId),
  ]);
  const disabledReason = whyNot(ctx.actor, "change.decide");
  const self = reviewHref({ ...params, item: change.id, do: null });
  // After the last one the queue begins again: what was skipped comes back.
  const next = nextHref ?? reviewHref({ agent: params.agent });
  const decidable = toDecidable(change, ctx.actor);
  const isEditable = change.after !== null && change.publishedRevision === null && disabledReason === null && !decidable.isTheirs;
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
                    disabledReason={disabledReason ?? (change.after === null ? "Nothing is written" : null)}
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
          <Link href={nextHref} scroll={false} data-shortcut="j" className="inline-flex items-center gap-1.5 hover:text-ink">
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
