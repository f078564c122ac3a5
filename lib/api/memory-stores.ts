/** `/v1/memory_stores`: the store, its memories and their versions */
import { createRoute, type RouteHandler, z } from "@hono/zod-openapi";
import { describeFields } from "@/lib/api/describe-fields";
import { idField, idParam, instantField, limitField, pageField, textField, viewField } from "@/lib/api/params";
import { failures, json, jsonBody, listOf, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import type { ApiEnv } from "@/lib/api/types";
import {
  toWireFolderEntry,
  toWireMemory,
  toWireMemoryStore,
  toWireMemoryVersion,
  WireMemory,
  WireMemoryPrefix,
  WireMemoryStore,
  WireMemoryVersion,
} from "@/lib/api/wire/memory";
import { updateMemory } from "@/lib/learnings/commands";
import { UpdateMemoryInput } from "@/lib/learnings/inputs";
import { listFolder } from "@/lib/memory/folder-listing";
import { getMemory, getMemoryStore, getMemoryVersion, listMemories, listMemoryVersions } from "@/lib/memory/queries";
import { type Author, MEMORY_OPERATIONS } from "@/lib/memory/types";

const tags = ["Memory stores"];
/** Texts are large: a page that shows them holds at most this many, whatever `limit` says. */
const FULL_PAGE = 20;

const store = { memory_store_id: idParam("memoryStore", "memory store") };
const memory = { ...store, memory_id: idParam("memory", "memory") };

const retrieveStore = createRoute({
  method: "get",
  path: "/v1/memory_stores/{memory_store_id}",
  operationId: "getMemoryStore",
  summary: "Retrieve a memory store",
  description: "Needs scope `read`.",
  tags,
  request: { params: z.object(store) },
  responses: { 200: json(WireMemoryStore, "The memory store."), ...failures },
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

const versions = createRoute({
  method: "get",
  path: "/v1/memory_stores/{memory_store_id}/memory_versions",
  operationId: "listMemoryVersions",
  summary: "List memory versions",
  description: `Newest first; versions outlive their memory. With \`view=full\` a page holds at most ${FULL_PAGE}. Needs scope \`read\`.`,
  tags,
  request: {
    params: z.object(store),
    query: z.object({
      limit: limitField(),
      page: pageField,
      memory_id: idField("memory", "Only versions of this memory.").optional(),
      operation: z.enum(MEMORY_OPERATIONS).optional().openapi({ description: "Only this kind of change." }),
      api_key_id: textField("Only versions written with this key."),
      session_id: textField("Only versions written by this session."),
      service_account_id: textField("Only versions written by this service account."),
      "created_at[gte]": instantField("Written at or after."),
      "created_at[lte]": instantField("Written at or before."),
      view: viewField("basic"),
    }),
  },
  responses: { 200: json(listOf(WireMemoryVersion), "A page of versions."), ...failures },
});

const retrieveVersion = createRoute({
  method: "get",
  path: "/v1/memory_stores/{memory_store_id}/memory_versions/{memory_version_id}",
  operationId: "getMemoryVersion",
  summary: "Retrieve a memory version",
  description: "Needs scope `read`.",
  tags,
  request: {
    params: z.object({ ...store, memory_version_id: idParam("memoryVersion", "memory version") }),
    query: z.object({ view: viewField("full") }),
  },
  responses: { 200: json(WireMemoryVersion, "The version."), ...failures },
});

const pageSize = (limit: number, view: "basic" | "full") => (view === "full" ? Math.min(limit, FULL_PAGE) : limit);

type Writers = { api_key_id?: string; session_id?: string; service_account_id?: string };

/** Who must have written a version. Undefined: anybody. Null: nobody can have, for there are no service accounts and no two writers of one version. */
function writerOf({ api_key_id, session_id, service_account_id }: Writers): { type: Author["type"]; id: string } | null | undefined {
  if (service_account_id !== undefined || (api_key_id !== undefined && session_id !== undefined)) return null;
  if (api_key_id !== undefined) return { type: "api_key", id: api_key_id };
  return session_id === undefined ? undefined : { type: "session", id: session_id };
}

const handleUpdate: RouteHandler<typeof update, ApiEnv> = async (c) => {
  const { memory_store_id: storeId, memory_id: memoryId } = c.req.valid("param");
  const updated = await updateMemory(c.var.ctx, { storeId, memoryId }, c.req.valid("json"));
  return c.json(toWireMemory(updated, c.req.valid("query").view), 200);
};

export function memoryStoresRouter() {
  return createRouter()
    .openapi(retrieveStore, async (c) =>
      c.json(toWireMemoryStore(await getMemoryStore(c.var.ctx, c.req.valid("param").memory_store_id)), 200),
    )
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
    .openapi(versions, async (c) => {
      const { memory_store_id: storeId } = c.req.valid("param");
      const query = c.req.valid("query");
      const author = writerOf(query);
      if (author === null) {
        await getMemoryStore(c.var.ctx, storeId);
        return c.json({ data: [], next_page: null }, 200);
      }
      const page = await listMemoryVersions(c.var.ctx, {
        storeId,
        memoryId: query.memory_id,
        operation: query.operation,
        author,
        createdFrom: query["created_at[gte]"],
        createdTo: query["created_at[lte]"],
        withContent: query.view === "full",
        limit: pageSize(query.limit, query.view),
        cursor: query.page,
      });
      return c.json({ data: page.items.map((version) => toWireMemoryVersion(version, query.view)), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieveVersion, async (c) => {
      const { memory_store_id, memory_version_id } = c.req.valid("param");
      return c.json(
        toWireMemoryVersion(await getMemoryVersion(c.var.ctx, memory_store_id, memory_version_id), c.req.valid("query").view),
        200,
      );
    });
}
