import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { CancelSeveral } from "@/components/dreams/cancel-several";
import { dreamTitle, STAGE_WORDS, STATUS_WORDS, TRIGGER_WORDS } from "@/components/dreams/dream-words";
import { DreamsTable } from "@/components/dreams/dreams-table";
import { FilterMenu } from "@/components/dreams/filter-menu";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { NewDream, type NewDreamProps } from "@/components/dreams/new-dream";
import { RefreshWhile } from "@/components/dreams/refresh-while";
import { EmptyState } from "@/components/feedback/empty-state";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { PageKeys } from "@/components/layout/page-keys";
import { ButtonLink } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { MENU_ITEM, Menu } from "@/components/ui/menu";
import { listAgents } from "@/lib/agents/queries";
import type { AgentView } from "@/lib/agents/types";
import type { Ctx } from "@/lib/context";
import { dayInZone } from "@/lib/day-in-zone";
import { listDreams } from "@/lib/dreaming/queries";
import { countSelectable } from "@/lib/dreaming/session-scope";
import { DREAM_STATUSES, type DreamView } from "@/lib/dreaming/types";
import { MAX_LIMIT } from "@/lib/paging";
import { parseTimeRange } from "@/lib/time-range";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { dreamNowAction, estimateDreamAction } from "../agents/[agentId]/actions";
import { archiveDreamAction, cancelDreamAction, retryDreamAction, unarchiveDreamAction } from "./[dreamId]/actions";
import { cancelDreamsAction } from "./actions";
import { type DreamsSearch, dreamsExportHref, dreamsHref, loadDreamsSearch, toDreamFilter } from "./search-params";
import { DreamsSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Dreams" };

const PER_PAGE = 50;

type PageProps = { searchParams: Promise<SearchParams> };

export default function DreamsPage(props: PageProps) {
  return streamed(render(props), <DreamsSkeleton />);
}

async function render({ searchParams }: PageProps) {
  const search = await loadDreamsSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const now = ctx.clock.now();
  const zone = membership.timeZone;
  const [{ items: dreams, nextCursor }, { items: agents }] = await Promise.all([
    orFirstPage(
      listDreams(ctx, { ...toDreamFilter(search, now, zone), limit: PER_PAGE, cursor: search.page }),
      dreamsHref({ ...search, page: null }),
    ),
    listAgents(ctx, { limit: MAX_LIMIT }),
  ]);
  const open = dreams.filter((dream) => dream.status === "pending" || dream.status === "running");
  const dreamers = agents.filter((agent) => !agent.archivedAt);
  const newDream: Omit<NewDreamProps, "start" | "label"> = {
    agents: dreamers.map((agent) => ({ id: agent.id, name: agent.config.name })),
    action: dreamNowAction,
    estimate: estimateDreamAction,
    today: dayInZone(now, zone),
    zone,
    disabledReason: whyNot(ctx.actor, "dream.create") ?? (dreamers.length === 0 ? "There is no agent yet" : null),
  };
  return (
    <>
      <PageHeader
        title="Dreams"
        meta={
          <>
            <Filters search={search} agents={agents} />
            <LiveRefresh topics={["dreams"]} isAutomatic={open.length > 0} />
          </>
        }
        actions={
          <>
            {open.length > 1 && (
              <CancelSeveral
                dreams={open.map((dream) => ({ id: dream.id, agentName: dream.agentName, state: stateOf(dream) }))}
                action={cancelDreamsAction}
                disabledReason={whyNot(ctx.actor, "dream.cancel")}
              />
            )}
            {dreams.length > 0 && <Export search={search} />}
            <NewDream {...newDream} start={null} label="New dream" variant="solid" shortcut="N" />
          </>
        }
      />
      <div className="px-4 py-2 md:px-6">
        {dreams.length === 0 ? (
          <NoDreams search={search} ctx={ctx} zone={zone} agents={dreamers} newDream={newDream} />
        ) : (
          <DreamsTable
            dreams={dreams}
            now={now}
            zone={zone}
            sort={{ by: search.sort, hrefOf: (sort) => dreamsHref({ ...search, page: null, sort }) }}
            actions={{ cancel: cancelDreamAction, retry: retryDreamAction, archive: archiveDreamAction, unarchive: unarchiveDreamAction }}
            reasons={{
              cancel: whyNot(ctx.actor, "dream.cancel"),
              retry: whyNot(ctx.actor, "dream.retry"),
              archive: whyNot(ctx.actor, "dream.archive"),
            }}
          />
        )}
        <KeysetPager
          firstHref={search.page ? dreamsHref({ ...search, page: null }) : null}
          nextHref={nextCursor ? dreamsHref({ ...search, page: nextCursor }) : null}
        />
      </div>
      <RefreshWhile isActive={open.length > 0} everyMs={10_000} />
      <PageKeys keys={[["n", "New dream"]]} />
    </>
  );

  function stateOf(dream: DreamView): string {
    const doing = dream.status === "running" && dream.stage ? STAGE_WORDS[dream.stage].doing.toLowerCase() : "waiting";
    return `${dreamTitle(dream.createdAt, now, zone).toLowerCase()}, ${doing}`;
  }
}

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
        current={search.archived ? "archived" : search.status}
        removeHref={href({ status: null, archived: false })}
        options={[
          ...DREAM_STATUSES.map((status) => ({ value: status, label: STATUS_WORDS[status], href: href({ status, archived: false }) })),
          { value: "archived", label: "Archived", href: href({ archived: true, status: null }) },
        ]}
      />
      <FilterMenu
        label="Trigger"
        current={search.trigger}
        removeHref={href({ trigger: null })}
        options={(["manual", "api"] as const).map((trigger) => ({
          value: trigger,
          label: TRIGGER_WORDS[trigger],
          href: href({ trigger }),
        }))}
      />
      <FilterMenu
        label="Sort"
        current={search.sort === "newest" || search.sort === "oldest" ? null : search.sort}
        removeHref={href({ sort: "newest" })}
        options={(["longest", "sessions", "cost"] as const).map((sort) => ({ value: sort, label: SORT_WORDS[sort], href: href({ sort }) }))}
      />
    </>
  );
}

