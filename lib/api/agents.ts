/** `/v1/agents` */
import { createRoute, z } from "@hono/zod-openapi";
import { createAgent, updateAgent } from "@/lib/agents/commands";
import { CreateAgentInput, UpdateAgentInput } from "@/lib/agents/inputs";
import { getAgent, listAgents } from "@/lib/agents/queries";
import { describeFields } from "@/lib/api/describe-fields";
import { flagField, idParam, instantField, limitField, numberField, pageField } from "@/lib/api/params";
import { failures, json, jsonBody, listOf, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireAgent, WireAgent } from "@/lib/api/wire/agents";

const tags = ["Agents"];
const params = z.object({ agent_id: idParam("agent", "agent") });

const words = {
  name: "1 to 256 characters.",
  model: "A model's id, or an object with it.",
  description: "At most 2,048 characters; null clears.",
  system: "System prompt, at most 100,000 characters; null clears.",
  tools: "Toolsets, custom tools and MCP toolsets, at most 256 tools; null clears.",
  mcp_servers: "At most 20; null clears.",
  skills: "At most 20; null clears.",
  multiagent: "Not served yet.",
  dreaming: "How the agent dreams; merged into what is set.",
  retention: "Days after which things are deleted; merged into what is set.",
  wall_key: "Metadata key whose values never share learnings; null clears.",
};
const AgentCreate = describeFields(CreateAgentInput, {
  ...words,
  metadata: "At most 16 keys of 1 to 64 characters, values of at most 512.",
});
const AgentUpdate = describeFields(UpdateAgentInput, {
  ...words,
  metadata: "A patch: a string sets, null deletes.",
  version: "The latest version as you know it; refused (409) when there is a later one.",
  message: "Why it is changed, for the list of versions; at most 1,000 characters.",
});

const create = createRoute({
  method: "post",
  path: "/v1/agents",
  operationId: "createAgent",
  summary: "Create an agent",
  description:
    "Makes an agent at version 1, with an empty learnings store of its own. Needs scope `agents` (`admin` for retention and budgets).",
  tags,
  request: { body: jsonBody(AgentCreate.openapi("AgentCreate")) },
  responses: { 200: json(WireAgent, "The agent."), ...writeFailures },
});

const list = createRoute({
  method: "get",
  path: "/v1/agents",
  operationId: "listAgents",
  summary: "List agents",
  description: "Newest first. Needs scope `read`.",
  tags,
  request: {
    query: z.object({
      limit: limitField(),
      page: pageField,
      include_archived: flagField("Whether archived agents are listed too."),
      "created_at[gte]": instantField("Created at or after."),
      "created_at[lte]": instantField("Created at or before."),
    }),
  },
  responses: { 200: json(listOf(WireAgent), "A page of agents."), ...failures },
});

const retrieve = createRoute({
  method: "get",
  path: "/v1/agents/{agent_id}",
  operationId: "getAgent",
  summary: "Retrieve an agent",
  description: "At its latest version, or at the one asked for. Needs scope `read`.",
  tags,
  request: {
    params,
    query: z.object({ version: numberField("A version of the agent; the latest when left out.", { min: 1, max: 999_999_999 }) }),
  },
  responses: { 200: json(WireAgent, "The agent."), ...failures },
});

const update = createRoute({
  method: "post",
  path: "/v1/agents/{agent_id}",
  operationId: "updateAgent",
  summary: "Update an agent",
  description:
    "Makes a new version where the configuration really changed. Fields that are left out stay; `metadata`, `dreaming` and `retention` are merged, lists are replaced. With `version` the update is refused (409) unless that is the latest. Needs scope `agents` (`admin` for retention and budgets).",
  tags,
  request: { params, body: jsonBody(AgentUpdate.openapi("AgentUpdate")) },
  responses: { 200: json(WireAgent, "The agent as it is now."), ...writeFailures },
});

export function agentsRouter() {
  return createRouter()
    .openapi(create, async (c) => c.json(toWireAgent(await createAgent(c.var.ctx, c.req.valid("json"))), 200))
    .openapi(list, async (c) => {
      const query = c.req.valid("query");
      const page = await listAgents(c.var.ctx, {
        limit: query.limit,
        cursor: query.page,
        includeArchived: query.include_archived,
        createdFrom: query["created_at[gte]"],
        createdTo: query["created_at[lte]"],
      });
      return c.json({ data: page.items.map(toWireAgent), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieve, async (c) =>
      c.json(toWireAgent(await getAgent(c.var.ctx, c.req.valid("param").agent_id, c.req.valid("query").version)), 200),
    )
    .openapi(update, async (c) =>
      c.json(toWireAgent(await updateAgent(c.var.ctx, c.req.valid("param").agent_id, c.req.valid("json"))), 200),
    );
}
