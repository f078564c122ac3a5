import Link from "next/link";
import { EmptyState } from "@/components/feedback/empty-state";
import { AsideSection } from "@/components/layout/aside-section";
import { RuledSection } from "@/components/layout/ruled-section";
import { type AgentRateRow, AgentRates } from "@/components/overview/agent-rates";
import { Headline } from "@/components/overview/headline";
import { PublishedTable } from "@/components/overview/published-table";
import { TrendFigure } from "@/components/overview/trend-figure";
import { ButtonLink } from "@/components/ui/button";
import { formatCount, formatPercent } from "@/components/ui/format";
import { formatDate, formatDateTime } from "@/components/ui/format-time";
import type { PublishedRevision } from "@/lib/dreaming/published-revisions";
import { countInWindows } from "@/lib/outcomes/rates";
import { differenceOfShares } from "@/lib/outcomes/wilson";
import { storeHref } from "../stores/[storeId]/search-params";
import { readCompared, type Scope, type Trend } from "./read";
import { type OverviewSearch, overviewHref } from "./search-params";

/** Where a mark leads: to the dream and its changes; a roll-back to its store. */
function markHref(revision: PublishedRevision): string {
  return revision.dreamId ? `/dreams/${revision.dreamId}` : storeHref(revision.storeId, { rev: revision.number });
}

/** "revision 2 of Travel desk". */
function nameOf(revision: PublishedRevision): string {
  return `revision ${revision.number} of ${revision.agentName}`;
}

export async function TrendSection({ scope, trend, search }: { scope: Scope; trend: Promise<Trend>; search: OverviewSearch }) {
  const { now, zone, range } = scope;
  const { days, total, sessions, marks, split } = await trend;
  if (sessions === 0) return <NoSessionsInRange range={range.words} search={search} />;
  const before = split?.before;
  const baseline =
    split && before && before.n > 0
      ? { value: before.successes / before.n, label: `before mark 1, ${formatPercent(before.successes / before.n)}` }
      : null;
  return (
    <>
      <Headline
        total={total}
        sessions={sessions}
        rangeWords={range.words}
        split={
          split && {
            name: nameOf(split.first),
            before: split.before,
            since: split.since,
            beforeWords: `${formatDate(range.since ?? new Date(`${days[0]?.day}T12:00:00Z`), zone, now)} to ${formatDateTime(split.first.at, zone, now)}`,
          }
        }
      />
      {total.n === 0 && <NoVerdicts sessions={sessions} />}
      <div className="border-b border-line pb-3">
        <TrendFigure
          days={days}
          by={scope.by}
          total={total}
          baseline={baseline}
          now={now}
          markers={marks.map((mark, index) => ({
            at: placeOf(mark.at, scope, days),
            number: index + 1,
            href: markHref(mark),
            name: `${index + 1}: revision r${mark.number} of ${mark.agentName}, ${formatDateTime(mark.at, zone, now)}`,
          }))}
        />
      </div>
    </>
  );
}

/** The place on the axis, between days: noon is the middle of its day. */
function placeOf(at: Date, { by, zone }: Scope, days: Trend["days"]): number {
  const first = days[0]?.day;
  if (!first) return 0;
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "00";
  const local = Date.parse(`${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:00Z`);
  const step = (by === "week" ? 7 : 1) * 86_400_000;
  return (local - Date.parse(`${first}T00:00:00Z`)) / step - 0.5;
}

function NoSessionsInRange({ range, search }: { range: string; search: OverviewSearch }) {
  return (
    <RuledSection title="Sessions" note={range}>
      <EmptyState
        title="No sessions in this range."
        actions={<ButtonLink href={overviewHref({ ...search, range: "all" })}>Show all time</ButtonLink>}
      >
        <p>There are sessions at other times{search.agents.length > 0 ? ", or of other agents" : ""}.</p>
      </EmptyState>
    </RuledSection>
  );
}

function NoVerdicts({ sessions }: { sessions: number }) {
  return (
    <RuledSection title="Next" note="Define what success means">
      <EmptyState
        title={`None of ${formatCount(sessions, "session")} says how it ended.`}
        actions={<ButtonLink href="/imports">Import with outcomes</ButtonLink>}
      >
        <p>
          A dream still finds recoveries and wasted calls, but only verdicts can prove that something helps. Import the sessions again with{" "}
          <code className="font-mono text-xs">{`"outcome": {"label": "success"}`}</code> on each line, or{" "}
          <code className="font-mono text-xs">failure</code>.
        </p>
      </EmptyState>
    </RuledSection>
  );
}

export async function PublishedSection({ scope }: { scope: Scope }) {
  const rows = await readCompared(scope);
  return (
    <RuledSection
      title="Published"
      note={rows.length === 0 ? scope.range.words : `${formatCount(rows.length, "revision")}. ${scope.range.words}.`}
    >
      {rows.length === 0 ? (
        <EmptyState title="Nothing was published in this range." actions={<ButtonLink href="/review">Open the review</ButtonLink>}>
          <p>Each published revision is marked on the chart above, and its sessions are held against the days before it.</p>
        </EmptyState>
      ) : (
        <>
          <PublishedTable
            now={scope.now}
            zone={scope.zone}
            rows={rows.map(({ revision, since, before }, index) => ({
              mark: index + 1,
              revision,
              since,
              before,
              href: storeHref(revision.storeId, { rev: revision.number }),
            }))}
          />
          <p className="mt-2 text-xs text-ink-3">
            Since: until the next revision of the same agent. Before: back to its previous revision, at most 28 days. Before and after
            differ in more than the revision; only withheld learnings prove an effect.
          </p>
        </>
      )}
    </RuledSection>
  );
}

export async function AgentsSection({ scope, trend }: { scope: Scope; trend: Promise<Trend> }) {
  const { counts, marks } = await trend;
  const shares = new Map<string, { n: number; successes: number }>();
  for (const count of counts) {
    const share = shares.get(count.agentId) ?? { n: 0, successes: 0 };
    share.n += count.judged;
    share.successes += count.met;
    shares.set(count.agentId, share);
  }
  const firstOf = new Map(marks.toReversed().map((mark) => [mark.agentId, mark]));
  const split = [...firstOf.values()];
  const windows = split.flatMap((mark) => [
    { agentIds: [mark.agentId], since: scope.range.since, until: mark.at },
    { agentIds: [mark.agentId], since: mark.at, until: scope.range.until },
  ]);
  const compared = await countInWindows(scope.ctx, windows);
  const rows: AgentRateRow[] = scope.agents
    .filter((agent) => shares.has(agent.id))
    .map((agent) => {
      const at = split.findIndex((mark) => mark.agentId === agent.id);
      const [before, since] = at < 0 ? [] : [compared[at * 2], compared[at * 2 + 1]];
      return {
        ...agent,
        share: since && since.n > 0 ? since : (shares.get(agent.id) ?? { n: 0, successes: 0 }),
        change: before && since ? differenceOfShares(since, before) : null,
      };
    })
    .sort((a, b) => b.share.n - a.share.n);
  const shown = rows.slice(0, 8);
  return (
    <AsideSection
      title="By agent"
      note={marks.length > 0 ? "since its first mark" : undefined}
      end={
        <Link href="/agents" className="link">
          {rows.length > shown.length ? `All ${rows.length}` : "Agents"}
        </Link>
      }
    >
      {shown.length === 0 ? <p className="text-ink-3">No agent has sessions in this range.</p> : <AgentRates rows={shown} />}
    </AsideSection>
  );
}
