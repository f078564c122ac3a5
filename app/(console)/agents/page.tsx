import type { Metadata } from "next";
import Form from "next/form";
import type { SearchParams } from "nuqs/server";
import { AgentsTable } from "@/components/agents/agents-table";
import { ApiCall } from "@/components/agents/api-call";
import { FilterMenu } from "@/components/dreams/filter-menu";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { EmptyState } from "@/components/feedback/empty-state";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { PageKeys } from "@/components/layout/page-keys";
import { Button, ButtonLink } from "@/components/ui/button";
import { FilterChip } from "@/components/ui/chip";
import { Input } from "@/components/ui/input";
import type { Ctx } from "@/lib/context";
import { countReviewQueueByAgent } from "@/lib/dreaming/queries";
import { countPublishedByAgent } from "@/lib/learnings/queries";
import { completionLines, listAgentsWithCompletion } from "@/lib/sessions/agent-list";
import type { TimeSpan } from "@/lib/sessions/completion";
import { parseTimeRange } from "@/lib/time-range";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { type AgentsSearch, agentsHref, loadAgentsSearch } from "./search-params";
import { AgentsSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Agents" };

type Props = { searchParams: Promise<SearchParams> };

const PER_PAGE = 50;
const LINE_PARTS = 14;

const KEYS = [
  ["n", "New agent"],
  ["j", "Next agent"],
  ["k", "Previous agent"],
] as const;

export default function AgentsPage(props: Props) {
  return streamed(render(props), <AgentsSkeleton />);
}

async function render({ searchParams }: Props) {
  const search = await loadAgentsSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const now = ctx.clock.now();
  const span = parseTimeRange(search.range, now, membership.timeZone);
  const hrefOf = (part: Partial<AgentsSearch>) => agentsHref("/agents", { ...search, page: null, ...part });
  const { rows, nextCursor } = await orFirstPage(readRows(ctx, search, span), hrefOf({}));
  const reason = whyNot(ctx.actor, "agent.create");
  const isFiltered = search.q !== null || search.model !== null || search.status !== null;
  return (
    <>
      <PageKeys keys={KEYS} />
      <PageHeader
        title="Agents"
        meta={<LiveRefresh topics={["agents"]} />}
        actions={
          reason ? (
            <Button variant="solid" disabledReason={reason}>
              New agent
            </Button>
          ) : (
            <ButtonLink href="/agents/new" variant="solid" data-shortcut="n">
              New agent
            </ButtonLink>
          )
        }
      />
      <div className="px-4 py-2 md:px-6">
        <div className="mb-2 flex flex-wrap items-center gap-2 print:hidden">
          <Filters search={search} hrefOf={hrefOf} />
          <span className="ml-auto text-xs text-ink-3">
            {span.words}
            {span.since && ", change against the same time before"}
          </span>
        </div>
        {rows.length === 0 ? (
          <Nothing isFiltered={isFiltered} isArchived={search.status === "archived"} />
        ) : (
          <AgentsTable
            rows={rows}
            sort={search.sort}
            sortHref={(sort) => hrefOf({ sort })}
            modelHref={(model) => hrefOf({ model })}
            rangeWords={span.words}
            range={search.range}
            now={now}
            zone={membership.timeZone}
          />
        )}
        <KeysetPager firstHref={search.page ? hrefOf({}) : null} nextHref={nextCursor ? hrefOf({ page: nextCursor }) : null} />
      </div>
    </>
  );
}

type FiltersProps = { search: AgentsSearch; hrefOf: (part: Partial<AgentsSearch>) => string };

function Filters({ search, hrefOf }: FiltersProps) {
  return (
    <>
      <Form action="/agents" scroll={false} className="flex items-center gap-2" aria-label="Find agents">
        {search.model && <input type="hidden" name="model" value={search.model} />}
        {search.status && <input type="hidden" name="status" value={search.status} />}
        {search.sort !== "new" && <input type="hidden" name="sort" value={search.sort} />}
        {search.range && <input type="hidden" name="range" value={search.range} />}
        <label htmlFor="q" className="sr-only">
          Name
        </label>
        <span className="w-56">
          <Input id="q" name="q" type="search" placeholder="Name" key={search.q ?? ""} defaultValue={search.q ?? ""} data-filter="" />
        </span>
        <Button type="submit">Find</Button>
      </Form>
      {search.q && <FilterChip label="Name" value={search.q} removeHref={hrefOf({ q: null })} />}
      {search.model && <FilterChip label="Model" value={search.model} removeHref={hrefOf({ model: null })} />}
      <FilterMenu
        label="Status"
        options={[{ value: "archived", label: "Archived", href: hrefOf({ status: "archived" }) }]}
        current={search.status}
        removeHref={hrefOf({ status: null })}
      />
    </>
  );
}

function Nothing({ isFiltered, isArchived }: { isFiltered: boolean; isArchived: boolean }) {
  if (isFiltered)
    return (
      <EmptyState
        title={isArchived ? "No archived agent." : "No agent matches."}
        actions={<ButtonLink href="/agents">Show all agents</ButtonLink>}
      >
        <p>{isArchived ? "What is archived stands here for good." : "Archived agents are hidden unless the status asks for them."}</p>
      </EmptyState>
    );
  return (
    <EmptyState title="No agents yet." actions={<ButtonLink href="/imports">Import sessions</ButtonLink>}>
      <p className="mb-3">An agent is made by the first import of its sessions, here by hand, or over the API:</p>
      <ApiCall path="/v1/agents" body={{ name: "Rebooking", model: "claude-sonnet-4-5", system: "You rebook flights." }} />
    </EmptyState>
  );
}

async function readRows(ctx: Ctx, search: AgentsSearch, span: TimeSpan) {
  const { items, nextCursor } = await listAgentsWithCompletion(ctx, {
    span,
    q: search.q,
    model: search.model,
    isArchived: search.status === "archived",
    sort: search.sort,
    limit: PER_PAGE,
    cursor: search.page,
  });
  const ids = items.map((agent) => agent.id);
  const [lines, published, open] = await Promise.all([
    completionLines(ctx, ids, span, LINE_PARTS),
    countPublishedByAgent(ctx, ids),
    countReviewQueueByAgent(ctx, ids),
  ]);
  const rows = items.map((agent) => ({
    ...agent,
    line: lines.get(agent.id) ?? null,
    published: published.get(agent.id) ?? 0,
    open: open.get(agent.id) ?? 0,
  }));
  return { rows, nextCursor };
}