const SORT_WORDS = { longest: "Longest first", sessions: "Most sessions first", cost: "Dearest first" } as const;

/** Exactly the filtered set. Plain links: a download is no page. */
function Export({ search }: { search: DreamsSearch }) {
  return (
    <Menu
      trigger={
        <>
          Export
          <Mark name="chevron-down" size={14} />
        </>
      }
      align="end"
    >
      <ul>
        <li>
          <a href={dreamsExportHref(search, "csv")} download className={MENU_ITEM}>
            CSV
          </a>
        </li>
        <li>
          <a href={dreamsExportHref(search, "ndjson")} download className={MENU_ITEM}>
            JSON, one dream a line
          </a>
        </li>
      </ul>
    </Menu>
  );
}

type NoDreamsProps = {
  search: DreamsSearch;
  ctx: Ctx;
  zone: string;
  agents: readonly AgentView[];
  newDream: Omit<NewDreamProps, "start" | "label">;
};

async function NoDreams({ search, ctx, zone, agents, newDream }: NoDreamsProps) {
  if (search.page !== null) return <EmptyState title="No more dreams." />;
  if (search.agent || search.status || search.trigger || search.archived)
    return (
      <EmptyState
        title="No dream fits these filters."
        actions={<ButtonLink href={dreamsHref({ range: search.range })}>Clear the filters</ButtonLink>}
      />
    );
  const { items: earlier } = await listDreams(ctx, { includeArchived: true, limit: 1 });
  if (earlier.length > 0)
    return (
      <EmptyState
        title={`No dreams in this range: ${parseTimeRange(search.range, ctx.clock.now(), zone).words.toLowerCase()}.`}
        actions={
          <>
            <ButtonLink href={dreamsHref({ range: "all" })}>Show dreams of all time</ButtonLink>
            <ButtonLink href={dreamsHref({ range: "all", archived: true })} variant="quiet">
              Show archived ones
            </ButtonLink>
          </>
        }
      />
    );
  const [first] = agents;
  if (!first)
    return (
      <EmptyState title="No dreams yet." actions={<ButtonLink href="/imports">Import sessions</ButtonLink>}>
        A dream reads an agent’s past sessions and proposes what to keep from them. It needs sessions first.
      </EmptyState>
    );
  const fresh = await countSelectable(ctx, first.id, "new");
  return (
    <EmptyState title="No dreams yet." actions={<NewDream {...newDream} start={{ agentId: first.id, fresh }} label="Dream now" />}>
      A dream reads an agent’s past sessions and proposes what to keep from them. {first.config.name} has{" "}
      {formatCount(fresh.selected, "session")} to read; no model is called: $0.00
    </EmptyState>
  );
}
