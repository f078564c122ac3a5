import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { EmptyState } from "@/components/feedback/empty-state";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { type Stat, StatStrip } from "@/components/layout/stat-strip";
import { ButtonLink } from "@/components/ui/button";
import { FilterChip } from "@/components/ui/chip";
import { Num, Tokens } from "@/components/ui/figures";
import { Segments } from "@/components/ui/segments";
import { VisibleText } from "@/components/ui/visible-text";
import { Cost } from "@/components/usage/cost";
import { CostFigure } from "@/components/usage/cost-figure";
import { DreamingShare } from "@/components/usage/dreaming-share";
import { costPeriods } from "@/components/usage/prepare-periods";
import { UnpricedNotice } from "@/components/usage/unpriced-notice";
import { UsageTable } from "@/components/usage/usage-table";
import { GROUP_WORDS, PURPOSE_WORDS } from "@/components/usage/usage-words";
import { getAgent } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import { dayInZone } from "@/lib/day-in-zone";
import { isAppError } from "@/lib/errors";
import type { AgentId } from "@/lib/ids";
import { parseTimeRange, type TimeRange } from "@/lib/time-range";
import { readUsage } from "@/lib/usage/queries";
import { USAGE_GROUPS, type UsageReport, type UsageRow } from "@/lib/usage/types";
import { requireVisitor } from "@/lib/web/current-user";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { dreamsHref } from "../dreams/search-params";
import { sessionsHref } from "../sessions/search-params";
import { loadUsageSearch, type UsageSearch, usageHref } from "./search-params";
import { UsageSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Usage and cost" };

type Props = { searchParams: Promise<SearchParams> };

/** Beyond so many days a day is too narrow to point at. */
const WEEKS_FROM_DAYS = 92;
const DAY_MS = 86_400_000;

export default function UsagePage(props: Props) {
  return streamed(render(props), <UsageSkeleton />);
}

async function render({ searchParams }: Props) {
  const search = await loadUsageSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const now = ctx.clock.now();
  const range = parseTimeRange(search.range, now, membership.timeZone);
  const agentId = search.agent as AgentId | null;
  const filter = { from: range.since, to: range.until, agentIds: agentId ? [agentId] : undefined, purpose: search.purpose ?? undefined };
  const [byDay, agentName] = await Promise.all([readUsage(ctx, { ...filter, groupBy: "day" }), agentId ? nameOf(ctx, agentId) : null]);
  const grouped =
    search.group === "day" ? { ...byDay, rows: byDay.rows.toReversed() } : await readUsage(ctx, { ...filter, groupBy: search.group });
  const hrefOf = (part: Partial<UsageSearch>) => usageHref({ ...search, ...part });
  return (
    <>
      <PageHeader
        title="Usage and cost"
        meta={
          <>
            <Segments
              label="A row is"
              size="sm"
              items={USAGE_GROUPS.map((group) => ({
                href: hrefOf({ group }),
                label: `By ${GROUP_WORDS[group].toLowerCase()}`,
                isCurrent: group === search.group,
              }))}
            />
            <span className="text-xs text-ink-3">{range.words}</span>
          </>
        }
        actions={<LiveRefresh topics={["sessions", "dreams"]} />}
      />
      {(agentId || search.purpose) && (
        <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2 md:px-6">
          {agentId && (
            <FilterChip label="Agent" value={<VisibleText text={agentName ?? "one that is gone"} />} removeHref={hrefOf({ agent: null })} />
          )}
          {search.purpose && <FilterChip label="Purpose" value={PURPOSE_WORDS[search.purpose]} removeHref={hrefOf({ purpose: null })} />}
        </div>
      )}
      {byDay.total.calls === 0 ? (
        <Nothing isNarrowed={agentId !== null || search.purpose !== null} range={range} search={search} />
      ) : (
        <>
          <StatStrip label="In all" items={statsOf(byDay)} />
          <UnpricedNotice unpriced={byDay.unpriced} disabledReason={whyNot(ctx.actor, "price.set")} />
          <div className="border-b border-line pb-3 *:max-w-[920px]">
            <Figure byDay={byDay} range={range} now={now} />
          </div>
          <div className="px-4 py-3 md:px-6">
            <UsageTable
              report={grouped}
              now={now}
              rowHref={(row) => rowHref(row, search)}
              sessionsHref={(row) => sessionsOf(row, search)}
              dreamsHref={(row) => dreamsOf(row, search)}
            />
            <p className="mt-3 max-w-[80ch] text-xs text-ink-3">
              Costs are at the price of the moment of each call and never change afterwards. Days are those of {byDay.timeZone}. Sessions
              that ran elsewhere were paid for elsewhere and are not in these figures.
            </p>
          </div>
        </>
      )}
    </>
  );
}

/** Null for an agent that is gone: what it used is still counted. */
async function nameOf(ctx: Ctx, agentId: AgentId): Promise<string | null> {
  try {
    return (await getAgent(ctx, agentId)).config.name;
  } catch (error) {
    if (isAppError(error, "not_found")) return null;
    throw error;
  }
}

function statsOf({ session, dream, grader, total, ...rest }: UsageReport): Stat[] {
  const split = { session, dream, grader, total, dreamingShare: rest.dreamingShare };
  return [
    { label: "Cost", value: <Cost totals={total} /> },
    { label: "Sessions", value: <Cost totals={session} /> },
    { label: "Dreams", value: <Cost totals={dream} /> },
    { label: "Graders", value: <Cost totals={grader} /> },
    { label: "Dreaming share", value: <DreamingShare split={split} withTarget /> },
    { label: "Calls", value: <Num value={total.calls} /> },
    { label: "Uncached in", value: <Tokens value={total.inputTokens} /> },
    { label: "From cache", value: <Tokens value={total.cacheReadTokens} /> },
    { label: "Out", value: <Tokens value={total.outputTokens} /> },
  ];
}

function Figure({ byDay, range, now }: { byDay: UsageReport; range: TimeRange; now: Date }) {
  const zone = byDay.timeZone;
  const last = dayInZone(new Date(Math.min(now.getTime(), range.until ? range.until.getTime() - 1 : now.getTime())), zone);
  const first = range.since ? dayInZone(range.since, zone) : (byDay.rows[0]?.key ?? last);
  const days = (Date.parse(last) - Date.parse(first)) / DAY_MS;
  const by = days > WEEKS_FROM_DAYS ? "week" : "day";
  return <CostFigure periods={costPeriods(byDay.rows, { first, last, by })} by={by} whole={byDay} now={now} />;
}

/** A day, an agent or a purpose narrows the page; a model has no page. */
function rowHref(row: UsageRow, search: UsageSearch): string | null {
  if (row.key === null) return null;
  switch (search.group) {
    case "day":
      return usageHref({ ...search, group: "agent", range: `${row.key}..${row.key}` });
    case "agent":
      return usageHref({ ...search, group: "day", agent: row.key });
    case "purpose":
      return usageHref({ ...search, group: "day", purpose: row.key as UsageSearch["purpose"] });
    case "model":
      return null;
  }
}

function placeOf(row: UsageRow, search: UsageSearch): { agent: string | null; range: string | null } | null {
  if (search.group === "day") return { agent: search.agent, range: `${row.key}..${row.key}` };
  return search.group === "agent" && row.key !== null ? { agent: row.key, range: search.range } : null;
}

function sessionsOf(row: UsageRow, search: UsageSearch): string | null {
  const place = placeOf(row, search);
  return place && sessionsHref("/sessions", { ...place, sort: "-cost", cols: "outcome,status,agent,started,tokens,cost" });
}

function dreamsOf(row: UsageRow, search: UsageSearch): string | null {
  const place = placeOf(row, search);
  return place && dreamsHref({ ...place, sort: "cost" });
}

function Nothing({ isNarrowed, range, search }: { isNarrowed: boolean; range: TimeRange; search: UsageSearch }) {
  return (
    <div className="px-4 py-3.5 md:px-6">
      <EmptyState
        title={isNarrowed ? "Nothing was asked of a model here." : "No model was asked in this time."}
        actions={
          isNarrowed ? (
            <ButtonLink href={usageHref({ range: search.range, group: search.group })}>Clear the filters</ButtonLink>
          ) : (
            range.since !== null && <ButtonLink href={usageHref({ ...search, range: "all" })}>Show all time</ButtonLink>
          )
        }
      >
        <p>
          What sessions, dreams and graders ask of a model through Reverie is counted here, in tokens and dollars. Imported sessions, and
          dreams written without a model, cost nothing here.
        </p>
      </EmptyState>
    </div>
  );
}
