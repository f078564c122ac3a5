import type { Metadata } from "next";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { Tools } from "@/components/agents/configuration";
import { Pager } from "@/components/data-table/pager";
import { Notice } from "@/components/feedback/notice";
import { AsideSection, WithAside } from "@/components/layout/aside-section";
import { PageHeader } from "@/components/layout/page-header";
import { type Stat, StatStrip } from "@/components/layout/stat-strip";
import { ScrollToEvent } from "@/components/sessions/scroll-to-event";
import { AboutSection, ErrorsSection, EvidenceSection, OutcomeSection } from "@/components/sessions/session-aside";
import { sessionTitle } from "@/components/sessions/session-name";
import { OutcomePill, SessionStatusPill } from "@/components/sessions/session-status";
import { SystemPromptFold } from "@/components/sessions/system-prompt-fold";
import { Transcript } from "@/components/sessions/transcript";
import { buttonClasses } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { Duration, Num, Tokens } from "@/components/ui/figures";
import { formatCount, shortenId } from "@/components/ui/format";
import { NotKnown } from "@/components/ui/not-known";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { EventId } from "@/lib/ids";
import type { OutcomeReportView } from "@/lib/outcomes/types";
import { getSession } from "@/lib/sessions/queries";
import { findFirstWords } from "@/lib/sessions/summaries";
import { OUTCOME_SOURCES, type SessionView } from "@/lib/sessions/types";
import { requireVisitor } from "@/lib/web/current-user";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { pageTitle } from "@/lib/web/page-title";
import { streamed } from "@/lib/web/streamed";
import { readTrace } from "./read-trace";
import { loadTraceSearch, traceHref } from "./search-params";
import { SessionSkeleton } from "./skeleton";

type Props = { params: Promise<{ sessionId: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { ctx } = await requireVisitor();
  const session = await orNotFound(getSession(ctx, idOrNotFound("session", (await params).sessionId)));
  const words = session.title === null ? await findFirstWords(ctx, [session.id]) : null;
  return { title: pageTitle(sessionTitle(session, words?.get(session.id))) };
}

export default function SessionPage(props: Props) {
  return streamed(render(props), <SessionSkeleton />);
}

async function render({ params, searchParams }: Props) {
  const { ctx, membership } = await requireVisitor();
  const session = await orNotFound(getSession(ctx, idOrNotFound("session", (await params).sessionId)));
  const search = await loadTraceSearch(searchParams);
  const trace = await readTrace(ctx, session, search);
  const clock = { now: ctx.clock.now(), zone: membership.timeZone };
  const base = `/sessions/${session.id}`;
  const { change, dream } = search;
  const hrefOf = ({ id }: { id: EventId }) => `${traceHref(base, { event: id, change, dream })}#${id}`;
  const pageHref = (page: number) => traceHref(base, { change, dream, page });
  return (
    <>
      <PageHeader
        title={<VisibleText text={sessionTitle(session, trace.firstWords)} />}
        back={{ href: "/sessions", label: "Back to sessions" }}
        meta={
          <span className="inline-flex items-center gap-1" title={session.id}>
            <Code className="text-ink-3">{shortenId(session.id)}</Code>
            <CopyButton text={session.id} label="Copy session id" />
          </span>
        }
        actions={
          <a href={`${base}/events`} download={`${session.id}.ndjson`} className={buttonClasses({ variant: "quiet" })}>
            Download JSON
          </a>
        }
      />
      {trace.isEventMissing && <Notice tone="held">The event that the address names is not in this session.</Notice>}
      <StatStrip label="Facts" items={facts(session, trace.reports, clock)} />
      <WithAside
        asideLabel="Inspector"
        aside={
          <>
            {trace.evidence && <EvidenceSection evidence={trace.evidence} hrefOf={hrefOf} />}
            <OutcomeSection reports={trace.reports} {...clock} />
            <ErrorsSection errors={trace.errors} total={session.errorCount} hrefOf={hrefOf} />
            <AsideSection title="Tools given">
              <Tools config={session.agent} />
            </AsideSection>
            <AboutSection session={session} {...clock} />
          </>
        }
      >
        <div className="flex min-h-10 items-center gap-2.5 border-b border-line px-4 md:px-6">
          <h2>Transcript</h2>
          <span className="text-ink-3">
            {formatCount(session.eventCount, "event")}
            {trace.pages > 1 && `, page ${trace.page} of ${trace.pages}`}
          </span>
        </div>
        {trace.page === 1 && <SystemPromptFold text={session.agent.system} />}
        <Transcript
          session={session}
          items={trace.items}
          currentEventId={trace.currentEventId}
          evidence={trace.evidence}
          hrefOf={hrefOf}
          {...clock}
        />
        {trace.currentEventId && <ScrollToEvent eventId={trace.currentEventId} />}
        {trace.pages > 1 && (
          <div className="border-t border-line px-4 md:px-6">
            <Pager
              from={trace.fromSeq}
              to={trace.fromSeq + trace.shown - 1}
              total={{ count: session.eventCount }}
              noun="event"
              previousHref={trace.page > 1 ? pageHref(trace.page - 1) : null}
              nextHref={trace.page < trace.pages ? pageHref(trace.page + 1) : null}
            />
          </div>
        )}
      </WithAside>
    </>
  );
}

function facts(session: SessionView, reports: readonly OutcomeReportView[], clock: { now: Date; zone: string }): Stat[] {
  // The latest word of each source; who ranks higher stands first.
  const verdicts = OUTCOME_SOURCES.flatMap((source) => reports.find((report) => report.source === source) ?? []);
  const { startedAt, endedAt, usage } = session;
  return [
    { label: "Status", value: <SessionStatusPill status={session.status} isBare /> },
    {
      label: "Outcome",
      isWide: true,
      value:
        verdicts.length === 0 ? (
          <OutcomePill success={null} />
        ) : (
          verdicts.map(({ id, success, source }) => <OutcomePill key={id} success={success} source={source} />)
        ),
    },
    { label: "Started", value: <Time at={startedAt} {...clock} show="datetime" missing="The source gives no time" /> },
    {
      label: "Duration",
      value: <Duration value={startedAt && endedAt ? endedAt.getTime() - startedAt.getTime() : null} missing="The source gives no time" />,
    },
    { label: "Turns", value: <Num value={session.turnCount} /> },
    { label: "Calls", value: <Num value={session.callCount} /> },
    { label: "Errors", value: <Num value={session.errorCount} /> },
    {
      label: "Tokens",
      isWide: true,
      value: usage ? (
        <>
          <Tokens value={usage.inputTokens} /> in, <Tokens value={usage.outputTokens} /> out
        </>
      ) : (
        <NotKnown reason="Not recorded" />
      ),
    },
    { label: "Model", value: session.model ? <Code>{session.model}</Code> : <NotKnown reason="Not recorded" /> },
    ...(session.taskKey
      ? [
          {
            label: "Task",
            value: (
              <Code>
                <VisibleText text={session.taskKey} />
              </Code>
            ),
          },
        ]
      : []),
    ...(session.externalId
      ? [
          {
            label: "External id",
            isWide: true,
            value: (
              <Code>
                <VisibleText text={session.externalId} />
              </Code>
            ),
          },
        ]
      : []),
    {
      label: "Agent",
      isWide: true,
      value: (
        <>
          <Link href={`/agents/${session.agentId}`} className="link">
            {session.agentName}
          </Link>{" "}
          <span className="text-ink-3">version {session.agentVersion}</span>
        </>
      ),
    },
  ];
}
