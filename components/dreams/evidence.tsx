import Link from "next/link";
import type { ReactNode } from "react";
import { formatCount, shortenId } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { Quote } from "@/components/ui/quote";
import { Time } from "@/components/ui/time";
import { TrustMark } from "@/components/ui/trust-mark";
import { VisibleText } from "@/components/ui/visible-text";
import type { QuoteView } from "@/lib/dreaming/quotes";
import type { Polarity } from "@/lib/dreaming/types";

/** What the session page needs to show which change a quote belongs to. */
export type EvidenceOrigin = { dreamId: string; changeId: string } | null;

type Shown = { origin: EvidenceOrigin; now: Date; zone: string };

export type EvidenceColumnsProps = Shown & {
  quotes: readonly QuoteView[];
  /** All there is on each side, where that was counted. */
  counts?: { supports: number; contradicts: number };
  /** Shown per side. */
  most?: number;
  /** Where all of it stands. */
  allHref?: string;
  headingLevel?: 2 | 4;
};

/** For and against, side by side. */
export function EvidenceColumns({
  quotes,
  counts,
  most = Number.POSITIVE_INFINITY,
  allHref,
  headingLevel = 4,
  ...shown
}: EvidenceColumnsProps) {
  return (
    <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
      {SIDES.map((side) => {
        const all = quotes.filter((quote) => quote.polarity === side.polarity);
        const found = Math.max(all.length, counts?.[side.polarity] ?? 0);
        const visible = all.slice(0, most);
        return (
          <EvidenceSide key={side.polarity} side={side} count={found} headingLevel={headingLevel}>
            {visible.map((quote) => (
              <EvidenceQuote key={`${quote.eventId} ${quote.at}`} quote={quote} {...shown} />
            ))}
            {allHref && found > visible.length && (
              <p className="border-t border-line pt-2">
                <Link href={allHref} className="link">
                  {formatCount(found - visible.length, "more", "more")} {side.word.toLowerCase()}
                </Link>
              </p>
            )}
          </EvidenceSide>
        );
      })}
    </div>
  );
}

type Side = { polarity: Polarity; word: string; mark: "plus" | "cross"; ink: string; none: string };

const SIDES: Side[] = [
  { polarity: "supports", word: "For", mark: "plus", ink: "text-success", none: "No quote is kept." },
  { polarity: "contradicts", word: "Against", mark: "cross", ink: "text-failure", none: "Nothing found against it." },
];

type EvidenceSideProps = { side: Side; count: number; headingLevel: 2 | 4; children: ReactNode };

function EvidenceSide({ side, count, headingLevel, children }: EvidenceSideProps) {
  const Heading = `h${headingLevel}` as const;
  return (
    <div className="min-w-0">
      <Heading className="mb-1 flex items-center gap-1.5">
        <Mark name={side.mark} size={14} className={side.ink} />
        {side.word} <span className="font-normal text-ink-3">{count > 0 && formatCount(count, "session")}</span>
      </Heading>
      {count === 0 ? <p className="border-t border-line py-2 text-ink-3">{side.none}</p> : children}
    </div>
  );
}

/** One quote, with who said it, how that session ended, and the way there. */
export function EvidenceQuote({ quote, origin, now, zone }: Shown & { quote: QuoteView }) {
  const { session } = quote;
  return (
    <Quote
      quote={quote.quote}
      before={quote.before}
      after={quote.after}
      isTool={quote.isTool}
      caption={
        <>
          <TrustMark trust={quote.trust} />
          {quote.tool && (
            <span className="font-mono">
              <VisibleText text={quote.tool} />
            </span>
          )}
          {session === null ? (
            <span data-evidence="" tabIndex={-1}>
              session deleted
            </span>
          ) : (
            <>
              {session.success !== null && <span>{session.success ? "outcome met" : "outcome not met"}</span>}
              <Link href={sessionHref(quote, origin)} data-evidence="" className="link font-mono" title={session.title ?? undefined}>
                {shortenId(quote.sessionId)}
              </Link>
              <Time at={session.occurredAt} now={now} zone={zone} show="date" />
            </>
          )}
        </>
      }
    />
  );
}

function sessionHref({ sessionId, eventId }: QuoteView, origin: EvidenceOrigin): string {
  const query = new URLSearchParams({ event: eventId, ...(origin ? { dream: origin.dreamId, change: origin.changeId } : {}) });
  return `/sessions/${sessionId}?${query}#${eventId}`;
}
