import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytes, createdAt, idColumn, instant, updatedAt, workspaceId } from "@/lib/db/columns";
import type { DeliveryStatus, DisabledReason, WebhookEventType, WebhookSubscription } from "@/lib/webhooks/types";
import { workspaces } from "@/lib/workspaces/schema";

export const webhookEndpoints = pgTable(
  "webhook_endpoints",
  {
    workspaceId: workspaceId(),
    id: idColumn("webhookEndpoint", "id").notNull(),
    url: text("url").notNull(),
    description: text("description"),
    events: text("events").array().$type<WebhookSubscription[]>().notNull(),
    /** Sealed with the installation's secret: it signs, so a hash would not do. */
    secret: text("secret").notNull(),
    /** Signs beside the new one for a while after a rotation. */
    previousSecret: text("previous_secret"),
    previousSecretExpiresAt: instant("previous_secret_expires_at"),
    disabledAt: instant("disabled_at"),
    disabledReason: text("disabled_reason").$type<DisabledReason>(),
    failingSince: instant("failing_since"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
  ],
);

/** What happened, written by the transaction in which it happened, and only where an endpoint wants it. */
export const webhookEvents = pgTable(
  "webhook_events",
  {
    workspaceId: workspaceId(),
    id: idColumn("webhookEvent", "id").notNull(),
    type: text("type").$type<WebhookEventType>().notNull(),
    subjectId: bytes("subject_id").notNull(),
    threadId: bytes("thread_id"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
  ],
);

/** One event for one endpoint. */
export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    workspaceId: workspaceId(),
    id: idColumn("webhookDelivery", "id").notNull(),
    endpointId: idColumn("webhookEndpoint", "endpoint_id").notNull(),
    eventId: idColumn("webhookEvent", "event_id").notNull(),
    status: text("status").$type<DeliveryStatus>().notNull(),
    /** Attempts made, over all redeliveries: the number of the last one. */
    attempts: integer("attempts").notNull().default(0),
    /** Attempts that may still follow by themselves. */
    attemptsLeft: integer("attempts_left").notNull(),
    /** Null once it ended. */
    nextAttemptAt: instant("next_attempt_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.endpointId], foreignColumns: [webhookEndpoints.workspaceId, webhookEndpoints.id] }).onDelete(
      "cascade",
    ),
    foreignKey({ columns: [t.workspaceId, t.eventId], foreignColumns: [webhookEvents.workspaceId, webhookEvents.id] }).onDelete("cascade"),
    index("webhook_deliveries_endpoint").on(t.workspaceId, t.endpointId, t.id),
    index("webhook_deliveries_event").on(t.workspaceId, t.eventId),
    // Holds only what waits: the worker walks it over all workspaces.
    index("webhook_deliveries_due").on(t.workspaceId, t.nextAttemptAt).where(sql`${t.nextAttemptAt} is not null`),
  ],
);

/** Every request that was sent, and what came of it. */
export const webhookAttempts = pgTable(
  "webhook_attempts",
  {
    workspaceId: workspaceId(),
    deliveryId: idColumn("webhookDelivery", "delivery_id").notNull(),
    number: integer("number").notNull(),
    isManual: boolean("is_manual").notNull(),
    at: instant("at").notNull(),
    durationMs: integer("duration_ms").notNull(),
    responseStatus: integer("response_status"),
    responseBody: text("response_body"),
    error: text("error"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.deliveryId, t.number] }),
    foreignKey({
      columns: [t.workspaceId, t.deliveryId],
      foreignColumns: [webhookDeliveries.workspaceId, webhookDeliveries.id],
    }).onDelete("cascade"),
  ],
);
