import Link from "next/link";
import { ChangeArticle } from "@/components/dreams/change-article";
import { ChangeIndex } from "@/components/dreams/change-index";
import { decisionsInWords } from "@/components/dreams/dream-words";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { RuledSection } from "@/components/layout/ruled-section";
import { toDecidable } from "@/components/review/decidable";
import { DecisionControls } from "@/components/review/decision-controls";
import { EditLink } from "@/components/review/edit-link";
import { formatCount } from "@/components/ui/format";
import type { Actor } from "@/lib/context";
import { listChanges } from "@/lib/dreaming/queries";
import { countEvidence, readQuotes } from "@/lib/dreaming/quotes";
import type { ChangeView, DreamView } from "@/lib/dreaming/types";
import type { Visitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { whyNot } from "@/lib/web/why-not";
import { decideChangeAction } from "../../review/actions";
import { type DreamSearch, dreamHref } from "./search-params";

const PER_PAGE = 20;
/** Quotes read per change and side: the article shows no more. */
const QUOTES_PER_SIDE = 2;

type ProposedChangesProps = { visitor: Visitor; dream: DreamView; proposed: number; search: DreamSearch };

export async function ProposedChanges({ visitor: { ctx, membership }, dream, proposed, search }: ProposedChangesProps) {
  const [{ items: changes, nextCursor }, counts] = await Promise.all([
    orFirstPage(listChanges(ctx, { dreamId: dream.id, limit: PER_PAGE, cursor: search.page }), dreamHref(dream.id, {})),
    countEvidence(ctx, { dreamId: dream.id }),
  ]);
  const quotes = await readQuotes(ctx, changes.flatMap(shownExamples));
  const disabledReason = whyNot(ctx.actor, "change.decide");
  return (
    <section aria-label="Proposed changes" className="border-b border-line">
      <RuledSection title="Changes" note={decisionsInWords(dream.decisions) ?? formatCount(proposed, "change")}>
        <ChangeIndex changes={changes} />
        <KeysetPager
          firstHref={search.page ? dreamHref(dream.id, { split: search.split }) : null}
          nextHref={nextCursor ? dreamHref(dream.id, { split: search.split, page: nextCursor }) : null}
        />
      </RuledSection>
      {changes.map((change) => (
        <div key={change.id} className="border-t-4 border-sunken">
          <ChangeArticle
            change={change}
            quotes={quotes.filter((quote) => shownExamples(change).some((one) => one.eventId === quote.eventId && one.at === quote.at))}
            counts={counts.get(change.patternKey)}
            now={ctx.clock.now()}
            zone={membership.timeZone}
            layout={search.split ? "split" : "unified"}
            layoutHrefs={{
              unified: dreamHref(dream.id, { ...search, split: false }),
              split: dreamHref(dream.id, { ...search, split: true }),
            }}
            place="dream"
            storeId={dream.storeId}
          >
            <Decide change={change} actor={ctx.actor} disabledReason={disabledReason} />
          </ChangeArticle>
        </div>
      ))}
    </section>
  );
}

function Decide({ change, actor, disabledReason }: { change: ChangeView; actor: Actor; disabledReason: string | null }) {
  if (change.publishedRevision !== null) return null;
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-3 md:pr-6 md:pl-(--margin-col) print:hidden">
      <DecisionControls
        change={toDecidable(change, actor)}
        action={decideChangeAction}
        edit={<EditLink changeId={change.id} disabledReason={disabledReason ?? (change.after === null ? "Nothing is written" : null)} />}
        disabledReason={disabledReason}
        approveVariant="outlined"
      />
      <Link href={`/review?item=${change.id}`} className="link ml-2">
        Open in the review
      </Link>
    </div>
  );
}

function shownExamples({ examples }: ChangeView): ChangeView["examples"] {
  const ofSide = (polarity: string) => examples.filter((one) => one.polarity === polarity).slice(0, QUOTES_PER_SIDE);
  return [...ofSide("supports"), ...ofSide("contradicts")];
}
