import { and, asc, desc, eq, inArray, lt } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { WebhookDeliveryId, WebhookEndpointId } from "@/lib/ids";
import { decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";
import { webhookAttempts, webhookDeliveries, webhookEndpoints, webhookEvents } from "@/lib/webhooks/schema";
import type { AttemptView, DeliveryStatus, DeliveryView, WebhookEndpointView } from "@/lib/webhooks/types";

type EndpointRow = typeof webhookEndpoints.$inferSelect;

export function toEndpointView(row: EndpointRow, now: Date): WebhookEndpointView {
  const { id, url, description, events, disabledAt, disabledReason, failingSince, createdAt, updatedAt } = row;
  const expiry = row.previousSecretExpiresAt;
  const previousSecretExpiresAt = expiry !== null && expiry > now ? expiry : null;
  return { id, url, description, events, disabledAt, disabledReason, failingSince, previousSecretExpiresAt, createdAt, updatedAt };
}

export const noEndpoint = (id: string) => new AppError("not_found", `There is no webhook endpoint ${id} in this workspace.`);
export const noDelivery = (id: string) =>
  new AppError("not_found", `There is no webhook delivery ${id} in this workspace. They are kept for 30 days.`);

/** Newest first. Throws `forbidden`. */
export async function listWebhookEndpoints(
  ctx: Ctx,
  filter: { limit: number; cursor?: string | null },
): Promise<Page<WebhookEndpointView>> {
  assertCan(ctx.actor, "webhook.manage");
  const cursor = decodeCursor("webhook_endpoints", filter.cursor, 1);
  const now = ctx.clock.now();
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select()
      .from(webhookEndpoints)
      .where(
        and(
          eq(webhookEndpoints.workspaceId, ctx.workspaceId),
          cursor ? lt(webhookEndpoints.id, String(cursor[0]) as WebhookEndpointId) : undefined,
        ),
      )
      .orderBy(desc(webhookEndpoints.id))
      .limit(filter.limit + 1);
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor("webhook_endpoints", [row.id]),
      (row) => toEndpointView(row, now),
    );
  });
}

/** Throws `forbidden`, `not_found`. */
export async function getWebhookEndpoint(ctx: Ctx, id: WebhookEndpointId): Promise<WebhookEndpointView> {
  assertCan(ctx.actor, "webhook.manage");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select()
      .from(webhookEndpoints)
      .where(and(eq(webhookEndpoints.workspaceId, ctx.workspaceId), eq(webhookEndpoints.id, id)));
    if (!row) throw noEndpoint(id);
    return toEndpointView(row, ctx.clock.now());
  });
}

type DeliveryFilter = { endpointId: WebhookEndpointId; limit: number; cursor?: string | null; status?: DeliveryStatus };

/** Newest first, with their attempts. Throws `forbidden`, `not_found`. */
export async function listDeliveries(ctx: Ctx, filter: DeliveryFilter): Promise<Page<DeliveryView>> {
  assertCan(ctx.actor, "webhook.manage");
  const cursor = decodeCursor("webhook_deliveries", filter.cursor, 1);
  return inWorkspace(ctx, async (tx, inner) => {
    await getWebhookEndpoint(inner, filter.endpointId);
    const rows = await selectDeliveries(tx)
      .where(
        and(
          eq(webhookDeliveries.workspaceId, ctx.workspaceId),
          eq(webhookDeliveries.endpointId, filter.endpointId),
          filter.status ? eq(webhookDeliveries.status, filter.status) : undefined,
          cursor ? lt(webhookDeliveries.id, String(cursor[0]) as WebhookDeliveryId) : undefined,
        ),
      )
      .orderBy(desc(webhookDeliveries.id))
      .limit(filter.limit + 1);
    const attempts = await attemptsOf(
      tx,
      ctx,
      rows.map((row) => row.id),
    );
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor("webhook_deliveries", [row.id]),
      (row) => ({ ...row, attempts: attempts.get(row.id) ?? [] }),
    );
  });
}

/** Call inside `inWorkspace`; the caller has checked the permission. Throws `not_found`. */
export async function readDelivery(tx: Tx, ctx: Ctx, endpointId: WebhookEndpointId, id: WebhookDeliveryId): Promise<DeliveryView> {
  const [row] = await selectDeliveries(tx).where(
    and(eq(webhookDeliveries.workspaceId, ctx.workspaceId), eq(webhookDeliveries.endpointId, endpointId), eq(webhookDeliveries.id, id)),
  );
  if (!row) throw noDelivery(id);
  return { ...row, attempts: (await attemptsOf(tx, ctx, [id])).get(id) ?? [] };
}

function selectDeliveries(tx: Tx) {
  return tx
    .select({
      id: webhookDeliveries.id,
      endpointId: webhookDeliveries.endpointId,
      eventId: webhookDeliveries.eventId,
      eventType: webhookEvents.type,
      subjectId: webhookEvents.subjectId,
      status: webhookDeliveries.status,
      nextAttemptAt: webhookDeliveries.nextAttemptAt,
      createdAt: webhookDeliveries.createdAt,
    })
    .from(webhookDeliveries)
    .innerJoin(
      webhookEvents,
      and(eq(webhookEvents.workspaceId, webhookDeliveries.workspaceId), eq(webhookEvents.id, webhookDeliveries.eventId)),
    );
}

async function attemptsOf(tx: Tx, ctx: Ctx, ids: WebhookDeliveryId[]): Promise<Map<WebhookDeliveryId, AttemptView[]>> {
  const found = new Map<WebhookDeliveryId, AttemptView[]>();
  if (ids.length === 0) return found;
  const rows = await tx
    .select()
    .from(webhookAttempts)
    .where(and(eq(webhookAttempts.workspaceId, ctx.workspaceId), inArray(webhookAttempts.deliveryId, ids)))
    .orderBy(asc(webhookAttempts.number));
  for (const { deliveryId, number, at, durationMs, responseStatus, responseBody, error } of rows) {
    const attempts = found.get(deliveryId) ?? [];
    attempts.push({ number, at, durationMs, responseStatus, responseBody, error });
    found.set(deliveryId, attempts);
  }
  return found;
}
