import Link from "next/link";
import { type Column, DataTable } from "@/components/data-table/data-table";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { Num, Rate } from "@/components/ui/figures";
import { shortenId } from "@/components/ui/format";
import { NotKnown } from "@/components/ui/not-known";
import { Time } from "@/components/ui/time";
import type { AgentView } from "@/lib/agents/types";
import type { AgentSessions } from "@/lib/sessions/types";

export type AgentRow = { agent: AgentView; sessions: AgentSessions | null; published: number; open: number };

/** Every agent with what its sessions came to and what it learned from them. */
export function AgentsTable({ rows, now, zone }: { rows: readonly AgentRow[]; now: Date; zone: string }) {
  return <DataTable label="Agents" columns={columnsOf(now, zone)} rows={rows} rowKey={({ agent }) => agent.id} isHeadSticky />;
}

function columnsOf(now: Date, zone: string): Column<AgentRow>[] {
  return [
    {
      key: "name",
      header: "Agent",
      isRowHeader: true,
      cell: ({ agent }) => (
        <Link href={`/agents/${agent.id}`} className="link wrap-anywhere">
          {agent.config.name}
        </Link>
      ),
    },
    { key: "model", header: "Model", cell: ({ agent }) => <Code>{agent.config.model.id}</Code> },
    { key: "version", header: "Version", align: "end", cell: ({ agent }) => <Num value={agent.version} /> },
    {
      key: "sessions",
      header: "Sessions",
      align: "end",
      cell: ({ agent, sessions }) =>
        sessions ? (
          <Link href={`/sessions?agent=${agent.id}`} className="link">
            <Num value={sessions.total} />
          </Link>
        ) : (
          <Num value={0} />
        ),
    },
    {
      key: "completion",
      header: "Completion",
      align: "end",
      cell: ({ sessions }) => (
        <Rate count={sessions?.met ?? 0} total={sessions?.judged ?? 0} of="sessions with a verdict" withWords={false} />
      ),
    },
    {
      key: "published",
      header: "Learnings published",
      align: "end",
      cell: ({ agent, published }) => <Counted href={`/learnings?agent=${agent.id}&status=published`} count={published} />,
    },
    {
      key: "open",
      header: "Open changes",
      align: "end",
      cell: ({ agent, open }) => <Counted href={`/review?agent=${agent.id}`} count={open} />,
    },
    {
      key: "last",
      header: "Last session",
      className: "lg:pl-6",
      cell: ({ sessions }) => (sessions ? <Time at={sessions.lastAt} now={now} zone={zone} /> : <NotKnown reason="No session yet" />),
    },
    {
      key: "id",
      header: "Id",
      cell: ({ agent }) => (
        <span className="inline-flex items-center gap-1" title={agent.id}>
          <Code className="text-ink-3">{shortenId(agent.id)}</Code>
          <span className="-my-1">
            <CopyButton text={agent.id} label={`Copy the id of ${agent.config.name}`} size="sm" />
          </span>
        </span>
      ),
    },
  ];
}

function Counted({ href, count }: { href: string; count: number }) {
  if (count === 0) return <Num value={0} />;
  return (
    <Link href={href} className="link">
      <Num value={count} />
    </Link>
  );
}
