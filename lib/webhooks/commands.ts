import { and, eq, isNotNull } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import { newId, type WebhookDeliveryId, type WebhookEndpointId } from "@/lib/ids";
import { assertAllowedUrl } from "@/lib/net/guarded-fetch";
import { seal } from "@/lib/secrets/seal";
import type { CreateWebhookEndpointInput, UpdateWebhookEndpointInput } from "@/lib/webhooks/inputs";
import { ATTEMPTS_PER_DELIVERY } from "@/lib/webhooks/outbox";
import { noDelivery, noEndpoint, readDelivery, toEndpointView } from "@/lib/webhooks/queries";
import { secretPlace, webhookAllowList } from "@/lib/webhooks/reach";
import { webhookDeliveries, webhookEndpoints } from "@/lib/webhooks/schema";
import { newSigningSecret } from "@/lib/webhooks/sign";
import type { DeliveryView, DisabledReason, WebhookEndpointView } from "@/lib/webhooks/types";

/** A bound on what one change may write to the outbox. */
const MAX_ENDPOINTS = 50;
/** How long the secret before a rotation goes on signing. */
export const OLD_SECRET_HOURS = 24;

type EndpointRow = typeof webhookEndpoints.$inferSelect;

/**
 * Makes an endpoint and returns its signing secret, which is shown this once. Throws `forbidden`, `invalid_input` (reasons `bad_url`,
 * `address_refused`), `conflict` (reason `too_many`).
 */
export async function createWebhookEndpoint(
  ctx: Ctx,
  input: CreateWebhookEndpointInput,
): Promise<{ endpoint: WebhookEndpointView; secret: string }> {
  assertCan(ctx.actor, "webhook.manage");
  assertUrl(input.url);
  return inWorkspace(ctx, async (tx, inner) => {
    const count = await tx.$count(webhookEndpoints, eq(webhookEndpoints.workspaceId, ctx.workspaceId));
    if (count >= MAX_ENDPOINTS)
      throw new AppError("conflict", `A workspace has at most ${MAX_ENDPOINTS} webhook endpoints.`, { details: { reason: "too_many" } });
    const now = ctx.clock.now();
    const id = newId("webhookEndpoint", now.getTime());
    const secret = newSigningSecret();
    const [row] = await tx
      .insert(webhookEndpoints)
      .values({
        workspaceId: ctx.workspaceId,
        id,
        url: input.url,
        description: input.description || null,
        events: input.events,
        secret: seal(secret, secretPlace(ctx.workspaceId, id)),
        createdAt: now,
        updatedAt: now,
      })
      .returning();
    if (!row) throw new AppError("internal", "The webhook endpoint was not stored.");
    const endpoint = toEndpointView(row, now);
    recordAudit(tx, inner, { action: "webhook_endpoint.create", subject: subjectOf(id), after: endpoint, details: { url: input.url } });
    return { endpoint, secret };
  });
}

/**
 * Changes the fields that are given. Disabling drops what still waits to be delivered; enabling begins anew, with what happens from then on.
 * Throws `forbidden`, `not_found`, `invalid_input` (reasons `bad_url`, `address_refused`).
 */
export async function updateWebhookEndpoint(
  ctx: Ctx,
  id: WebhookEndpointId,
  input: UpdateWebhookEndpointInput,
): Promise<WebhookEndpointView> {
  assertCan(ctx.actor, "webhook.manage");
  if (input.url !== undefined) assertUrl(input.url);
  return inWorkspace(ctx, async (tx, inner) => {
    const row = await lockEndpoint(tx, inner, id);
    const now = ctx.clock.now();
    const changed: EndpointRow = {
      ...row,
      url: input.url ?? row.url,
      events: input.events ?? row.events,
      description: input.description === undefined ? row.description : input.description || null,
      ...nextState(row, input.state, now),
      updatedAt: now,
    };
    await tx.update(webhookEndpoints).set(changed).where(keyOf(inner, id));
    if (changed.disabledAt !== null) await dropWaiting(tx, inner, id);
    const next = toEndpointView(changed, now);
    recordAudit(tx, inner, {
      action: "webhook_endpoint.update",
      subject: subjectOf(id),
      before: toEndpointView(row, now),
      after: next,
      details: { url: next.url },
    });
    return next;
  });
}

function nextState(row: EndpointRow, state: "enabled" | "disabled" | undefined, now: Date) {
  if (state === "enabled" && row.disabledAt !== null) return { disabledAt: null, disabledReason: null, failingSince: null };
  if (state === "disabled" && row.disabledAt === null) return { disabledAt: now, disabledReason: "manual" as const };
  return {};
}

/** Removes an endpoint with its deliveries. Throws `forbidden`, `not_found`. */
export async function deleteWebhookEndpoint(ctx: Ctx, id: WebhookEndpointId): Promise<void> {
  assertCan(ctx.actor, "webhook.manage");
  await inWorkspace(ctx, async (tx, inner) => {
    const row = await lockEndpoint(tx, inner, id);
    await tx.delete(webhookEndpoints).where(keyOf(inner, id));
    recordAudit(tx, inner, {
      action: "webhook_endpoint.delete",
      subject: subjectOf(id),
      before: toEndpointView(row, ctx.clock.now()),
      details: { url: row.url },
    });
  });
}

