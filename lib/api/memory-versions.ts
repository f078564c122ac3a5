/** `/v1/memory_stores/{id}/memory_versions` */
import { createRoute, z } from "@hono/zod-openapi";
import { FULL_PAGE, pageSize, storeParams } from "@/lib/api/memory-params";
import { idField, idParam, instantField, limitField, pageField, textField, viewField } from "@/lib/api/params";
import { failures, json, listOf, noBody, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireMemoryVersion, WireMemoryVersion } from "@/lib/api/wire/memory";
import { redactVersion } from "@/lib/learnings/memories";
import { getMemoryStore, getMemoryVersion, listMemoryVersions } from "@/lib/memory/queries";
import { type Author, MEMORY_OPERATIONS } from "@/lib/memory/types";

const tags = ["Memory stores"];
const store = storeParams;
const version = { ...store, memory_version_id: idParam("memoryVersion", "memory version") };

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
    params: z.object(version),
    query: z.object({ view: viewField("full") }),
  },
  responses: { 200: json(WireMemoryVersion, "The version."), ...failures },
});

const redact = createRoute({
  method: "post",
  path: "/v1/memory_stores/{memory_store_id}/memory_versions/{memory_version_id}/redact",
  operationId: "redactMemoryVersion",
  summary: "Redact a memory version",
  description:
    "Erases its content, hash, size and path for good; who wrote it and when remain, and the memory itself stays as it is. Can be repeated. Needs scope `admin`.",
  tags,
  request: { params: z.object(version), body: noBody },
  responses: { 200: json(WireMemoryVersion, "The version, without its text."), ...writeFailures },
});

type Writers = { api_key_id?: string; session_id?: string; service_account_id?: string };

/** Who must have written a version. Undefined: anybody. Null: nobody can have, for there are no service accounts and no two writers of one version. */
function writerOf({ api_key_id, session_id, service_account_id }: Writers): { type: Author["type"]; id: string } | null | undefined {
  if (service_account_id !== undefined || (api_key_id !== undefined && session_id !== undefined)) return null;
  if (api_key_id !== undefined) return { type: "api_key", id: api_key_id };
  return session_id === undefined ? undefined : { type: "session", id: session_id };
}

export function memoryVersionsRouter() {
  return createRouter()
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
    })
    .openapi(redact, async (c) => {
      const { memory_store_id, memory_version_id } = c.req.valid("param");
      return c.json(toWireMemoryVersion(await redactVersion(c.var.ctx, memory_store_id, memory_version_id), "full"), 200);
    });
}
