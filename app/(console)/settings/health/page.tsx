import type { Metadata } from "next";
import { RefreshWhile } from "@/components/dreams/refresh-while";
import { Notice } from "@/components/feedback/notice";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { StatStrip } from "@/components/layout/stat-strip";
import { Bytes, Duration, Num } from "@/components/ui/figures";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import { readHealthReport } from "@/lib/api/health-report";
import { env } from "@/lib/env";
import { requireVisitor } from "@/lib/web/current-user";
import { streamed } from "@/lib/web/streamed";
import { QueuesTable, WorkersTable } from "./sections";
import { HealthSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Health" };

const READ_EVERY_MS = 10_000;

export default function HealthPage() {
  return streamed(render(), <HealthSkeleton />);
}

async function render() {
  const { ctx, membership } = await requireVisitor();
  const report = await readHealthReport(ctx);
  const clock = { now: ctx.clock.now(), zone: membership.timeZone };
  const { web, database, workers } = report;
  const alive = workers.filter(({ isAlive, readyAt }) => isAlive && readyAt !== null).length;
  return (
    <>
      <PageHeader title="Health" meta={<span className="text-xs text-ink-3">Read anew every 10 s</span>} />
      <RefreshWhile isActive everyMs={READ_EVERY_MS} />
      {alive === 0 && (
        <Notice tone="failure">
          <p className="font-medium">No worker takes work. Sessions, dreams and webhooks wait; nothing is lost.</p>
          <p>Start one, and look at the log of the last one for why it ended.</p>
        </Notice>
      )}
      <StatStrip
        label="In all"
        items={[
          {
            label: "Workers",
            value:
              alive > 0 ? (
                <>
                  <Num value={alive} /> taking work
                </>
              ) : (
                <StatusPill tone="failure" mark="warning">
                  none
                </StatusPill>
              ),
          },
          { label: "Last sweep", value: <Time at={report.sweptAt} {...clock} missing="No worker has swept yet" /> },
          {
            label: "Database answered in",
            value: <Duration value={database.answeredInMs} />,
          },
          { label: "Version", value: env().REVERIE_VERSION },
        ]}
      />
      <RuledSection title="Queues" note="Of this workspace.">
        <QueuesTable queues={report.queues} {...clock} />
      </RuledSection>
      <RuledSection title="Workers" note="A worker lives while its connection holds its lock.">
        <WorkersTable workers={workers} {...clock} />
      </RuledSection>
      <RuledSection title="Database" note={`PostgreSQL ${database.version}`}>
        <p>
          <Bytes value={database.sizeBytes} /> in all, <Num value={database.connections} /> of {database.mostConnections} connections.
        </p>
      </RuledSection>
      <RuledSection title="Web" note="The process that answered this page.">
        <p>
          Up since <Time at={web.upSince} {...clock} />, <Bytes value={web.memoryBytes} /> of memory, Node.js {web.node}.
        </p>
      </RuledSection>
    </>
  );
}