/**
 * Gives an endpoint a new signing secret, shown this once. The one before signs beside it for `OLD_SECRET_HOURS`, so that the receiver can
 * change over without losing a delivery. Throws `forbidden`, `not_found`.
 */
export async function rotateWebhookSecret(ctx: Ctx, id: WebhookEndpointId): Promise<{ endpoint: WebhookEndpointView; secret: string }> {
  assertCan(ctx.actor, "webhook.manage");
  return inWorkspace(ctx, async (tx, inner) => {
    const row = await lockEndpoint(tx, inner, id);
    const now = ctx.clock.now();
    const secret = newSigningSecret();
    const changed: EndpointRow = {
      ...row,
      secret: seal(secret, secretPlace(ctx.workspaceId, id)),
      previousSecret: row.secret,
      previousSecretExpiresAt: new Date(now.getTime() + OLD_SECRET_HOURS * 3_600_000),
      updatedAt: now,
    };
    await tx.update(webhookEndpoints).set(changed).where(keyOf(inner, id));
    recordAudit(tx, inner, { action: "webhook_endpoint.rotate_secret", subject: subjectOf(id), details: { url: row.url } });
    return { endpoint: toEndpointView(changed, now), secret };
  });
}

/**
 * Sends a delivery again, with the same event id, whatever became of it. Throws `forbidden`, `not_found`, `conflict` (reasons
 * `endpoint_disabled`, `still_pending`).
 */
export async function redeliver(ctx: Ctx, endpointId: WebhookEndpointId, id: WebhookDeliveryId): Promise<DeliveryView> {
  assertCan(ctx.actor, "webhook.manage");
  return inWorkspace(ctx, async (tx, inner) => {
    const endpoint = await lockEndpoint(tx, inner, endpointId);
    if (endpoint.disabledAt !== null)
      throw new AppError("conflict", "This endpoint is disabled. Enable it, then deliver again.", {
        details: { reason: "endpoint_disabled" },
      });
    const isIt = and(
      eq(webhookDeliveries.workspaceId, ctx.workspaceId),
      eq(webhookDeliveries.endpointId, endpointId),
      eq(webhookDeliveries.id, id),
    );
    const [row] = await tx.select({ status: webhookDeliveries.status }).from(webhookDeliveries).where(isIt).for("update");
    if (!row) throw noDelivery(id);
    if (row.status === "pending")
      throw new AppError("conflict", "This delivery is still under way.", { details: { reason: "still_pending" } });
    await tx
      .update(webhookDeliveries)
      .set({ status: "pending", attemptsLeft: ATTEMPTS_PER_DELIVERY, nextAttemptAt: ctx.clock.now() })
      .where(isIt);
    recordAudit(tx, inner, {
      action: "webhook_delivery.redeliver",
      subject: { type: "webhook_delivery", id },
      details: { endpoint_id: endpointId },
    });
    return readDelivery(tx, inner, endpointId, id);
  });
}

/** Stops an endpoint because of what its deliveries met; call inside `inWorkspace`, with the row locked. */
export async function disableFailing(tx: Tx, ctx: Ctx, id: WebhookEndpointId, reason: Exclude<DisabledReason, "manual">): Promise<void> {
  const now = ctx.clock.now();
  await tx.update(webhookEndpoints).set({ disabledAt: now, disabledReason: reason, updatedAt: now }).where(keyOf(ctx, id));
  await dropWaiting(tx, ctx, id);
  recordAudit(tx, ctx, { action: "webhook_endpoint.disable", subject: subjectOf(id), details: { reason } });
}

async function dropWaiting(tx: Tx, ctx: Ctx, endpointId: WebhookEndpointId): Promise<void> {
  await tx
    .update(webhookDeliveries)
    .set({ status: "canceled", attemptsLeft: 0, nextAttemptAt: null })
    .where(
      and(
        eq(webhookDeliveries.workspaceId, ctx.workspaceId),
        eq(webhookDeliveries.endpointId, endpointId),
        isNotNull(webhookDeliveries.nextAttemptAt),
      ),
    );
}

/** Throws `not_found`. */
export async function lockEndpoint(tx: Tx, ctx: Ctx, id: WebhookEndpointId): Promise<EndpointRow> {
  const [row] = await tx.select().from(webhookEndpoints).where(keyOf(ctx, id)).for("update");
  if (!row) throw noEndpoint(id);
  return row;
}

function assertUrl(url: string): void {
  try {
    assertAllowedUrl(url, webhookAllowList());
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, `url: ${error.message}`, {
      details: { ...error.details, fields: { url: error.message } },
      cause: error,
    });
  }
}

const subjectOf = (id: WebhookEndpointId) => ({ type: "webhook_endpoint", id });

const keyOf = (ctx: Ctx, id: WebhookEndpointId) => and(eq(webhookEndpoints.workspaceId, ctx.workspaceId), eq(webhookEndpoints.id, id));
