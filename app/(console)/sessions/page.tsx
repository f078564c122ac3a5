import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { ColumnChooser } from "@/components/data-table/column-chooser";
import { FilterForm } from "@/components/data-table/filter-form";
import { Pager } from "@/components/data-table/pager";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { PageKeys } from "@/components/layout/page-keys";
import { SavedViews } from "@/components/saved-views/saved-views";
import { LiveStatuses } from "@/components/sessions/live/live-statuses";
import { MatchesOverTime } from "@/components/sessions/matches-over-time";
import { narrowedHrefs } from "@/components/sessions/narrowing";
import { COLUMN_KEYS, COLUMN_WORDS, chosenColumns, columnSorts } from "@/components/sessions/session-columns";
import { type FacetGroup, SessionFacets } from "@/components/sessions/session-facets";
import { SessionsBulkBar } from "@/components/sessions/sessions-bulk-bar";
import { SessionsTable } from "@/components/sessions/sessions-table";
import { StartSession } from "@/components/sessions/start-session";
import { FilterChip } from "@/components/ui/chip";
import { formatCount } from "@/components/ui/format";
import { MENU_ITEM, Menu } from "@/components/ui/menu";
import { listAgents } from "@/lib/agents/queries";
import { can } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { listSavedViews } from "@/lib/saved-views/queries";
import {
  type Count,
  countFilteredSessions,
  FACETS,
  type Facet,
  type Facets,
  listFilteredSessions,
  readFacets,
  readHistogram,
} from "@/lib/sessions/list";
import { DEFAULT_SORT, parseSort, sortText } from "@/lib/sessions/list-filter";
import { findFirstWords } from "@/lib/sessions/summaries";
import { parseTimeRange } from "@/lib/time-range";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { deleteViewAction, dreamOnAction, excludeAction, includeAction, markOutcomesAction, saveViewAction } from "./actions";
import {
  filtersInForce,
  type NamedAgent,
  NO_FILTERS,
  OUTCOME_WORDS,
  readFilterText,
  SOURCE_WORDS,
  STATUS_WORDS,
  toListFilter,
  writeFilterText,
} from "./filters";
import { NothingFound } from "./nothing-found";
import { readStart } from "./read-start";
import { loadSessionsSearch, type SessionsSearch, sessionsHref } from "./search-params";
import { SessionsSkeleton } from "./skeleton";
import { startSessionAction } from "./start-action";

export const metadata: Metadata = { title: "Sessions" };

type Props = { searchParams: Promise<SearchParams> };

const PATH = "/sessions";
const PER_PAGE = 50;
const AGENTS_NAMED = 500;

export default function SessionsPage(props: Props) {
  return streamed(render(props), <SessionsSkeleton />);
}

