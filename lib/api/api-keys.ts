/** `/v1/api_keys` */
import { createRoute, z } from "@hono/zod-openapi";
import { describeFields } from "@/lib/api/describe-fields";
import { idParam, limitField, pageField } from "@/lib/api/params";
import {
  failures,
  idOf,
  instant,
  json,
  jsonBody,
  listOf,
  maybeInstant,
  toInstant,
  toMaybeInstant,
  writeFailures,
} from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { createApiKey, DEFAULT_RATE_LIMIT_PER_MINUTE, listApiKeys, revokeApiKey } from "@/lib/auth/api-keys";
import { CreateApiKeyInput } from "@/lib/auth/inputs";
import type { ApiKeyView } from "@/lib/auth/types";
import { SCOPES } from "@/lib/context";

const tags = ["API keys"];

const WireApiKey = z
  .object({
    id: idOf("apiKey", "Id of the key; not its secret."),
    type: z.literal("api_key"),
    name: z.string(),
    hint: z.string().openapi({ description: "Its first and last characters, to tell keys apart." }),
    scopes: z.array(z.enum(SCOPES)),
    rate_limit_per_minute: z.number().int().nullable().openapi({ description: "Null for none." }),
    expires_at: maybeInstant("When it stops working."),
    last_used_at: maybeInstant("When it was last used, to the minute."),
    created_at: instant("When it was made."),
  })
  .openapi("ApiKey");

const WireNewApiKey = WireApiKey.extend({ key: z.string().openapi({ description: "The secret. Shown this once." }) }).openapi("NewApiKey");

const WireDeletedApiKey = z.object({ id: idOf("apiKey", "Id of the key."), type: z.literal("api_key_deleted") }).openapi("DeletedApiKey");

function toWireApiKey(key: ApiKeyView): z.infer<typeof WireApiKey> {
  const { id, name, hint, scopes } = key;
  return {
    id,
    type: "api_key",
    name,
    hint,
    scopes,
    rate_limit_per_minute: key.rateLimitPerMinute,
    expires_at: toMaybeInstant(key.expiresAt),
    last_used_at: toMaybeInstant(key.lastUsedAt),
    created_at: toInstant(key.createdAt),
  };
}

const create = createRoute({
  method: "post",
  path: "/v1/api_keys",
  operationId: "createApiKey",
  summary: "Create an API key",
  description: "Answers the secret, which is stored only as a hash. Needs scope `admin`.",
  tags,
  request: {
    body: jsonBody(
      describeFields(CreateApiKeyInput, {
        name: "What the key is for.",
        scopes: "What it may do.",
        rate_limit_per_minute: `Requests a minute; ${DEFAULT_RATE_LIMIT_PER_MINUTE} when left out.`,
        expires_at: "When it stops working; never when left out.",
      }).openapi("ApiKeyCreate"),
    ),
  },
  responses: { 200: json(WireNewApiKey, "The key, with its secret."), ...writeFailures },
});

const list = createRoute({
  method: "get",
  path: "/v1/api_keys",
  operationId: "listApiKeys",
  summary: "List API keys",
  description: "Newest first, without secrets. Needs scope `admin`.",
  tags,
  request: { query: z.object({ limit: limitField(), page: pageField }) },
  responses: { 200: json(listOf(WireApiKey), "A page of keys."), ...failures },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/api_keys/{api_key_id}",
  operationId: "deleteApiKey",
  summary: "Delete an API key",
  description: "It stops working at once. Needs scope `admin`.",
  tags,
  request: { params: z.object({ api_key_id: idParam("apiKey", "API key") }) },
  responses: { 200: json(WireDeletedApiKey, "The key is gone."), ...failures },
});

export function apiKeysRouter() {
  return createRouter()
    .openapi(create, async (c) => {
      const { key, secret } = await createApiKey(c.var.ctx, c.req.valid("json"));
      return c.json({ ...toWireApiKey(key), key: secret }, 200);
    })
    .openapi(list, async (c) => {
      const { limit, page: cursor } = c.req.valid("query");
      const page = await listApiKeys(c.var.ctx, { limit, cursor });
      return c.json({ data: page.items.map(toWireApiKey), next_page: page.nextCursor }, 200);
    })
    .openapi(remove, async (c) => {
      const { api_key_id: id } = c.req.valid("param");
      await revokeApiKey(c.var.ctx, id);
      return c.json({ id, type: "api_key_deleted" as const }, 200);
    });
}
