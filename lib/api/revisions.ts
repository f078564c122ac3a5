/** `/v1/memory_stores/{id}/revisions` and `/rollback` */
import { createRoute, z } from "@hono/zod-openapi";
import { describeFields } from "@/lib/api/describe-fields";
import { idParam, limitField, numberField, numberParam, pageField } from "@/lib/api/params";
import { failures, json, jsonBody, listOf, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import {
  toWireDiffEntry,
  toWireRevision,
  WireRevert,
  WireRevision,
  WireRevisionDiff,
  WireRollback,
  WireStoreExport,
} from "@/lib/api/wire/memory";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/errors";
import type { MemoryStoreId } from "@/lib/ids";
import { rollbackStore } from "@/lib/learnings/commands";
import { RevertInput, RollbackInput } from "@/lib/learnings/inputs";
import { revertRevision } from "@/lib/learnings/revert";
import { EXPORT_FORMATS, exportStore } from "@/lib/memory/export";
import { exportResponse } from "@/lib/memory/export-response";
import { diffRevisions, listStoreRevisions } from "@/lib/memory/queries";
import type { RevisionDiffEntry } from "@/lib/memory/types";

const tags = ["Memory stores"];
const store = { memory_store_id: idParam("memoryStore", "memory store") };

const list = createRoute({
  method: "get",
  path: "/v1/memory_stores/{memory_store_id}/revisions",
  operationId: "listStoreRevisions",
  summary: "List a store's revisions",
  description: "Newest first. Every write to a store appends one. Needs scope `read`.",
  tags,
  request: { params: z.object(store), query: z.object({ limit: limitField(), page: pageField }) },
  responses: { 200: json(listOf(WireRevision), "A page of revisions."), ...failures },
});

const diff = createRoute({
  method: "get",
  path: "/v1/memory_stores/{memory_store_id}/revisions/{number}/diff",
  operationId: "diffStoreRevisions",
  summary: "What changed up to a revision",
  description: "Compares with the revision before, or with `against`. Needs scope `read`.",
  tags,
  request: {
    params: z.object({ ...store, number: numberParam("revision") }),
    query: z.object({ against: numberField("The revision to compare with; 0 is the empty store.", { min: 0, max: 999_999_999 }) }),
  },
  responses: { 200: json(WireRevisionDiff, "The difference, by path."), ...failures },
});

const rollback = createRoute({
  method: "post",
  path: "/v1/memory_stores/{memory_store_id}/rollback",
  operationId: "rollbackStore",
  summary: "Roll a store back",
  description: "Brings back the state of an earlier revision by appending one; locked learnings stay as they are. Needs scope `review`.",
  tags,
  request: {
    params: z.object(store),
    body: jsonBody(
      describeFields(RollbackInput, {
        to_revision: "The revision whose state is wanted; 0 is the empty store. Either this or to_time.",
        to_time: "The moment whose state is wanted.",
        message: "Why, for the history.",
        dry_run: "Only answer what would change.",
      }).openapi("RollbackRequest"),
    ),
  },
  responses: { 200: json(WireRollback, "The revision that was appended, with what changed."), ...writeFailures },
});

const revert = createRoute({
  method: "post",
  path: "/v1/memory_stores/{memory_store_id}/revisions/{number}/revert",
  operationId: "revertStoreRevision",
  summary: "Revert one revision",
  description:
    "Takes one revision out of the middle by appending its inverse; what came later stays. Files that changed since in the same lines, and locked ones, stand against it: then nothing is done (409, `conflicts` in the details). Needs scope `review`.",
  tags,
  request: {
    params: z.object({ ...store, number: numberParam("revision") }),
    body: jsonBody(
      describeFields(RevertInput, { message: "Why, for the history.", dry_run: "Only answer what would change." }).openapi("RevertRequest"),
    ),
  },
  responses: { 200: json(WireRevert, "The revision that was appended, with what changed."), ...writeFailures },
});

const exportRoute = createRoute({
  method: "get",
  path: "/v1/memory_stores/{memory_store_id}/export",
  operationId: "exportStore",
  summary: "Export a store",
  description: "All files of a revision, as a ZIP archive or as one JSON document, streamed. Needs scope `read`.",
  tags,
  request: {
    params: z.object(store),
    query: z.object({
      format: z.enum(EXPORT_FORMATS).default("zip").openapi({ description: "How the files are packed." }),
      revision: numberField("The revision to export; the last one when left out, 0 is the empty store.", { min: 0, max: 999_999_999 }),
    }),
  },
  responses: {
    200: {
      description: "The files.",
      content: {
        "application/zip": { schema: z.any().openapi({ type: "string", format: "binary" }) },
        "application/json": { schema: WireStoreExport },
      },
    },
    ...failures,
  },
});

export function revisionsRouter() {
  return createRouter()
    .openapi(list, async (c) => {
      const { limit, page: cursor } = c.req.valid("query");
      const page = await listStoreRevisions(c.var.ctx, { storeId: c.req.valid("param").memory_store_id, limit, cursor });
      return c.json({ data: page.items.map(toWireRevision), next_page: page.nextCursor }, 200);
    })
    .openapi(diff, async (c) => {
      const { memory_store_id, number } = c.req.valid("param");
      const { against } = c.req.valid("query");
      if (number === 0 && against === undefined)
        throw new AppError("not_found", "Revisions count from 1; 0 is the empty store, which nothing precedes.");
      const compared = against ?? number - 1;
      const entries = await diffRevisions(c.var.ctx, memory_store_id, number, compared);
      return c.json(
        { type: "store_revision_diff" as const, memory_store_id, number, against: compared, data: entries.map(toWireDiffEntry) },
        200,
      );
    })
    .openapi(rollback, async (c) => {
      const { memory_store_id } = c.req.valid("param");
      const input = c.req.valid("json");
      const { plan, revision } = await rollbackStore(c.var.ctx, memory_store_id, input);
      const outcome = {
        dry_run: revision === null,
        to_revision: plan.toRevision,
        diff: plan.changes.map(toWireDiffEntry),
        kept_locked: plan.keptLocked.map(({ memoryId, path }) => ({ memory_id: memoryId, path })),
      };
      if (revision !== null) return c.json({ ...toWireRevision(revision), ...outcome }, 200);
      return c.json({ ...plannedRevision(c.var.ctx, memory_store_id, "rollback", input.message, plan.changes), ...outcome }, 200);
    })
    .openapi(revert, async (c) => {
      const { memory_store_id: storeId, number } = c.req.valid("param");
      const input = c.req.valid("json");
      const { plan, revision } = await revertRevision(c.var.ctx, { storeId, revision: number }, input);
      const outcome = {
        dry_run: revision === null,
        reverted_revision: number,
        diff: plan.changes.map(toWireDiffEntry),
        conflicts: plan.conflicts.map(({ memoryId, path, reason }) => ({ memory_id: memoryId, path, reason })),
      };
      if (revision !== null) return c.json({ ...toWireRevision(revision), ...outcome }, 200);
      return c.json({ ...plannedRevision(c.var.ctx, storeId, "revert", input.message, plan.changes), ...outcome }, 200);
    })
    .openapi(exportRoute, async (c) => {
      const { format, revision } = c.req.valid("query");
      return exportResponse(await exportStore(c.var.ctx, c.req.valid("param").memory_store_id, format, revision));
    });
}

/** A revision that a dry run did not append. */
function plannedRevision(
  { actor }: Ctx,
  storeId: MemoryStoreId,
  kind: "rollback" | "revert",
  message: string | undefined,
  changes: RevisionDiffEntry[],
) {
  return {
    type: "store_revision" as const,
    memory_store_id: storeId,
    number: null,
    kind,
    message: message ?? null,
    dream_id: null,
    by: actor.type === "api_key" ? { type: actor.type, id: actor.apiKeyId, name: actor.name } : { type: actor.type, id: null, name: null },
    changes: countOf(changes),
    created_at: null,
  };
}

function countOf(changes: RevisionDiffEntry[]) {
  const of = (operation: RevisionDiffEntry["operation"]) => changes.filter((change) => change.operation === operation).length;
  return { created: of("created"), modified: of("modified"), deleted: of("deleted") };
}
