/** `/v1/deployments` and `/v1/deployment_runs` */
import { createRoute, z } from "@hono/zod-openapi";
import { describeFields } from "@/lib/api/describe-fields";
import { flagField, idField, idParam, instantField, limitField, pageField } from "@/lib/api/params";
import { failures, json, jsonBody, listOf, noBody, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireDeployment, toWireDeploymentRun, WireDeployment, WireDeploymentRun } from "@/lib/api/wire/deployments";
import { archiveDeployment, createDeployment, pauseDeployment, unpauseDeployment, updateDeployment } from "@/lib/deployments/commands";
import { CreateDeploymentInput, UpdateDeploymentInput } from "@/lib/deployments/inputs";
import { getDeployment, getDeploymentRun, listDeploymentRuns, listDeployments } from "@/lib/deployments/queries";
import { runDeployment } from "@/lib/deployments/run";
import { DEPLOYMENT_STATUSES, TRIGGER_TYPES } from "@/lib/deployments/types";

const tags = ["Deployments"];
const params = z.object({ deployment_id: idParam("deployment", "deployment") });

const words = {
  name: "1 to 256 characters.",
  agent: 'Id of an agent, which pins its latest version, or `{type:"agent", id, version?}`.',
  initial_events: "1 to 50 of `user.message`, `user.define_outcome`, and at the end `system.message`.",
  schedule: "Five cron fields and an IANA zone; null for runs by hand only.",
  description: "At most 2,048 characters; null clears.",
  resources: "Memory stores to attach, at most 8.",
  vault_ids: "Not served yet: only an empty list.",
  budget: "Not served yet: only null.",
};

const create = createRoute({
  method: "post",
  path: "/v1/deployments",
  operationId: "createDeployment",
  summary: "Create a deployment",
  description: "Needs scope `agents`.",
  tags,
  request: {
    body: jsonBody(
      describeFields(CreateDeploymentInput, {
        ...words,
        metadata: "At most 16 keys of 1 to 64 characters, values of at most 512. Its sessions get them.",
      }).openapi("DeploymentCreate"),
    ),
  },
  responses: { 200: json(WireDeployment, "The deployment."), ...writeFailures },
});

const list = createRoute({
  method: "get",
  path: "/v1/deployments",
  operationId: "listDeployments",
  summary: "List deployments",
  description: "Newest first. Needs scope `read`.",
  tags,
  request: {
    query: z.object({
      limit: limitField(),
      page: pageField,
      agent_id: idField("agent", "Only those of this agent.").optional(),
      status: z.enum(DEPLOYMENT_STATUSES).optional().openapi({ description: "Only those; not together with `include_archived`." }),
      include_archived: flagField("Whether archived deployments are listed too."),
      "created_at[gte]": instantField("Created at or after."),
      "created_at[lte]": instantField("Created at or before."),
    }),
  },
  responses: { 200: json(listOf(WireDeployment), "A page of deployments."), ...failures },
});

const retrieve = createRoute({
  method: "get",
  path: "/v1/deployments/{deployment_id}",
  operationId: "getDeployment",
  summary: "Retrieve a deployment",
  description: "Needs scope `read`.",
  tags,
  request: { params },
  responses: { 200: json(WireDeployment, "The deployment."), ...failures },
});

const update = createRoute({
  method: "post",
  path: "/v1/deployments/{deployment_id}",
  operationId: "updateDeployment",
  summary: "Update a deployment",
  description:
    "Fields that are left out stay; null or an empty list clears `description`, `resources`, `vault_ids` and `schedule`; `metadata` is a patch. Needs scope `agents`.",
  tags,
  request: {
    params,
    body: jsonBody(
      describeFields(UpdateDeploymentInput, { ...words, metadata: "A patch: a string sets, null deletes." }).openapi("DeploymentUpdate"),
    ),
  },
  responses: { 200: json(WireDeployment, "The deployment as it is now."), ...writeFailures },
});

const act = (verb: "archive" | "pause" | "unpause", summary: string, description: string) =>
  createRoute({
    method: "post",
    path: `/v1/deployments/{deployment_id}/${verb}`,
    operationId: `${verb}Deployment`,
    summary,
    description: `${description} A repeat changes nothing. Needs scope \`agents\`.`,
    tags,
    request: { params, body: noBody },
    responses: { 200: json(WireDeployment, "The deployment as it is now."), ...writeFailures },
  });
