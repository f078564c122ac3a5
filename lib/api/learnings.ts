/** `/v1/learnings` */
import { createRoute, z } from "@hono/zod-openapi";
import { idField, idParam, limitField, pageField, textField } from "@/lib/api/params";
import { failures, json, listOf, noBody, writeFailures } from "@/lib/api/responses";
import { afterWrite, createRouter } from "@/lib/api/router";
import { toWireLearning, toWireLearningItem, WireLearning, WireLearningItem } from "@/lib/api/wire/learnings";
import { lockLearning, unlockLearning } from "@/lib/learnings/commands";
import { getLearning, listLearnings } from "@/lib/learnings/queries";
import { LEARNING_KINDS, LEARNING_STATUSES } from "@/lib/learnings/types";

const tags = ["Learnings"];
const params = z.object({ memory_id: idParam("memory", "learning") });

const list = createRoute({
  method: "get",
  path: "/v1/learnings",
  operationId: "listLearnings",
  summary: "List learnings",
  description: "Newest first. Needs scope `read`.",
  tags,
  request: {
    query: z.object({
      limit: limitField(),
      page: pageField,
      agent_id: idField("agent", "Only what this agent has learned.").optional(),
      kind: z.enum(LEARNING_KINDS).optional(),
      status: z.enum(LEARNING_STATUSES).optional(),
      tool: textField("Only learnings whose trigger names this tool."),
      q: z.string().trim().max(200).optional().openapi({ description: "Found in the title or the text, whatever the case." }),
      order_by: z
        .enum(["created_at", "updated_at"])
        .optional()
        .openapi({ default: "created_at", description: "Newest first by this time." }),
    }),
  },
  responses: { 200: json(listOf(WireLearningItem), "A page of learnings."), ...failures },
});

const retrieve = createRoute({
  method: "get",
  path: "/v1/learnings/{memory_id}",
  operationId: "getLearning",
  summary: "Retrieve a learning",
  description: "With its parsed front matter and evidence. Needs scope `read`.",
  tags,
  request: { params },
  responses: { 200: json(WireLearning, "The learning."), ...failures },
});

const lock = createRoute({
  method: "post",
  path: "/v1/learnings/{memory_id}/lock",
  operationId: "lockLearning",
  summary: "Lock a learning",
  description: "Keeps dreams, edits and rollbacks off it. Can be repeated. Needs scope `review`.",
  tags,
  request: { params, body: noBody },
  responses: { 200: json(WireLearning, "The learning."), ...writeFailures },
});

const unlock = createRoute({
  ...lock,
  path: "/v1/learnings/{memory_id}/unlock",
  operationId: "unlockLearning",
  summary: "Unlock a learning",
  description: "Can be repeated. Needs scope `review`.",
});

export function learningsRouter() {
  return createRouter()
    .openapi(list, async (c) => {
      const { limit, page: cursor, agent_id: agentId, kind, status, tool, q, order_by: orderBy } = c.req.valid("query");
      const page = await listLearnings(c.var.ctx, { limit, cursor, agentId, kind, status, tool, q: q || undefined, orderBy });
      return c.json({ data: page.items.map(toWireLearningItem), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieve, async (c) => c.json(toWireLearning(await getLearning(c.var.ctx, c.req.valid("param").memory_id)), 200))
    .openapi(lock, async (c) => {
      const { memory_id } = c.req.valid("param");
      await lockLearning(c.var.ctx, memory_id);
      return c.json(toWireLearning(await getLearning(afterWrite(c.var.ctx), memory_id)), 200);
    })
    .openapi(unlock, async (c) => {
      const { memory_id } = c.req.valid("param");
      await unlockLearning(c.var.ctx, memory_id);
      return c.json(toWireLearning(await getLearning(afterWrite(c.var.ctx), memory_id)), 200);
    });
}
