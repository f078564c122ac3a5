import type { Metadata } from "next";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { ChangeArticle } from "@/components/dreams/change-article";
import { dreamTitle } from "@/components/dreams/dream-words";
import { EvidenceQuote } from "@/components/dreams/evidence";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { ActionBar } from "@/components/layout/action-bar";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { ChangeNotices } from "@/components/review/change-notices";
import { toDecidable } from "@/components/review/decidable";
import { DecisionControls } from "@/components/review/decision-controls";
import { EditLink } from "@/components/review/edit-link";
import { Reach } from "@/components/review/reach";
import { UpwardReasons } from "@/components/review/upward-reasons";
import { formatCount, formatNumber } from "@/components/ui/format";
import { TrustMark } from "@/components/ui/trust-mark";
import { getChange, getDream, listChangeEvidence } from "@/lib/dreaming/queries";
import { countEvidence, type QuoteView, readQuotes } from "@/lib/dreaming/quotes";
import { readReviewContext } from "@/lib/dreaming/review-context";
import { listDeletedSources } from "@/lib/dreaming/sources";
import type { ChangeView } from "@/lib/dreaming/types";
import type { ChangeId, DreamId } from "@/lib/ids";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { decideChangeAction } from "../../../../review/actions";
import { loadChangeSearch, serializeChange } from "./search-params";
import { ChangeSkeleton } from "./skeleton";

type PageProps = { params: Promise<{ dreamId: string; changeId: string }>; searchParams: Promise<SearchParams> };

const PER_PAGE = 50;

async function readRef(params: PageProps["params"]): Promise<{ dreamId: DreamId; changeId: ChangeId }> {
  const { dreamId, changeId } = await params;
  return { dreamId: idOrNotFound("dream", dreamId), changeId: idOrNotFound("change", changeId) };
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { ctx } = await requireVisitor();
  const change = await orNotFound(getChange(ctx, await readRef(params)));
  return { title: change.title };
}

/** One change with everything behind it. */
export default function ChangePage(props: PageProps) {
  return streamed(render(props), <ChangeSkeleton />);
}

async function render({ params, searchParams }: PageProps) {
  const ref = await readRef(params);
  const search = await loadChangeSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const change = await orNotFound(getChange(ctx, ref));
  const here = `/dreams/${ref.dreamId}/changes/${ref.changeId}`;
  const [dream, page, counts, deleted, reach] = await Promise.all([
    getDream(ctx, ref.dreamId),
    orFirstPage(listChangeEvidence(ctx, { ...ref, limit: PER_PAGE, cursor: search.page }), here),
    countEvidence(ctx, { dreamId: ref.dreamId, patternKey: change.patternKey }),
    listDeletedSources(ctx, change.examples),
    readReviewContext(ctx, change),
  ]);
  const quotes = await readQuotes(ctx, page.items);
  const now = ctx.clock.now();
  const all = counts.get(change.patternKey) ?? { supports: 0, contradicts: 0 };
  const decidable = toDecidable(change, ctx.actor, deleted.length);
  const disabledReason = whyNot(ctx.actor, "change.decide");
  return (
    <>
      <PageHeader
        title={change.title}
        back={{ href: `/dreams/${ref.dreamId}`, label: "Back to the dream" }}
        actions={<LiveRefresh topics={["review"]} id={change.id} />}
      />
      <ChangeArticle
        change={change}
        quotes={[]}
        now={now}
        zone={membership.timeZone}
        layout={search.split ? "split" : "unified"}
        layoutHrefs={{
          unified: serializeChange(here, { ...search, split: false }),
          split: serializeChange(here, { ...search, split: true }),
        }}
        place="change"
        storeId={dream.storeId}
        notices={<ChangeNotices change={change} deleted={deleted.length} />}
        reach={<Reach change={change} context={reach} level={2} />}
        origin={
          <>
            <Link href={`/agents/${change.agentId}`} className="text-ink-2 hover:underline">
              {change.agentName}
            </Link>
            <Link href={`/dreams/${ref.dreamId}`} className="text-ink-3 hover:underline">
              {dreamTitle(dream.createdAt, now, membership.timeZone)}
            </Link>
          </>
        }
      />
      <AllEvidence change={change} quotes={quotes} counts={all} now={now} zone={membership.timeZone}>
        <KeysetPager
          firstHref={search.page ? serializeChange(here, { split: search.split }) : null}
          nextHref={page.nextCursor ? serializeChange(here, { split: search.split, page: page.nextCursor }) : null}
        />
      </AllEvidence>
      {change.publishedRevision === null && (
        <ActionBar label="Decision">
          <UpwardReasons>
            <DecisionControls
              change={decidable}
              action={decideChangeAction}
              edit={
                <EditLink
                  changeId={change.id}
                  size="lg"
                  disabledReason={disabledReason ?? decidable.approveBlocked ?? (change.after === null ? "Nothing is written" : null)}
                />
              }
              disabledReason={disabledReason}
              size="lg"
            />
          </UpwardReasons>
        </ActionBar>
      )}
    </>
  );
}

type AllEvidenceProps = {
  change: ChangeView;
  quotes: readonly QuoteView[];
  counts: { supports: number; contradicts: number };
  now: Date;
  zone: string;
  children: React.ReactNode;
};

function AllEvidence({ change, quotes, counts, now, zone, children }: AllEvidenceProps) {
  const total = counts.supports + counts.contradicts;
  const sides = [
    { title: "For", note: formatCount(counts.supports, "session"), quotes: quotes.filter((quote) => quote.polarity === "supports") },
    {
      title: "Against",
      note: formatCount(counts.contradicts, "session"),
      quotes: quotes.filter((quote) => quote.polarity === "contradicts"),
    },
  ];
  return (
    <div className="border-t border-line">
      <RuledSection
        title="All evidence"
        note={
          <>
            Lowest trust: <TrustMark trust={change.trust} />
          </>
        }
      >
        <p className="max-w-[72ch] text-ink-2">
          {total === 0
            ? "No session’s quote is kept for this change."
            : `One quote per session, word for word: ${formatNumber(counts.supports)} for, ${formatNumber(counts.contradicts)} against.`}
        </p>
      </RuledSection>
      {sides
        .filter((side) => side.quotes.length > 0)
        .map((side) => (
          <RuledSection key={side.title} title={side.title} note={side.note}>
            <div className="grid gap-x-8 md:grid-cols-2">
              {side.quotes.map((quote) => (
                <EvidenceQuote
                  key={`${quote.eventId} ${quote.at}`}
                  quote={quote}
                  origin={{ dreamId: change.dreamId, changeId: change.id }}
                  now={now}
                  zone={zone}
                />
              ))}
            </div>
          </RuledSection>
        ))}
      <div className="px-4 md:pl-(--margin-col)">{children}</div>
    </div>
  );
}
