import Link from "next/link";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { DeploymentStatus } from "@/components/deployments/deployment-status";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { DeploymentView } from "@/lib/deployments/types";

export type DeploymentRow = { deployment: DeploymentView; agentName: string; scheduleWords: string | null };
export type DeploymentsTableProps = { rows: readonly DeploymentRow[]; empty: ReactNode; now: Date; zone: string };

export function DeploymentsTable({ rows, empty, now, zone }: DeploymentsTableProps) {
  return (
    <DataTable
      label="Deployments"
      rows={rows}
      rowKey={({ deployment }) => deployment.id}
      empty={empty}
      columns={[
        {
          key: "name",
          header: "Name",
          isRowHeader: true,
          cell: ({ deployment }) => (
            <Link href={`/deployments/${deployment.id}`} className="link font-medium wrap-anywhere">
              <VisibleText text={deployment.name} />
            </Link>
          ),
        },
        {
          key: "agent",
          header: "Agent",
          cell: ({ deployment, agentName }) => (
            <Link href={`/agents/${deployment.agentId}`} className="link wrap-anywhere">
              <VisibleText text={agentName} />
            </Link>
          ),
        },
        {
          key: "schedule",
          header: "Schedule",
          cell: ({ scheduleWords }) => scheduleWords ?? <span className="text-ink-3">By hand only</span>,
        },
        { key: "status", header: "Status", cell: ({ deployment }) => <DeploymentStatus deployment={deployment} /> },
        { key: "next", header: "Next run", cell: ({ deployment }) => <NextRun deployment={deployment} now={now} zone={zone} /> },
        {
          key: "last",
          header: "Last scheduled run",
          cell: ({ deployment }) => <Time at={deployment.lastRunAt} now={now} zone={zone} missing="None yet" />,
        },
      ]}
    />
  );
}

function NextRun({ deployment, now, zone }: { deployment: DeploymentView; now: Date; zone: string }) {
  if (deployment.pausedReason !== null) return <span className="text-ink-3">Paused</span>;
  return <Time at={deployment.upcomingRunsAt[0] ?? null} now={now} zone={zone} missing="Nothing is scheduled" />;
}
