import type { Metadata } from "next";
import Form from "next/form";
import type { SearchParams } from "nuqs/server";
import { FilterMenu } from "@/components/dreams/filter-menu";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { LEARNING_LOOKS } from "@/components/learnings/learning-status";
import { KIND_WORDS, LearningsTable } from "@/components/learnings/learnings-table";
import { Button, ButtonLink } from "@/components/ui/button";
import { FilterChip } from "@/components/ui/chip";
import { Input } from "@/components/ui/input";
import { listAgents } from "@/lib/agents/queries";
import type { AgentView } from "@/lib/agents/types";
import { isId } from "@/lib/ids";
import { listLearnings } from "@/lib/learnings/queries";
import { LEARNING_KINDS, LEARNING_STATUSES } from "@/lib/learnings/types";
import { MAX_LIMIT } from "@/lib/paging";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { type LearningsSearch, learningsHref, loadLearningsSearch } from "./search-params";
import { LearningsSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Learnings" };

const PER_PAGE = 50;

type PageProps = { searchParams: Promise<SearchParams> };

export default function LearningsPage(props: PageProps) {
  return streamed(render(props), <LearningsSkeleton />);
}

async function render({ searchParams }: PageProps) {
  const asked = await loadLearningsSearch(searchParams);
  // What is no id filters nothing, and no chip says that it does.
  const search = { ...asked, agent: isId("agent", asked.agent) ? asked.agent : null };
  const { ctx, membership } = await requireVisitor();
  const filter = {
    agentId: search.agent ?? undefined,
    kind: search.kind ?? undefined,
    status: search.status ?? undefined,
    q: search.q?.trim() || undefined,
  };
  const [{ items: learnings, nextCursor }, agents] = await Promise.all([
    orFirstPage(
      listLearnings(ctx, { ...filter, orderBy: "updated_at", limit: PER_PAGE, cursor: search.page }),
      learningsHref({ ...search, page: null }),
    ),
    listAgents(ctx, { limit: MAX_LIMIT }),
  ]);
  const isFiltered = Boolean(search.agent || search.kind || search.status || filter.q);
  return (
    <>
      <PageHeader title="Learnings" meta={<Filters search={search} agents={agents.items} />} actions={<TextFilter search={search} />} />
      <div className="px-4 py-2 md:px-6">
        {learnings.length === 0 ? (
          <NoLearnings isFiltered={isFiltered} isLaterPage={search.page !== null} />
        ) : (
          <LearningsTable learnings={learnings} now={ctx.clock.now()} zone={membership.timeZone} />
        )}
        <KeysetPager
          firstHref={search.page ? learningsHref({ ...search, page: null }) : null}
          nextHref={nextCursor ? learningsHref({ ...search, page: nextCursor }) : null}
        />
      </div>
    </>
  );
}

function Filters({ search, agents }: { search: LearningsSearch; agents: readonly AgentView[] }) {
  const href = (part: Partial<LearningsSearch>) => learningsHref({ ...search, page: null, ...part });
  return (
    <>
      <FilterMenu
        label="Agent"
        current={search.agent}
        removeHref={href({ agent: null })}
        options={agents.map((agent) => ({ value: agent.id, label: agent.config.name, href: href({ agent: agent.id }) }))}
      />
      <FilterMenu
        label="Kind"
        current={search.kind}
        removeHref={href({ kind: null })}
        options={LEARNING_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind], href: href({ kind }) }))}
      />
      <FilterMenu
        label="Status"
        current={search.status}
        removeHref={href({ status: null })}
        options={LEARNING_STATUSES.map((status) => ({ value: status, label: LEARNING_LOOKS[status].word, href: href({ status }) }))}
      />
      {search.q && <FilterChip label="Text" value={search.q} removeHref={href({ q: null })} />}
    </>
  );
}

function TextFilter({ search }: { search: LearningsSearch }) {
  const kept: Record<string, string | null> = { agent: search.agent, kind: search.kind, status: search.status };
  return (
    <Form action="/learnings" className="flex gap-2">
      {Object.entries(kept).map(([name, value]) => (value === null ? null : <input key={name} type="hidden" name={name} value={value} />))}
      <Input
        type="search"
        name="q"
        key={search.q}
        defaultValue={search.q ?? ""}
        aria-label="Filter learnings"
        placeholder="Words in title or text"
        maxLength={200}
      />
      <Button type="submit">Filter</Button>
    </Form>
  );
}

function NoLearnings({ isFiltered, isLaterPage }: { isFiltered: boolean; isLaterPage: boolean }) {
  if (isLaterPage) return <EmptyState title="No more learnings." />;
  if (isFiltered)
    return <EmptyState title="No learning fits these filters." actions={<ButtonLink href="/learnings">Clear the filters</ButtonLink>} />;
  return (
    <EmptyState
      title="No learnings yet."
      actions={
        <>
          <ButtonLink href="/review">Open the review</ButtonLink>
          <ButtonLink href="/agents" variant="quiet">
            Choose an agent to dream
          </ButtonLink>
        </>
      }
    >
      Notes and playbooks stand here once a dream’s changes are approved and published.
    </EmptyState>
  );
}
