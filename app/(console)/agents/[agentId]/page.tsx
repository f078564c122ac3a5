import type { Metadata } from "next";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { ArchiveAgent } from "@/components/agents/archive-agent";
import { Configuration } from "@/components/agents/configuration";
import { DreamNowForm } from "@/components/agents/dream-now-form";
import { DreamingSettingsForm } from "@/components/agents/dreaming-settings-form";
import { EditConfigForm } from "@/components/agents/edit-config-form";
import { LatestDreams, LatestLearnings, LatestSessions } from "@/components/agents/latest";
import { ShareInterval } from "@/components/agents/share-interval";
import { CompareVersions, VersionsTable } from "@/components/agents/versions";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { EmptyState } from "@/components/feedback/empty-state";
import { Notice } from "@/components/feedback/notice";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { PageKeys } from "@/components/layout/page-keys";
import { RuledSection } from "@/components/layout/ruled-section";
import { StatStrip } from "@/components/layout/stat-strip";
import { Tabs } from "@/components/layout/tabs";
import { ButtonLink } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { Num } from "@/components/ui/figures";
import { shortenId } from "@/components/ui/format";
import { NotKnown } from "@/components/ui/not-known";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import { toTexts } from "@/lib/agents/config-fields";
import { getAgent, listAgentVersions } from "@/lib/agents/queries";
import type { AgentView } from "@/lib/agents/types";
import type { Ctx } from "@/lib/context";
import { dayInZone } from "@/lib/day-in-zone";
import { countReviewQueueByAgent, listDreams } from "@/lib/dreaming/queries";
import { countSelectable } from "@/lib/dreaming/session-scope";
import type { DreamView } from "@/lib/dreaming/types";
import { countPublishedByAgent, listLearnings } from "@/lib/learnings/queries";
import { completionByVersion } from "@/lib/sessions/completion";
import { listSessions } from "@/lib/sessions/queries";
import { findFirstWords, summariseSessions } from "@/lib/sessions/summaries";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { pageTitle } from "@/lib/web/page-title";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import {
  archiveAgentAction,
  dreamNowAction,
  estimateDreamAction,
  restoreVersionAction,
  updateConfigAction,
  updateDreamingAction,
} from "./actions";
import { type AgentSearch, type AgentTab, agentHref, loadAgentSearch } from "./search-params";
import { AgentSkeleton } from "./skeleton";

type Props = { params: Promise<{ agentId: string }>; searchParams: Promise<SearchParams> };

const LATEST = 5;
const LISTED = 25;
const VERSIONS = 50;

const KEYS = [
  ["e", "Edit the configuration"],
  ["v", "Versions"],
] as const;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { ctx } = await requireVisitor();
  const agent = await orNotFound(getAgent(ctx, idOrNotFound("agent", (await params).agentId)));
  return { title: pageTitle(agent.config.name) };
}

export default function AgentPage(props: Props) {
  return streamed(render(props), <AgentSkeleton />);
}

async function render({ params, searchParams }: Props) {
  const { ctx, membership } = await requireVisitor();
  const agent = await orNotFound(getAgent(ctx, idOrNotFound("agent", (await params).agentId)));
  const search = await loadAgentSearch(searchParams);
  const around = await readAround(ctx, agent);
  const clock = { now: ctx.clock.now(), zone: membership.timeZone };
  const { summary, published, open } = around;
  const href = (tab: AgentTab) => agentHref(agent.id, { tab });
  const tab = (name: AgentTab, label: string, count?: number) => ({ href: href(name), label, count, isCurrent: search.tab === name });
  return (
    <>
      <PageKeys keys={KEYS} />
      <PageHeader
        title={agent.config.name}
        back={{ href: "/agents", label: "Back to agents" }}
        meta={
          <>
            {agent.archivedAt && (
              <StatusPill tone="plain" mark="dashed">
                Archived
              </StatusPill>
            )}
            <span className="inline-flex items-center gap-1" title={agent.id}>
              <Code className="text-ink-3">{shortenId(agent.id)}</Code>
              <CopyButton text={agent.id} label="Copy agent id" />
            </span>
            <LiveRefresh topics={["agents"]} id={agent.id} />
          </>
        }
        actions={
          <>
            {!agent.archivedAt && (
              <ArchiveAgent
                agentId={agent.id}
                name={agent.config.name}
                sessions={summary?.total ?? 0}
                published={published}
                action={archiveAgentAction}
                disabledReason={whyNot(ctx.actor, "agent.archive")}
              />
            )}
            <ButtonLink href={href("versions")} data-shortcut="v" scroll={false}>
              Versions
            </ButtonLink>
            <ButtonLink href={href("configuration")} data-shortcut="e" scroll={false}>
              Edit
            </ButtonLink>
          </>
        }
      />
      <StatStrip
        label="Facts"
        items={[
          { label: "Model", value: <Code>{agent.config.model.id}</Code> },
          { label: "Version", value: <Num value={agent.version} /> },
          { label: "Sessions", value: <Counted href={`/sessions?agent=${agent.id}`} count={summary?.total ?? 0} /> },
          {
            label: "Completion",
            value: <ShareInterval met={summary?.met ?? 0} judged={summary?.judged ?? 0} />,
            isWide: true,
          },
          { label: "Learnings published", value: <Counted href={`/learnings?agent=${agent.id}&status=published`} count={published} /> },
          { label: "Open changes", value: <Counted href={`/review?agent=${agent.id}`} count={open} /> },
          { label: "Last session", value: summary ? <Time at={summary.lastAt} {...clock} /> : <NotKnown reason="No session yet" /> },
          { label: "Created", value: <Time at={agent.createdAt} {...clock} /> },
        ]}
      />
      <Tabs
        label="Agent"
        items={[
          tab("summary", "Summary"),
          tab("configuration", "Configuration"),
          tab("versions", "Versions", agent.version),
          tab("dreaming", "Dreaming"),
          tab("sessions", "Sessions", summary?.total ?? 0),
          tab("learnings", "Learnings", published),
        ]}
      />
      <TabBody ctx={ctx} agent={agent} search={search} around={around} clock={clock} />
    </>
  );
}