const archive = act("archive", "Archive a deployment", "Ends it for good; its runs stay readable.");
const pause = act("pause", "Pause a deployment", "Its schedule rests; runs by hand go on.");
const unpause = act("unpause", "Unpause a deployment", "It goes on with the next firing; what was missed is not made up for.");

const run = createRoute({
  method: "post",
  path: "/v1/deployments/{deployment_id}/run",
  operationId: "runDeployment",
  summary: "Run a deployment now",
  description: "Also while it is paused. A start that fails answers 200 with the run's `error`. Needs scope `sessions`.",
  tags,
  request: { params, body: noBody },
  responses: { 200: json(WireDeploymentRun, "The run."), ...writeFailures },
});

const listRuns = createRoute({
  method: "get",
  path: "/v1/deployment_runs",
  operationId: "listDeploymentRuns",
  summary: "List deployment runs",
  description: "Newest first. Needs scope `read`.",
  tags,
  request: {
    query: z.object({
      limit: limitField(),
      page: pageField,
      deployment_id: idField("deployment", "Only runs of this deployment.").optional(),
      has_error: z
        .enum(["true", "false"], { error: "expected true or false." })
        .optional()
        .transform((value) => (value === undefined ? undefined : value === "true"))
        .openapi({ type: "boolean", description: "Only runs with an error, or only those with a session." }),
      trigger_type: z.enum(TRIGGER_TYPES).optional().openapi({ description: "Only runs of this kind." }),
      "created_at[gt]": instantField("After."),
      "created_at[gte]": instantField("At or after."),
      "created_at[lt]": instantField("Before."),
      "created_at[lte]": instantField("At or before."),
    }),
  },
  responses: { 200: json(listOf(WireDeploymentRun), "A page of runs."), ...failures },
});

const retrieveRun = createRoute({
  method: "get",
  path: "/v1/deployment_runs/{deployment_run_id}",
  operationId: "getDeploymentRun",
  summary: "Retrieve a deployment run",
  description: "Needs scope `read`.",
  tags,
  request: { params: z.object({ deployment_run_id: idParam("deploymentRun", "deployment run") }) },
  responses: { 200: json(WireDeploymentRun, "The run."), ...failures },
});

export function deploymentsRouter() {
  return createRouter()
    .openapi(create, async (c) => c.json(toWireDeployment(await createDeployment(c.var.ctx, c.req.valid("json"))), 200))
    .openapi(list, async (c) => {
      const query = c.req.valid("query");
      const page = await listDeployments(c.var.ctx, {
        limit: query.limit,
        cursor: query.page,
        agentId: query.agent_id,
        status: query.status,
        includeArchived: query.include_archived,
        createdFrom: query["created_at[gte]"],
        createdTo: query["created_at[lte]"],
      });
      return c.json({ data: page.items.map(toWireDeployment), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieve, async (c) => c.json(toWireDeployment(await getDeployment(c.var.ctx, c.req.valid("param").deployment_id)), 200))
    .openapi(update, async (c) =>
      c.json(toWireDeployment(await updateDeployment(c.var.ctx, c.req.valid("param").deployment_id, c.req.valid("json"))), 200),
    )
    .openapi(archive, async (c) => c.json(toWireDeployment(await archiveDeployment(c.var.ctx, c.req.valid("param").deployment_id)), 200))
    .openapi(pause, async (c) => c.json(toWireDeployment(await pauseDeployment(c.var.ctx, c.req.valid("param").deployment_id)), 200))
    .openapi(unpause, async (c) => c.json(toWireDeployment(await unpauseDeployment(c.var.ctx, c.req.valid("param").deployment_id)), 200))
    .openapi(run, async (c) => c.json(toWireDeploymentRun(await runDeployment(c.var.ctx, c.req.valid("param").deployment_id)), 200))
    .openapi(listRuns, async (c) => {
      const query = c.req.valid("query");
      const page = await listDeploymentRuns(c.var.ctx, {
        limit: query.limit,
        cursor: query.page,
        deploymentId: query.deployment_id,
        hasError: query.has_error,
        triggerType: query.trigger_type,
        created: {
          gt: query["created_at[gt]"],
          gte: query["created_at[gte]"],
          lt: query["created_at[lt]"],
          lte: query["created_at[lte]"],
        },
      });
      return c.json({ data: page.items.map(toWireDeploymentRun), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieveRun, async (c) =>
      c.json(toWireDeploymentRun(await getDeploymentRun(c.var.ctx, c.req.valid("param").deployment_run_id)), 200),
    );
}
