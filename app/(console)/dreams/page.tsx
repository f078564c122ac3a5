import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { DreamsTable } from "@/components/dreams/dreams-table";
import { FilterMenu } from "@/components/dreams/filter-menu";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { RefreshWhile } from "@/components/dreams/refresh-while";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button";
import { listAgents } from "@/lib/agents/queries";
import type { AgentView } from "@/lib/agents/types";
import { listDreams } from "@/lib/dreaming/queries";
import { DREAM_STATUSES, type DreamStatus } from "@/lib/dreaming/types";
import { isId } from "@/lib/ids";
import { MAX_LIMIT } from "@/lib/paging";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { type DreamsSearch, dreamsHref, loadDreamsSearch } from "./search-params";
import { DreamsSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Dreams" };

const PER_PAGE = 50;

type PageProps = { searchParams: Promise<SearchParams> };

export default function DreamsPage(props: PageProps) {
  return streamed(render(props), <DreamsSkeleton />);
}

async function render({ searchParams }: PageProps) {
  const asked = await loadDreamsSearch(searchParams);
  // What is no id filters nothing, and no chip says that it does.
  const search = { ...asked, agent: isId("agent", asked.agent) ? asked.agent : null };
  const { ctx, membership } = await requireVisitor();
  const [{ items: dreams, nextCursor }, agents] = await Promise.all([
    orFirstPage(
      listDreams(ctx, {
        agentId: search.agent ?? undefined,
        statuses: search.status ? [search.status] : undefined,
        limit: PER_PAGE,
        cursor: search.page,
      }),
      dreamsHref({ ...search, page: null }),
    ),
    listAgents(ctx, { limit: MAX_LIMIT }),
  ]);
  const isFiltered = Boolean(search.agent || search.status);
  const isUnderWay = dreams.some((dream) => dream.status === "pending" || dream.status === "running");
  return (
    <>
      <PageHeader title="Dreams" meta={<Filters search={search} agents={agents.items} />} />
      <div className="px-4 py-2 md:px-6">
        {dreams.length === 0 ? (
          <NoDreams isFiltered={isFiltered} isLaterPage={search.page !== null} hasAgents={agents.items.length > 0} />
        ) : (
          <DreamsTable dreams={dreams} now={ctx.clock.now()} zone={membership.timeZone} />
        )}
        <KeysetPager
          firstHref={search.page ? dreamsHref({ ...search, page: null }) : null}
          nextHref={nextCursor ? dreamsHref({ ...search, page: nextCursor }) : null}
        />
      </div>
      <RefreshWhile isActive={isUnderWay} />
    </>
  );
}

const STATUS_LABELS: Record<DreamStatus, string> = {
  pending: "Waiting",
  running: "Running",
  completed: "Completed",
  failed: "Failed",
  canceled: "Canceled",
};

function Filters({ search, agents }: { search: DreamsSearch; agents: readonly AgentView[] }) {
  const href = (part: Partial<DreamsSearch>) => dreamsHref({ ...search, page: null, ...part });
  return (
    <>
      <FilterMenu
        label="Agent"
        current={search.agent}
        removeHref={href({ agent: null })}
        options={agents.map((agent) => ({ value: agent.id, label: agent.config.name, href: href({ agent: agent.id }) }))}
      />
      <FilterMenu
        label="Status"
        current={search.status}
        removeHref={href({ status: null })}
        options={DREAM_STATUSES.map((status) => ({ value: status, label: STATUS_LABELS[status], href: href({ status }) }))}
      />
    </>
  );
}

function NoDreams({ isFiltered, isLaterPage, hasAgents }: { isFiltered: boolean; isLaterPage: boolean; hasAgents: boolean }) {
  if (isLaterPage) return <EmptyState title="No more dreams." />;
  if (isFiltered)
    return <EmptyState title="No dream fits these filters." actions={<ButtonLink href="/dreams">Clear the filters</ButtonLink>} />;
  return (
    <EmptyState
      title="No dreams yet."
      actions={
        hasAgents ? <ButtonLink href="/agents">Choose an agent</ButtonLink> : <ButtonLink href="/imports">Import sessions</ButtonLink>
      }
    >
      A dream reads an agent’s past sessions and proposes what to keep from them.{" "}
      {hasAgents ? "Start one with “Dream now” on its agent." : "It needs sessions first."}
    </EmptyState>
  );
}
