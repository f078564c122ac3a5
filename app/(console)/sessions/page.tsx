import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Pager } from "@/components/data-table/pager";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { SessionFilters } from "@/components/sessions/session-filters";
import { SessionsTable } from "@/components/sessions/sessions-table";
import { ButtonLink } from "@/components/ui/button";
import { FilterChip } from "@/components/ui/chip";
import { formatCount } from "@/components/ui/format";
import { getAgent, listAgents } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import { isAppError } from "@/lib/errors";
import { type AgentId, isId } from "@/lib/ids";
import { countSessions, listSessions } from "@/lib/sessions/queries";
import { findFirstWords } from "@/lib/sessions/summaries";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { loadSessionsSearch, OUTCOME_FILTER_WORDS, OUTCOME_FILTERS, type SessionsSearch, sessionsHref } from "./search-params";
import { SessionsSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Sessions" };

type Props = { searchParams: Promise<SearchParams> };

const PER_PAGE = 50;
const AGENTS_OFFERED = 500;

export default function SessionsPage(props: Props) {
  return streamed(render(props), <SessionsSkeleton />);
}

async function render({ searchParams }: Props) {
  const search = await loadSessionsSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const { sessions, words, total, agents } = await readSessions(ctx, search);
  const isFiltered = search.agent !== null || search.outcome !== null || search.external !== null;
  const href = (change: Partial<SessionsSearch>) => sessionsHref("/sessions", { ...search, page: null, ...change });
  return (
    <>
      <PageHeader title="Sessions" meta={total > 0 && <span>{formatCount(total, "session")}</span>} />
      <div className="border-b border-line px-4 py-3 md:px-6">
        <SessionFilters
          agents={agents.map(({ id, name }) => ({ value: id, label: name }))}
          outcomes={OUTCOME_FILTERS.map((value) => ({ value, label: OUTCOME_FILTER_WORDS[value] }))}
          values={search}
        />
        {isFiltered && (
          <div className="mt-2.5 flex flex-wrap items-center gap-2">
            {search.agent !== null && (
              <FilterChip
                label="Agent"
                value={agents.find(({ id }) => id === search.agent)?.name ?? search.agent}
                removeHref={href({ agent: null })}
              />
            )}
            {search.outcome !== null && (
              <FilterChip label="Outcome" value={OUTCOME_FILTER_WORDS[search.outcome]} removeHref={href({ outcome: null })} />
            )}
            {search.external !== null && <FilterChip label="External id" value={search.external} removeHref={href({ external: null })} />}
          </div>
        )}
      </div>
      <div className="px-4 py-2 md:px-6">
        {sessions.items.length > 0 ? (
          <SessionsTable sessions={sessions.items} words={words} now={ctx.clock.now()} zone={membership.timeZone} />
        ) : isFiltered ? (
          <EmptyState title="No session fits these filters." actions={<ButtonLink href="/sessions">Clear the filters</ButtonLink>}>
            <p>{formatCount(await countSessions(ctx, {}), "session")} without them.</p>
          </EmptyState>
        ) : (
          <EmptyState title="No sessions yet." actions={<ButtonLink href="/imports">Import sessions</ButtonLink>}>
            <p>Every run of an agent that is imported or recorded over the API is a row here.</p>
          </EmptyState>
        )}
        {(sessions.previousCursor || sessions.nextCursor) && (
          <Pager
            from={null}
            to={null}
            total={{ count: total }}
            noun="session"
            previousHref={sessions.previousCursor && href({ page: sessions.previousCursor })}
            nextHref={sessions.nextCursor && href({ page: sessions.nextCursor })}
          />
        )}
      </div>
    </>
  );
}

async function readSessions(ctx: Ctx, { agent, outcome, external, page }: SessionsSearch) {
  // Empty fields of the form and what is no agent's id are no filters.
  if (agent !== null && !isId("agent", agent)) redirect(sessionsHref("/sessions", { outcome, external: external || null }));
  if (external === "") redirect(sessionsHref("/sessions", { agent, outcome }));
  const filter = { agentId: agent ?? undefined, outcome: outcome ?? undefined, externalId: external?.replaceAll("\0", "") };
  const [sessions, total, agents] = await Promise.all([
    orFirstPage(listSessions(ctx, { ...filter, limit: PER_PAGE, cursor: page }), sessionsHref("/sessions", { agent, outcome, external })),
    countSessions(ctx, filter),
    offeredAgents(ctx, agent),
  ]);
  const untitled = sessions.items.filter((session) => session.title === null).map((session) => session.id);
  return { sessions, total, agents, words: await findFirstWords(ctx, untitled) };
}

/** The agents to choose from, the chosen one among them even where it is archived. */
async function offeredAgents(ctx: Ctx, chosen: AgentId | null): Promise<{ id: AgentId; name: string }[]> {
  const { items } = await listAgents(ctx, { limit: AGENTS_OFFERED });
  const offered = items.map(({ id, config }) => ({ id, name: config.name }));
  if (chosen === null || offered.some(({ id }) => id === chosen)) return offered;
  try {
    const { id, config } = await getAgent(ctx, chosen);
    return [...offered, { id, name: config.name }];
  } catch (error) {
    if (isAppError(error, "not_found")) return offered;
    throw error;
  }
}
