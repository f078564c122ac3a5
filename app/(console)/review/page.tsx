import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { AllReviewed } from "@/components/review/all-reviewed";
import { ApproveAlike } from "@/components/review/approve-alike";
import { Queue } from "@/components/review/queue";
import { QueueNews } from "@/components/review/queue-news";
import { ReviewKeys } from "@/components/review/review-keys";
import { ALIKE_WORDS, DECIDED_WORDS, quoteTitle } from "@/components/review/review-words";
import { PublishNext, UnpublishedBars } from "@/components/review/unpublished";
import { VerbForm } from "@/components/review/verb-form";
import { ButtonLink } from "@/components/ui/button";
import { formatNumber } from "@/components/ui/format";
import { listAgents } from "@/lib/agents/queries";
import { can } from "@/lib/auth/policy";
import { ALIKE_THRESHOLDS, type AlikeThreshold, listAlike } from "@/lib/dreaming/approve-alike";
import { listAssignees } from "@/lib/dreaming/assign";
import { getLastPublication } from "@/lib/dreaming/last-publication";
import { getChange, getDreamOfChange } from "@/lib/dreaming/queries";
import { getReviewProgress, listUnpublishedDreams, type ReviewProgress } from "@/lib/dreaming/review-progress";
import { countReviewQueuePart, listReviewQueue, type QueueItem } from "@/lib/dreaming/review-queue";
import type { ChangeView } from "@/lib/dreaming/types";
import { MAX_LIMIT } from "@/lib/paging";
import { requireVisitor, type Visitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { publishChangeSetAction } from "../dreams/[dreamId]/actions";
import { approveAlikeAction, decideChangeAction, undoDecisionsAction } from "./actions";
import { QueueFilters } from "./queue-filters";
import { cleaned, filterOf, loadReviewSearch, narrowingOf, type ReviewSearch, reviewHref } from "./search-params";
import { SelectedChange } from "./selected-change";
import { ReviewSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Review" };

const QUEUE_PAGE = 50;

type PageProps = { searchParams: Promise<SearchParams> };

export default function ReviewPage(props: PageProps) {
  return streamed(render(props), <ReviewSkeleton />);
}

async function render({ searchParams }: PageProps) {
  const visitor = await requireVisitor();
  const { ctx, membership, user } = visitor;
  const params = cleaned(await loadReviewSearch(searchParams));
  const narrowing = narrowingOf(params);
  const filter = filterOf(params, user.userId);
  const isNarrowed = Object.values(narrowing).some((value) => value !== null);
  const [queue, progress, unpublished, agents, people, part] = await Promise.all([
    orFirstPage(listReviewQueue(ctx, { ...filter, limit: QUEUE_PAGE, cursor: params.page }), reviewHref(narrowing)),
    getReviewProgress(ctx),
    listUnpublishedDreams(ctx),
    listAgents(ctx, { limit: MAX_LIMIT }),
    listAssignees(ctx),
    isNarrowed ? countReviewQueuePart(ctx, filter) : null,
  ]);
  const change = await findSelected(visitor, params, queue.items);
  const place = queue.items.findIndex((item) => item.id === change?.id);
  const hrefOf = (item: { id: string } | undefined) => (item ? reviewHref({ ...params, item: item.id, do: null }) : null);
  const now = ctx.clock.now();
  const zone = membership.timeZone;
  const publishing = {
    dreams: unpublished,
    now,
    zone,
    action: publishChangeSetAction,
    disabledReason: whyNot(ctx.actor, "change.publish"),
  };
  const isDone = change === null && queue.items.length === 0;
  return (
    <>
      <PageHeader
        title="Review"
        meta={<HowFar progress={progress} />}
        actions={
          <>
            <QueueNews key={change?.id} currentId={change?.id ?? null} />
            <UndoLast progress={progress} visitor={visitor} narrowing={narrowing} />
            {change?.decision.status === "pending" && <Several visitor={visitor} change={change} />}
          </>
        }
      />
      <ReviewKeys changeId={change?.id ?? null} />
      {!(isDone && progress.open === 0) && <UnpublishedBars {...publishing} />}
      {isDone ? (
        <NothingLeft visitor={visitor} progress={progress} publish={unpublished.length > 0 ? <PublishNext {...publishing} /> : null} />
      ) : (
        <div className="grid flex-1 grid-cols-[minmax(0,1fr)] content-start xl:grid-cols-[328px_minmax(0,1fr)] xl:items-start">
          <Queue
            changes={queue.items}
            counts={part ?? progress}
            filter={<QueueFilters params={params} agents={agents.items} people={people} me={user.userId} />}
            currentId={change?.id ?? null}
            me={user.userId}
            hrefOf={(item) => hrefOf(item) ?? "/review"}
            nextHref={queue.nextCursor ? reviewHref({ ...narrowing, page: queue.nextCursor }) : null}
            firstHref={params.page ? reviewHref(narrowing) : null}
            now={now}
            zone={zone}
          />
          {change && (
            <section aria-label="Change" className="min-w-0">
              <SelectedChange
                visitor={visitor}
                change={change}
                params={params}
                nextHref={hrefOf(queue.items[place + 1])}
                previousHref={place > 0 ? hrefOf(queue.items[place - 1]) : null}
              />
            </section>
          )}
        </div>
      )}
    </>
  );
}

/** "12 of 31, 4 held": decided in the last day, of those and what waits. */
function HowFar({ progress: { decided, open, held } }: { progress: ReviewProgress }) {
  const all = decided + open;
  return (
    <>
      <span role="status" title="Decided in the last 24 hours, of those and what waits">
        {formatNumber(decided)} of {formatNumber(all)} decided, {formatNumber(held)} held
      </span>
      {all > 0 && (
        <svg aria-hidden="true" viewBox="0 0 120 4" preserveAspectRatio="none" className="h-1 w-30 max-md:hidden">
          <rect width="120" height="4" className="fill-line-2" />
          <rect width={(120 * decided) / all} height="4" className="fill-ink-2" />
        </svg>
      )}
    </>
  );
}

/** Those of the same agent and family as the change that is looked at. */
async function Several({ visitor: { ctx }, change }: { visitor: Visitor; change: ChangeView }) {
  const alike = await listAlike(ctx, { agentId: change.agentId, family: change.family });
  const count = (threshold: AlikeThreshold) => alike.filter((one) => one.reaches.includes(threshold)).length;
  return (
    <ApproveAlike
      key={`${change.agentId} ${change.family} ${alike.length}`}
      agentId={change.agentId}
      agentName={change.agentName}
      family={change.family}
      choices={ALIKE_THRESHOLDS.map((threshold) => ({ threshold, ...ALIKE_WORDS[threshold], count: count(threshold) }))}
      titles={alike.map(({ id, title }) => ({ id, title }))}
      action={approveAlikeAction}
      undo={undoDecisionsAction}
      disabledReason={whyNot(ctx.actor, "change.decide")}
    />
  );
}

/** The change the address names, also when it is decided; else the first of the queue. */
async function findSelected({ ctx }: Visitor, params: ReviewSearch, queue: readonly QueueItem[]): Promise<ChangeView | null> {
  const known = params.item ? queue.find((item) => item.id === params.item) : queue[0];
  if (known) return orNotFound(getChange(ctx, { dreamId: known.dreamId, changeId: known.id }));
  if (!params.item) return null;
  const changeId = idOrNotFound("change", params.item);
  const dreamId = await orNotFound(getDreamOfChange(ctx, changeId));
  return orNotFound(getChange(ctx, { dreamId, changeId }));
}

type UndoLastProps = { progress: ReviewProgress; visitor: Visitor; narrowing: Partial<ReviewSearch> };

function UndoLast({ progress: { last }, visitor: { ctx }, narrowing }: UndoLastProps) {
  if (!last || !can(ctx.actor, "change.decide")) return null;
  const what = `${DECIDED_WORDS[last.status]} ${quoteTitle(last.title)}`;
  return (
    <VerbForm
      key={last.changeId}
      action={decideChangeAction}
      hidden={{
        dream_id: last.dreamId,
        change_id: last.changeId,
        decision: "undo",
        expected_version: String(last.version),
        next: reviewHref({ ...narrowing, item: last.changeId }),
      }}
      verb="Undo"
      pendingVerb="Undoing"
      verbLabel={`Undo: ${what}`}
      variant="quiet"
      shortcut="U"
      done={{ message: `Put back ${quoteTitle(last.title)}` }}
    />
  );
}

async function NothingLeft({
  visitor: { ctx, membership },
  progress,
  publish,
}: {
  visitor: Visitor;
  progress: ReviewProgress;
  publish: ReactNode;
}) {
  if (progress.open > 0) {
    return (
      <div className="px-4 py-4 md:px-6">
        <EmptyState
          title="Nothing in this part of the queue waits for a decision."
          actions={<ButtonLink href="/review">Show all {formatNumber(progress.open)}</ButtonLink>}
        />
      </div>
    );
  }
  return <AllReviewed last={await getLastPublication(ctx)} publish={publish} now={ctx.clock.now()} zone={membership.timeZone} />;
}
