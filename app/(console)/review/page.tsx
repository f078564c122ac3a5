import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { ChangeArticle } from "@/components/dreams/change-article";
import { dreamTitle } from "@/components/dreams/dream-words";
import { FilterMenu } from "@/components/dreams/filter-menu";
import { EmptyState } from "@/components/feedback/empty-state";
import { ActionBar } from "@/components/layout/action-bar";
import { PageHeader } from "@/components/layout/page-header";
import { toDecidable } from "@/components/review/decidable";
import { DecisionControls } from "@/components/review/decision-controls";
import { EditChange } from "@/components/review/edit-change";
import { Queue } from "@/components/review/queue";
import { AllKeys, ReviewKeys } from "@/components/review/review-keys";
import { DECIDED_WORDS, quoteTitle } from "@/components/review/review-words";
import { UnpublishedBars } from "@/components/review/unpublished";
import { UpwardReasons } from "@/components/review/upward-reasons";
import { VerbForm } from "@/components/review/verb-form";
import { Button, ButtonLink } from "@/components/ui/button";
import { formatNumber } from "@/components/ui/format";
import { Kbd } from "@/components/ui/kbd";
import { listAgents } from "@/lib/agents/queries";
import { can } from "@/lib/auth/policy";
import { getChange, getDream, getDreamOfChange, listReviewQueue } from "@/lib/dreaming/queries";
import { countEvidence, readQuotes } from "@/lib/dreaming/quotes";
import { countAgentQueue, getReviewProgress, listUnpublishedDreams, type ReviewProgress } from "@/lib/dreaming/review-progress";
import type { ChangeView } from "@/lib/dreaming/types";
import { isId } from "@/lib/ids";
import { parseDocument } from "@/lib/learnings/document";
import { MAX_LIMIT } from "@/lib/paging";
import { requireVisitor, type Visitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { checkTextAction, decideChangeAction } from "./actions";
import { loadReviewSearch, type ReviewSearch, reviewHref } from "./search-params";
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
  const params = await loadReviewSearch(searchParams);
  const agentId = isId("agent", params.agent) ? params.agent : undefined;
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
        <NothingLeft progress={progress} isFiltered={agentId !== undefined} />
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

type SelectedProps = { visitor: Visitor; change: ChangeView; params: ReviewSearch; nextHref: string | null; previousHref: string | null };

async function SelectedChange({ visitor: { ctx, membership }, change, params, nextHref, previousHref }: SelectedProps) {
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

function NothingLeft({ progress, isFiltered }: { progress: ReviewProgress; isFiltered: boolean }) {
  return (
    <div className="px-4 py-4 md:px-6">
      {isFiltered && progress.open > 0 ? (
        <EmptyState
          title="Nothing of this agent waits for a decision."
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
