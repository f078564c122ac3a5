/** `/v1/webhook_endpoints` */
import { createRoute, z } from "@hono/zod-openapi";
import { describeFields } from "@/lib/api/describe-fields";
import { idParam, limitField, pageField } from "@/lib/api/params";
import { failures, json, jsonBody, listOf, noBody, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import {
  toWireDelivery,
  toWireEndpoint,
  WireDeletedWebhookEndpoint,
  WireDelivery,
  WireNewWebhookEndpoint,
  WireWebhookEndpoint,
} from "@/lib/api/wire/webhooks";
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  OLD_SECRET_HOURS,
  redeliver,
  rotateWebhookSecret,
  updateWebhookEndpoint,
} from "@/lib/webhooks/commands";
import { CreateWebhookEndpointInput, UpdateWebhookEndpointInput } from "@/lib/webhooks/inputs";
import { getWebhookEndpoint, listDeliveries, listWebhookEndpoints } from "@/lib/webhooks/queries";
import { DELIVERY_STATUSES } from "@/lib/webhooks/types";

const tags = ["Webhooks"];
const params = z.object({ webhook_endpoint_id: idParam("webhookEndpoint", "webhook endpoint") });

const words = {
  url: "Where deliveries are posted to. A private address is refused unless the installation allows it.",
  events: "Types such as `session.idled`, or `*` for all.",
  description: "At most 1,024 characters.",
};

const create = createRoute({
  method: "post",
  path: "/v1/webhook_endpoints",
  operationId: "createWebhookEndpoint",
  summary: "Create a webhook endpoint",
  description: "Answers the signing secret this once. Needs scope `admin`.",
  tags,
  request: { body: jsonBody(describeFields(CreateWebhookEndpointInput, words).openapi("WebhookEndpointCreate")) },
  responses: { 200: json(WireNewWebhookEndpoint, "The endpoint, with its secret."), ...writeFailures },
});

const list = createRoute({
  method: "get",
  path: "/v1/webhook_endpoints",
  operationId: "listWebhookEndpoints",
  summary: "List webhook endpoints",
  description: "Newest first, without secrets. Needs scope `admin`.",
  tags,
  request: { query: z.object({ limit: limitField(), page: pageField }) },
  responses: { 200: json(listOf(WireWebhookEndpoint), "A page of endpoints."), ...failures },
});

const retrieve = createRoute({
  method: "get",
  path: "/v1/webhook_endpoints/{webhook_endpoint_id}",
  operationId: "getWebhookEndpoint",
  summary: "Retrieve a webhook endpoint",
  description: "Needs scope `admin`.",
  tags,
  request: { params },
  responses: { 200: json(WireWebhookEndpoint, "The endpoint."), ...failures },
});

const update = createRoute({
  method: "post",
  path: "/v1/webhook_endpoints/{webhook_endpoint_id}",
  operationId: "updateWebhookEndpoint",
  summary: "Update a webhook endpoint",
  description:
    "Fields that are left out stay. `disabled` drops what still waits; `enabled` begins anew, with what happens from then on. Needs scope `admin`.",
  tags,
  request: { params, body: jsonBody(describeFields(UpdateWebhookEndpointInput, words).openapi("WebhookEndpointUpdate")) },
  responses: { 200: json(WireWebhookEndpoint, "The endpoint as it is now."), ...writeFailures },
});

const rotate = createRoute({
  method: "post",
  path: "/v1/webhook_endpoints/{webhook_endpoint_id}/rotate_secret",
  operationId: "rotateWebhookSecret",
  summary: "Rotate a webhook endpoint's secret",
  description: `Answers the new secret this once. For ${OLD_SECRET_HOURS} hours every delivery carries a signature of both. Needs scope \`admin\`.`,
  tags,
  request: { params, body: noBody },
  responses: { 200: json(WireNewWebhookEndpoint, "The endpoint, with its new secret."), ...writeFailures },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/webhook_endpoints/{webhook_endpoint_id}",
  operationId: "deleteWebhookEndpoint",
  summary: "Delete a webhook endpoint",
  description: "With its deliveries. Needs scope `admin`.",
  tags,
  request: { params },
  responses: { 200: json(WireDeletedWebhookEndpoint, "It is gone."), ...failures },
});

const deliveries = createRoute({
  method: "get",
  path: "/v1/webhook_endpoints/{webhook_endpoint_id}/deliveries",
  operationId: "listWebhookDeliveries",
  summary: "List deliveries",
  description: "Newest first, with their attempts; kept for 30 days. Needs scope `admin`.",
  tags,
  request: {
    params,
    query: z.object({
      limit: limitField(),
      page: pageField,
      status: z.enum(DELIVERY_STATUSES).optional().openapi({ description: "Only those of this status." }),
    }),
  },
  responses: { 200: json(listOf(WireDelivery), "A page of deliveries."), ...failures },
});

const again = createRoute({
  method: "post",
  path: "/v1/webhook_endpoints/{webhook_endpoint_id}/deliveries/{webhook_delivery_id}/redeliver",
  operationId: "redeliverWebhook",
  summary: "Deliver again",
  description: "The same event with the same `webhook-id`, signed anew, whatever became of it before. Needs scope `admin`.",
  tags,
  request: { params: params.extend({ webhook_delivery_id: idParam("webhookDelivery", "webhook delivery") }), body: noBody },
  responses: { 200: json(WireDelivery, "The delivery, which waits for the worker."), ...writeFailures },
});

export function webhookEndpointsRouter() {
  return createRouter()
    .openapi(create, async (c) => {
      const { endpoint, secret } = await createWebhookEndpoint(c.var.ctx, c.req.valid("json"));
      return c.json({ ...toWireEndpoint(endpoint), secret }, 200);
    })
    .openapi(list, async (c) => {
      const { limit, page: cursor } = c.req.valid("query");
      const page = await listWebhookEndpoints(c.var.ctx, { limit, cursor });
      return c.json({ data: page.items.map(toWireEndpoint), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieve, async (c) =>
      c.json(toWireEndpoint(await getWebhookEndpoint(c.var.ctx, c.req.valid("param").webhook_endpoint_id)), 200),
    )
    .openapi(update, async (c) => {
      const { webhook_endpoint_id: id } = c.req.valid("param");
      return c.json(toWireEndpoint(await updateWebhookEndpoint(c.var.ctx, id, c.req.valid("json"))), 200);
    })
    .openapi(rotate, async (c) => {
      const { endpoint, secret } = await rotateWebhookSecret(c.var.ctx, c.req.valid("param").webhook_endpoint_id);
      return c.json({ ...toWireEndpoint(endpoint), secret }, 200);
    })
    .openapi(remove, async (c) => {
      const { webhook_endpoint_id: id } = c.req.valid("param");
      await deleteWebhookEndpoint(c.var.ctx, id);
      return c.json({ id, type: "webhook_endpoint_deleted" as const }, 200);
    })
    .openapi(deliveries, async (c) => {
      const { limit, page: cursor, status } = c.req.valid("query");
      const page = await listDeliveries(c.var.ctx, { endpointId: c.req.valid("param").webhook_endpoint_id, limit, cursor, status });
      return c.json({ data: page.items.map(toWireDelivery), next_page: page.nextCursor }, 200);
    })
    .openapi(again, async (c) => {
      const { webhook_endpoint_id: endpointId, webhook_delivery_id: id } = c.req.valid("param");
      return c.json(toWireDelivery(await redeliver(c.var.ctx, endpointId, id)), 200);
    });
}
