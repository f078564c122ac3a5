/** `/v1/environments` */
import { createRoute, z } from "@hono/zod-openapi";
import { describeFields } from "@/lib/api/describe-fields";
import { flagField, idParam, limitField, pageField } from "@/lib/api/params";
import { failures, json, jsonBody, listOf, noBody, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireEnvironment, WireDeletedEnvironment, WireEnvironment } from "@/lib/api/wire/environments";
import { archiveEnvironment, createEnvironment, deleteEnvironment, updateEnvironment } from "@/lib/environments/commands";
import { CreateEnvironmentInput, UpdateEnvironmentInput } from "@/lib/environments/inputs";
import { getEnvironment, listEnvironments } from "@/lib/environments/queries";

const tags = ["Environments"];
const params = z.object({ environment_id: idParam("environment", "environment") });

const words = {
  description: "At most 2,048 characters; null clears.",
  config: '`{"type":"self_hosted"}`, which is also what is taken when it is left out. `cloud` is refused.',
  scope: "Only `organization`: an environment belongs to its whole workspace.",
};

const create = createRoute({
  method: "post",
  path: "/v1/environments",
  operationId: "createEnvironment",
  summary: "Create an environment",
  description: "Where an agent's tools run: in containers of yours. Needs scope `agents`.",
  tags,
  request: {
    body: jsonBody(
      describeFields(CreateEnvironmentInput, {
        ...words,
        name: "1 to 256 characters.",
        metadata: "At most 16 keys of 1 to 64 characters, values of at most 512.",
      }).openapi("EnvironmentCreate"),
    ),
  },
  responses: { 200: json(WireEnvironment, "The environment."), ...writeFailures },
});

const list = createRoute({
  method: "get",
  path: "/v1/environments",
  operationId: "listEnvironments",
  summary: "List environments",
  description: "Newest first, without the built-in one of past sessions. Needs scope `read`.",
  tags,
  request: {
    query: z.object({
      limit: limitField(),
      page: pageField,
      include_archived: flagField("Whether archived environments are listed too."),
    }),
  },
  responses: { 200: json(listOf(WireEnvironment), "A page of environments."), ...failures },
});

const retrieve = createRoute({
  method: "get",
  path: "/v1/environments/{environment_id}",
  operationId: "getEnvironment",
  summary: "Retrieve an environment",
  description: "Needs scope `read`.",
  tags,
  request: { params },
  responses: { 200: json(WireEnvironment, "The environment."), ...failures },
});

const update = createRoute({
  method: "post",
  path: "/v1/environments/{environment_id}",
  operationId: "updateEnvironment",
  summary: "Update an environment",
  description: "Fields that are left out stay. An archived environment is refused (400). Needs scope `agents`.",
  tags,
  request: {
    params,
    body: jsonBody(
      describeFields(UpdateEnvironmentInput, {
        ...words,
        name: "1 to 256 characters; null leaves it.",
        metadata: 'A patch: a string sets, null or "" deletes.',
      }).openapi("EnvironmentUpdate"),
    ),
  },
  responses: { 200: json(WireEnvironment, "The environment as it is now."), ...writeFailures },
});

const archive = createRoute({
  method: "post",
  path: "/v1/environments/{environment_id}/archive",
  operationId: "archiveEnvironment",
  summary: "Archive an environment",
  description: "It takes no new sessions from now on, for good; existing ones go on. Can be repeated. Needs scope `agents`.",
  tags,
  request: { params, body: noBody },
  responses: { 200: json(WireEnvironment, "The environment, archived."), ...writeFailures },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/environments/{environment_id}",
  operationId: "deleteEnvironment",
  summary: "Delete an environment",
  description: "With its keys; refused (409) while sessions name it. Needs scope `agents`.",
  tags,
  request: { params },
  responses: { 200: json(WireDeletedEnvironment, "It is gone."), ...writeFailures },
});

export function environmentsRouter() {
  return createRouter()
    .openapi(create, async (c) => c.json(toWireEnvironment(await createEnvironment(c.var.ctx, c.req.valid("json"))), 200))
    .openapi(list, async (c) => {
      const { limit, page: cursor, include_archived: includeArchived } = c.req.valid("query");
      const page = await listEnvironments(c.var.ctx, { limit, cursor, includeArchived });
      return c.json({ data: page.items.map(toWireEnvironment), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieve, async (c) => c.json(toWireEnvironment(await getEnvironment(c.var.ctx, c.req.valid("param").environment_id)), 200))
    .openapi(update, async (c) =>
      c.json(toWireEnvironment(await updateEnvironment(c.var.ctx, c.req.valid("param").environment_id, c.req.valid("json"))), 200),
    )
    .openapi(archive, async (c) => c.json(toWireEnvironment(await archiveEnvironment(c.var.ctx, c.req.valid("param").environment_id)), 200))
    .openapi(remove, async (c) => {
      const { environment_id: id } = c.req.valid("param");
      await deleteEnvironment(c.var.ctx, id);
      return c.json({ id, type: "environment_deleted" as const }, 200);
    });
}
