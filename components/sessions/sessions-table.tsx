import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import { Num } from "@/components/ui/figures";
import { Time } from "@/components/ui/time";
import type { SessionId } from "@/lib/ids";
import type { SessionListItem, SessionSource } from "@/lib/sessions/types";
import { SessionName } from "./session-name";
import { OutcomePill } from "./session-status";

const SOURCE_WORDS: Record<SessionSource, string> = { live: "Live", api: "API", import: "Import" };

export type SessionsTableProps = {
  sessions: readonly SessionListItem[];
  /** How those without a title began. */
  words: ReadonlyMap<SessionId, string>;
  now: Date;
  zone: string;
};

export function SessionsTable({ sessions, words, now, zone }: SessionsTableProps) {
  return (
    <DataTable
      label="Sessions"
      rows={sessions}
      rowKey={(session) => session.id}
      isHeadSticky
      columns={[
        {
          key: "outcome",
          header: "Outcome",
          cell: (session) => <OutcomePill success={session.outcomeSuccess} source={session.outcomeSource} />,
        },
        {
          key: "session",
          header: "Session",
          isRowHeader: true,
          cell: (session) => <SessionName session={session} firstWords={words.get(session.id)} />,
        },
        {
          key: "agent",
          header: "Agent",
          cell: (session) => (
            <span className="lg:whitespace-nowrap">
              <Link href={`/agents/${session.agentId}`} className="link">
                {session.agentName}
              </Link>{" "}
              <span className="whitespace-nowrap text-ink-3">version {session.agentVersion}</span>
            </span>
          ),
        },
        {
          key: "started",
          header: "Started",
          cell: (session) => <Time at={session.startedAt} now={now} zone={zone} show="datetime" missing="The source gives no time" />,
        },
        { key: "turns", header: "Turns", align: "end", cell: (session) => <Num value={session.turnCount} /> },
        { key: "calls", header: "Calls", align: "end", cell: (session) => <Num value={session.callCount} /> },
        { key: "errors", header: "Errors", align: "end", cell: (session) => <Num value={session.errorCount} /> },
        { key: "source", header: "Source", className: "lg:pl-6", cell: (session) => SOURCE_WORDS[session.source] },
      ]}
    />
  );
}
