"use server";

import { z } from "zod";
import { isId, type WebhookDeliveryId, type WebhookEndpointId } from "@/lib/ids";
import { defineAction } from "@/lib/web/define-action";
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  redeliver,
  rotateWebhookSecret,
  updateWebhookEndpoint,
} from "@/lib/webhooks/commands";
import { CreateWebhookEndpointInput } from "@/lib/webhooks/inputs";

const LIST = "/settings/webhooks";
const pageOf = (id: string) => `${LIST}/${id}`;

const EndpointId = z.custom<WebhookEndpointId>((value) => isId("webhookEndpoint", value), "Not a webhook endpoint.");
const { url, events, description } = CreateWebhookEndpointInput.shape;

/** The command's own rules over what a form sends: nothing at all for what is empty or not ticked. */
const Fields = {
  url: z.preprocess((value) => value ?? "", url),
  events: z.preprocess((value) => value ?? [], events),
  description: z.preprocess((value) => value ?? null, description),
};

export const createEndpointAction = defineAction({
  input: z.object(Fields),
  command: createWebhookEndpoint,
  revalidates: () => [LIST],
  // The one secret that an action may answer: it is made here and shown this once.
  returns: ({ secret }) => ({ secret }),
});

export const updateEndpointAction = defineAction({
  input: z.object({ id: EndpointId, ...Fields }),
  command: (ctx, { id, ...input }) => updateWebhookEndpoint(ctx, id, input),
  revalidates: ({ id }) => [LIST, pageOf(id)],
});

export const setEndpointStateAction = defineAction({
  input: z.object({ id: EndpointId, state: z.enum(["enabled", "disabled"]) }),
  command: (ctx, { id, state }) => updateWebhookEndpoint(ctx, id, { state }),
  revalidates: ({ id }) => [LIST, pageOf(id)],
});

export const rotateSecretAction = defineAction({
  input: z.object({ id: EndpointId }),
  command: (ctx, { id }) => rotateWebhookSecret(ctx, id),
  revalidates: ({ endpoint }) => [pageOf(endpoint.id)],
  returns: ({ secret }) => ({ secret }),
});

export const deleteEndpointAction = defineAction({
  input: z.object({ id: EndpointId }),
  command: (ctx, { id }) => deleteWebhookEndpoint(ctx, id),
  revalidates: () => [LIST],
  redirectTo: () => LIST,
});

export const redeliverAction = defineAction({
  input: z.object({
    endpoint_id: EndpointId,
    id: z.custom<WebhookDeliveryId>((value) => isId("webhookDelivery", value), "Not a webhook delivery."),
  }),
  command: (ctx, { endpoint_id, id }) => redeliver(ctx, endpoint_id, id),
  revalidates: ({ endpointId }) => [pageOf(endpointId)],
});
