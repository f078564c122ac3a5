/** Words of the webhooks room. No library at run time. */
import type { WebhookDeliveryId, WebhookEndpointId } from "@/lib/ids";

/** Everything that can be told to an endpoint. The names are the official API's. */
export const WEBHOOK_EVENT_TYPES = [
  "session.created",
  "session.pending",
  "session.running",
  "session.idled",
  "session.requires_action",
  "session.archived",
  "session.deleted",
  "session.updated",
  "session.status_run_started",
  "session.status_idled",
  "session.status_rescheduled",
  "session.status_terminated",
  "session.thread_created",
  "session.thread_idled",
  "session.thread_terminated",
  "session.outcome_evaluation_ended",
  "session.budget_reached",
  "agent.created",
  "agent.updated",
  "agent.archived",
  "agent.deleted",
  "deployment.created",
  "deployment.updated",
  "deployment.paused",
  "deployment.unpaused",
  "deployment.archived",
  "deployment.deleted",
  "deployment_run.started",
  "deployment_run.succeeded",
  "deployment_run.failed",
  "environment.created",
  "environment.updated",
  "environment.archived",
  "environment.deleted",
  "memory_store.created",
  "memory_store.archived",
  "memory_store.deleted",
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** Stands for every type, also those that come later. */
export const ALL_EVENTS = "*";
export type WebhookSubscription = WebhookEventType | typeof ALL_EVENTS;

/** Why an endpoint gets nothing: an admin's word, a redirect, or 24 hours without one delivery that worked. */
export type DisabledReason = "manual" | "redirect" | "failing";

export type WebhookEndpointView = {
  id: WebhookEndpointId;
  url: string;
  description: string | null;
  events: WebhookSubscription[];
  disabledAt: Date | null;
  disabledReason: DisabledReason | null;
  /** When deliveries began to fail without one between that worked. */
  failingSince: Date | null;
  /** Until when the secret before the last rotation still signs. */
  previousSecretExpiresAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export const DELIVERY_STATUSES = ["pending", "succeeded", "failed", "canceled"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export type AttemptView = {
  number: number;
  at: Date;
  durationMs: number;
  /** The answer's status; null where none came. */
  responseStatus: number | null;
  /** The beginning of the answer's body. */
  responseBody: string | null;
  /** Why there was no answer, in words. */
  error: string | null;
};

export type DeliveryView = {
  id: WebhookDeliveryId;
  endpointId: WebhookEndpointId;
  eventId: string;
  eventType: WebhookEventType;
  subjectId: string;
  status: DeliveryStatus;
  attempts: AttemptView[];
  nextAttemptAt: Date | null;
  createdAt: Date;
};
