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
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx, inner) => {
    await getEnvironment(inner, environmentId);
    const now = sql`${ctx.clock.now().toISOString()}::timestamptz`;
    const [row] = await tx.execute<{ depth: number; pending: number; active: number; oldest: string | null; workers: number }>(sql`
      select
        count(*) filter (where is_queued and polled_at is null)::int as depth,
        count(*) filter (where is_queued and polled_at is not null)::int as pending,
        count(*) filter (where not is_queued and state in ('starting', 'active'))::int as active,
        min(created_at) filter (where is_queued) as oldest,
        (select count(*)::int from environment_workers w where w.workspace_id = ${ctx.workspaceId} and w.environment_id = ${environmentId}
          and w.last_polled_at > ${now} - interval '30 seconds') as workers
      from (
        select state, created_at, is_lapsed or state = 'queued' as is_queued, case when is_lapsed then null else polled_at end as polled_at
        from (
          select *, state in ('starting', 'active') and lease_expires_at <= ${now} as is_lapsed from work_items
          where workspace_id = ${ctx.workspaceId} and environment_id = ${environmentId} and state <> 'stopped'
        ) open_items
      ) counted`);
    return {
      depth: row?.depth ?? 0,
      pending: row?.pending ?? 0,
      active: row?.active ?? 0,
      oldestQueuedAt: row?.oldest ? new Date(row.oldest) : null,
      workersPolling: row?.workers ?? 0,
    };
  });
}
