/** How the house does, as its page shows it: processes, database, and what waits in this workspace. Everything is asked for now. */
import { sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { listWorkers, type WorkerState } from "@/lib/jobs/liveness";

export const QUEUES = ["sessions", "dreams", "webhooks", "imports", "environments"] as const;
export type QueueName = (typeof QUEUES)[number];

/** `underWay` is worked on; `waiting` is not, the oldest since `oldestAt`. */
export type QueueState = { queue: QueueName; waiting: number; underWay: number; oldestAt: Date | null };

export type HealthReport = {
  web: { upSince: Date; memoryBytes: number; node: string };
  workers: WorkerState[];
  database: { version: string; answeredInMs: number; sizeBytes: number; connections: number; mostConnections: number };
  queues: QueueState[];
  /** The latest of all workers. */
  sweptAt: Date | null;
};

export async function readHealthReport(ctx: Ctx): Promise<HealthReport> {
  assertCan(ctx.actor, "read");
  const [database, workers, queues] = await Promise.all([readDatabase(ctx), listWorkers(ctx.db), readQueues(ctx)]);
  const swept = workers.flatMap(({ sweptAt }) => sweptAt?.getTime() ?? []);
  return {
    web: {
      upSince: new Date(ctx.clock.now().getTime() - process.uptime() * 1000),
      memoryBytes: process.memoryUsage.rss(),
      node: process.versions.node,
    },
    workers,
    database,
    queues,
    sweptAt: swept.length > 0 ? new Date(Math.max(...swept)) : null,
  };
}

async function readDatabase({ db }: Ctx): Promise<HealthReport["database"]> {
  const begun = performance.now();
  await db.execute(sql`select 1`);
  const answeredInMs = performance.now() - begun;
  const [row] = await db.execute<{ version: string; size: string; most: number; connections: number }>(sql`
    select current_setting('server_version') as version, pg_database_size(current_database())::text as size,
      current_setting('max_connections')::int as most,
      (select count(*)::int from pg_stat_activity where datname = current_database()) as connections`);
  return {
    version: row?.version ?? "",
    answeredInMs,
    sizeBytes: Number(row?.size ?? 0),
    connections: row?.connections ?? 0,
    mostConnections: row?.most ?? 0,
  };
}

type Counted = { queue: QueueName; waiting: number; underWay: number; oldestAt: string | null };

async function readQueues(ctx: Ctx): Promise<QueueState[]> {
  const now = sql`${ctx.clock.now().toISOString()}::timestamptz`;
  const here = sql`workspace_id = ${ctx.workspaceId}`;
  const rows = await inWorkspace(ctx, (tx) =>
    tx.execute<Counted>(sql`
      select 'sessions' as queue, (count(*) filter (where picked_up_at is null))::int as waiting,
        (count(*) filter (where picked_up_at is not null))::int as "underWay", min(activated_at) filter (where picked_up_at is null) as "oldestAt"
      from live_sessions where ${here} and is_active
      union all
      select 'dreams', (count(*) filter (where status = 'pending'))::int, (count(*) filter (where status = 'running'))::int,
        min(coalesce(queued_at, created_at)) filter (where status = 'pending')
      from dreams where ${here} and status in ('pending', 'running')
      union all
      select 'webhooks', (count(*) filter (where next_attempt_at <= ${now}))::int, (count(*) filter (where next_attempt_at > ${now}))::int,
        min(next_attempt_at) filter (where next_attempt_at <= ${now})
      from webhook_deliveries where ${here} and next_attempt_at is not null
      union all
      select 'imports', 0, count(*)::int, null from imports where ${here} and status = 'running'
      union all
      select 'environments', (count(*) filter (where lease_expires_at is null))::int, (count(*) filter (where lease_expires_at is not null))::int,
        min(available_at) filter (where lease_expires_at is null)
      from work_items where ${here} and state <> 'stopped'`),
  );
  const byName = new Map(rows.map((row) => [row.queue, row]));
  return QUEUES.map((queue) => {
    const row = byName.get(queue);
    return { queue, waiting: row?.waiting ?? 0, underWay: row?.underWay ?? 0, oldestAt: row?.oldestAt ? new Date(row.oldestAt) : null };
  });
}
