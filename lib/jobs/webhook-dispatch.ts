/** Hands deliveries that are due to the queue, and lets go of old ones. */
import { DBOS } from "@dbos-inc/dbos-sdk";
import { sql } from "drizzle-orm";
import type { Clock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import type { WebhookDeliveryId, WorkspaceId } from "@/lib/ids";
import { JOBS_VERSION, jobs } from "@/lib/jobs/contracts";
import { log } from "@/lib/log";
import { type DueAttempt, giveUpAttempt, purgeWebhookEvents, readDueAttempts } from "@/lib/webhooks/deliver";

/** An attempt takes seconds: one that is still due by then is looked at again. */
const LOOK_AGAIN_MS = 30_000;
const PURGE_EVERY_MS = 600_000;
const KEPT_FOR_MS = 30 * 24 * 3_600_000;
const PURGED_AT_ONCE = 5_000;
/** A workflow in one of these states will never go on by itself. */
const ENDED = new Set(["ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "SUCCESS"]);

type Deps = { db: Database; clock: Clock };

/** Returns what the worker repeats. Any number of workers may do so at once: an attempt's id starts one workflow. */
export function createWebhookDispatcher(deps: Deps): () => Promise<void> {
  const enqueued = new Map<string, number>();
  let purgedAt = 0;
  return async () => {
    const now = deps.clock.now().getTime();
    for (const [id, at] of enqueued) if (at < now - LOOK_AGAIN_MS) enqueued.delete(id);
    const due = await deps.db.execute<{ workspace_id: WorkspaceId; id: WebhookDeliveryId }>(
      sql`select workspace_id, id from reverie_find_due_webhooks(${new Date(now).toISOString()}::timestamptz)`,
    );
    for (const workspaceId of new Set(due.map((row) => row.workspace_id))) {
      const ctx = systemCtx(deps, workspaceId);
      const ids = due.filter((row) => row.workspace_id === workspaceId).map((row) => row.id);
      for (const attempt of await readDueAttempts(ctx, ids)) {
        const workflowID = jobs.webhook.workflowId({ workspaceId, ...attempt });
        if (enqueued.has(workflowID)) continue;
        await enqueue(ctx, attempt, workflowID);
        enqueued.set(workflowID, now);
      }
    }
    if (now - purgedAt < PURGE_EVERY_MS) return;
    purgedAt = now;
    await purge(deps, new Date(now - KEPT_FOR_MS));
  };
}

async function enqueue(ctx: Ctx, attempt: DueAttempt, workflowID: string): Promise<void> {
  const status = await DBOS.getWorkflowStatus(workflowID);
  if (status === null) {
    await DBOS.enqueueWorkflowWithOptions(
      {
        queueName: jobs.webhook.queue,
        workflowName: jobs.webhook.workflow,
        workflowID,
        appVersion: JOBS_VERSION,
        queuePartitionKey: attempt.endpointId,
      },
      { workspaceId: ctx.workspaceId, deliveryId: attempt.deliveryId, number: attempt.number },
    );
  } else if (ENDED.has(status.status)) {
    // Its end was not written down: a fault of ours, which counts as an attempt, so that it can't be repeated without end.
    log.error("an attempt to deliver a webhook ended without a result", { workflowID, status: status.status });
    await giveUpAttempt(ctx, attempt);
  }
}

async function purge(deps: Deps, before: Date): Promise<void> {
  const workspaces = await deps.db.execute<{ workspace_id: WorkspaceId }>(sql`select workspace_id from reverie_list_workspaces()`);
  for (const { workspace_id: workspaceId } of workspaces) await purgeWebhookEvents(systemCtx(deps, workspaceId), before, PURGED_AT_ONCE);
}

function systemCtx(deps: Deps, workspaceId: WorkspaceId): Ctx {
  return { ...deps, workspaceId, requestId: "job:webhooks", actor: { type: "system", name: "webhooks" } };
}
