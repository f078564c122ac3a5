import { z } from "zod";
import { ALL_EVENTS, WEBHOOK_EVENT_TYPES, type WebhookSubscription } from "@/lib/webhooks/types";

const Url = z.string().trim().min(1, "Give the address.").max(2048);
const Events = z
  .array(z.enum([ALL_EVENTS, ...WEBHOOK_EVENT_TYPES]))
  .min(1, "Choose at least one event.")
  .max(100)
  // Everything includes each.
  .transform((events): WebhookSubscription[] => (events.includes(ALL_EVENTS) ? [ALL_EVENTS] : [...new Set(events)]));
const Description = z.string().trim().max(1024).nullable().optional();

export const CreateWebhookEndpointInput = z.strictObject({ url: Url, events: Events, description: Description });
export type CreateWebhookEndpointInput = z.infer<typeof CreateWebhookEndpointInput>;

export const UpdateWebhookEndpointInput = z.strictObject({
  url: Url.optional(),
  events: Events.optional(),
  description: Description,
  state: z.enum(["enabled", "disabled"]).optional(),
});
export type UpdateWebhookEndpointInput = z.infer<typeof UpdateWebhookEndpointInput>;