async function render({ searchParams }: Props) {
  const asked = await loadSessionsSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const now = ctx.clock.now();
  const agents = await nameAgents(ctx);
  const typed = asked.filter === null ? null : readFilterText(asked.filter, agents);
  // What was typed becomes the address: the form and the chips then say the same, and Back undoes it.
  if (typed?.ok) redirect(sessionsHref(PATH, { ...asked, ...typed.search, page: null, filter: null }));
  const search: SessionsSearch = { ...asked, filter: null };
  const range = parseTimeRange(search.range, now, membership.timeZone);
  const filter = toListFilter(search, range);
  const sort = parseSort(search.sort);
  const href = (change: Partial<SessionsSearch>) => sessionsHref(PATH, { ...search, page: null, ...change });
  const [sessions, total, facets, histogram, views, start] = await Promise.all([
    orFirstPage(listFilteredSessions(ctx, filter, { sort, limit: PER_PAGE, cursor: search.page }), href({})),
    countFilteredSessions(ctx, filter),
    readFacets(ctx, filter),
    readHistogram(ctx, filter),
    listSavedViews(ctx, "sessions"),
    readStart(ctx),
  ]);
  const words = await findFirstWords(
    ctx,
    sessions.items.filter(({ title }) => title === null).map(({ id }) => id),
  );
  const columns = chosenColumns(search.cols);
  const inForce = filtersInForce(search, agents);
  const query = queryOf({ ...search, page: null });
  const totalWords = wordsOfCount(total);
  const isFirst = search.page === null;
  const groups = facetGroups(facets, search, agents, href);
  return (
    <>
      <PageHeader
        title="Sessions"
        meta={
          <>
            <span>
              {totalWords}, {range.words.charAt(0).toLowerCase() + range.words.slice(1)}
            </span>
            <LiveRefresh topics={["sessions"]} />
          </>
        }
        actions={
          <>
            <SavedViews
              screen="sessions"
              views={views}
              path={PATH}
              query={query}
              saveAction={saveViewAction}
              deleteAction={deleteViewAction}
              cannotShare={whyNot(ctx.actor, "view.share")}
              isAdmin={can(ctx.actor, "member.manage")}
            />
            <ColumnChooser
              action={PATH}
              columns={COLUMN_KEYS.map((key) => ({ key, label: COLUMN_WORDS[key] }))}
              chosen={columns}
              kept={keptIn({ ...search, page: null, cols: null })}
              defaultHref={href({ cols: null })}
            />
            <Menu trigger="Export" align="end" className="w-72">
              {EXPORTS.map(({ kind, label }) => (
                <a
                  key={kind}
                  href={`/sessions/export?${new URLSearchParams({ kind })}${query && `&${query}`}`}
                  download
                  className={MENU_ITEM}
                >
                  {label}
                </a>
              ))}
              <p className="px-2.5 py-1 text-xs text-ink-3">
                {totalWords} with these filters, in this order, with these columns. Noted in the audit log.
              </p>
            </Menu>
            <StartSession {...start} action={startSessionAction} disabledReason={whyNot(ctx.actor, "session.write")} variant="solid" />
          </>
        }
      />
      <PageKeys keys={PAGE_KEYS} />
      <div className="border-b border-line px-4 py-3 md:px-6">
        <FilterForm
          label="Filter sessions"
          action={PATH}
          text={asked.filter ?? writeFilterText(search, agents)}
          error={typed && !typed.ok ? typed.error : null}
          placeholder={'Words, or agent:triage outcome:not_met errors:>2 tool:get_user "refund"'}
          kept={keptIn({ range: search.range, sort: search.sort, cols: search.cols })}
        />
        {inForce.length > 0 && (
          <div className="mt-2.5 flex flex-wrap items-center gap-2">
            {inForce.map(({ key, label, value }) => (
              <FilterChip key={key} label={label} value={value} removeHref={href({ [key]: null })} />
            ))}
          </div>
        )}
      </div>
      {sessions.items.length > 0 ? (
        <>
          <div className="grid gap-x-5 gap-y-4 px-4 py-2 md:px-6 min-[1240px]:grid-cols-[minmax(0,132px)_minmax(0,1fr)]">
            <div className="pt-2 max-[1239px]:hidden print:hidden">
              <SessionFacets groups={groups} sampleOf={facets.sampleOf} />
            </div>
            <div className="min-w-0">
              <div className="mb-1 border-b border-line pb-2">
                <MatchesOverTime {...histogram} now={now} zone={membership.timeZone} />
              </div>
              <details className="mb-2 min-[1240px]:hidden print:hidden">
                <summary className="link w-fit">Facets</summary>
                <div className="pt-2">
                  <SessionFacets groups={groups} sampleOf={facets.sampleOf} />
                </div>
              </details>
              <LiveStatuses>
                <SessionsTable
                  sessions={sessions.items}
                  words={words}
                  columns={columns}
                  sorts={columnSorts(columns, sort, (next) =>
                    href({ sort: sortText(next) === sortText(DEFAULT_SORT) ? null : sortText(next) }),
                  )}
                  narrowed={narrowedHrefs(sessions.items, href)}
                  now={now}
                  zone={membership.timeZone}
                />
              </LiveStatuses>
              <Pager
                from={isFirst ? 1 : null}
                to={isFirst ? sessions.items.length : null}
                total={total}
                noun="session"
                previousHref={sessions.previousCursor && href({ page: sessions.previousCursor })}
                nextHref={sessions.nextCursor && href({ page: sessions.nextCursor })}
              />
            </div>
          </div>
          <SessionsBulkBar
            ids={sessions.items.map(({ id }) => id)}
            query={query}
            all={{ words: totalWords, isMore: total.count > sessions.items.length }}
            actions={{ mark: markOutcomesAction, exclude: excludeAction, include: includeAction, dream: dreamOnAction }}
            whyNot={{
              mark: whyNot(ctx.actor, "outcome.report"),
              exclude: whyNot(ctx.actor, "session.write"),
              dream: whyNot(ctx.actor, "dream.create"),
            }}
          />
        </>
      ) : (
        <div className="px-4 py-3 md:px-6">
          <NothingFound
            ctx={ctx}
            filter={filter}
            range={range.words}
            inForce={inForce}
            zone={membership.timeZone}
            rangeHref={(text) => href({ range: text })}
            withoutHref={(keys) => href(Object.fromEntries(keys.map((key) => [key, null])))}
            clearHref={href({ ...NO_FILTERS, range: "all" })}
          />
        </div>
      )}
    </>
  );
}

const EXPORTS = [
  { kind: "csv", label: "CSV, for spreadsheets" },
  { kind: "ndjson", label: "NDJSON, a session per line" },
  { kind: "transcripts", label: "Transcripts as NDJSON, with every event" },
] as const;

const PAGE_KEYS = [
  ["n", "Start a session"],
  ["x", "Select the row"],
  ["c", "Compare the two selected"],
] as const;

function wordsOfCount({ count, isAbout }: Count): string {
  return `${isAbout ? "about " : ""}${formatCount(count, "session")}`;
}

async function nameAgents(ctx: Ctx): Promise<NamedAgent[]> {
  const { items } = await listAgents(ctx, { limit: AGENTS_NAMED, includeArchived: true });
  return items.map(({ id, config }) => ({ id, name: config.name }));
}

function queryOf(search: SessionsSearch): string {
  return sessionsHref("", search).replace(/^\?/, "");
}

/** Parameters as the hidden fields of a form. */
function keptIn(search: Partial<SessionsSearch>): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(sessionsHref("", search)));
}

const FACET_LABELS: Record<Facet, string> = { agent: "Agent", outcome: "Outcome", status: "Status", source: "Source" };

function facetGroups(
  facets: Facets,
  search: SessionsSearch,
  agents: readonly NamedAgent[],
  href: (change: Partial<SessionsSearch>) => string,
): FacetGroup[] {
  const words: Record<Facet, (value: string) => string> = {
    agent: (value) => agents.find(({ id }) => id === value)?.name ?? value,
    outcome: (value) => OUTCOME_WORDS[value as keyof typeof OUTCOME_WORDS],
    status: (value) => STATUS_WORDS[value as keyof typeof STATUS_WORDS],
    source: (value) => SOURCE_WORDS[value as keyof typeof SOURCE_WORDS],
  };
  return FACETS.map((facet) => ({
    label: FACET_LABELS[facet],
    values: facets[facet].map(({ value, count }) => {
      const isChosen = search[facet] === value;
      return { value, count, label: words[facet](value), isChosen, href: href({ [facet]: isChosen ? null : value }) };
    }),
  }));
}
