import type { Metadata } from "next";
import Form from "next/form";
import type { SearchParams } from "nuqs/server";
import { FilterMenu } from "@/components/dreams/filter-menu";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { EmptyState } from "@/components/feedback/empty-state";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { PageKeys } from "@/components/layout/page-keys";
import { BulkBar } from "@/components/learnings/bulk-bar";
import { LEARNING_LOOKS } from "@/components/learnings/learning-status";
import { KIND_WORDS, LearningsTable, ORIGIN_WORDS, triggerInWords } from "@/components/learnings/learnings-table";
import { NewLearning } from "@/components/learnings/new-learning";
import { Button, ButtonLink } from "@/components/ui/button";
import { FilterChip } from "@/components/ui/chip";
import { formatCount, formatNumber } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { Segments } from "@/components/ui/segments";
import { VisibleText } from "@/components/ui/visible-text";
import { listAgents } from "@/lib/agents/queries";
import type { AgentView } from "@/lib/agents/types";
import { isId } from "@/lib/ids";
import { countLearnings, listLearnings, usualDirection } from "@/lib/learnings/queries";
import { LEARNING_KINDS, LEARNING_STATUSES, type LearningListItem } from "@/lib/learnings/types";
import { MAX_LIMIT } from "@/lib/paging";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { changeLearningsAction, createLearningAction } from "./actions";
import { exportHref, filterOf, LEARNING_VIEWS, type LearningsSearch, learningsHref, loadLearningsSearch } from "./search-params";
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
  const filter = filterOf(search);
  const { orderBy: _order, direction: _direction, ...conditions } = filter;
  const [{ items: learnings, nextCursor }, agents, count] = await Promise.all([
    orFirstPage(listLearnings(ctx, { ...filter, limit: PER_PAGE, cursor: search.page }), learningsHref({ ...search, page: null })),
    listAgents(ctx, { limit: MAX_LIMIT }),
    countLearnings(ctx, conditions),
  ]);
  const isFiltered = Object.values(conditions).some((value) => value !== undefined);
  const names = agents.items.map((agent) => ({ id: agent.id, name: agent.config.name }));
  const table = (shown: readonly LearningListItem[], label = "Learnings") => (
    <LearningsTable
      label={label}
      learnings={shown}
      sort={{ by: search.sort, direction: search.dir ?? usualDirection(search.sort) }}
      sortHref={(sort, dir) => learningsHref({ ...search, page: null, sort, dir: dir === usualDirection(sort) ? null : dir })}
      now={ctx.clock.now()}
      zone={membership.timeZone}
    />
  );
  return (
    <>
      <PageHeader
        title="Learnings"
        meta={
          <>
            <span>{count >= 10_000 ? "over 10,000" : formatNumber(count)}</span>
            <Filters search={search} agents={agents.items} />
            <LiveRefresh topics={["learnings"]} />
          </>
        }
        actions={
          <>
            <TextFilter search={search} />
            <span data-shortcut="n">
              <NewLearning kind="note" agents={names} action={createLearningAction} disabledReason={whyNot(ctx.actor, "memory.write")} />
            </span>
            <NewLearning kind="playbook" agents={names} action={createLearningAction} disabledReason={whyNot(ctx.actor, "memory.write")} />
          </>
        }
      />
      <PageKeys keys={KEYS} />
      <div className="px-4 py-2 md:px-6">
        <div className="mb-2 flex flex-wrap items-center gap-2">
          <Segments
            label="View"
            size="sm"
            items={LEARNING_VIEWS.map((view) => ({
              href: learningsHref({ ...search, view }),
              label: VIEW_WORDS[view],
              isCurrent: view === search.view,
            }))}
          />
          {count > 0 && (
            <a href={exportHref(search)} download className="link ml-auto text-xs">
              Download {formatCount(count, "learning")} as JSON lines
            </a>
          )}
        </div>
        {learnings.length === 0 ? (
          <NoLearnings isFiltered={isFiltered} isLaterPage={search.page !== null} />
        ) : search.view === "list" ? (
          table(learnings)
        ) : (
          groupsOf(learnings, search.view).map(([name, shown]) => (
            <section key={name} aria-label={name} className="mb-5">
              <h2 className="mb-1 flex items-baseline gap-2 wrap-anywhere">
                <span className={search.view === "tree" ? "font-mono text-xs" : ""}>
                  <VisibleText text={name} />
                </span>
                <span className="text-xs font-normal text-ink-3">{shown.length}</span>
              </h2>
              {table(shown, `Learnings, ${name}`)}
            </section>
          ))
        )}
        <KeysetPager
          firstHref={search.page ? learningsHref({ ...search, page: null }) : null}
          nextHref={nextCursor ? learningsHref({ ...search, page: nextCursor }) : null}
        />
        <BulkBar
          action={changeLearningsAction}
          whyNotWrite={whyNot(ctx.actor, "memory.write")}
          whyNotPin={whyNot(ctx.actor, "learning.pin")}
        />
      </div>
    </>
  );
}

