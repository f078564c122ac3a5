import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { ConnectSnippet } from "@/components/connect/connect-snippet";
import { Skeleton, SkeletonRows } from "@/components/feedback/skeleton";
import { WithAside } from "@/components/layout/aside-section";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { PageKeys } from "@/components/layout/page-keys";
import { RuledSection } from "@/components/layout/ruled-section";
import { AgentMenu } from "@/components/overview/agent-menu";
import { DreamNow } from "@/components/overview/dream-now";
import { LoadSample, SampleBanner } from "@/components/overview/sample-state";
import { StartOptions } from "@/components/overview/start-options";
import { Progress } from "@/components/ui/progress";
import { Segments } from "@/components/ui/segments";
import { findSample } from "@/lib/demo/queries";
import type { SampleView } from "@/lib/demo/types";
import { hasSessions } from "@/lib/sessions/any-session";
import { parseTimeRange } from "@/lib/time-range";
import { requireVisitor, type Visitor } from "@/lib/web/current-user";
import { origin } from "@/lib/web/origin";
import { whyNot } from "@/lib/web/why-not";
import { dreamNowAction } from "./agents/[agentId]/actions";
import { makeConnectKeyAction } from "./connect-actions";
import { AttentionSection, QueueSection, RunningSection, readWaiting } from "./overview/aside";
import { CostSection } from "./overview/cost";
import { panel } from "./overview/panel";
import { type OverviewAgent, readAgents, readTrend, type Scope } from "./overview/read";
import { loadSampleAction, removeSampleAction } from "./overview/sample-actions";
import { loadOverviewSearch, type OverviewSearch, overviewHref } from "./overview/search-params";
import { AgentsSection, PublishedSection, TrendSection } from "./overview/sections";

export const metadata: Metadata = { title: "Overview" };

/** Beyond so many days a day is too narrow to point at. */
const WEEKS_FROM_DAYS = 92;
const DAY_MS = 86_400_000;

export default async function OverviewPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const visitor = await requireVisitor();
  const search = await loadOverviewSearch(searchParams);
  const [all, isAnything, sample] = await Promise.all([readAgents(visitor.ctx), hasSessions(visitor.ctx), findSample(visitor.ctx)]);
  if (!isAnything) return <Start visitor={visitor} sample={sample} />;
  const scope = scopeOf(visitor, search, all);
  const chosen = search.agents.filter((id) => all.some((agent) => agent.id === id));
  return (
    <>
      <PageHeader
        title="Overview"
        meta={
          <>
            <AgentMenu agents={all} chosen={chosen} hrefOf={(agents) => overviewHref({ ...search, agents })} />
            <Segments
              label="One bar is"
              size="sm"
              items={(["day", "week"] as const).map((by) => ({
                href: overviewHref({ ...search, by }),
                label: by === "day" ? "By day" : "By week",
                isCurrent: by === scope.by,
              }))}
            />
            <span className="text-xs text-ink-3">{scope.range.words}</span>
          </>
        }
        actions={
          <>
            <LiveRefresh
              topics={["sessions", "dreams", "review", "stores", "imports"]}
              // The page fills while one looks on: nothing stands under the pointer yet that could move away.
              isAutomatic={sample?.status === "pending" || sample?.status === "running"}
            />
            <DreamNow agents={scope.agents} action={dreamNowAction} disabledReason={whyNot(visitor.ctx.actor, "dream.create")} />
          </>
        }
      />
      <PageKeys
        keys={[
          ["d", "Dream now"],
          ["1 … 9", "Open a marked revision"],
        ]}
      />
      {sample && (
        <SampleBanner
          sample={sample}
          load={loadSampleAction}
          remove={removeSampleAction}
          disabledReason={whyNot(visitor.ctx.actor, "sample.remove")}
        />
      )}
      {await content(scope, search)}
    </>
  );
}

