/** `/v1/environments/{id}/work`: the queue that the official SDK's `EnvironmentWorker` works. */
import { createRoute, z } from "@hono/zod-openapi";
import { describeFields } from "@/lib/api/describe-fields";
import { idParam, limitField, numberField, pageField } from "@/lib/api/params";
import { failures, json, jsonBody, listOf, noBody, orNull, preconditionFailure, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireHeartbeat, toWireQueueStats, toWireWork, WireHeartbeat, WireQueueStats, WireWork } from "@/lib/api/wire/work";
import { pollWork } from "@/lib/environments/work/poll";
import { getQueueStats, getWork, listWork } from "@/lib/environments/work/queries";
import { acknowledgeWork, beatWork, MAX_TTL_S, NO_HEARTBEAT, stopWorkItem } from "@/lib/environments/work/serve";
import { UpdateWorkInput, updateWork } from "@/lib/environments/work/update";
import { needsWorker } from "@/lib/sessions/worker-access";

const tags = ["Work"];
const queue = { environment_id: idParam("environment", "environment") };
const ofQueue = z.object(queue);
const ofItem = z.object({ ...queue, work_id: idParam("work", "work") });
const QUEUE = "/v1/environments/{environment_id}/work";
const ITEM = `${QUEUE}/{work_id}` as const;
const DAY_MS = 86_400_000;
/** Longer names would only fill the table. */
const MAX_WORKER_ID = 256;

const poll = createRoute({
  method: "get",
  path: `${QUEUE}/poll`,
  operationId: "pollWork",
  summary: "Poll for work",
  description:
    "Answers the oldest work that waits, with its `secret`, or null. What is not acknowledged is handed out again. Needs an environment key.",
  tags,
  request: {
    params: ofQueue,
    query: z.object({
      block_ms: numberField("How long to wait for work. Left out: not at all.", { min: 1, max: 999 }),
      reclaim_older_than_ms: numberField("Hand out again what was not acknowledged for so long; 5,000 when left out.", {
        min: 0,
        max: DAY_MS,
      }),
    }),
    headers: z.object({
      "anthropic-worker-id": z
        .string()
        .max(MAX_WORKER_ID)
        .optional()
        .openapi({ description: "Tells workers apart in the queue's numbers." }),
    }),
  },
  responses: { 200: json(orNull(WireWork), "The work, or null."), ...failures },
});

const list = createRoute({
  method: "get",
  path: QUEUE,
  operationId: "listWork",
  summary: "List work",
  description: "Newest first. Needs an environment key.",
  tags,
  request: { params: ofQueue, query: z.object({ limit: limitField(), page: pageField }) },
  responses: { 200: json(listOf(WireWork), "A page of work."), ...failures },
});

const stats = createRoute({
  method: "get",
  path: `${QUEUE}/stats`,
  operationId: "getWorkStats",
  summary: "Retrieve the queue's numbers",
  description: "Needs scope `read`.",
  tags,
  request: { params: ofQueue },
  responses: { 200: json(WireQueueStats, "The numbers."), ...failures },
});

const retrieve = createRoute({
  method: "get",
  path: ITEM,
  operationId: "getWork",
  summary: "Retrieve work",
  description: "Needs scope `read`.",
  tags,
  request: { params: ofItem },
  responses: { 200: json(WireWork, "The work."), ...failures },
});

const update = createRoute({
  method: "post",
  path: ITEM,
  operationId: "updateWork",
  summary: "Update work",
  description: "Needs scope `sessions`.",
  tags,
  request: {
    params: ofItem,
    body: jsonBody(
      describeFields(UpdateWorkInput, {
        metadata: "A string sets a key, null deletes it; at most 16 keys in the end.",
      }).openapi("WorkUpdate"),
    ),
  },
  responses: { 200: json(WireWork, "The work."), ...writeFailures },
});