const KEYS = [
  ["n", "New note"],
  ["j", "Next learning"],
  ["k", "Previous learning"],
] as const;

const VIEW_WORDS: Record<(typeof LEARNING_VIEWS)[number], string> = { list: "List", trigger: "By trigger", tree: "By path" };

/** The page's learnings by the first thing that triggers them, or by the folder they stand in. */
function groupsOf(learnings: readonly LearningListItem[], view: "trigger" | "tree"): [string, LearningListItem[]][] {
  const groups = new Map<string, LearningListItem[]>();
  for (const learning of learnings) {
    const name = view === "trigger" ? triggerInWords(learning.trigger) : folderOf(learning);
    groups.set(name, [...(groups.get(name) ?? []), learning]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function folderOf({ agentName, path }: LearningListItem): string {
  return path === null ? "Taken out of their stores" : `${agentName} ${path.slice(0, path.lastIndexOf("/")) || "/"}`;
}

function Filters({ search, agents }: { search: LearningsSearch; agents: readonly AgentView[] }) {
  const href = (part: Partial<LearningsSearch>) => learningsHref({ ...search, page: null, ...part });
  const yesNo = (key: "locked" | "pinned", yes: string, no: string) => (
    <FilterMenu
      label={yes}
      current={search[key] === null ? null : String(search[key])}
      removeHref={href({ [key]: null })}
      options={[
        { value: "true", label: yes, href: href({ [key]: true }) },
        { value: "false", label: no, href: href({ [key]: false }) },
      ]}
    />
  );
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
      <FilterMenu
        label="Origin"
        current={search.origin}
        removeHref={href({ origin: null })}
        options={(["dream", "person", "import"] as const).map((origin) => ({
          value: origin,
          label: ORIGIN_WORDS[origin],
          href: href({ origin }),
        }))}
      />
      {yesNo("locked", "Locked", "Not locked")}
      {yesNo("pinned", "Pinned", "Not pinned")}
      {search.tool && <FilterChip label="Tool" value={search.tool} removeHref={href({ tool: null })} />}
      {search.q && <FilterChip label="Text" value={search.q} removeHref={href({ q: null })} />}
    </>
  );
}

function TextFilter({ search }: { search: LearningsSearch }) {
  const { q: _q, page: _page, ...kept } = search;
  const isUsual = (name: string, value: unknown) => (name === "sort" && value === "updated_at") || (name === "view" && value === "list");
  return (
    <Form action="/learnings" className="flex gap-2">
      {Object.entries(kept).map(([name, value]) =>
        value === null || isUsual(name, value) ? null : <input key={name} type="hidden" name={name} value={String(value)} />,
      )}
      <Input
        type="search"
        name="q"
        key={search.q}
        defaultValue={search.q ?? ""}
        aria-label="Filter learnings"
        placeholder="Words in title or text"
        maxLength={200}
        data-shortcut="/"
      />
      <Button type="submit" className="min-h-[30px]">
        Filter
      </Button>
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
      A first dream reads an agent’s sessions for errors that were overcome, wasted calls and choices that decide the outcome, and proposes
      a playbook for each. Approved and published they stand here; what people know is written as a note.
    </EmptyState>
  );
}
