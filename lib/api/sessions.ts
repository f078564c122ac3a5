/** `/v1/sessions` and their events */
import { createRoute, z } from "@hono/zod-openapi";
import { flagField, idField, idParam, instantField, limitField, listField, numberField, pageField, textField } from "@/lib/api/params";
import { failures, json, listBothWays, listOf } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireEvent, toWireSession, WireEvent, WireSession } from "@/lib/api/wire/sessions";
import { getSession, listEvents, listSessionsByCreation } from "@/lib/sessions/queries";
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
      memory_store_id: textField("Only sessions with this memory store attached."),
      deployment_id: textField("Only sessions of this deployment."),
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

export function sessionsRouter() {
  return createRouter()
    .openapi(list, async (c) => {
      const query = c.req.valid("query");
      // Nothing attaches stores or deploys agents yet, so no session can match.
      if (query.memory_store_id !== undefined || query.deployment_id !== undefined)
        return c.json({ data: [], next_page: null, prev_page: null }, 200);
      const page = await listSessionsByCreation(c.var.ctx, {
        limit: query.limit,
        cursor: query.page,
        order: query.order ?? "desc",
        agentId: query.agent_id,
        agentVersion: query.agent_version,
        externalId: query.external_id,
        statuses: query["statuses[]"] ?? query.statuses,
        includeArchived: query.include_archived,
        createdAt: toRange(query),
      });
      return c.json({ data: page.items.map(toWireSession), next_page: page.nextCursor, prev_page: page.previousCursor }, 200);
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
