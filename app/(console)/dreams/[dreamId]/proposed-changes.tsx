import Link from "next/link";
import { ChangeArticle } from "@/components/dreams/change-article";
import { ChangeIndex } from "@/components/dreams/change-index";
import { DiscardDialog } from "@/components/dreams/discard-dialog";
import { decisionsInWords } from "@/components/dreams/dream-words";
import { FunnelLine, laterDropsOf } from "@/components/dreams/funnel";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { PublishForm } from "@/components/dreams/publish-form";
import { ViewedButton } from "@/components/dreams/viewed";
import { EmptyState } from "@/components/feedback/empty-state";
import { toDecidable } from "@/components/review/decidable";
import { DecisionControls } from "@/components/review/decision-controls";
import { EditLink } from "@/components/review/edit-link";
import { ButtonLink } from "@/components/ui/button";
import type { Ctx } from "@/lib/context";
import { listChanges } from "@/lib/dreaming/queries";
import { countEvidence, readQuotes } from "@/lib/dreaming/quotes";
import type { ChangeView, DreamView, StageView } from "@/lib/dreaming/types";
import { MAX_LIMIT } from "@/lib/paging";
import type { Visitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { whyNot } from "@/lib/web/why-not";
import { decideChangeAction } from "../../review/actions";
import { discardChangesAction, publishChangeSetAction } from "./actions";
import { type DreamSearch, dreamHref } from "./search-params";

/** Quotes read per side: the article shows no more. */
const QUOTES_PER_SIDE = 2;

type ProposedChangesProps = {
  visitor: Visitor;
  dream: DreamView;
  stages: readonly StageView[];
  proposed: number;
  search: DreamSearch;
};

/** All changes at the left, one of them in full at the right, and the way to publish them below. */
export async function ProposedChanges({ visitor, dream, stages, proposed, search }: ProposedChangesProps) {
  const { ctx } = visitor;
  const onlyHeld = search.only === "held";
  const href = (part: Partial<DreamSearch>) => dreamHref(dream.id, { only: search.only, split: search.split, page: search.page, ...part });
  const { items: changes, nextCursor } = await orFirstPage(
    listChanges(ctx, { dreamId: dream.id, onlyHeld, limit: MAX_LIMIT, cursor: search.page }),
    dreamHref(dream.id, {}),
  );
  const at = Math.max(
    0,
    changes.findIndex((change) => change.id === search.change),
  );
  const current = changes[at];
  const hrefAt = (index: number) => (changes[index] ? href({ change: changes[index].id }) : null);
  return (
    <>
      {dream.funnel && (
        <FunnelLine
          funnel={dream.funnel}
          proposed={proposed}
          laterDrops={laterDropsOf(stages)}
          href={dreamHref(dream.id, { tab: "run" })}
        />
      )}
      <section aria-label="Proposed changes" className="border-b border-line xl:grid xl:grid-cols-[296px_minmax(0,1fr)] xl:items-start">
        <ChangeIndex
          changes={changes}
          currentId={current?.id ?? null}
          hrefOf={(change) => href({ change: change.id })}
          previousHref={hrefAt(at - 1)}
          nextHref={hrefAt(at + 1)}
          held={{
            count: dream.decisions.held,
            isOnly: onlyHeld,
            href: dreamHref(dream.id, { only: onlyHeld ? null : "held", split: search.split }),
          }}
          dreamId={dream.id}
        >
          <KeysetPager firstHref={search.page ? href({ page: null }) : null} nextHref={nextCursor ? href({ page: nextCursor }) : null} />
        </ChangeIndex>
        <div className="min-w-0 xl:border-l xl:border-line">
          {current ? (
            <Current
              visitor={visitor}
              dream={dream}
              change={current}
              isSplit={search.split}
              here={(part) => href({ change: current.id, ...part })}
              next={nextToDecide(changes, at, (change) => href({ change: change.id }))}
            />
          ) : (
            <div className="px-4 py-4 md:px-6">
              <EmptyState title="No change is held." actions={<ButtonLink href={dreamHref(dream.id, {})}>Show all changes</ButtonLink>} />
            </div>
          )}
        </div>
      </section>
      <PublishBar dream={dream} ctx={ctx} />
    </>
  );
}

/** Where to go after a decision: the next change that waits for one, also from the top. */
function nextToDecide(changes: readonly ChangeView[], at: number, hrefOf: (change: ChangeView) => string): string | undefined {
  const next = [...changes.slice(at + 1), ...changes.slice(0, at)].find(
    (change) => change.decision.status === "pending" && change.publishedRevision === null,
  );
  return next && hrefOf(next);
}

type CurrentProps = {
  visitor: Visitor;
  dream: DreamView;
  change: ChangeView;
  isSplit: boolean;
  here: (part: Partial<DreamSearch>) => string;
  next: string | undefined;
};

async function Current({ visitor: { ctx, membership }, dream, change, isSplit, here, next }: CurrentProps) {
  const [quotes, counts] = await Promise.all([
    readQuotes(ctx, shownExamples(change)),
    countEvidence(ctx, { dreamId: dream.id, patternKey: change.patternKey }),
  ]);
  const disabledReason = whyNot(ctx.actor, "change.decide");
  return (
    <ChangeArticle
      key={change.id}
      change={change}
      quotes={quotes}
      counts={counts.get(change.patternKey)}
      now={ctx.clock.now()}
      zone={membership.timeZone}
      layout={isSplit ? "split" : "unified"}
      layoutHrefs={{ unified: here({ split: false }), split: here({ split: true }) }}
      place="dream"
      storeId={dream.storeId}
    >
      <div className="flex flex-wrap items-center gap-2 px-4 py-3 md:pr-6 md:pl-(--margin-col) print:hidden">
        <DecisionControls
          change={toDecidable(change, ctx.actor)}
          action={decideChangeAction}
          edit={
            <span data-shortcut="e">
              <EditLink changeId={change.id} disabledReason={disabledReason ?? (change.after === null ? "Nothing is written" : null)} />
            </span>
          }
          next={next}
          self={here({})}
          disabledReason={disabledReason}
          approveVariant="outlined"
          hasKeys
          undoShortcut="U"
        />
        <ViewedButton dreamId={dream.id} changeId={change.id} />
        <Link href={`/review?item=${change.id}`} className="link ml-2">
          Open in the review
        </Link>
      </div>
    </ChangeArticle>
  );
}

function PublishBar({ dream, ctx }: { dream: DreamView; ctx: Ctx }) {
  const { approved, edited, published, pending } = dream.decisions;
  const waiting = approved + edited - published;
  if (dream.status !== "completed" || waiting + pending === 0) return null;
  return (
    <PublishForm
      dreamId={dream.id}
      approved={waiting}
      decided={decisionsInWords({ ...dream.decisions, approved: waiting, edited: 0 }) ?? ""}
      action={publishChangeSetAction}
      disabledReason={whyNot(ctx.actor, "change.publish") ?? (waiting === 0 ? "Approve at least one change first" : null)}
      beside={
        <DiscardDialog
          dreamId={dream.id}
          open={waiting + pending}
          approved={waiting}
          action={discardChangesAction}
          disabledReason={whyNot(ctx.actor, "change.decide")}
        />
      }
    />
  );
}

function shownExamples({ examples }: ChangeView): ChangeView["examples"] {
  const ofSide = (polarity: string) => examples.filter((one) => one.polarity === polarity).slice(0, QUOTES_PER_SIDE);
  return [...ofSide("supports"), ...ofSide("contradicts")];
}
