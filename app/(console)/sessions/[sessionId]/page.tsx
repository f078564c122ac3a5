import type { Metadata } from "next";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { Notice } from "@/components/feedback/notice";
import { PageHeader } from "@/components/layout/page-header";
import { type Stat, StatStrip } from "@/components/layout/stat-strip";
import { LiveSession } from "@/components/sessions/live/live-session";
import { LiveCount, LiveStatus } from "@/components/sessions/live/live-status";
import { BudgetDialog, Dock, EndSession } from "@/components/sessions/live/when-live";
import { MarkOutcome } from "@/components/sessions/mark-outcome";
import { Neighbours } from "@/components/sessions/neighbours";
import { AboutSection, OutcomeSection } from "@/components/sessions/session-aside";
import { sessionTitle } from "@/components/sessions/session-name";
import { OutcomePill, SessionStatusPill } from "@/components/sessions/session-status";
import { SystemPromptFold } from "@/components/sessions/system-prompt-fold";
import { ExposuresSection } from "@/components/sessions/trace/exposures-section";
import { EvidencePanel, LearningsPanel, stateOf, ToolsPanel } from "@/components/sessions/trace/panels";
import { TimelineChart } from "@/components/sessions/trace/timeline-chart";
import { Trace } from "@/components/sessions/trace/trace";
import type { TraceQuote } from "@/components/sessions/trace/types";
import { usageFacts } from "@/components/sessions/usage-facts";
import { buttonClasses } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { Duration, Num } from "@/components/ui/figures";
import { formatNumber, shortenId } from "@/components/ui/format";
import { NotKnown } from "@/components/ui/not-known";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { SessionEvidenceView } from "@/lib/dreaming/session-evidence";
import type { OutcomeReportView } from "@/lib/outcomes/types";
import { getSession } from "@/lib/sessions/queries";
import { findFirstWords } from "@/lib/sessions/summaries";
import { OUTCOME_SOURCES, type SessionView } from "@/lib/sessions/types";
import { requireVisitor } from "@/lib/web/current-user";
import { hasModelKey } from "@/lib/web/model-key";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { pageTitle } from "@/lib/web/page-title";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { markOutcomeAction } from "./actions";
import {
  answerCallAction,
  archiveSessionAction,
  confirmCallsAction,
  deleteSessionAction,
  interruptAction,
  sendMessageAction,
  setBudgetAction,
} from "./live-actions";
import { readTrace } from "./read-trace";
import { loadTraceSearch } from "./search-params";
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
  const trace = await readTrace(ctx, session, search, membership.timeZone);
  const clock = { now: ctx.clock.now(), zone: membership.timeZone };
  const base = `/sessions/${session.id}`;
  const title = sessionTitle(session, trace.firstWords);
  const names = Array.from({ length: trace.lanes }, (_, lane) => (lane === 0 ? shorten(session.agentName, 15) : `Thread ${lane}`));
  const { outline, axis, evidence, live } = trace;
  const cannotWrite = whyNot(ctx.actor, "session.write");
  const page = (
    <>
      <PageHeader
        title={
          <span title={title}>
            <VisibleText text={shorten(title, LONGEST_TITLE)} />
          </span>
        }
        back={{ href: "/sessions", label: "Back to sessions" }}
        meta={
          <span className="inline-flex items-center gap-1" title={session.id}>
            <Code className="text-ink-3">{shortenId(session.id)}</Code>
            <CopyButton text={session.id} label="Copy session id" />
          </span>
        }
        actions={
          <>
            <Neighbours sessionId={session.id} />
            <a href={`${base}/events`} download={`${session.id}.ndjson`} className={buttonClasses({ variant: "quiet" })}>
              Download JSON
            </a>
            {live && <LiveActs session={session} disabledReason={cannotWrite} />}
            <MarkOutcome
              sessionId={session.id}
              hasOwn={trace.reports.some((report) => report.source === "human")}
              action={markOutcomeAction}
              disabledReason={whyNot(ctx.actor, "outcome.report")}
            />
          </>
        }
      />
      {trace.isEventMissing && (
        <Notice tone="held">The event that the address names is not in this session. It may have been in another one, or removed.</Notice>
      )}
      {trace.isCut && (
        <Notice tone="info">
          The first {formatNumber(trace.shownEvents)} of {formatNumber(session.eventCount)} events are shown; the download has all of them.
        </Notice>
      )}
      <StatStrip label="Facts" items={facts(session, trace.reports, clock)} />
      <Trace
        key={session.id}
        session={{
          id: session.id,
          agentName: session.agentName,
          isOpen: session.archivedAt === null && session.status !== "terminated" && session.source !== "import",
          isAtWork: isAtWork(session),
          eventCount: session.eventCount,
        }}
        outline={outline}
        initial={trace.initial}
        currentSeq={trace.currentSeq}
        defaultTab={trace.changeId ? "evidence" : "event"}
        quotes={evidence.flatMap((one): TraceQuote[] => (one.seq === null ? [] : [quoteOf(one, one.seq)]))}
        hasTimes={axis.span !== null}
        {...clock}
        lanes={trace.lanes}
        wide={<TimelineChart drawing={trace.wide} outline={outline} axis={axis} names={names} />}
        narrow={<TimelineChart drawing={trace.narrow} outline={outline} axis={axis} names={names} />}
        dock={
          live && (
            <Dock
              sessionId={session.id}
              disabledReason={cannotWrite}
              hasModelKey={hasModelKey()}
              actions={{
                send: sendMessageAction,
                interrupt: interruptAction,
                confirm: confirmCallsAction,
                answer: answerCallAction,
                budget: setBudgetAction,
              }}
            />
          )
        }
        prompt={<SystemPromptFold text={session.agent.system} />}
        counts={{ tools: trace.tools.length, learnings: trace.exposures.length, outcome: trace.reports.length, evidence: evidence.length }}
        panels={{
          tools: (
            <ToolsPanel tools={trace.tools} config={session.agent} errors={trace.errors} errorCount={session.errorCount} base={base} />
          ),
          learnings: (
            <LearningsPanel evidence={evidence} given={<ExposuresSection exposures={trace.exposures} source={session.source} />} />
          ),
          outcome: (
            <>
              <OutcomeSection reports={trace.reports} {...clock} />
              <AboutSection session={session} {...clock} />
            </>
          ),
          evidence: <EvidencePanel evidence={evidence} base={base} firstChangeId={trace.changeId} isCut={trace.isEvidenceCut} />,
        }}
      />
    </>
  );
  return live ? (
    <LiveSession key={session.id} sessionId={session.id} base={live}>
      {page}
    </LiveSession>
  ) : (
    page
  );
}

