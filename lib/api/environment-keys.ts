/** `/v1/environments/{id}/keys` */
import { createRoute, z } from "@hono/zod-openapi";
import { describeFields } from "@/lib/api/describe-fields";
import { idParam, limitField, pageField } from "@/lib/api/params";
import { failures, json, listOf, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireEnvironmentKey, WireDeletedEnvironmentKey, WireEnvironmentKey, WireNewEnvironmentKey } from "@/lib/api/wire/environments";
import { CreateEnvironmentKeyInput } from "@/lib/environments/inputs";
import { createEnvironmentKey, listEnvironmentKeys, revokeEnvironmentKey } from "@/lib/environments/keys";

const tags = ["Environments"];
const environment = { environment_id: idParam("environment", "environment") };

const create = createRoute({
  method: "post",
  path: "/v1/environments/{environment_id}/keys",
  operationId: "createEnvironmentKey",
  summary: "Create an environment key",
  description:
    "For the official SDK's `EnvironmentWorker`. Answers the secret, which is stored only as a hash; good for this environment's work queue and nothing else. Needs scope `admin`.",
  tags,
  request: {
    params: z.object(environment),
    body: {
      required: false,
      content: {
        "application/json": {
          schema: describeFields(CreateEnvironmentKeyInput, { name: "What the key is for; `worker` when left out." }).openapi(
            "EnvironmentKeyCreate",
          ),
        },
      },
    },
  },
  responses: { 200: json(WireNewEnvironmentKey, "The key, with its secret."), ...writeFailures },
});

const list = createRoute({
  method: "get",
  path: "/v1/environments/{environment_id}/keys",
  operationId: "listEnvironmentKeys",
  summary: "List an environment's keys",
  description: "Newest first, without secrets. Needs scope `admin`.",
  tags,
  request: { params: z.object(environment), query: z.object({ limit: limitField(), page: pageField }) },
  responses: { 200: json(listOf(WireEnvironmentKey), "A page of keys."), ...failures },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/environments/{environment_id}/keys/{environment_key_id}",
  operationId: "deleteEnvironmentKey",
  summary: "Delete an environment key",
  description: "It stops working at once. Needs scope `admin`.",
  tags,
  request: { params: z.object({ ...environment, environment_key_id: idParam("environmentKey", "environment key") }) },
  responses: { 200: json(WireDeletedEnvironmentKey, "The key is gone."), ...failures },
});

export function environmentKeysRouter() {
  return createRouter()
    .openapi(create, async (c) => {
      const { key, secret } = await createEnvironmentKey(c.var.ctx, c.req.valid("param").environment_id, c.req.valid("json"));
      return c.json({ ...toWireEnvironmentKey(key), key: secret }, 200);
    })
    .openapi(list, async (c) => {
      const { limit, page: cursor } = c.req.valid("query");
      const page = await listEnvironmentKeys(c.var.ctx, { environmentId: c.req.valid("param").environment_id, limit, cursor });
      return c.json({ data: page.items.map(toWireEnvironmentKey), next_page: page.nextCursor }, 200);
    })
    .openapi(remove, async (c) => {
      const { environment_id, environment_key_id: id } = c.req.valid("param");
      await revokeEnvironmentKey(c.var.ctx, environment_id, id);
      return c.json({ id, type: "environment_key_deleted" as const }, 200);
    });
}
