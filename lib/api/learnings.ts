/** `/v1/learnings` */
import { createRoute, z } from "@hono/zod-openapi";
import { idField, idParam, limitField, pageField, textField } from "@/lib/api/params";
import { failures, json, listOf, noBody, writeFailures } from "@/lib/api/responses";
import { afterWrite, createRouter } from "@/lib/api/router";
import { toWireBlame, WireBlame } from "@/lib/api/wire/learning-blame";
import { toWireLearning, toWireLearningItem, WireLearning, WireLearningItem } from "@/lib/api/wire/learnings";
import type { Ctx } from "@/lib/context";
import type { MemoryId } from "@/lib/ids";
import { lockLearning, unlockLearning } from "@/lib/learnings/commands";
import { getLearningBlame } from "@/lib/learnings/history";
import { RetireInput } from "@/lib/learnings/inputs";
import { pinLearning, retireLearning, reviveLearning, unpinLearning } from "@/lib/learnings/lifecycle";
import { getLearning, listLearnings } from "@/lib/learnings/queries";
import { LEARNING_KINDS, LEARNING_STATUSES } from "@/lib/learnings/types";
import { countExposures, listLearningExposures } from "@/lib/retrieval/queries";

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
  description: "With its parsed front matter, evidence and exposures. Needs scope `read`.",
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

const pin = createRoute({
  ...lock,
  path: "/v1/learnings/{memory_id}/pin",
  operationId: "pinLearning",
  summary: "Pin a learning",
  description: "It is always considered. Can be repeated. Needs scope `review`.",
});

const unpin = createRoute({
  ...lock,
  path: "/v1/learnings/{memory_id}/unpin",
  operationId: "unpinLearning",
  summary: "Unpin a learning",
  description: "Can be repeated. Needs scope `review`.",
});

const retire = createRoute({
  ...lock,
  path: "/v1/learnings/{memory_id}/retire",
  operationId: "retireLearning",
  summary: "Retire a learning",
  description:
    "Takes it out of its store as a new revision. Its versions stay, and a tombstone with the reason keeps dreams from proposing it again. Can be repeated. Needs scope `review`.",
  request: {
    params,
    body: { required: true, content: { "application/json": { schema: z.strictObject(RetireInput.shape).openapi("RetireLearning") } } },
  },
});

const revive = createRoute({
  ...lock,
  path: "/v1/learnings/{memory_id}/revive",
  operationId: "reviveLearning",
  summary: "Revive a retired learning",
  description: "With its last text, as a new revision; its tombstone is withdrawn. Can be repeated. Needs scope `review`.",
});

const blame = createRoute({
  method: "get",
  path: "/v1/learnings/{memory_id}/blame",
  operationId: "getLearningBlame",
  summary: "Say where each line comes from",
  description: "Runs of lines with the version that put them there, in the order of the text. Needs scope `read`.",
  tags,
  request: { params },
  responses: { 200: json(WireBlame, "The lines, joined they are the text."), ...failures },
});

/** Runs a verb on a learning and answers how it is then. */
async function after(ctx: Ctx, memoryId: MemoryId, verb: (ctx: Ctx, memoryId: MemoryId) => Promise<void>) {
  await verb(ctx, memoryId);
  return readWire(afterWrite(ctx), memoryId);
}

const SHOWN_EXPOSURES = 50;

async function readWire(ctx: Ctx, memoryId: MemoryId) {
  const learning = await getLearning(ctx, memoryId);
  const exposures = await listLearningExposures(ctx, memoryId, SHOWN_EXPOSURES);
  const counts = await countExposures(ctx, [memoryId]);
  return toWireLearning(learning, { exposures, counts: counts.get(memoryId) ?? null });
}

export function learningsRouter() {
  return createRouter()
    .openapi(list, async (c) => {
      const { limit, page: cursor, agent_id: agentId, kind, status, tool, q, order_by: orderBy } = c.req.valid("query");
      const page = await listLearnings(c.var.ctx, { limit, cursor, agentId, kind, status, tool, q: q || undefined, orderBy });
      return c.json({ data: page.items.map(toWireLearningItem), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieve, async (c) => c.json(await readWire(c.var.ctx, c.req.valid("param").memory_id), 200))
    .openapi(blame, async (c) => c.json(toWireBlame(await getLearningBlame(c.var.ctx, c.req.valid("param").memory_id)), 200))
    .openapi(lock, async (c) => c.json(await after(c.var.ctx, c.req.valid("param").memory_id, lockLearning), 200))
    .openapi(unlock, async (c) => c.json(await after(c.var.ctx, c.req.valid("param").memory_id, unlockLearning), 200))
    .openapi(pin, async (c) => c.json(await after(c.var.ctx, c.req.valid("param").memory_id, pinLearning), 200))
    .openapi(unpin, async (c) => c.json(await after(c.var.ctx, c.req.valid("param").memory_id, unpinLearning), 200))
    .openapi(retire, async (c) => {
      const { memory_id: memoryId } = c.req.valid("param");
      return c.json(await after(c.var.ctx, memoryId, (ctx, id) => retireLearning(ctx, id, c.req.valid("json"))), 200);
    })
    .openapi(revive, async (c) => c.json(await after(c.var.ctx, c.req.valid("param").memory_id, reviveLearning), 200));
}
