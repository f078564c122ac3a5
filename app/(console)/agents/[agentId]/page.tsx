import type { Metadata } from "next";
import Link from "next/link";
import { Configuration } from "@/components/agents/configuration";
import { DreamNowForm } from "@/components/agents/dream-now-form";
import { DreamingSettingsForm } from "@/components/agents/dreaming-settings-form";
import { LatestDreams, LatestLearnings, LatestSessions } from "@/components/agents/latest";
import { EmptyState } from "@/components/feedback/empty-state";
import { Notice } from "@/components/feedback/notice";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { StatStrip } from "@/components/layout/stat-strip";
import { ButtonLink } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { Num, Rate } from "@/components/ui/figures";
import { shortenId } from "@/components/ui/format";
import { NotKnown } from "@/components/ui/not-known";
import { Time } from "@/components/ui/time";
import { getAgent } from "@/lib/agents/queries";
import type { AgentView } from "@/lib/agents/types";
import type { Ctx } from "@/lib/context";
import { dayInZone } from "@/lib/day-in-zone";
import { countReviewQueueByAgent, listDreams } from "@/lib/dreaming/queries";
import { countSelectable } from "@/lib/dreaming/session-scope";
import type { DreamView } from "@/lib/dreaming/types";
import { countPublishedByAgent, listLearnings } from "@/lib/learnings/queries";
import { listSessions } from "@/lib/sessions/queries";
import { findFirstWords, summariseSessions } from "@/lib/sessions/summaries";
import { requireVisitor } from "@/lib/web/current-user";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { pageTitle } from "@/lib/web/page-title";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { dreamNowAction, estimateDreamAction, updateDreamingAction } from "./actions";
import { AgentSkeleton } from "./skeleton";

type Props = { params: Promise<{ agentId: string }> };

const LATEST = 5;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { ctx } = await requireVisitor();
  const agent = await orNotFound(getAgent(ctx, idOrNotFound("agent", (await params).agentId)));
  return { title: pageTitle(agent.config.name) };
}

export default function AgentPage(props: Props) {
  return streamed(render(props), <AgentSkeleton />);
}

async function render({ params }: Props) {
  const { ctx, membership } = await requireVisitor();
  const agent = await orNotFound(getAgent(ctx, idOrNotFound("agent", (await params).agentId)));
  const { fresh, dreams, sessions, words, learnings, summary, published, open } = await readAround(ctx, agent);
  const clock = { now: ctx.clock.now(), zone: membership.timeZone };
  // A newer dream can't begin while one is open.
  const running = dreams.find((dream) => dream.status === "pending" || dream.status === "running");
  return (
    <>
      <PageHeader
        title={agent.config.name}
        back={{ href: "/agents", label: "Back to agents" }}
        meta={
          <span className="inline-flex items-center gap-1" title={agent.id}>
            <Code className="text-ink-3">{shortenId(agent.id)}</Code>
            <CopyButton text={agent.id} label="Copy agent id" />
          </span>
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
            value: <Rate count={summary?.met ?? 0} total={summary?.judged ?? 0} of="sessions with a verdict" />,
            isWide: true,
          },
          { label: "Learnings published", value: <Counted href={`/learnings?agent=${agent.id}&status=published`} count={published} /> },
          { label: "Open changes", value: <Counted href={`/review?agent=${agent.id}`} count={open} /> },
          { label: "Last session", value: summary ? <Time at={summary.lastAt} {...clock} /> : <NotKnown reason="No session yet" /> },
          { label: "Created", value: <Time at={agent.createdAt} {...clock} /> },
        ]}
      />
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
              disabledReason={whyNotDream(ctx, agent, running)}
            />
          </>
        )}
      </RuledSection>
      <RuledSection
        title="Dreams"
        note={
          dreams.length > 0 && (
            <Link className="link" href={`/dreams?agent=${agent.id}`}>
              All dreams
            </Link>
          )
        }
      >
        <LatestDreams dreams={dreams} {...clock} />
      </RuledSection>
      <RuledSection
        title="Learnings"
        note={
          <span className="grid justify-items-start gap-1 *:min-h-6">
            <Link className="link" href={`/learnings?agent=${agent.id}`}>
              All learnings
            </Link>
            <Link className="link" href={`/stores/${agent.learningsStoreId}`}>
              Store history
            </Link>
          </span>
        }
      >
        <LatestLearnings learnings={learnings} {...clock} />
      </RuledSection>
      <RuledSection
        title="Sessions"
        note={
          sessions.length > 0 && (
            <Link className="link" href={`/sessions?agent=${agent.id}`}>
              All sessions
            </Link>
          )
        }
      >
        <LatestSessions sessions={sessions} words={words} {...clock} />
      </RuledSection>
      <RuledSection title="Dreaming settings" note="For every dream from now on.">
        <DreamingSettingsForm
          agentId={agent.id}
          settings={agent.dreaming}
          action={updateDreamingAction}
          disabledReason={agent.archivedAt ? "The agent is archived" : whyNot(ctx.actor, "agent.update")}
        />
      </RuledSection>
      <RuledSection title="Configuration" note={`Version ${agent.version}`}>
        <Configuration config={agent.config} />
      </RuledSection>
    </>
  );
}

async function readAround(ctx: Ctx, agent: AgentView) {
  const [fresh, dreams, recent, learnings, summaries, published, open] = await Promise.all([
    countSelectable(ctx, agent.id, "new"),
    listDreams(ctx, { agentId: agent.id, limit: LATEST }),
    listSessions(ctx, { agentId: agent.id, limit: LATEST }),
    listLearnings(ctx, { agentId: agent.id, status: "published", limit: LATEST }),
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