type BodyProps = {
  ctx: Ctx;
  agent: AgentView;
  search: AgentSearch;
  around: Awaited<ReturnType<typeof readAround>>;
  clock: { now: Date; zone: string };
};

function TabBody(props: BodyProps) {
  const { ctx, agent, search, around, clock } = props;
  const disabledReason = agent.archivedAt ? "The agent is archived" : whyNot(ctx.actor, "agent.update");
  switch (search.tab) {
    case "summary":
      return <Summary {...props} />;
    case "configuration":
      return (
        <>
          <RuledSection
            title="Edit"
            note={`Version ${agent.version} is current. Saving makes a new one; sessions keep the one they ran with.`}
          >
            <EditConfigForm
              // Not keyed by the version: a newer one must not take away what is being typed; saving joins them.
              key={agent.id}
              agentId={agent.id}
              version={agent.version}
              texts={toTexts(agent.config)}
              action={updateConfigAction}
              disabledReason={disabledReason}
            />
          </RuledSection>
          <RuledSection title="As it is" note={`Version ${agent.version}`}>
            <Configuration config={agent.config} />
          </RuledSection>
        </>
      );
    case "versions":
      return <Versions {...props} disabledReason={disabledReason} />;
    case "dreaming":
      return (
        <>
          <DreamNow {...props} />
          <RuledSection title="Dreaming settings" note="For every dream from now on.">
            <DreamingSettingsForm
              agentId={agent.id}
              settings={agent.dreaming}
              action={updateDreamingAction}
              disabledReason={disabledReason}
            />
          </RuledSection>
        </>
      );
    case "sessions":
      return (
        <RuledSection
          title="Sessions"
          note={
            <Link className="link" href={`/sessions?agent=${agent.id}`}>
              All sessions
            </Link>
          }
        >
          <LatestSessions sessions={around.sessions} words={around.words} {...clock} />
        </RuledSection>
      );
    case "learnings":
      return (
        <RuledSection title="Learnings" note={<LearningLinks agent={agent} />}>
          <LatestLearnings learnings={around.learnings} {...clock} />
        </RuledSection>
      );
  }
}

function Summary(props: BodyProps) {
  const { agent, around, clock } = props;
  return (
    <>
      <DreamNow {...props} />
      <RuledSection
        title="Dreams"
        note={
          around.dreams.length > 0 && (
            <Link className="link" href={`/dreams?agent=${agent.id}`}>
              All dreams
            </Link>
          )
        }
      >
        <LatestDreams dreams={around.dreams} {...clock} />
      </RuledSection>
      <RuledSection title="Learnings" note={<LearningLinks agent={agent} />}>
        <LatestLearnings learnings={around.learnings.slice(0, LATEST)} {...clock} />
      </RuledSection>
      <RuledSection
        title="Sessions"
        note={
          around.sessions.length > 0 && (
            <Link className="link" href={`/sessions?agent=${agent.id}`}>
              All sessions
            </Link>
          )
        }
      >
        <LatestSessions sessions={around.sessions.slice(0, LATEST)} words={around.words} {...clock} />
      </RuledSection>
    </>
  );
}

function LearningLinks({ agent }: { agent: AgentView }) {
  return (
    <span className="grid justify-items-start gap-1 *:min-h-6">
      <Link className="link" href={`/learnings?agent=${agent.id}`}>
        All learnings
      </Link>
      <Link className="link" href={`/stores/${agent.learningsStoreId}`}>
        Store history
      </Link>
    </span>
  );
}

