/** `/v1/dreams`: asking for, following and canceling one */
import { createRoute, z } from "@hono/zod-openapi";
import { DreamCreate, toAskedDream } from "@/lib/api/dream-create";
import { flagField, idField, idParam, instantField, limitField, listField, pageField } from "@/lib/api/params";
import { failures, json, jsonBody, listOf, noBody, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireDream, toWireStage, WireDream, WireStage } from "@/lib/api/wire/dreams";
import { archiveDream } from "@/lib/dreaming/archive";
import { cancelDream, startDream } from "@/lib/dreaming/commands";
import { getAnyDream, listAnyDreams, listStages } from "@/lib/dreaming/queries";
import { startStoreDream } from "@/lib/dreaming/store-dream/start";
import { DREAM_STATUSES } from "@/lib/dreaming/types";
import type { JobClient } from "@/lib/jobs/client";

const tags = ["Dreams"];
const params = z.object({ dream_id: idParam("dream", "dream") });

const create = createRoute({
  method: "post",
  path: "/v1/dreams",
  operationId: "createDream",
  summary: "Start a dream",
  description:
    "Answers at once with a pending dream; poll it until it ends. Of a memory store and sessions: its result is a store. Of an agent: its result is changes to review, and there is one at a time per agent (409). Needs scope `dreams`, and `review` to write to the input store itself.",
  tags,
  request: { body: jsonBody(DreamCreate) },
  responses: { 200: json(WireDream, "The dream, pending."), ...writeFailures },
});

const statuses = listField(z.enum(DREAM_STATUSES), "Only dreams with one of these statuses. `statuses` without brackets is taken too.");

const list = createRoute({
  method: "get",
  path: "/v1/dreams",
  operationId: "listDreams",
  summary: "List dreams",
  description: "Newest first. Needs scope `read`.",
  tags,
  request: {
    query: z.object({
      limit: limitField(),
      page: pageField,
      agent_id: idField("agent", "Only this agent's dreams.").optional(),
      "statuses[]": statuses,
      statuses,
      include_archived: flagField("Whether archived dreams are listed too."),
      "created_at[gt]": instantField("Asked for after."),
      "created_at[lt]": instantField("Asked for before."),
    }),
  },
  responses: { 200: json(listOf(WireDream), "A page of dreams."), ...failures },
});

const retrieve = createRoute({
  method: "get",
  path: "/v1/dreams/{dream_id}",
  operationId: "getDream",
  summary: "Retrieve a dream",
  description: "Needs scope `read`.",
  tags,
  request: { params },
  responses: { 200: json(WireDream, "The dream."), ...failures },
});

const cancel = createRoute({
  method: "post",
  path: "/v1/dreams/{dream_id}/cancel",
  operationId: "cancelDream",
  summary: "Cancel a dream",
  description: "At once; can be repeated. A dream that completed or failed is refused (400). Needs scope `dreams`.",
  tags,
  request: { params, body: noBody },
  responses: { 200: json(WireDream, "The dream, canceled."), ...writeFailures },
});

const archive = createRoute({
  method: "post",
  path: "/v1/dreams/{dream_id}/archive",
  operationId: "archiveDream",
  summary: "Archive a dream",
  description:
    "Takes an ended dream out of the lists; its result stays. Can be repeated. One that waits or runs is refused (400). Needs scope `dreams`.",
  tags,
  request: { params, body: noBody },
  responses: { 200: json(WireDream, "The dream, archived."), ...writeFailures },
});

const stages = createRoute({
  method: "get",
  path: "/v1/dreams/{dream_id}/stages",
  operationId: "listDreamStages",
  summary: "List a dream's stages",
  description: "All of them in their order. Needs scope `read`.",
  tags,
  request: { params },
  responses: { 200: json(listOf(WireStage), "The stages."), ...failures },
});

export function dreamsRouter(jobs: JobClient) {
  return createRouter()
    .openapi(create, async (c) => {
      const asked = toAskedDream(c.req.valid("json"));
      const dream =
        asked.form === "agent" ? await startDream(c.var.ctx, asked.input, "api") : await startStoreDream(c.var.ctx, asked.input);
      // Comes after the commit; what is lost between the two is found by the worker's sweep.
      await jobs.enqueueDream({ workspaceId: c.var.ctx.workspaceId, dreamId: dream.id });
      return c.json(toWireDream(dream), 200);
    })
    .openapi(list, async (c) => {
      const query = c.req.valid("query");
      const page = await listAnyDreams(c.var.ctx, {
        limit: query.limit,
        cursor: query.page,
        agentId: query.agent_id,
        statuses: query["statuses[]"] ?? query.statuses,
        includeArchived: query.include_archived,
        createdAfter: query["created_at[gt]"],
        createdBefore: query["created_at[lt]"],
      });
      return c.json({ data: page.items.map(toWireDream), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieve, async (c) => c.json(toWireDream(await getAnyDream(c.var.ctx, c.req.valid("param").dream_id)), 200))
    .openapi(cancel, async (c) => c.json(toWireDream(await cancelDream(c.var.ctx, c.req.valid("param").dream_id)), 200))
    .openapi(archive, async (c) => c.json(toWireDream(await archiveDream(c.var.ctx, c.req.valid("param").dream_id)), 200))
    .openapi(stages, async (c) => {
      const all = await listStages(c.var.ctx, c.req.valid("param").dream_id);
      return c.json({ data: all.map(toWireStage), next_page: null }, 200);
    });
}
