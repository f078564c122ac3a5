import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/feedback/empty-state";
import { Code } from "@/components/ui/code";
import { Num } from "@/components/ui/figures";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import type { QueueName, QueueState } from "@/lib/api/health-report";
import type { WorkerState } from "@/lib/jobs/liveness";

type Clock = { now: Date; zone: string };

export function WorkersTable({ workers, now, zone }: Clock & { workers: readonly WorkerState[] }) {
  return (
    <DataTable
      label="Workers"
      rows={workers}
      rowKey={(worker) => worker.id}
      empty={
        <EmptyState title="No worker.">
          <p>Sessions, dreams and webhooks wait until one is started. Starting Reverie starts one with the web process.</p>
        </EmptyState>
      }
      columns={[
        { key: "worker", header: "Worker", isRowHeader: true, cell: (worker) => <Code className="wrap-anywhere">{worker.id}</Code> },
        { key: "state", header: "State", cell: (worker) => <WorkerPill worker={worker} /> },
        { key: "host", header: "Host", cell: (worker) => `${worker.host}, process ${worker.pid}` },
        { key: "started", header: "Started", cell: (worker) => <Time at={worker.startedAt} now={now} zone={zone} /> },
        { key: "swept", header: "Last sweep", cell: (worker) => <Time at={worker.sweptAt} now={now} zone={zone} missing="Not yet" /> },
      ]}
    />
  );
}

function WorkerPill({ worker: { isAlive, readyAt } }: { worker: WorkerState }) {
  if (!isAlive)
    return (
      <StatusPill tone="failure" mark="warning" title="Its connection is gone. Another worker takes over what it left.">
        Dead
      </StatusPill>
    );
  return readyAt === null ? (
    <StatusPill tone="held" mark="dashed">
      Starting
    </StatusPill>
  ) : (
    <StatusPill tone="success" mark="check">
      Takes work
    </StatusPill>
  );
}

const QUEUE_WORDS: Record<QueueName, { name: string; waits: string }> = {
  sessions: { name: "Sessions", waits: "for a worker" },
  dreams: { name: "Dreams", waits: "for a worker" },
  webhooks: { name: "Webhooks", waits: "to be sent; under way are later attempts" },
  imports: { name: "Imports", waits: "" },
  environments: { name: "Environment work", waits: "for an environment's own worker" },
};

export function QueuesTable({ queues, now, zone }: Clock & { queues: readonly QueueState[] }) {
  return (
    <DataTable
      label="Queues"
      rows={queues}
      rowKey={({ queue }) => queue}
      columns={[
        { key: "queue", header: "Queue", isRowHeader: true, cell: ({ queue }) => QUEUE_WORDS[queue].name },
        { key: "waiting", header: "Waiting", align: "end", cell: ({ waiting }) => <Num value={waiting} /> },
        { key: "oldest", header: "Oldest", cell: ({ oldestAt }) => <Time at={oldestAt} now={now} zone={zone} missing="Nothing waits" /> },
        { key: "under", header: "Under way", align: "end", cell: ({ underWay }) => <Num value={underWay} /> },
        {
          key: "waits",
          header: "What waits",
          className: "lg:pl-6",
          cell: ({ queue }) => <span className="text-ink-3">{QUEUE_WORDS[queue].waits}</span>,
        },
      ]}
    />
  );
}
