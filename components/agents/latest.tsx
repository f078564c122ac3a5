import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import { DreamStatusPill } from "@/components/dreams/dream-status";
import { changesInWords, decisionsInWords } from "@/components/dreams/dream-words";
import { LearningStatusPill } from "@/components/learnings/learning-status";
import { SessionName } from "@/components/sessions/session-name";
import { OutcomePill } from "@/components/sessions/session-status";
import { Num, Usd } from "@/components/ui/figures";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { DreamView } from "@/lib/dreaming/types";
import type { SessionId } from "@/lib/ids";
import type { LearningListItem } from "@/lib/learnings/types";
import type { SessionListItem } from "@/lib/sessions/types";

type Clock = { now: Date; zone: string };

export function LatestDreams({ dreams, now, zone }: Clock & { dreams: readonly DreamView[] }) {
  return (
    <DataTable
      label="Latest dreams"
      rows={dreams}
      rowKey={(dream) => dream.id}
      empty={<p className="text-ink-3">None yet.</p>}
      columns={[
        {
          key: "when",
          header: "Dream",
          isRowHeader: true,
          cell: (dream) => (
            <Link href={`/dreams/${dream.id}`} className="link">
              <Time at={dream.createdAt} now={now} zone={zone} show="datetime" />
            </Link>
          ),
        },
        { key: "status", header: "Status", cell: (dream) => <DreamStatusPill status={dream.status} isBare /> },
        { key: "read", header: "Sessions read", align: "end", cell: (dream) => <Num value={dream.sessionsRead} /> },
        {
          key: "changes",
          header: "Changes",
          className: "lg:pl-6",
          cell: (dream) =>
            dream.status === "completed" ? (changesInWords(dream.changes) ?? "None proposed") : <span className="text-ink-3">Not yet</span>,
        },
        {
          key: "decisions",
          header: "Decided",
          cell: (dream) => decisionsInWords(dream.decisions) ?? <span className="text-ink-3">Nothing to decide</span>,
        },
        { key: "cost", header: "Cost", align: "end", cell: (dream) => <Usd value={dream.costUsd} /> },
      ]}
    />
  );
}

export function LatestLearnings({ learnings, now, zone }: Clock & { learnings: readonly LearningListItem[] }) {
  return (
    <DataTable
      label="Latest learnings"
      rows={learnings}
      rowKey={(learning) => learning.id}
      empty={<p className="text-ink-3">None published yet. A dream proposes them, a person approves.</p>}
      columns={[
        {
          key: "title",
          header: "Learning",
          isRowHeader: true,
          cell: (learning) => (
            <Link href={`/learnings/${learning.id}`} className="link wrap-anywhere">
              <VisibleText text={learning.title} />
            </Link>
          ),
        },
        { key: "kind", header: "Kind", cell: (learning) => (learning.kind === "note" ? "Note" : "Playbook") },
        { key: "status", header: "Status", cell: (learning) => <LearningStatusPill status={learning.status} isBare /> },
        {
          key: "support",
          header: "Seen in",
          align: "end",
          cell: (learning) => <Num value={learning.supportSessions} missing="A person wrote it" />,
        },
        { key: "changed", header: "Changed", align: "end", cell: (learning) => <Time at={learning.updatedAt} now={now} zone={zone} /> },
      ]}
    />
  );
}

type LatestSessionsProps = Clock & { sessions: readonly SessionListItem[]; words: ReadonlyMap<SessionId, string> };

export function LatestSessions({ sessions, words, now, zone }: LatestSessionsProps) {
  return (
    <DataTable
      label="Latest sessions"
      rows={sessions}
      rowKey={(session) => session.id}
      empty={<p className="text-ink-3">None yet.</p>}
      columns={[
        {
          key: "name",
          header: "Session",
          isRowHeader: true,
          cell: (session) => <SessionName session={session} firstWords={words.get(session.id)} />,
        },
        {
          key: "outcome",
          header: "Outcome",
          cell: (session) => <OutcomePill success={session.outcomeSuccess} source={session.outcomeSource} isBare />,
        },
        { key: "calls", header: "Calls", align: "end", cell: (session) => <Num value={session.callCount} /> },
        { key: "errors", header: "Errors", align: "end", cell: (session) => <Num value={session.errorCount} /> },
        { key: "when", header: "Took place", align: "end", cell: (session) => <Time at={session.occurredAt} now={now} zone={zone} /> },
      ]}
    />
  );
}