function scopeOf({ ctx, membership }: Visitor, search: OverviewSearch, all: OverviewAgent[]): Scope {
  const now = ctx.clock.now();
  const zone = membership.timeZone;
  const range = parseTimeRange(search.range, now, zone);
  const chosen = all.filter((agent) => search.agents.includes(agent.id));
  const days = range.since === null ? Number.POSITIVE_INFINITY : ((range.until ?? now).getTime() - range.since.getTime()) / DAY_MS;
  return { ctx, zone, now, range, agents: chosen.length > 0 ? chosen : all, by: search.by ?? (days > WEEKS_FROM_DAYS ? "week" : "day") };
}

async function content(scope: Scope, search: OverviewSearch) {
  const { ctx } = scope;
  const href = overviewHref(search);
  const [trend, waiting] = [readTrend(scope), readWaiting(scope)];
  // Two panels await each; where both fail, each says so.
  for (const shared of [trend, waiting]) shared.catch(() => undefined);
  const small = <SkeletonPanel rows={3} />;
  const [chart, cost, published, queue, attention, agents, running] = await Promise.all([
    panel({ ctx, href, what: "Completion over time", skeleton: <TrendSkeleton /> }, () => TrendSection({ scope, trend, search })),
    panel({ ctx, href, what: "What it costs", skeleton: small }, () => CostSection({ scope, search })),
    panel({ ctx, href, what: "What was published", skeleton: small }, () => PublishedSection({ scope })),
    panel({ ctx, href, what: "The review queue", skeleton: small }, () => QueueSection({ scope, waiting })),
    panel({ ctx, href, what: "What needs attention", skeleton: small }, () => AttentionSection({ scope, waiting })),
    panel({ ctx, href, what: "Completion by agent", skeleton: small }, () => AgentsSection({ scope, trend })),
    panel({ ctx, href, what: "What runs now", skeleton: small }, () => RunningSection({ scope })),
  ]);
  return (
    <WithAside
      asideLabel="What needs you"
      aside={
        <>
          {queue}
          {attention}
          {agents}
          {running}
        </>
      }
    >
      {chart}
      {cost}
      {published}
    </WithAside>
  );
}

async function Start({ visitor, sample }: { visitor: Visitor; sample: SampleView | null }) {
  return (
    <>
      <PageHeader
        title="Overview"
        meta={<Progress value={1} label="Setup, step 2 of 2" text="Setup, step 2 of 2: begin" withText />}
        actions={<LiveRefresh topics={["sessions", "imports"]} isAutomatic />}
      />
      <section aria-label="Summary" className="border-b border-line px-4 pt-6 pb-5 md:px-6">
        <p className="text-xl font-medium tracking-[-0.012em] md:text-2xl">No sessions yet.</p>
        <p className="mt-1 max-w-[72ch] text-ink-2">
          Reverie reads what your agents did, finds what made the difference, and proposes learnings for {visitor.membership.workspaceName}{" "}
          to review. Begin with one of these; this page fills by itself.
        </p>
      </section>
      <RuledSection title="Begin" note="Any one will do">
        <div className="@container">
          <StartOptions
            snippet={
              <ConnectSnippet
                baseUrl={await origin()}
                agentId={null}
                environmentId={null}
                makeKey={makeConnectKeyAction}
                disabledReason={whyNot(visitor.ctx.actor, "api_key.manage")}
              />
            }
            sample={<LoadSample sample={sample} action={loadSampleAction} disabledReason={whyNot(visitor.ctx.actor, "sample.load")} />}
            waiting={<WaitingForFirst />}
          />
        </div>
      </RuledSection>
    </>
  );
}

function WaitingForFirst() {
  return (
    <p role="status" className="text-xs">
      Waiting for the first session. This page changes when it is here.
    </p>
  );
}

function TrendSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Reading completion over time" className="border-b border-line px-4 py-6 md:px-6">
      <Skeleton className="h-7 w-[60%]" />
      <Skeleton className="mt-3 h-4 w-[40%]" />
      <Skeleton className="mt-8 h-83 w-full" />
    </div>
  );
}

function SkeletonPanel({ rows }: { rows: number }) {
  return (
    <div className="border-b border-line px-4 py-3.5 md:px-6">
      <SkeletonRows label="Reading" rows={rows} />
    </div>
  );
}