function DreamNow({ ctx, agent, around: { fresh, dreams }, clock }: BodyProps) {
  // A newer dream can't begin while one is open.
  const running = dreams.find((dream) => dream.status === "pending" || dream.status === "running");
  return (
    <RuledSection
      title="Dream now"
      note={`Reads past sessions and proposes learnings. ${agent.dreaming.review === "always" ? "Nothing goes live without review." : "What the review policy allows goes live by itself."}`}
    >
      {fresh.all === 0 ? (
        <EmptyState
          title="No sessions to dream about."
          actions={<ButtonLink href={`/imports?agent=${agent.id}`}>Import sessions</ButtonLink>}
        >
          <p>A dream reads what the agent did before. Bring its past sessions in first.</p>
        </EmptyState>
      ) : (
        <>
          {running && <RunningDream dream={running} />}
          <DreamNowForm
            agentId={agent.id}
            action={dreamNowAction}
            estimate={estimateDreamAction}
            fresh={fresh}
            today={dayInZone(clock.now, clock.zone)}
            zone={clock.zone}
            msPerSession={msPerSession(dreams)}
            disabledReason={whyNotDream(ctx, agent, running)}
          />
        </>
      )}
    </RuledSection>
  );
}

/** From the latest dreams that came to an end; null where none did. */
function msPerSession(dreams: readonly DreamView[]): number | null {
  const done = dreams.flatMap(({ startedAt, endedAt, sessionsRead }) =>
    startedAt && endedAt && sessionsRead ? [{ ms: endedAt.getTime() - startedAt.getTime(), sessionsRead }] : [],
  );
  const read = done.reduce((sum, dream) => sum + dream.sessionsRead, 0);
  return read === 0 ? null : done.reduce((sum, dream) => sum + dream.ms, 0) / read;
}

async function Versions({ ctx, agent, search, clock, disabledReason }: BodyProps & { disabledReason: string | null }) {
  const firstHref = agentHref(agent.id, { tab: "versions" });
  const to = search.to ?? agent.version;
  const from = search.from ?? Math.max(1, to - 1);
  const [page, completion, before, after] = await orNotFound(
    Promise.all([
      orFirstPage(listAgentVersions(ctx, { agentId: agent.id, limit: VERSIONS, cursor: search.page }), firstHref),
      completionByVersion(ctx, agent.id),
      getAgent(ctx, agent.id, from),
      getAgent(ctx, agent.id, to),
    ]),
  );
  const pair = { tab: "versions" as const, from: search.from, to: search.to, page: search.page };
  return (
    <>
      <RuledSection title="Versions" note="Each change of the configuration, with how the sessions that ran with it went.">
        <VersionsTable
          agentId={agent.id}
          versions={page.items}
          head={agent.version}
          completion={completion}
          compareHref={(version) => agentHref(agent.id, { tab: "versions", from: Math.max(1, version - 1), to: version })}
          restore={restoreVersionAction}
          disabledReason={disabledReason}
          {...clock}
        />
        <KeysetPager
          firstHref={search.page ? firstHref : null}
          nextHref={page.nextCursor ? agentHref(agent.id, { tab: "versions", page: page.nextCursor }) : null}
        />
      </RuledSection>
      <RuledSection title="Compare" note={`Version ${from} to version ${to}, field by field`}>
        <CompareVersions
          agentId={agent.id}
          head={agent.version}
          from={before}
          to={after}
          isSplit={search.split}
          layoutHrefs={{
            unified: agentHref(agent.id, { ...pair, split: false }),
            split: agentHref(agent.id, { ...pair, split: true }),
          }}
        />
      </RuledSection>
    </>
  );
}

async function readAround(ctx: Ctx, agent: AgentView) {
  const [fresh, dreams, recent, learnings, summaries, published, open] = await Promise.all([
    countSelectable(ctx, agent.id, "new"),
    listDreams(ctx, { agentId: agent.id, limit: LATEST }),
    listSessions(ctx, { agentId: agent.id, limit: LISTED }),
    listLearnings(ctx, { agentId: agent.id, status: "published", limit: LISTED }),
    summariseSessions(ctx, [agent.id]),
    countPublishedByAgent(ctx, [agent.id]),
    countReviewQueueByAgent(ctx, [agent.id]),
  ]);
  const untitled = recent.items.filter((session) => session.title === null).map((session) => session.id);
  return {
    fresh,
    dreams: dreams.items,
    sessions: recent.items,
    words: await findFirstWords(ctx, untitled),
    learnings: learnings.items,
    summary: summaries.get(agent.id) ?? null,
    published: published.get(agent.id) ?? 0,
    open: open.get(agent.id) ?? 0,
  };
}

function whyNotDream(ctx: Ctx, agent: AgentView, running: DreamView | undefined): string | null {
  if (agent.archivedAt) return "The agent is archived";
  return whyNot(ctx.actor, "dream.create") ?? (running ? "This agent is dreaming already" : null);
}

function RunningDream({ dream }: { dream: DreamView }) {
  return (
    <div className="mb-3.5">
      <Notice
        tone="info"
        isBoxed
        actions={
          <ButtonLink href={`/dreams/${dream.id}`} size="sm">
            Open the dream
          </ButtonLink>
        }
      >
        {dream.status === "pending" ? "A dream waits for a worker." : "A dream is running."}
      </Notice>
    </div>
  );
}

function Counted({ href, count }: { href: string; count: number }) {
  if (count === 0) return <Num value={0} />;
  return (
    <Link href={href} className="link">
      <Num value={count} />
    </Link>
  );
}
