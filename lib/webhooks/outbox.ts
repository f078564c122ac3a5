import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { newId } from "@/lib/ids";
import { ALL_EVENTS, type WebhookEventType } from "@/lib/webhooks/types";

export const ATTEMPTS_PER_DELIVERY = 3;

/** `id` is that of the thing it happened to; `threadId` goes with `session.thread_*`. */
export type WebhookEvent = { type: WebhookEventType; id: string; threadId?: string | null };

/**
 * Notes in the caller's transaction what endpoints want to hear: one statement, which writes nothing where none wants this type. It is
 * delivered once the transaction has committed, and not at all where it rolls back.
 */
export async function recordWebhookEvent(ctx: Ctx, event: WebhookEvent): Promise<void> {
  const at = ctx.clock.now();
  const id = newId("webhookEvent", at.getTime());
  const now = sql`${at.toISOString()}::timestamptz`;
  // A delivery's id takes its time from the event's, so that deliveries sort as events do; hexadecimal digits are digits of our ids too.
  await inWorkspace(ctx, (tx) =>
    tx.execute(sql`
      with wanted as (
        select e.id from webhook_endpoints e
        where e.workspace_id = ${ctx.workspaceId} and e.disabled_at is null and e.events && array[${event.type}, ${ALL_EVENTS}]
      ), event as (
        insert into webhook_events (workspace_id, id, type, subject_id, thread_id, created_at)
        select ${ctx.workspaceId}, ${id}, ${event.type}, ${event.id}, ${event.threadId ?? null}, ${now} where exists (select from wanted)
      )
      insert into webhook_deliveries (workspace_id, id, endpoint_id, event_id, status, attempts_left, next_attempt_at, created_at)
      select ${ctx.workspaceId}, 'whd_' || substr(${id}, 5, 10) || substr(md5(${id} || w.id), 1, 16), w.id, ${id}, 'pending',
        ${ATTEMPTS_PER_DELIVERY}::int, ${now}, ${now}
      from wanted w`),
  );
}
