import type { Metadata } from "next";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { ArchiveAgent } from "@/components/agents/archive-agent";
import { Configuration } from "@/components/agents/configuration";
import { DreamLink } from "@/components/agents/dream-link";
import { DreamingSettingsForm } from "@/components/agents/dreaming-settings-form";
import { EditConfigForm } from "@/components/agents/edit-config-form";
import { LatestDreams, LatestLearnings, LatestSessions } from "@/components/agents/latest";
import { ShareInterval } from "@/components/agents/share-interval";
import { ConnectSnippet } from "@/components/connect/connect-snippet";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { PageKeys } from "@/components/layout/page-keys";
import { RuledSection } from "@/components/layout/ruled-section";
import { StatStrip } from "@/components/layout/stat-strip";
import { Tabs } from "@/components/layout/tabs";
import { StartSession } from "@/components/sessions/start-session";
import { ButtonLink } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { Num } from "@/components/ui/figures";
import { shortenId } from "@/components/ui/format";
import { NotKnown } from "@/components/ui/not-known";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import { toTexts } from "@/lib/agents/config-fields";
import { getAgent } from "@/lib/agents/queries";
import type { AgentView } from "@/lib/agents/types";
import { requireVisitor } from "@/lib/web/current-user";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { origin } from "@/lib/web/origin";
import { pageTitle } from "@/lib/web/page-title";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { makeConnectKeyAction } from "../../connect-actions";
import { readStart } from "../../sessions/read-start";
import { startSessionAction } from "../../sessions/start-action";
import { archiveAgentAction, updateConfigAction, updateDreamingAction } from "./actions";
import { AgentCost } from "./agent-cost";
import { type BodyProps, LATEST, readAround } from "./around";
import { DreamNow } from "./dream-now";
import { type AgentTab, agentHref, loadAgentSearch } from "./search-params";
import { AgentSkeleton } from "./skeleton";
import { Versions } from "./versions-tab";

type Props = { params: Promise<{ agentId: string }>; searchParams: Promise<SearchParams> };

const KEYS = [
  ["d", "Dream now"],
  ["e", "Edit the configuration"],
  ["v", "Versions"],
  ["n", "Start a session"],
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
  const [around, start] = await Promise.all([readAround(ctx, agent), readStart(ctx, { id: agent.id, name: agent.config.name })]);
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
            {!agent.archivedAt && (
              <StartSession {...start} action={startSessionAction} disabledReason={whyNot(ctx.actor, "session.write")} />
            )}
            {!agent.archivedAt && <DreamLink href={href("dreaming")} />}
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
          { label: "Cost, last 28 days", value: <AgentCost ctx={ctx} agentId={agent.id} zone={membership.timeZone} /> },
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
      <TabBody ctx={ctx} environmentId={start.environments[0]?.id ?? null} agent={agent} search={search} around={around} clock={clock} />
    </>
  );
}

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

async function Summary(props: BodyProps) {
  const { ctx, agent, around, clock, environmentId } = props;
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
      {!agent.archivedAt && (
        <RuledSection title="Connect" note="From your own program">
          <ConnectSnippet
            baseUrl={await origin()}
            agentId={agent.id}
            environmentId={environmentId}
            makeKey={makeConnectKeyAction}
            disabledReason={whyNot(ctx.actor, "api_key.manage")}
          />
        </RuledSection>
      )}
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

function Counted({ href, count }: { href: string; count: number }) {
  if (count === 0) return <Num value={0} />;
  return (
    <Link href={href} className="link">
      <Num value={count} />
    </Link>
  );
}
