"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { type Column, DataTable, type SortDirection } from "@/components/data-table/data-table";
import { PageBox, RowBox } from "@/components/data-table/selection";
import { Duration, Num, Tokens, Usd } from "@/components/ui/figures";
import { NotKnown } from "@/components/ui/not-known";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { SessionId } from "@/lib/ids";
import type { SessionRow } from "@/lib/sessions/list";
import type { SessionSource } from "@/lib/sessions/types";
import { LiveStatusPill } from "./live/live-statuses";
import { type Narrowing, narrowingKey, outcomeNarrowing } from "./narrowing";
import { COLUMN_WORDS, type ColumnKey } from "./session-columns";
import { SessionName, sessionTitle } from "./session-name";
import { OutcomePill } from "./session-status";

const SOURCE_WORDS: Record<SessionSource, string> = { live: "Live", api: "API", import: "Import" };

const COST_NOT_KNOWN = "Not known: it ran elsewhere, asked no model yet, or asked one without a price";

export type SessionsTableProps = {
  sessions: readonly SessionRow[];
  /** How those without a title began. */
  words: ReadonlyMap<SessionId, string>;
  columns: readonly ColumnKey[];
  sorts: Partial<Record<ColumnKey, { href: string; direction: SortDirection | null }>>;
  /** The same list, narrowed to a cell's value: an address for each `narrowingKey` among the rows. */
  narrowed: Readonly<Record<string, string>>;
  now: Date;
  zone: string;
};

/** The rows come as they were read, and the browser makes the cells: ready cells would weigh ten times as much, and twice that in a document. */
export function SessionsTable({ sessions, words, columns, sorts, narrowed, now, zone }: SessionsTableProps) {
  const only = (filter: Narrowing, what: string, children: ReactNode) => (
    <Link
      href={narrowed[narrowingKey(filter)] ?? ""}
      scroll={false}
      title={`Only ${what}`}
      className="inline-block min-h-6 min-w-6 rounded-sm leading-6 hover:underline"
    >
      {children}
    </Link>
  );
  const cells: Record<ColumnKey, Omit<Column<SessionRow>, "key" | "header" | "sort">> = {
    outcome: {
      cell: ({ outcomeSuccess, outcomeSource, isDisputed }) => (
        <span className="inline-flex flex-wrap items-center gap-1">
          {only(outcomeNarrowing(outcomeSuccess), "with this outcome", <OutcomePill success={outcomeSuccess} source={outcomeSource} />)}
          {isDisputed &&
            only(
              { outcome: "disputed" },
              "disputed ones: two sources contradict each other",
              <StatusPill tone="held" mark="warning">
                Disputed
              </StatusPill>,
            )}
        </span>
      ),
    },
    status: { cell: ({ id, status }) => only({ status }, "with this status", <LiveStatusPill id={id} status={status} />) },
    agent: {
      cell: ({ agentId, agentName, agentVersion }) => (
        <div className="min-w-0 lg:min-w-28">
          <Link href={`/agents/${agentId}`} className="link">
            {agentName}
          </Link>{" "}
          <span className="whitespace-nowrap text-ink-3">
            {only({ agent: agentId, version: agentVersion }, "this version of the agent", `v${agentVersion}`)}
          </span>
        </div>
      ),
    },
    started: {
      cell: ({ startedAt }) => <Time at={startedAt} now={now} zone={zone} show="datetime" missing="The source gives no time" />,
    },
    duration: { align: "end", cell: ({ durationMs }) => <Duration value={durationMs} missing="The source gives no end" /> },
    turns: { align: "end", cell: ({ turnCount }) => <Num value={turnCount} /> },
    calls: { align: "end", cell: ({ callCount }) => <Num value={callCount} /> },
    errors: {
      align: "end",
      cell: ({ errorCount }) => <span className={errorCount > 0 ? "font-medium text-failure" : "text-ink-3"}>{errorCount}</span>,
    },
    tokens: { align: "end", cell: ({ tokenCount }) => <Tokens value={tokenCount} missing="The source counts no tokens" /> },
    cost: { align: "end", cell: ({ costUsd }) => <Usd value={costUsd} missing={COST_NOT_KNOWN} /> },
    model: { cell: ({ model }) => (model ? <VisibleText text={model} /> : <NotKnown reason="The source names no model" />) },
    task: { cell: ({ taskKey }) => (taskKey ? <VisibleText text={taskKey} /> : <NotKnown reason="Belongs to no task" />) },
    source: { className: "lg:pl-4", cell: ({ source }) => only({ source }, "from this source", SOURCE_WORDS[source]) },
  };
  return (
    <DataTable
      label="Sessions"
      rows={sessions}
      rowKey={(session) => session.id}
      isHeadSticky
      columns={[
        {
          key: "select",
          header: <PageBox label="sessions" />,
          label: "Select",
          className: "w-7",
          cell: (session) => <RowBox id={session.id} label={sessionTitle(session, words.get(session.id))} />,
        },
        {
          key: "session",
          header: "Session",
          isRowHeader: true,
          className: "lg:min-w-40",
          cell: (session) => (
            <>
              <SessionName session={session} firstWords={words.get(session.id)} />
              {session.isExcluded && <span className="block text-xs text-ink-3">Excluded from dreams</span>}
            </>
          ),
        },
        ...columns.map((key): Column<SessionRow> => ({ key, header: COLUMN_WORDS[key], sort: sorts[key], ...cells[key] })),
      ]}
    />
  );
}
