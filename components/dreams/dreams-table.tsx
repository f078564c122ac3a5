import Link from "next/link";
import { type Column, DataTable } from "@/components/data-table/data-table";
import { Duration, Num, Usd } from "@/components/ui/figures";
import { formatPercent } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { DreamView } from "@/lib/dreaming/types";
import { DreamStatusPill } from "./dream-status";
import { changesInWords, decisionsInWords, STAGE_WORDS, triggerInWords } from "./dream-words";

export type DreamsTableProps = { dreams: readonly DreamView[]; now: Date; zone: string };

export function DreamsTable({ dreams, now, zone }: DreamsTableProps) {
  return <DataTable label="Dreams" columns={columnsOf(now, zone)} rows={dreams} rowKey={(dream) => dream.id} isHeadSticky />;
}

function columnsOf(now: Date, zone: string): Column<DreamView>[] {
  return [
    {
      key: "dream",
      header: "Dream",
      isRowHeader: true,
      cell: (dream) => (
        <Link href={`/dreams/${dream.id}`} className="link whitespace-nowrap">
          {formatDateTime(dream.createdAt, zone, now)}
        </Link>
      ),
    },
    { key: "status", header: "Status", cell: (dream) => <StatusCell dream={dream} /> },
    {
      key: "agent",
      header: "Agent",
      cell: (dream) => (
        <Link href={`/agents/${dream.agentId}`} className="wrap-anywhere hover:underline hover:underline-offset-3">
          <VisibleText text={dream.agentName} />
        </Link>
      ),
    },
    { key: "trigger", header: "Trigger", cell: (dream) => triggerInWords(dream) },
    {
      key: "started",
      header: "Started",
      className: "lg:max-2xl:hidden",
      cell: (dream) => <Time at={dream.startedAt} now={now} zone={zone} missing="Not started yet" />,
    },
    { key: "took", header: "Took", align: "end", cell: (dream) => <Duration value={tookMs(dream, now)} missing="Not started yet" /> },
    {
      key: "sessions",
      header: "Sessions",
      align: "end",
      cell: (dream) => <Num value={dream.stage === null ? null : dream.sessionsRead} missing="Not selected yet" />,
    },
    { key: "changes", header: "Proposed", cell: (dream) => <ChangesCell dream={dream} /> },
    {
      key: "decided",
      header: "Decided",
      cell: (dream) => decisionsInWords(dream.decisions) ?? <span className="text-ink-3">nothing</span>,
    },
    { key: "cost", header: "Cost", align: "end", cell: (dream) => <CostCell dream={dream} /> },
    { key: "revision", header: "Revision", align: "end", cell: (dream) => <RevisionCell dream={dream} /> },
  ];
}

function StatusCell({ dream }: { dream: DreamView }) {
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <DreamStatusPill status={dream.status} />
      {dream.status === "running" && dream.stage && <span className="text-xs text-ink-3">{STAGE_WORDS[dream.stage].doing}</span>}
      {dream.status === "failed" && dream.error?.stage && (
        <span className="text-xs text-ink-3">while {STAGE_WORDS[dream.error.stage].doing.toLowerCase()}</span>
      )}
    </span>
  );
}

function ChangesCell({ dream }: { dream: DreamView }) {
  if (dream.status !== "completed") return <span className="text-ink-3">not yet</span>;
  const changes = changesInWords(dream.changes);
  if (changes === null) return <span className="text-ink-3">nothing found</span>;
  return (
    <>
      {changes}
      {dream.decisions.held > 0 && <span className="text-held">, {dream.decisions.held} held</span>}
    </>
  );
}

function CostCell({ dream }: { dream: DreamView }) {
  const share = dream.sessionCostUsd ? dream.costUsd / dream.sessionCostUsd : null;
  return (
    <>
      <Usd value={dream.costUsd} />
      {share !== null && <span className="text-ink-3"> {formatPercent(share)} of the sessions’</span>}
    </>
  );
}

function RevisionCell({ dream }: { dream: DreamView }) {
  if (dream.publishedRevision === null) return <span className="text-ink-3">none</span>;
  return (
    <Link href={`/stores/${dream.storeId}?rev=${dream.publishedRevision}`} className="link">
      {dream.publishedRevision}
    </Link>
  );
}

/** So far, while it runs. */
export function tookMs({ startedAt, endedAt }: DreamView, now: Date): number | null {
  return startedAt === null ? null : Math.max(0, (endedAt ?? now).getTime() - startedAt.getTime());
}
