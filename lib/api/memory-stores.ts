/** `/v1/memory_stores`: the stores themselves */
import { createRoute, z } from "@hono/zod-openapi";
import { describeFields } from "@/lib/api/describe-fields";
import { storeParams } from "@/lib/api/memory-params";
import { flagField, instantField, limitField, pageField } from "@/lib/api/params";
import { failures, json, jsonBody, listOf, noBody, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireMemoryStore, WireDeletedMemoryStore, WireMemoryStore } from "@/lib/api/wire/memory";
import { archiveMemoryStore, deleteMemoryStore } from "@/lib/learnings/stores";
import { CreateMemoryStoreInput, UpdateMemoryStoreInput } from "@/lib/memory/inputs";
import { getMemoryStore } from "@/lib/memory/queries";
import { createMemoryStore, listMemoryStores, updateMemoryStore } from "@/lib/memory/stores";

const tags = ["Memory stores"];
const params = z.object(storeParams);

const create = createRoute({
  method: "post",
  path: "/v1/memory_stores",
  operationId: "createMemoryStore",
  summary: "Create a memory store",
  description: "A store of its own, that no agent of Reverie's learns into. Needs scope `review`.",
  tags,
  request: {
    body: jsonBody(
      describeFields(CreateMemoryStoreInput, {
        name: "1 to 255 characters, no control characters; need not be unique.",
        description: "At most 1,024 characters; agents that have the store read it.",
        metadata: "At most 16 keys of 1 to 64 characters, values of at most 512.",
      }).openapi("MemoryStoreCreate"),
    ),
  },
  responses: { 200: json(WireMemoryStore, "The memory store."), ...writeFailures },
});

const list = createRoute({
  method: "get",
  path: "/v1/memory_stores",
  operationId: "listMemoryStores",
  summary: "List memory stores",
  description: "Newest first, the agents' own among them. Needs scope `read`.",
  tags,
  request: {
    query: z.object({
      limit: limitField(),
      page: pageField,
      include_archived: flagField("Whether archived stores are listed too."),
      "created_at[gte]": instantField("Created at or after."),
      "created_at[lte]": instantField("Created at or before."),
    }),
  },
  responses: { 200: json(listOf(WireMemoryStore), "A page of memory stores."), ...failures },
});

const retrieve = createRoute({
  method: "get",
  path: "/v1/memory_stores/{memory_store_id}",
  operationId: "getMemoryStore",
  summary: "Retrieve a memory store",
  description: "Needs scope `read`.",
  tags,
  request: { params: params },
  responses: { 200: json(WireMemoryStore, "The memory store."), ...failures },
});

const update = createRoute({
  method: "post",
  path: "/v1/memory_stores/{memory_store_id}",
  operationId: "updateMemoryStore",
  summary: "Update a memory store",
  description: "Fields that are left out stay. An archived store is refused (400). Needs scope `review`.",
  tags,
  request: {
    params,
    body: jsonBody(
      describeFields(UpdateMemoryStoreInput, {
        name: "1 to 255 characters; null leaves it.",
        description: 'At most 1,024 characters; null or "" clears.',
        metadata: "A patch: a string sets, null deletes.",
      }).openapi("MemoryStoreUpdate"),
    ),
  },
  responses: { 200: json(WireMemoryStore, "The store as it is now."), ...writeFailures },
});

const archive = createRoute({
  method: "post",
  path: "/v1/memory_stores/{memory_store_id}/archive",
  operationId: "archiveMemoryStore",
  summary: "Archive a memory store",
  description:
    "Read-only from now on, for good. Can be repeated. A store that an agent learns into is refused (409). Needs scope `review`.",
  tags,
  request: { params, body: noBody },
  responses: { 200: json(WireMemoryStore, "The store, archived."), ...writeFailures },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/memory_stores/{memory_store_id}",
  operationId: "deleteMemoryStore",
  summary: "Delete a memory store",
  description:
    "With its memories, versions and revisions, for good. A store that an agent learns into is refused (409). Needs scope `admin`.",
  tags,
  request: { params },
  responses: { 200: json(WireDeletedMemoryStore, "It is gone."), ...writeFailures },
});

export function memoryStoresRouter() {
  return createRouter()
    .openapi(create, async (c) => c.json(toWireMemoryStore(await createMemoryStore(c.var.ctx, c.req.valid("json"))), 200))
    .openapi(list, async (c) => {
      const query = c.req.valid("query");
      const page = await listMemoryStores(c.var.ctx, {
        limit: query.limit,
        cursor: query.page,
        includeArchived: query.include_archived,
        createdFrom: query["created_at[gte]"],
        createdTo: query["created_at[lte]"],
      });
      return c.json({ data: page.items.map(toWireMemoryStore), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieve, async (c) => c.json(toWireMemoryStore(await getMemoryStore(c.var.ctx, c.req.valid("param").memory_store_id)), 200))
    .openapi(update, async (c) =>
      c.json(toWireMemoryStore(await updateMemoryStore(c.var.ctx, c.req.valid("param").memory_store_id, c.req.valid("json"))), 200),
    )
    .openapi(archive, async (c) =>
      c.json(toWireMemoryStore(await archiveMemoryStore(c.var.ctx, c.req.valid("param").memory_store_id)), 200),
    )
    .openapi(remove, async (c) => {
      const { memory_store_id: id } = c.req.valid("param");
      await deleteMemoryStore(c.var.ctx, id);
      return c.json({ id, type: "memory_store_deleted" as const }, 200);
    });
}
