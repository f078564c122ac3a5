import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/feedback/empty-state";
import { Code } from "@/components/ui/code";
import { shortenId } from "@/components/ui/format";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import type { DeploymentRunView } from "@/lib/deployments/types";

export function RunsTable({
  runs,
  isFiltered,
  now,
  zone,
}: {
  runs: readonly DeploymentRunView[];
  isFiltered: boolean;
  now: Date;
  zone: string;
}) {
  return (
    <DataTable
      label="Runs"
      rows={runs}
      rowKey={(run) => run.id}
      empty={
        <EmptyState title={isFiltered ? "No such run." : "No runs yet."}>
          <p>Each firing of the schedule, and each run by hand, becomes a row with the session that it started, or why it started none.</p>
        </EmptyState>
      }
      columns={[
        { key: "at", header: "Ran", isRowHeader: true, cell: (run) => <Time at={run.createdAt} now={now} zone={zone} /> },
        {
          key: "trigger",
          header: "Because",
          cell: (run) =>
            run.scheduledAt === null ? (
              "By hand"
            ) : (
              <>
                Scheduled for <Time at={run.scheduledAt} now={now} zone={zone} show="datetime" />
              </>
            ),
        },
        { key: "version", header: "Version", align: "end", cell: (run) => run.agentVersion },
        { key: "outcome", header: "Outcome", cell: (run) => <Outcome run={run} /> },
      ]}
    />
  );
}

function Outcome({ run }: { run: DeploymentRunView }) {
  if (run.sessionId !== null)
    return (
      <Link href={`/sessions/${run.sessionId}`} className="link" title={run.sessionId}>
        Session <Code>{shortenId(run.sessionId)}</Code>
      </Link>
    );
  return (
    <>
      <StatusPill tone="failure" mark="cross" isBare>
        No session
      </StatusPill>
      <span className="block text-xs text-ink-2 wrap-anywhere">{run.error?.message}</span>
    </>
  );
}