/** Whether it goes on by itself or waits for somebody: then its end is what one comes for. */
function isAtWork({ status, live }: SessionView): boolean {
  return status === "running" || status === "rescheduling" || live?.stopReason?.type === "requires_action";
}

function LiveActs({ session, disabledReason }: { session: SessionView; disabledReason: string | null }) {
  if (session.source !== "live") return null;
  return (
    <>
      {session.archivedAt === null && (
        <BudgetDialog sessionId={session.id} action={setBudgetAction} disabledReason={disabledReason} trigger="Budget" />
      )}
      <EndSession
        sessionId={session.id}
        eventCount={session.eventCount}
        isArchived={session.archivedAt !== null}
        archive={archiveSessionAction}
        remove={deleteSessionAction}
        disabledReason={disabledReason}
      />
    </>
  );
}

const LONGEST_TITLE = 72;

/** The whole of it stands in the title and in the transcript. */
function shorten(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most
    ? text
    : `${letters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

function quoteOf(one: SessionEvidenceView, seq: number): TraceQuote {
  const { eventId, at, quote, polarity, trust, changeId, title, dreamId } = one;
  const href = `/dreams/${dreamId}/changes/${changeId}`;
  return { eventId, seq, at, quote, polarity, trust, changeId, title, href, state: stateOf(one) };
}

function facts(session: SessionView, reports: readonly OutcomeReportView[], clock: { now: Date; zone: string }): Stat[] {
  // The latest word of each source; who ranks higher stands first.
  const verdicts = OUTCOME_SOURCES.flatMap((source) => reports.find((report) => report.source === source) ?? []);
  const { startedAt, endedAt, live } = session;
  return [
    live
      ? { label: "Status", value: <LiveStatus />, isWide: true }
      : { label: "Status", value: <SessionStatusPill status={session.status} isBare /> },
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
    { label: "Turns", value: live ? <LiveCount of="turnCount" /> : <Num value={session.turnCount} /> },
    { label: "Calls", value: live ? <LiveCount of="callCount" /> : <Num value={session.callCount} /> },
    { label: "Errors", value: live ? <LiveCount of="errorCount" /> : <Num value={session.errorCount} /> },
    ...usageFacts(session),
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
