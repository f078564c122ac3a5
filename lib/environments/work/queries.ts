import { and, desc, eq, lt, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { getEnvironment } from "@/lib/environments/queries";
import { assertWorksQueue } from "@/lib/environments/work/access";
import { isItem, noWork, toWorkView, type WorkRef } from "@/lib/environments/work/items";
import { workItems } from "@/lib/environments/work/schema";
import type { QueueStats, WorkView } from "@/lib/environments/work/types";
import type { EnvironmentId, WorkId } from "@/lib/ids";
import { decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

/** Throws `forbidden`, `not_found`. */
export async function getWork(ctx: Ctx, ref: WorkRef): Promise<WorkView> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx.select().from(workItems).where(isItem(ctx, ref));
    if (!row) throw noWork(ref.workId);
    return toWorkView(row, ctx.clock.now());
  });
}

/** For the environment's own workers, newest first. Throws `forbidden`. */
export async function listWork(
  ctx: Ctx,
  filter: { environmentId: EnvironmentId; limit: number; cursor?: string | null },
): Promise<Page<WorkView>> {
  assertWorksQueue(ctx.actor, filter.environmentId);
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("work", filter.cursor, 1);
    const rows = await tx
      .select()
      .from(workItems)
      .where(
        and(
          eq(workItems.workspaceId, ctx.workspaceId),
          eq(workItems.environmentId, filter.environmentId),
          cursor ? lt(workItems.id, String(cursor[0]) as WorkId) : undefined,
        ),
      )
      .orderBy(desc(workItems.id))
      .limit(filter.limit + 1);
    const now = ctx.clock.now();
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor("work", [row.id]),
      (row) => toWorkView(row, now),
    );
  });
}

/** Throws `forbidden`, `not_found`. */
export async function getQueueStats(ctx: Ctx, environmentId: EnvironmentId): Promise<QueueStats> {
  return inWorkspace(ctx, async (_tx, inner) => {
    await getEnvironment(inner, environmentId);
    return (await listQueueStats(inner, [environmentId])).get(environmentId) ?? EMPTY_QUEUE;
  });
}

const EMPTY_QUEUE: QueueStats = { depth: 0, pending: 0, active: 0, oldestQueuedAt: null, workersPolling: 0 };

type Counts = { environment_id: EnvironmentId; depth: number; pending: number; active: number; oldest: string | null; workers: number };

/** The numbers of those queues in which there is something, or that somebody polls. Throws `forbidden`. */
export async function listQueueStats(ctx: Ctx, environmentIds: EnvironmentId[]): Promise<Map<EnvironmentId, QueueStats>> {
  assertCan(ctx.actor, "read");
  if (environmentIds.length === 0) return new Map();
  return inWorkspace(ctx, async (tx) => {
    const now = sql`${ctx.clock.now().toISOString()}::timestamptz`;
    const asked = sql`workspace_id = ${ctx.workspaceId} and environment_id in ${environmentIds}`;
    const rows = await tx.execute<Counts>(sql`
      with open_items as (
        select environment_id, state, created_at, polled_at, state in ('starting', 'active') and lease_expires_at <= ${now} as is_lapsed
        from work_items where ${asked} and state <> 'stopped'
      ), queues as (
        select environment_id,
          count(*) filter (where is_lapsed or state = 'queued' and polled_at is null)::int as depth,
          count(*) filter (where state = 'queued' and polled_at is not null)::int as pending,
          count(*) filter (where not is_lapsed and state in ('starting', 'active'))::int as active,
          min(created_at) filter (where is_lapsed or state = 'queued') as oldest
        from open_items group by environment_id
      ), workers as (
        select environment_id, count(*)::int as workers from environment_workers
        where ${asked} and last_polled_at > ${now} - interval '30 seconds' group by environment_id
      )
      select environment_id, coalesce(depth, 0) as depth, coalesce(pending, 0) as pending, coalesce(active, 0) as active, oldest,
        coalesce(workers, 0) as workers
      from queues full join workers using (environment_id)`);
    return new Map(
      rows.map((row) => [
        row.environment_id,
        {
          depth: row.depth,
          pending: row.pending,
          active: row.active,
          oldestQueuedAt: row.oldest ? new Date(row.oldest) : null,
          workersPolling: row.workers,
        },
      ]),
    );
  });
}
