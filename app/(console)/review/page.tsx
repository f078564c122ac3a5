import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { FilterMenu } from "@/components/dreams/filter-menu";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { Queue } from "@/components/review/queue";
import { ReviewKeys } from "@/components/review/review-keys";
import { DECIDED_WORDS, quoteTitle } from "@/components/review/review-words";
import { UnpublishedBars } from "@/components/review/unpublished";
import { VerbForm } from "@/components/review/verb-form";
import { ButtonLink } from "@/components/ui/button";
import { formatNumber } from "@/components/ui/format";
import { listAgents } from "@/lib/agents/queries";
import { can } from "@/lib/auth/policy";
import { getChange, getDreamOfChange, listReviewQueue } from "@/lib/dreaming/queries";
import { countAgentQueue, getReviewProgress, listUnpublishedDreams, type ReviewProgress } from "@/lib/dreaming/review-progress";
import type { ChangeView } from "@/lib/dreaming/types";
import { isId } from "@/lib/ids";
import { MAX_LIMIT } from "@/lib/paging";
import { requireVisitor, type Visitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { streamed } from "@/lib/web/streamed";
import { decideChangeAction } from "./actions";
import { loadReviewSearch, type ReviewSearch, reviewHref } from "./search-params";
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
  const { ctx, membership } = visitor;
  const asked = await loadReviewSearch(searchParams);
  // What is no id filters nothing, and no chip says that it does.
  const agentId = isId("agent", asked.agent) ? asked.agent : undefined;
  const params = { ...asked, agent: agentId ?? null };
  const [queue, progress, unpublished, agents, ofAgent] = await Promise.all([
    orFirstPage(listReviewQueue(ctx, { agentId, limit: QUEUE_PAGE, cursor: params.page }), reviewHref({ agent: params.agent })),
    getReviewProgress(ctx),
    listUnpublishedDreams(ctx),
    listAgents(ctx, { limit: MAX_LIMIT }),
    agentId ? countAgentQueue(ctx, agentId) : null,
  ]);
  const change = await findSelected(visitor, params, queue.items);
  const place = queue.items.findIndex((item) => item.id === change?.id);
  const hrefOf = (item: ChangeView | undefined) => (item ? reviewHref({ ...params, item: item.id, do: null }) : null);
  const now = ctx.clock.now();
  return (
    <>
      <PageHeader
        title="Review"
        meta={
          <span role="status" title="Decided in the last 24 hours">
            {progressInWords(progress)}
          </span>
        }
        actions={<UndoLast progress={progress} visitor={visitor} />}
      />
      <ReviewKeys changeId={change?.id ?? null} />
      <UnpublishedBars dreams={unpublished} now={now} zone={membership.timeZone} />
      {change === null && queue.items.length === 0 ? (
        <NothingLeft progress={progress} isNarrowed={agentId !== undefined || params.page !== null} />
      ) : (
        <div className="grid flex-1 grid-cols-[minmax(0,1fr)] content-start xl:grid-cols-[328px_minmax(0,1fr)] xl:items-start">
          <Queue
            changes={queue.items}
            counts={ofAgent ?? progress}
            filter={
              <FilterMenu
                label="Agent"
                current={params.agent}
                removeHref={reviewHref({})}
                options={agents.items.map((agent) => ({
                  value: agent.id,
                  label: agent.config.name,
                  href: reviewHref({ agent: agent.id }),
                }))}
              />
            }
            currentId={change?.id ?? null}
            hrefOf={(item) => hrefOf(item) ?? "/review"}
            nextHref={queue.nextCursor ? reviewHref({ agent: params.agent, page: queue.nextCursor }) : null}
            firstHref={params.page ? reviewHref({ agent: params.agent }) : null}
            now={now}
            zone={membership.timeZone}
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

/** The change the address names, also when it is decided; else the first of the queue. */
async function findSelected({ ctx }: Visitor, params: ReviewSearch, queue: readonly ChangeView[]): Promise<ChangeView | null> {
  if (!params.item) return queue[0] ?? null;
  const inQueue = queue.find((item) => item.id === params.item);
  if (inQueue) return inQueue;
  const changeId = idOrNotFound("change", params.item);
  const dreamId = await orNotFound(getDreamOfChange(ctx, changeId));
  return orNotFound(getChange(ctx, { dreamId, changeId }));
}

function UndoLast({ progress: { last }, visitor: { ctx } }: { progress: ReviewProgress; visitor: Visitor }) {
  if (!last || !can(ctx.actor, "change.decide")) return null;
  const what = `${DECIDED_WORDS[last.status]} ${quoteTitle(last.title)}`;
  return (
    <VerbForm
      key={last.changeId}
      action={decideChangeAction}
      hidden={{ dream_id: last.dreamId, change_id: last.changeId, decision: "undo", next: reviewHref({ item: last.changeId }) }}
      verb="Undo"
      pendingVerb="Undoing"
      verbLabel={`Undo: ${what}`}
      variant="quiet"
      shortcut="U"
      done={{ message: `Put back ${quoteTitle(last.title)}` }}
    />
  );
}

/** `isNarrowed`: only a part of the queue was looked at. */
function NothingLeft({ progress, isNarrowed }: { progress: ReviewProgress; isNarrowed: boolean }) {
  return (
    <div className="px-4 py-4 md:px-6">
      {isNarrowed && progress.open > 0 ? (
        <EmptyState
          title="Nothing in this part of the queue waits for a decision."
          actions={<ButtonLink href="/review">Show all {formatNumber(progress.open)}</ButtonLink>}
        />
      ) : (
        <EmptyState
          title="All reviewed."
          actions={
            <>
              <ButtonLink href="/dreams">Open dreams</ButtonLink>
              <ButtonLink href="/learnings" variant="quiet">
                Open learnings
              </ButtonLink>
            </>
          }
        >
          The next dream that finds something puts it here.
        </EmptyState>
      )}
    </div>
  );
}

function progressInWords({ decided, open, held }: ReviewProgress): string {
  return `${formatNumber(decided)} decided, ${formatNumber(open)} left, ${formatNumber(held)} held`;
}
