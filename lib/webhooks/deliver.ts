/** One attempt to deliver: read, sign and send, write down what came of it. Sending is outside any transaction. */
import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { isAppError } from "@/lib/errors";
import type { WebhookDeliveryId, WebhookEndpointId } from "@/lib/ids";
import { announce } from "@/lib/live";
import type { AllowList } from "@/lib/net/allow-list";
import { guardedFetch, type Resolver } from "@/lib/net/guarded-fetch";
import { unseal } from "@/lib/secrets/seal";
import { disableFailing, lockEndpoint } from "@/lib/webhooks/commands";
import { ATTEMPTS_PER_DELIVERY } from "@/lib/webhooks/outbox";
import { secretPlace } from "@/lib/webhooks/reach";
import { webhookAttempts, webhookDeliveries, webhookEndpoints, webhookEvents } from "@/lib/webhooks/schema";
import { signedHeaders } from "@/lib/webhooks/sign";

const TIMEOUT_MS = 10_000;
/** More of an answer is not read, less is kept. */
const MAX_READ_BYTES = 16_384;
const KEPT_CHARACTERS = 2_000;
const FAILING_FOR_MS = 24 * 3_600_000;
/** Seconds to wait after the first and the second failure: within 5 to 120, drawn anew each time so that many don't come at once. */
const BACKOFF_SECONDS = [
  [5, 15],
  [40, 120],
] as const;

export type DeliveryDeps = { allow: AllowList; resolver?: Resolver; timeoutMs?: number; random?: () => number };

type Outcome = { at: Date; durationMs: number; responseStatus: number | null; responseBody: string | null; error: string | null };
type Delivery = typeof webhookDeliveries.$inferSelect;

/**
 * Makes attempt `number` of a delivery, unless it was made already: safe to repeat, though a crash between sending and writing down sends it
 * twice, with the same event id.
 */
export async function attemptDelivery(ctx: Ctx, id: WebhookDeliveryId, number: number, deps: DeliveryDeps): Promise<void> {
  const found = await inWorkspace(ctx, (tx) => readAttempt(tx, ctx, id));
  if (!found || found.delivery.nextAttemptAt === null || found.delivery.attempts >= number) return;
  const outcome = await send(ctx, found, deps);
  await inWorkspace(ctx, (tx, inner) => writeDown(tx, inner, { id, number, outcome, random: deps.random ?? Math.random }));
}

async function readAttempt(tx: Tx, ctx: Ctx, id: WebhookDeliveryId) {
  const [row] = await tx
    .select({ delivery: webhookDeliveries, endpoint: webhookEndpoints, event: webhookEvents })
    .from(webhookDeliveries)
    .innerJoin(
      webhookEndpoints,
      and(eq(webhookEndpoints.workspaceId, webhookDeliveries.workspaceId), eq(webhookEndpoints.id, webhookDeliveries.endpointId)),
    )
    .innerJoin(
      webhookEvents,
      and(eq(webhookEvents.workspaceId, webhookDeliveries.workspaceId), eq(webhookEvents.id, webhookDeliveries.eventId)),
    )
    .where(and(eq(webhookDeliveries.workspaceId, ctx.workspaceId), eq(webhookDeliveries.id, id)));
  return row;
}
type Found = NonNullable<Awaited<ReturnType<typeof readAttempt>>>;

/** What is sent, the same bytes at every attempt. A workspace is its own organization. */
export function bodyOf(event: Found["event"]): string {
  const thread = event.threadId === null ? {} : { session_thread_id: event.threadId };
  const { workspaceId } = event;
  return JSON.stringify({
    type: "event",
    id: event.id,
    created_at: event.createdAt.toISOString(),
    data: { type: event.type, id: event.subjectId, organization_id: workspaceId, workspace_id: workspaceId, ...thread },
  });
}

async function send(ctx: Ctx, { endpoint, event }: Found, deps: DeliveryDeps): Promise<Outcome> {
  const at = ctx.clock.now();
  const outcome = { at, durationMs: 0, responseStatus: null, responseBody: null, error: null };
  const begun = performance.now();
  const took = () => Math.round(performance.now() - begun);
  try {
    const body = bodyOf(event);
    const headers = {
      "content-type": "application/json",
      "user-agent": "Reverie-Webhooks",
      ...signedHeaders({ id: event.id, at, body }, secretsOf(endpoint, at)),
    };
    const response = await guardedFetch(
      endpoint.url,
      { method: "POST", headers, body },
      { allow: deps.allow, resolver: deps.resolver, timeoutMs: deps.timeoutMs ?? TIMEOUT_MS, maxBytes: MAX_READ_BYTES },
    );
    const responseBody = await beginningOf(response);
    return { ...outcome, durationMs: took(), responseStatus: response.status, responseBody };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ...outcome, durationMs: took(), error: error.message };
  }
}

function secretsOf(endpoint: Found["endpoint"], at: Date): string[] {
  const { secret, previousSecret, previousSecretExpiresAt } = endpoint;
  const sealed =
    previousSecret !== null && previousSecretExpiresAt !== null && previousSecretExpiresAt > at ? [secret, previousSecret] : [secret];
  return sealed.map((one) => unseal(one, secretPlace(endpoint.workspaceId, endpoint.id)));
}

/** The answer counted once its head was there: a body that is too long or stays away changes nothing. */
async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  const reader = response.body?.getReader();
  try {
    while (reader && text.length <= KEPT_CHARACTERS) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // What was read until then is kept.
  }
  await reader?.cancel().catch(() => undefined);
  const storable = text.replaceAll("\u0000", "\ufffd");
  // Not through the middle of a character.
  return storable.length > KEPT_CHARACTERS ? `${storable.slice(0, KEPT_CHARACTERS).replace(/[\ud800-\udbff]$/, "")}…` : storable;
}

