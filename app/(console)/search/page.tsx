import type { Metadata } from "next";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { formatNumber } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { MarkedWords } from "@/components/ui/marked-words";
import { Time } from "@/components/ui/time";
import type { Ctx } from "@/lib/context";
import { searchWorkspace } from "@/lib/search/queries";
import { SEARCH_KINDS, type SearchHit, type SearchKind, type SearchResult } from "@/lib/search/types";
import { listFilteredSessions } from "@/lib/sessions/list";
import { DEFAULT_SORT } from "@/lib/sessions/list-filter";
import { requireVisitor } from "@/lib/web/current-user";
import { hitHref, hitTitle, KIND_WORDS } from "./hit-words";
import { loadSearch, searchHref } from "./search-params";

export const metadata: Metadata = { title: "Search" };

const FEW = 5;
const MANY = 50;
const LONGEST = 200;

type Props = { searchParams: Promise<SearchParams> };

/** Everything that holds some words: names, ids, the text of learnings, and what was said in sessions. */
export default async function SearchPage({ searchParams }: Props) {
  const { ctx, membership } = await requireVisitor();
  const search = await loadSearch(searchParams);
  const q = search.q.slice(0, LONGEST).trim();
  const found = q === "" ? null : await find(ctx, q, search.kind);
  const total = found ? SEARCH_KINDS.reduce((sum, kind) => sum + found[kind].hits.length, 0) : 0;
  const shown = search.kind ? [search.kind] : SEARCH_KINDS;
  const reading = { now: ctx.clock.now(), zone: membership.timeZone, q };
  return (
    <>
      <PageHeader title="Search" meta={found && total > 0 ? <span>for “{q}”</span> : null} />
      <div className="border-b border-line px-4 py-3 md:px-6 print:hidden">
        <search>
          <form action="/search" className="flex max-w-2xl gap-2" aria-label="Search everything">
            <Input
              name="q"
              type="search"
              defaultValue={q}
              aria-label="Words, name or id"
              placeholder="Words, name or id"
              data-page-filter=""
            />
            {search.kind && <input type="hidden" name="kind" value={search.kind} />}
            <Button type="submit">Search</Button>
          </form>
        </search>
        {found && (
          <nav aria-label="Kinds" className="mt-3 flex flex-wrap gap-1">
            <Facet href={searchHref({ q })} isCurrent={search.kind === null} label="All" count={null} />
            {SEARCH_KINDS.map((kind) => (
              <Facet
                key={kind}
                href={searchHref({ q, kind })}
                isCurrent={search.kind === kind}
                label={KIND_WORDS[kind].many}
                count={countWords(found[kind])}
              />
            ))}
          </nav>
        )}
      </div>
      <div className="px-4 py-4 md:px-6">
        {!found && (
          <EmptyState title="Search everything in this workspace.">
            <p>Names, ids, the text of learnings and proposals, and every word said in a session, tool results included.</p>
          </EmptyState>
        )}
        {found && shown.every((kind) => found[kind].hits.length === 0) && (
          <EmptyState
            title={search.kind ? `No ${KIND_WORDS[search.kind].many.toLowerCase()} with “${q}”.` : `Nothing holds “${q}”.`}
            actions={
              search.kind && total > 0 ? (
                <Link className="link" href={searchHref({ q })}>
                  Look in everything
                </Link>
              ) : null
            }
          >
            <p>In sessions whole words are found; elsewhere parts of words too.</p>
          </EmptyState>
        )}
        {found &&
          shown.map((kind) =>
            found[kind].hits.length > 0 ? (
              <Hits key={kind} kind={kind} result={found[kind]} isAlone={search.kind !== null} reading={reading} />
            ) : null,
          )}
      </div>
    </>
  );
}

async function find(ctx: Ctx, q: string, only: SearchKind | null): Promise<Record<SearchKind, SearchResult>> {
  const limit = (kind: SearchKind) => (kind === only ? MANY : FEW);
  const [things, sessions] = await Promise.all([
    searchWorkspace(ctx, { q, withText: true, limit: only && only !== "sessions" ? MANY : FEW }),
    listFilteredSessions(ctx, { text: q }, { sort: DEFAULT_SORT, limit: limit("sessions"), cursor: null }),
  ]);
  // Sessions by name or id first, then those where somebody said it.
  const named = things.sessions.hits;
  const said: SearchHit[] = sessions.items
    .filter((one) => !named.some((hit) => hit.id === one.id))
    .map((one) => ({
      kind: "sessions",
      id: one.id,
      title: one.title,
      of: one.agentName,
      state: one.status,
      at: one.occurredAt,
      excerpt: null,
      parentId: null,
    }));
  const both = [...named, ...said];
  const most = limit("sessions");
  return {
    ...things,
    sessions: {
      hits: both.slice(0, most),
      hasMore: both.length > most || sessions.nextCursor !== null || things.sessions.hasMore,
    },
  };
}

function countWords({ hits, hasMore }: SearchResult): string {
  return hasMore ? `${formatNumber(hits.length)}+` : formatNumber(hits.length);
}

function Facet({ href, isCurrent, label, count }: { href: string; isCurrent: boolean; label: string; count: string | null }) {
  return (
    <Link
      href={href}
      aria-current={isCurrent ? "page" : undefined}
      className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line-2 px-2.5 text-ink-2 hover:bg-hover aria-[current]:border-accent aria-[current]:bg-selected aria-[current]:text-ink pointer-coarse:h-10"
    >
      {label}
      {count && <span className="text-xs text-ink-3 tabular-nums">{count}</span>}
    </Link>
  );
}

type HitsProps = { kind: SearchKind; result: SearchResult; isAlone: boolean; reading: { now: Date; zone: string; q: string } };

function Hits({ kind, result, isAlone, reading: { now, zone, q } }: HitsProps) {
  const words = KIND_WORDS[kind];
  return (
    <section className="mb-6" aria-label={words.many}>
      <header className="flex items-baseline gap-3 border-b border-line-2 pb-1.5">
        <h2 className="font-semibold">{words.many}</h2>
        {result.hasMore && !isAlone && (
          <Link className="link ml-auto text-xs" href={searchHref({ q, kind })}>
            More {words.many.toLowerCase()}
          </Link>
        )}
        {kind === "sessions" && isAlone && (
          <Link className="link ml-auto text-xs" href={`/sessions?q=${encodeURIComponent(q)}`}>
            Filter them in Sessions
          </Link>
        )}
      </header>
      <ul>
        {result.hits.map((hit) => (
          <li key={hit.id} data-row="" className="border-b border-line py-2">
            <div className="flex items-baseline gap-3">
              <Link href={hitHref(hit)} className="link min-w-0 wrap-anywhere">
                <MarkedWords text={hitTitle(hit)} words={q} />
              </Link>
              <span className="ml-auto flex-none text-xs text-ink-3">
                <Time at={hit.at} now={now} zone={zone} />
              </span>
            </div>
            <p className="text-xs text-ink-3">
              {[hit.kind === "dreams" ? null : hit.of, hit.state.replace("_", " ")].filter(Boolean).join(" · ")}
            </p>
            {hit.excerpt && (
              <p className="mt-1 max-w-[80ch] font-serif text-ink-2">
                <MarkedWords text={hit.excerpt} words={q} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
