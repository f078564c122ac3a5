import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { EmptyState } from "@/components/feedback/empty-state";
import { OutcomePill } from "@/components/sessions/session-status";
import { ButtonLink } from "@/components/ui/button";
import { FilterChip } from "@/components/ui/chip";
import { Num } from "@/components/ui/figures";
import { formatCount, formatNumber, shortenId } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import { countGivingSessions, type DreamSession, listDreamSessions } from "@/lib/dreaming/dream-sessions";
import type { DreamView } from "@/lib/dreaming/types";
import type { SessionId } from "@/lib/ids";
import { findFirstWords } from "@/lib/sessions/summaries";
import type { Visitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { type DreamSearch, dreamHref } from "./search-params";

const PER_PAGE = 50;

/** Every session it read, in reading order, with what each gave. */
export async function SessionsTab({
  visitor: { ctx, membership },
  dream,
  search,
}: {
  visitor: Visitor;
  dream: DreamView;
  search: DreamSearch;
}) {
  const gaveOnly = search.only === "gave";
  const href = (part: Partial<DreamSearch>) => dreamHref(dream.id, { tab: "sessions", only: search.only, ...part });
  const [{ items, nextCursor }, giving] = await Promise.all([
    orFirstPage(listDreamSessions(ctx, { dreamId: dream.id, gaveOnly, limit: PER_PAGE, cursor: search.page }), href({})),
    countGivingSessions(ctx, dream.id),
  ]);
  const words = await findFirstWords(
    ctx,
    items.filter((session) => session.title === null).map((session) => session.id),
  );
  if (dream.stage === null) {
    return (
      <div className="px-4 py-4 md:px-6">
        <EmptyState title="No session is selected yet.">The first stage fixes which ones the dream reads.</EmptyState>
      </div>
    );
  }
  return (
    <div className="px-4 py-2 md:px-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5 text-ink-2">
        {gaveOnly ? (
          <FilterChip label="Gave" value="evidence" removeHref={href({ only: null })} />
        ) : (
          giving > 0 && (
            <ButtonLink href={href({ only: "gave" })} size="sm" scroll={false}>
              Only those that gave evidence
            </ButtonLink>
          )
        )}
        <span>
          {formatNumber(giving)} of {formatCount(dream.sessionsRead, "session")} gave evidence to what stood.
        </span>
      </div>
      <DataTable
        label="Sessions of this dream"
        rows={items}
        rowKey={(session) => session.id}
        isHeadSticky
        empty={<EmptyState title={gaveOnly ? "No session gave evidence." : "No sessions."}>{NOT_MINED[dream.status]}</EmptyState>}
        columns={[
          { key: "n", header: "No.", align: "end", className: "w-14", cell: (session) => <Num value={session.ordinal} /> },
          { key: "outcome", header: "Outcome", cell: (session) => <OutcomePill success={session.outcomeSuccess} source={null} /> },
          { key: "session", header: "Session", isRowHeader: true, cell: (session) => <Name session={session} words={words} /> },
          { key: "gave", header: "Gave", cell: (session) => <Gave session={session} /> },
          { key: "errors", header: "Errors", align: "end", cell: (session) => <Num value={session.errorCount} /> },
          {
            key: "took-place",
            header: "Took place",
            cell: (session) => <Time at={session.occurredAt} now={ctx.clock.now()} zone={membership.timeZone} show="datetime" />,
          },
        ]}
      />
      <KeysetPager firstHref={search.page ? href({ page: null }) : null} nextHref={nextCursor ? href({ page: nextCursor }) : null} />
    </div>
  );
}

const NOT_MINED: Record<DreamView["status"], string> = {
  pending: "It has not begun.",
  running: "Evidence is known once the stage validate is over.",
  completed: "Nothing that was found rests on them.",
  failed: "It failed before evidence was gathered.",
  canceled: "It was canceled before evidence was gathered.",
};

function Name({ session, words }: { session: DreamSession; words: ReadonlyMap<SessionId, string> }) {
  const name = session.title ?? words.get(session.id) ?? shortenId(session.id);
  return (
    <Link href={`/sessions/${session.id}`} className="line-clamp-2 font-normal wrap-anywhere hover:underline hover:underline-offset-3">
      <VisibleText text={name} />
    </Link>
  );
}

function Gave({ session: { supports, contradicts, findings, isDigested } }: { session: DreamSession }) {
  if (!isDigested) return <span className="text-ink-3">not digested yet</span>;
  if (supports + contradicts === 0) return <span className="text-ink-3">nothing</span>;
  const parts = [supports > 0 ? `${formatNumber(supports)} for` : null, contradicts > 0 ? `${formatNumber(contradicts)} against` : null];
  return (
    <>
      {parts.filter(Boolean).join(", ")} <span className="text-ink-3">in {formatCount(findings, "finding")}</span>
    </>
  );
}