type Made = { id: WebhookDeliveryId; number: number; outcome: Outcome; random: () => number };

async function writeDown(tx: Tx, ctx: Ctx, { id, number, outcome, random }: Made): Promise<void> {
  const isIt = and(eq(webhookDeliveries.workspaceId, ctx.workspaceId), eq(webhookDeliveries.id, id));
  const [seen] = await tx.select({ endpointId: webhookDeliveries.endpointId }).from(webhookDeliveries).where(isIt);
  if (!seen) return;
  // The endpoint first, as every command does: two that end at once wait for each other instead of locking crosswise.
  const endpoint = await lockEndpoint(tx, ctx, seen.endpointId);
  const [delivery] = await tx.select().from(webhookDeliveries).where(isIt).for("update");
  if (!delivery || delivery.attempts >= number) return;
  await tx.insert(webhookAttempts).values({
    workspaceId: ctx.workspaceId,
    deliveryId: id,
    number,
    // The first attempt of a later round was asked for by a person.
    isManual: delivery.attempts > 0 && delivery.attemptsLeft === ATTEMPTS_PER_DELIVERY,
    ...outcome,
  });
  const status = outcome.responseStatus;
  const isDelivered = status !== null && status >= 200 && status < 300;
  const isRedirect = status !== null && status >= 300 && status < 400;
  await tx
    .update(webhookDeliveries)
    .set(nextOf(ctx, delivery, { number, isDelivered, isRedirect, random }))
    .where(isIt);
  await announce({ ...ctx, tx }, { topic: "webhooks", id });
  if (isDelivered) return markWorking(tx, endpoint);
  const failingSince = endpoint.failingSince ?? outcome.at;
  await tx
    .update(webhookEndpoints)
    .set({ failingSince })
    .where(and(eq(webhookEndpoints.workspaceId, ctx.workspaceId), eq(webhookEndpoints.id, endpoint.id)));
  if (endpoint.disabledAt !== null) return;
  if (isRedirect) await disableFailing(tx, ctx, endpoint.id, "redirect");
  else if (outcome.at.getTime() - failingSince.getTime() >= FAILING_FOR_MS) await disableFailing(tx, ctx, endpoint.id, "failing");
}

type Step = { number: number; isDelivered: boolean; isRedirect: boolean; random: () => number };

function nextOf(ctx: Ctx, delivery: Delivery, { number, isDelivered, isRedirect, random }: Step): Partial<Delivery> {
  // Dropped meanwhile, because the endpoint was disabled: it stays so.
  const isOpen = delivery.nextAttemptAt !== null;
  const left = isDelivered || isRedirect || !isOpen ? 0 : delivery.attemptsLeft - 1;
  if (left > 0) {
    const wait = backoffMs(ATTEMPTS_PER_DELIVERY - left, random);
    return { attempts: number, attemptsLeft: left, nextAttemptAt: new Date(ctx.clock.now().getTime() + wait) };
  }
  const status = isDelivered ? "succeeded" : isOpen ? "failed" : delivery.status;
  return { attempts: number, attemptsLeft: 0, nextAttemptAt: null, status };
}

/** Milliseconds until the next attempt after so many failed ones. */
export function backoffMs(failed: number, random: () => number): number {
  const [least, most] = BACKOFF_SECONDS[Math.min(failed, BACKOFF_SECONDS.length) - 1] ?? [5, 15];
  return Math.round((least + random() * (most - least)) * 1000);
}

async function markWorking(tx: Tx, endpoint: Found["endpoint"]): Promise<void> {
  if (endpoint.failingSince === null) return;
  await tx
    .update(webhookEndpoints)
    .set({ failingSince: null })
    .where(and(eq(webhookEndpoints.workspaceId, endpoint.workspaceId), eq(webhookEndpoints.id, endpoint.id)));
}

export type DueAttempt = { deliveryId: WebhookDeliveryId; endpointId: WebhookEndpointId; number: number };

/** The next attempts of these deliveries, as far as they still wait for one. */
export async function readDueAttempts(ctx: Ctx, ids: WebhookDeliveryId[]): Promise<DueAttempt[]> {
  const rows = await inWorkspace(ctx, (tx) =>
    tx
      .select({ deliveryId: webhookDeliveries.id, endpointId: webhookDeliveries.endpointId, attempts: webhookDeliveries.attempts })
      .from(webhookDeliveries)
      .where(
        and(
          eq(webhookDeliveries.workspaceId, ctx.workspaceId),
          inArray(webhookDeliveries.id, ids),
          isNotNull(webhookDeliveries.nextAttemptAt),
        ),
      ),
  );
  return rows.map(({ attempts, ...row }) => ({ ...row, number: attempts + 1 }));
}

/** Counts an attempt that ended without a result as failed. */
export async function giveUpAttempt(ctx: Ctx, { deliveryId, number }: DueAttempt): Promise<void> {
  const error = "A fault on our side stopped this attempt.";
  const outcome = { at: ctx.clock.now(), durationMs: 0, responseStatus: null, responseBody: null, error };
  await inWorkspace(ctx, (tx, inner) => writeDown(tx, inner, { id: deliveryId, number, outcome, random: Math.random }));
}

/** Removes what happened before that moment, with its deliveries. At most so many at once; returns how many. */
export async function purgeWebhookEvents(ctx: Ctx, before: Date, limit: number): Promise<number> {
  return inWorkspace(ctx, async (tx) => {
    const gone = await tx.execute(sql`
      delete from webhook_events where workspace_id = ${ctx.workspaceId} and id in (
        select id from webhook_events where workspace_id = ${ctx.workspaceId} and created_at < ${before.toISOString()}::timestamptz
        order by id limit ${limit})`);
    return gone.count;
  });
}
