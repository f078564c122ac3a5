import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/feedback/empty-state";
import { Code } from "@/components/ui/code";
import { Num } from "@/components/ui/figures";
import { shortenId } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import type { EnvironmentView } from "@/lib/environments/types";
import type { QueueStats } from "@/lib/environments/work/types";
import type { EnvironmentId } from "@/lib/ids";

export type EnvironmentsTableProps = {
  environments: readonly EnvironmentView[];
  queues: ReadonlyMap<EnvironmentId, QueueStats>;
  now: Date;
  zone: string;
};

export function EnvironmentsTable({ environments, queues, now, zone }: EnvironmentsTableProps) {
  return (
    <DataTable
      label="Environments"
      rows={environments}
      rowKey={(environment) => environment.id}
      empty={
        <EmptyState title="No environments.">
          <p>An environment is where an agent’s tools run: containers of yours, with the official SDK’s worker in them.</p>
        </EmptyState>
      }
      columns={[
        {
          key: "name",
          header: "Name",
          isRowHeader: true,
          cell: (one) => (
            <Link href={`/resources/environments/${one.id}`} className="font-medium wrap-anywhere">
              {one.name}
            </Link>
          ),
        },
        { key: "id", header: "Id", cell: (one) => <Code className="whitespace-nowrap text-ink-2">{shortenId(one.id)}</Code> },
        { key: "waiting", header: "Waiting", align: "end", cell: (one) => <Num value={waiting(queues.get(one.id))} /> },
        { key: "served", header: "Being served", align: "end", cell: (one) => <Num value={queues.get(one.id)?.active ?? 0} /> },
        { key: "workers", header: "Workers seen", align: "end", cell: (one) => <Num value={queues.get(one.id)?.workersPolling ?? 0} /> },
        { key: "created", header: "Created", className: "lg:pl-6", cell: (one) => <Time at={one.createdAt} now={now} zone={zone} /> },
        {
          key: "archived",
          header: "Archived",
          cell: (one) => <Time at={one.archivedAt} now={now} zone={zone} missing="No" />,
        },
      ]}
    />
  );
}

const waiting = (queue: QueueStats | undefined) => (queue ? queue.depth + queue.pending : 0);
