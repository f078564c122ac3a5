/** `/v1/memory_stores/{id}/memories` */
import { createRoute, type RouteHandler, z } from "@hono/zod-openapi";
import { describeFields } from "@/lib/api/describe-fields";
import { FULL_PAGE, pageSize, storeParams } from "@/lib/api/memory-params";
import { idParam, limitField, pageField, viewField } from "@/lib/api/params";
import { failures, json, jsonBody, listOf, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import type { ApiEnv } from "@/lib/api/types";
import { toWireFolderEntry, toWireMemory, WireDeletedMemory, WireMemory, WireMemoryPrefix } from "@/lib/api/wire/memory";
import { updateMemory } from "@/lib/learnings/commands";
import { CreateMemoryInput, UpdateMemoryInput } from "@/lib/learnings/inputs";
import { createMemory, deleteMemory } from "@/lib/learnings/memories";
import { listFolder } from "@/lib/memory/folder-listing";
import { getMemory, listMemories } from "@/lib/memory/queries";

const tags = ["Memory stores"];
const store = storeParams;
const memory = { ...store, memory_id: idParam("memory", "memory") };

const create = createRoute({
  method: "post",
  path: "/v1/memory_stores/{memory_store_id}/memories",
  operationId: "createMemory",
  summary: "Create a memory",
  description:
    "As one store revision. A path that equals another memory's, or lies above or below it, is refused (409) with that memory's id. Needs scope `review`.",
  tags,
  request: {
    params: z.object(store),
    query: z.object({ view: viewField("basic") }),
    body: jsonBody(
      describeFields(CreateMemoryInput, {
        path: "Starts with `/`; 1 to 20 parts, at most 1,024 bytes, Unicode NFC, no control or format characters.",
        content: "At most 102,400 bytes; may be empty.",
      }).openapi("MemoryCreate"),
    ),
  },
  responses: { 200: json(WireMemory, "The memory."), ...writeFailures },
});

const list = createRoute({
  method: "get",
  path: "/v1/memory_stores/{memory_store_id}/memories",
  operationId: "listMemories",
  summary: "List memories",
  description: `By path. With \`view=full\` a page holds at most ${FULL_PAGE}. Needs scope \`read\`.`,
  tags,
  request: {
    params: z.object(store),
    query: z.object({
      limit: limitField(),
      page: pageField,
      path_prefix: z
        .string()
        .regex(/^\/(.*\/)?$/s, "must start and end in a slash.")
        .optional()
        .openapi({ description: "Only what lies in this folder; starts and ends in `/`, taken literally." }),
      depth: z
        .enum(["0", "1"], { error: "expected 0 or 1." })
        .optional()
        .openapi({
          type: "integer",
          enum: [0, 1],
          default: 0,
          description: "1: only what stands directly in the folder, deeper ones as `memory_prefix`.",
        }),
      view: viewField("basic"),
    }),
  },
  responses: { 200: json(listOf(z.union([WireMemory, WireMemoryPrefix])), "A page of memories."), ...failures },
});

const retrieve = createRoute({
  method: "get",
  path: "/v1/memory_stores/{memory_store_id}/memories/{memory_id}",
  operationId: "getMemory",
  summary: "Retrieve a memory",
  description: "Needs scope `read`.",
  tags,
  request: { params: z.object(memory), query: z.object({ view: viewField("full") }) },
  responses: { 200: json(WireMemory, "The memory."), ...failures },
});

/** The SDK's types allow null for a text or path that is left as it is. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name, item]) => item !== null || (name !== "content" && name !== "path")));
}

const MemoryUpdate = describeFields(UpdateMemoryInput, {
  content: "The new text, at most 102,400 bytes.",
  path: "The new path. Never overwrites another memory.",
  precondition: "Refused (409) when the content has another hash by now, unless the memory already is as asked.",
});

const update = createRoute({
  method: "post",
  path: "/v1/memory_stores/{memory_store_id}/memories/{memory_id}",
  operationId: "updateMemory",
  summary: "Update a memory",
  description: "Changes content, path or both as one store revision. What changes nothing makes no version. Needs scope `review`.",
  tags,
  request: {
    params: z.object(memory),
    query: z.object({ view: viewField("basic") }),
    body: jsonBody(z.preprocess(withoutNulls, MemoryUpdate).openapi("MemoryUpdate")),
  },
  responses: { 200: json(WireMemory, "The memory as it is now."), ...writeFailures },
});

const patch = createRoute({ ...update, method: "patch", operationId: "patchMemory", summary: "Update a memory (the same as POST)" });

const remove = createRoute({
  method: "delete",
  path: "/v1/memory_stores/{memory_store_id}/memories/{memory_id}",
  operationId: "deleteMemory",
  summary: "Delete a memory",
  description: "As one store revision; its versions stay readable. Legal in an archived store. Needs scope `review`.",
  tags,
  request: {
    params: z.object(memory),
    query: z.object({
      expected_content_sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hexadecimal digits.")
        .optional()
        .openapi({ description: "Refused (409) when the content has another hash by now." }),
    }),
  },
  responses: { 200: json(WireDeletedMemory, "It is gone."), ...writeFailures },
});

const handleUpdate: RouteHandler<typeof update, ApiEnv> = async (c) => {
  const { memory_store_id: storeId, memory_id: memoryId } = c.req.valid("param");
  const updated = await updateMemory(c.var.ctx, { storeId, memoryId }, c.req.valid("json"));
  return c.json(toWireMemory(updated, c.req.valid("query").view), 200);
};

export function memoriesRouter() {
  return createRouter()
    .openapi(create, async (c) => {
      const made = await createMemory(c.var.ctx, c.req.valid("param").memory_store_id, c.req.valid("json"));
      return c.json(toWireMemory(made, c.req.valid("query").view), 200);
    })
    .openapi(list, async (c) => {
      const { memory_store_id: storeId } = c.req.valid("param");
      const { view, depth, path_prefix: pathPrefix, page: cursor, ...query } = c.req.valid("query");
      const filter = { storeId, withContent: view === "full", limit: pageSize(query.limit, view), cursor };
      if (depth === "1") {
        const page = await listFolder(c.var.ctx, { ...filter, pathPrefix: pathPrefix ?? "/" });
        return c.json({ data: page.items.map((entry) => toWireFolderEntry(entry, view)), next_page: page.nextCursor }, 200);
      }
      const page = await listMemories(c.var.ctx, { ...filter, pathPrefix });
      return c.json({ data: page.items.map((item) => toWireMemory(item, view)), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieve, async (c) => {
      const { memory_store_id, memory_id } = c.req.valid("param");
      return c.json(toWireMemory(await getMemory(c.var.ctx, memory_store_id, memory_id), c.req.valid("query").view), 200);
    })
    .openapi(update, handleUpdate)
    .openapi(patch, handleUpdate)
    .openapi(remove, async (c) => {
      const { memory_store_id: storeId, memory_id: memoryId } = c.req.valid("param");
      await deleteMemory(c.var.ctx, { storeId, memoryId }, c.req.valid("query").expected_content_sha256);
      return c.json({ id: memoryId, type: "memory_deleted" as const }, 200);
    });
}
