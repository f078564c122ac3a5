import Link from "next/link";
import type { ReactNode } from "react";
import { RuledSection } from "@/components/layout/ruled-section";
import { ChangePill } from "@/components/review/change-status";
import { NextEvidence } from "@/components/review/next-evidence";
import { CopyButton } from "@/components/ui/copy-button";
import type { DiffLayout } from "@/components/ui/diff-view";
import { formatCount, formatNumber, shortenId } from "@/components/ui/format";
import { Kbd } from "@/components/ui/kbd";
import { TrustMark } from "@/components/ui/trust-mark";
import { VisibleText } from "@/components/ui/visible-text";
import type { QuoteView } from "@/lib/dreaming/quotes";
import type { ChangeView } from "@/lib/dreaming/types";
import { ChangeDiff } from "./change-diff";
import { Checks, checksInWords } from "./checks";
import { DecisionState } from "./decision-state";
import { FAMILY_WORDS } from "./dream-words";
import { EvidenceColumns } from "./evidence";
import { Found } from "./found";

export type ChangeArticleProps = {
  change: ChangeView;
  quotes: readonly QuoteView[];
  /** Sessions behind it on each side, where all were kept. */
  counts?: { supports: number; contradicts: number };
  now: Date;
  zone: string;
  layout: DiffLayout;
  layoutHrefs: Record<DiffLayout, string>;
  /** Which page this stands on: what that page says already is left out. */
  place: "review" | "dream" | "change";
  /** The store that publishing writes to. */
  storeId: string;
  /** Its agent and the dream it is from, with their links. */
  origin?: ReactNode;
  /** The change's text being edited, in place of the comparison. */
  editor?: ReactNode;
  /** What holds it or keeps it from being approved, below the title. */
  notices?: ReactNode;
  /** Who else looks at it, whose it is. */
  aside?: ReactNode;
  /** Who would get it and what becomes of the store, as sections of its own. */
  reach?: ReactNode;
  /** The decision's controls, at the foot. */
  children?: ReactNode;
};

const MOST_QUOTES = { review: 4, dream: 2, change: 0 };

/** One proposed change: what was found, what would be written, what speaks for and against it, what was checked. */
export function ChangeArticle(props: ChangeArticleProps) {
  const { change, quotes, counts, now, zone, place, editor, children } = props;
  const headingId = `${change.id}-title`;
  // On its own page the title is the page's heading.
  const level = place === "change" ? 2 : 3;
  const allHref = `/dreams/${change.dreamId}/changes/${change.id}`;
  return (
    <article id={change.id} aria-labelledby={headingId} className="scroll-mt-(--page-head)">
      <header className="border-b border-line px-4 pt-3.5 pb-3 md:pt-4 md:pr-6 md:pl-(--margin-col)">
        <div className="mb-1.5 flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <ChangePill action={change.action} kind={change.kind} isHeld={change.isHeld} />
          {props.origin}
          <span className="inline-flex items-center gap-1 text-ink-3">
            <span className="font-mono text-xs" title={change.id}>
              {shortenId(change.id)}
            </span>
            <CopyButton text={change.id} label="Copy change id" size="sm" />
          </span>
          {props.aside}
        </div>
        {place === "change" ? (
          <p id={headingId} className="sr-only">
            {change.title}
          </p>
        ) : (
          <h2 id={headingId} tabIndex={-1} data-change-heading="" className="text-xl tracking-[-0.01em] wrap-anywhere text-balance">
            <VisibleText text={change.title} />
          </h2>
        )}
        <AlsoProposedBy dreamIds={change.alsoProposedBy} />
        <DecisionState change={change} now={now} zone={zone} storeHref={`/stores/${props.storeId}`} />
        {props.notices}
      </header>
      <RuledSection
        title="Found"
        level={level}
        note={`${change.stats.claim === "effect" ? "Effect" : "Observation"}, ${FAMILY_WORDS[change.family]} family`}
      >
        <Found stats={change.stats} patternKey={change.patternKey} />
      </RuledSection>
      <RuledSection title="Text" level={level} note={againstWhat(change)}>
        <Rationale change={change} />
        {editor ?? <ChangeDiff change={change} layout={props.layout} layoutHrefs={props.layoutHrefs} />}
      </RuledSection>
      {place !== "change" && (
        <RuledSection
          title="Evidence"
          level={level}
          note={
            <>
              Lowest trust: <TrustMark trust={change.trust} />
            </>
          }
        >
          <Foldable isFoldable={place === "review"} counts={counts}>
            <EvidenceColumns
              quotes={quotes}
              counts={counts}
              most={MOST_QUOTES[place]}
              allHref={allHref}
              origin={{ dreamId: change.dreamId, changeId: change.id }}
              now={now}
              zone={zone}
            />
          </Foldable>
          <p className="mt-2 flex flex-wrap items-center gap-x-3">
            <Link href={allHref} data-shortcut="enter" className="link">
              All evidence
            </Link>
            {place === "review" && <NextEvidence />}
          </p>
        </RuledSection>
      )}
      <RuledSection title="Checks" level={level} note={checksInWords(change.checks)}>
        {place === "dream" && change.checks.every((check) => check.status === "pass") ? (
          <details>
            <summary className="inline-flex rounded-md text-ink-2 hover:text-ink hover:underline hover:underline-offset-3">
              All passed. Show them
            </summary>
            <div className="mt-1">
              <Checks checks={change.checks} />
            </div>
          </details>
        ) : (
          <Checks checks={change.checks} />
        )}
      </RuledSection>
      {props.reach}
      {children}
    </article>
  );
}

type FoldableProps = { isFoldable: boolean; counts?: { supports: number; contradicts: number }; children: ReactNode };

/** Folded to its counts with one key, for who has seen enough. */
function Foldable({ isFoldable, counts, children }: FoldableProps) {
  if (!isFoldable) return children;
  return (
    <details open data-evidence-box="" className="group/fold">
      <summary
        data-shortcut="space"
        className="mb-2 inline-flex cursor-pointer items-center gap-2 rounded-md text-ink-2 hover:text-ink hover:underline hover:underline-offset-3"
      >
        {counts ? `${formatCount(counts.supports, "session")} for, ${formatNumber(counts.contradicts)} against` : "For and against"}
        <Kbd>Space</Kbd>
      </summary>
      {children}
    </details>
  );
}

/** Why this action. A new learning's reason is what was found, which is said above, unless it was turned down before. */
function Rationale({ change: { action, rationale } }: { change: ChangeView }) {
  if (action === "add" && rationale.startsWith("Seen in")) return null;
  return (
    <p className="mb-2 max-w-[72ch] text-pretty">
      <VisibleText text={rationale} />
    </p>
  );
}

function AlsoProposedBy({ dreamIds }: { dreamIds: ChangeView["alsoProposedBy"] }) {
  if (dreamIds.length === 0) return null;
  return (
    <p className="mt-1 text-held">
      Also proposed by {formatCount(dreamIds.length, "other dream")}:{" "}
      {dreamIds.map((id, index) => (
        <span key={id}>
          {index > 0 && ", "}
          <Link href={`/dreams/${id}`} className="link font-mono text-xs">
            {shortenId(id)}
          </Link>
        </span>
      ))}
      . Publish one of them.
    </p>
  );
}

function againstWhat({ action, before }: ChangeView): string {
  if (action === "add" || before === null) return "New";
  return action === "retire" || action === "merge" ? "Published text" : "Against the published text";
}
