/** `/v1/sessions` and their events */

import { createRoute, z } from "@hono/zod-openapi";
import { documentable } from "@/lib/api/describe-fields";
import { flagField, idField, idParam, instantField, limitField, listField, numberField, pageField, textField } from "@/lib/api/params";
import { failures, idOf, json, jsonBody, listBothWays, listOf, noBody, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { parseInput } from "@/lib/api/validation";
import { toWireEvent, toWireResource, toWireSession, WireEvent, WireSession, WireSessionResource } from "@/lib/api/wire/sessions";
import { AppError } from "@/lib/errors";
import { MICRO_USD_PER_CENT } from "@/lib/model/cost";
import { archiveSession, deleteSession, updateSession } from "@/lib/sessions/change";
import { createSession, type NewSession } from "@/lib/sessions/create";
import { CreateSessionInput, UpdateSessionInput } from "@/lib/sessions/inputs";
import { getSession, listEvents, listSessionsByCreation } from "@/lib/sessions/queries";
import { receiveEvents } from "@/lib/sessions/receive";
import { SESSION_STATUSES } from "@/lib/sessions/types";

const tags = ["Sessions"];
const params = z.object({ session_id: idParam("session", "session") });
const order = z.enum(["asc", "desc"]).optional();
const statuses = listField(z.enum(SESSION_STATUSES), "Only sessions with one of these statuses. `statuses` without brackets is taken too.");
const types = listField(z.string(), "Only events of these types. `types` without brackets is taken too.");
const times = {
  "created_at[gt]": instantField("After."),
  "created_at[gte]": instantField("At or after."),
  "created_at[lt]": instantField("Before."),
  "created_at[lte]": instantField("At or before."),
};
type Times = { [K in keyof typeof times]?: Date };

function toRange(query: Times) {
  return { gt: query["created_at[gt]"], gte: query["created_at[gte]"], lt: query["created_at[lt]"], lte: query["created_at[lte]"] };
}

const create = createRoute({
  method: "post",
  path: "/v1/sessions",
  operationId: "createSession",
  summary: "Start a session",
  description:
    "Of an agent, as it is or with overrides for this session alone. With `initial_events` it starts at once. `source: api` is for a session that runs elsewhere: nothing of ours runs it, and its events are reported as they happen. Needs scope `sessions`.",
  tags,
  request: { body: jsonBody(documentable(CreateSessionInput).openapi("SessionCreate")) },
  responses: { 200: json(WireSession, "The session."), ...writeFailures },
});

const update = createRoute({
  method: "post",
  path: "/v1/sessions/{session_id}",
  operationId: "updateSession",
  summary: "Update a session",
  description:
    "`metadata` is a patch: a string sets, null deletes. `agent` takes tools and MCP servers, while the session is idle. Needs scope `sessions`.",
  tags,
  request: { params, body: jsonBody(documentable(UpdateSessionInput).openapi("SessionUpdate")) },
  responses: { 200: json(WireSession, "The session as it is now."), ...writeFailures },
});

const archive = createRoute({
  method: "post",
  path: "/v1/sessions/{session_id}/archive",
  operationId: "archiveSession",
  summary: "Archive a session",
  description: "It can only be read from then on. Refused (409) while it runs. Needs scope `sessions`.",
  tags,
  request: { params, body: noBody },
  responses: { 200: json(WireSession, "The session."), ...writeFailures },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/sessions/{session_id}",
  operationId: "deleteSession",
  summary: "Delete a session",
  description: "With its events, for good. Refused (409) while it runs, and where a dream has learned from it. Needs scope `sessions`.",
  tags,
  request: { params },
  responses: {
    200: json(z.object({ id: idOf("session", "Id of the session."), type: z.literal("session_deleted") }), "What was deleted."),
    ...writeFailures,
  },
});

const resources = createRoute({
  method: "get",
  path: "/v1/sessions/{session_id}/resources",
  operationId: "listSessionResources",
  summary: "List what is attached to a session",
  description: "All at once: a session has at most eight. Needs scope `read`.",
  tags,
  request: { params, query: z.object({ limit: limitField({ initial: 100, max: 1000 }), page: pageField }) },
  responses: { 200: json(listOf(WireSessionResource), "The attachments."), ...failures },
});

const resource = createRoute({
  method: "get",
  path: "/v1/sessions/{session_id}/resources/{resource_id}",
  operationId: "getSessionResource",
  summary: "Retrieve an attachment",
  description: "Needs scope `read`.",
  tags,
  request: { params: params.extend({ resource_id: idParam("sessionResource", "resource") }) },
  responses: { 200: json(WireSessionResource, "The attachment."), ...failures },
});

const SendBody = z
  .object({
    events: z
      .array(z.looseObject({ type: z.string() }))
      .min(1)
      .max(1000),
  })
  .openapi("SessionEventsSend");
const send = createRoute({
  method: "post",
  path: "/v1/sessions/{session_id}/events",
  operationId: "sendSessionEvents",
  summary: "Send events into a session",
  description:
    "The batch is taken whole or not at all. Ours take `user.message`, `user.interrupt`, `user.tool_confirmation`, `user.custom_tool_result`, `user.tool_result` and `system.message`; sessions with source `api` take events of any type, as they happened. Needs scope `sessions`.",
  tags,
  request: { params, body: jsonBody(SendBody) },
  responses: { 200: json(z.object({ data: z.array(WireEvent) }), "The events as they were stored."), ...writeFailures },
});

const list = createRoute({
  method: "get",
  path: "/v1/sessions",
  operationId: "listSessions",
  summary: "List sessions",
  description: "In order of creation, paging both ways. Needs scope `read`.",
  tags,
  request: {
    query: z.object({
      limit: limitField(),
      page: pageField,
      order: order.openapi({ default: "desc", description: "By creation; newest first unless `asc`." }),
      agent_id: idField("agent", "Only this agent's sessions.").optional(),
      agent_version: numberField("Only sessions of this version of the agent.", { min: 1, max: 999_999_999 }),
      external_id: textField("Only the session with this id of the caller's own."),
      memory_store_id: idField("memoryStore", "Only sessions with this memory store attached.").optional(),
      deployment_id: idField("deployment", "Only sessions of this deployment.").optional(),
      "statuses[]": statuses,
      statuses,
      include_archived: flagField("Whether archived sessions are listed too."),
      ...times,
    }),
  },
  responses: { 200: json(listBothWays(WireSession), "A page of sessions."), ...failures },
});

const retrieve = createRoute({
  method: "get",
  path: "/v1/sessions/{session_id}",
  operationId: "getSession",
  summary: "Retrieve a session",
  description: "Needs scope `read`.",
  tags,
  request: { params },
  responses: { 200: json(WireSession, "The session."), ...failures },
});

const events = createRoute({
  method: "get",
  path: "/v1/sessions/{session_id}/events",
  operationId: "listSessionEvents",
  summary: "List a session's events",
  description: "In the order of the log. Times compare with `processed_at`. Needs scope `read`.",
  tags,
  request: {
    params,
    query: z.object({
      limit: limitField({ initial: 1000, max: 1000 }),
      page: pageField,
      order: order.openapi({ default: "asc", description: "Oldest first unless `desc`." }),
      "types[]": types,
      types,
      ...times,
    }),
  },
  responses: { 200: json(listOf(WireEvent), "A page of events."), ...failures },
});

function toNewSession(body: CreateSessionInput): NewSession {
  const { agent, budget } = body;
  const { id } = agent;
  const version = "version" in agent ? agent.version : undefined;
  const overrides = "type" in agent && agent.type === "agent_with_overrides" ? agent : undefined;
  return {
    agent: { id, version, overrides },
    environmentId: body.environment_id,
    title: body.title,
    metadata: body.metadata,
    resources: body.resources?.map((one) => ({ memoryStoreId: one.memory_store_id, access: one.access, instructions: one.instructions })),
    initialEvents: body.initial_events,
    budgetMicroUsd: budget ? Number(budget.max_list_cost.amount) * MICRO_USD_PER_CENT : null,
    source: body.source,
    externalId: body.external_id,
  };
}

export function sessionsRouter() {
  return createRouter()
    .openapi(list, async (c) => {
      const query = c.req.valid("query");
      const page = await listSessionsByCreation(c.var.ctx, {
        limit: query.limit,
        cursor: query.page,
        order: query.order ?? "desc",
        agentId: query.agent_id,
        agentVersion: query.agent_version,
        externalId: query.external_id,
        memoryStoreId: query.memory_store_id,
        deploymentId: query.deployment_id,
        statuses: query["statuses[]"] ?? query.statuses,
        includeArchived: query.include_archived,
        createdAt: toRange(query),
      });
      return c.json({ data: page.items.map(toWireSession), next_page: page.nextCursor, prev_page: page.previousCursor }, 200);
    })
    .openapi(create, async (c) => c.json(toWireSession(await createSession(c.var.ctx, toNewSession(c.req.valid("json")))), 200))
    .openapi(update, async (c) =>
      c.json(toWireSession(await updateSession(c.var.ctx, c.req.valid("param").session_id, c.req.valid("json"))), 200),
    )
    .openapi(archive, async (c) => c.json(toWireSession(await archiveSession(c.var.ctx, c.req.valid("param").session_id)), 200))
    .openapi(remove, async (c) => {
      const { session_id: id } = c.req.valid("param");
      await deleteSession(c.var.ctx, id);
      return c.json({ id, type: "session_deleted" as const }, 200);
    })
    .openapi(resources, async (c) => {
      const session = await getSession(c.var.ctx, c.req.valid("param").session_id);
      return c.json({ data: session.resources.map(toWireResource), next_page: null }, 200);
    })
    .openapi(resource, async (c) => {
      const { session_id, resource_id } = c.req.valid("param");
      const found = (await getSession(c.var.ctx, session_id)).resources.find((one) => one.id === resource_id);
      if (!found) throw new AppError("not_found", `The session has no resource ${resource_id}.`);
      return c.json(toWireResource(found), 200);
    })
    .openapi(send, async (c) => {
      const stored = await receiveEvents(c.var.ctx, c.req.valid("param").session_id, c.req.valid("json"), parseInput);
      return c.json({ data: stored.map(toWireEvent) }, 200);
    })
    .openapi(retrieve, async (c) => c.json(toWireSession(await getSession(c.var.ctx, c.req.valid("param").session_id)), 200))
    .openapi(events, async (c) => {
      const query = c.req.valid("query");
      const page = await listEvents(c.var.ctx, {
        sessionId: c.req.valid("param").session_id,
        limit: query.limit,
        cursor: query.page,
        order: query.order,
        types: query["types[]"] ?? query.types,
        processedAt: toRange(query),
      });
      return c.json({ data: page.items.map(toWireEvent), next_page: page.nextCursor }, 200);
    });
}