const ack = createRoute({
  method: "post",
  path: `${ITEM}/ack`,
  operationId: "acknowledgeWork",
  summary: "Acknowledge work",
  description: "From then on it is the worker's, until its heartbeats fail to come. Needs an environment key.",
  tags,
  request: { params: ofItem, body: noBody },
  responses: { 200: json(WireWork, "The work."), ...writeFailures },
});

const heartbeat = createRoute({
  method: "post",
  path: `${ITEM}/heartbeat`,
  operationId: "beatWork",
  summary: "Send a heartbeat",
  description: "Keeps the work the worker's. Needs the token that came with the work, or an environment key.",
  tags,
  request: {
    params: ofItem,
    query: z.object({
      expected_last_heartbeat: z
        .string()
        .max(64)
        .optional()
        .openapi({ description: `\`last_heartbeat\` of the answer before; \`${NO_HEARTBEAT}\` with the first one.` }),
      desired_ttl_seconds: numberField(
        `How long the work shall stay the worker's without another; ${MAX_TTL_S} at most, 60 when left out.`,
        {
          min: 0,
          max: DAY_MS,
        },
      ),
    }),
    body: noBody,
  },
  responses: { 200: json(WireHeartbeat, "How the work stands."), ...writeFailures, ...preconditionFailure },
});

const stop = createRoute({
  method: "post",
  path: `${ITEM}/stop`,
  operationId: "stopWork",
  summary: "Stop work",
  description: "Needs the token that came with the work, or an environment key.",
  tags,
  request: {
    params: ofItem,
    body: {
      required: false,
      content: {
        "application/json": {
          schema: z
            .strictObject({
              force: z.boolean().optional().openapi({ description: "At once, rather than once its worker has let go." }),
            })
            .openapi("WorkStop"),
        },
      },
    },
  },
  responses: { 200: json(WireWork, "The work."), ...writeFailures },
});

export function workRouter() {
  return createRouter()
    .openapi(poll, async (c) => {
      const query = c.req.valid("query");
      const handedOut = await pollWork(c.var.ctx, {
        environmentId: c.req.valid("param").environment_id,
        workerId: c.req.valid("header")["anthropic-worker-id"] ?? null,
        blockMs: query.block_ms ?? 0,
        reclaimOlderThanMs: query.reclaim_older_than_ms,
        signal: c.req.raw.signal,
      });
      return c.json(handedOut && toWireWork(handedOut.work, handedOut.token), 200);
    })
    .openapi(stats, async (c) => c.json(toWireQueueStats(await getQueueStats(c.var.ctx, c.req.valid("param").environment_id)), 200))
    .openapi(list, async (c) => {
      const { limit, page: cursor } = c.req.valid("query");
      const page = await listWork(c.var.ctx, { environmentId: c.req.valid("param").environment_id, limit, cursor });
      return c.json({ data: page.items.map((work) => toWireWork(work)), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieve, async (c) => c.json(toWireWork(await getWork(c.var.ctx, refOf(c.req.valid("param")))), 200))
    .openapi(update, async (c) => c.json(toWireWork(await updateWork(c.var.ctx, refOf(c.req.valid("param")), c.req.valid("json"))), 200))
    .openapi(ack, async (c) => c.json(toWireWork(await acknowledgeWork(c.var.ctx, refOf(c.req.valid("param")))), 200))
    .openapi(heartbeat, async (c) => {
      const { expected_last_heartbeat: expectedLastHeartbeat, desired_ttl_seconds: desiredTtlSeconds } = c.req.valid("query");
      const lease = await beatWork(c.var.ctx, refOf(c.req.valid("param")), { expectedLastHeartbeat, desiredTtlSeconds });
      return c.json(toWireHeartbeat(lease), 200);
    })
    .openapi(stop, async (c) => {
      const { force = false } = c.req.valid("json");
      return c.json(toWireWork(await stopWorkItem(c.var.ctx, refOf(c.req.valid("param")), force, needsWorker)), 200);
    });
}

const refOf = ({ environment_id: environmentId, work_id: workId }: z.infer<typeof ofItem>) => ({ environmentId, workId });
