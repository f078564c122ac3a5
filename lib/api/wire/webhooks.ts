/** Webhook endpoints and deliveries on the wire. The official API keeps them in its console: the shapes are ours. */
import { z } from "@hono/zod-openapi";
import { idOf, instant, maybeInstant, toInstant, toMaybeInstant } from "@/lib/api/responses";
import { ALL_EVENTS, DELIVERY_STATUSES, type DeliveryView, WEBHOOK_EVENT_TYPES, type WebhookEndpointView } from "@/lib/webhooks/types";

export const WireWebhookEndpoint = z
  .object({
    id: idOf("webhookEndpoint", "Id of the endpoint."),
    type: z.literal("webhook_endpoint"),
    url: z.string(),
    description: z.string().nullable(),
    events: z.array(z.enum([ALL_EVENTS, ...WEBHOOK_EVENT_TYPES])).openapi({ description: "`*` is every type, also those to come." }),
    state: z.enum(["enabled", "disabled"]),
    disabled_at: maybeInstant("Since when nothing is delivered."),
    disabled_reason: z.enum(["manual", "redirect", "failing"]).nullable().openapi({
      description: "`redirect`: it answered 3xx. `failing`: 24 hours without one delivery that worked. `manual`: somebody disabled it.",
    }),
    failing_since: maybeInstant("Since when no delivery worked; null while the last one did."),
    previous_secret_expires_at: maybeInstant("Until when the secret before the last rotation signs too."),
    created_at: instant("When it was made."),
    updated_at: instant("When it last changed."),
  })
  .openapi("WebhookEndpoint");

export const WireNewWebhookEndpoint = WireWebhookEndpoint.extend({
  secret: z.string().openapi({ description: "`whsec_…`, what the official SDK takes as `webhookKey`. Shown this once." }),
}).openapi("NewWebhookEndpoint");

export const WireDeletedWebhookEndpoint = z
  .object({ id: idOf("webhookEndpoint", "Id of the endpoint."), type: z.literal("webhook_endpoint_deleted") })
  .openapi("DeletedWebhookEndpoint");

export const WireDelivery = z
  .object({
    id: idOf("webhookDelivery", "Id of the delivery."),
    type: z.literal("webhook_delivery"),
    webhook_endpoint_id: idOf("webhookEndpoint", "Where it goes."),
    event: z
      .object({
        id: idOf("webhookEvent", "The `webhook-id` of every attempt."),
        type: z.enum(WEBHOOK_EVENT_TYPES),
        subject_id: z.string().openapi({ description: "`data.id`: what it happened to." }),
      })
      .openapi({ description: "What is told." }),
    status: z.enum(DELIVERY_STATUSES).openapi({ description: "`canceled`: the endpoint was disabled before it was delivered." }),
    attempts: z.array(
      z.object({
        number: z.number().int(),
        at: instant("When it was sent."),
        duration_ms: z.number().int(),
        response_status: z.number().int().nullable().openapi({ description: "Null where no answer came." }),
        response_body: z.string().nullable().openapi({ description: "Its first 2,000 characters." }),
        error: z.string().nullable().openapi({ description: "Why no answer came." }),
      }),
    ),
    next_attempt_at: maybeInstant("When it is tried next; null once it ended."),
    created_at: instant("When it happened."),
  })
  .openapi("WebhookDelivery");

export function toWireEndpoint(view: WebhookEndpointView): z.infer<typeof WireWebhookEndpoint> {
  return {
    id: view.id,
    type: "webhook_endpoint",
    url: view.url,
    description: view.description,
    events: view.events,
    state: view.disabledAt === null ? "enabled" : "disabled",
    disabled_at: toMaybeInstant(view.disabledAt),
    disabled_reason: view.disabledReason,
    failing_since: toMaybeInstant(view.failingSince),
    previous_secret_expires_at: toMaybeInstant(view.previousSecretExpiresAt),
    created_at: toInstant(view.createdAt),
    updated_at: toInstant(view.updatedAt),
  };
}

export function toWireDelivery(view: DeliveryView): z.infer<typeof WireDelivery> {
  return {
    id: view.id,
    type: "webhook_delivery",
    webhook_endpoint_id: view.endpointId,
    event: { id: view.eventId, type: view.eventType, subject_id: view.subjectId },
    status: view.status,
    attempts: view.attempts.map((one) => ({
      number: one.number,
      at: toInstant(one.at),
      duration_ms: one.durationMs,
      response_status: one.responseStatus,
      response_body: one.responseBody,
      error: one.error,
    })),
    next_attempt_at: toMaybeInstant(view.nextAttemptAt),
    created_at: toInstant(view.createdAt),
  };
}
