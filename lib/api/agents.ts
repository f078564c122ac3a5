/** `/v1/agents` */
import { createRoute, z } from "@hono/zod-openapi";
import { archiveAgent, createAgent, updateAgent } from "@/lib/agents/commands";
import { CreateAgentInput, UpdateAgentInput } from "@/lib/agents/inputs";
import { asOfVersion, getAgent, listAgents, listAgentVersions } from "@/lib/agents/queries";
import { describeFields } from "@/lib/api/describe-fields";
import { flagField, idParam, instantField, limitField, numberField, pageField } from "@/lib/api/params";
import { failures, json, jsonBody, listOf, noBody, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireAgent, WireAgent } from "@/lib/api/wire/agents";

const tags = ["Agents"];
const params = z.object({ agent_id: idParam("agent", "agent") });

const words = {
  name: "1 to 256 characters.",
  model:
    "A model's id, or an object with it. `effort` is low, medium, high, xhigh or max; an update that leaves it out keeps the one that is set.",
  description: "At most 2,048 characters; null clears.",
  system: "System prompt, at most 100,000 characters; null clears.",
  tools: "Toolsets, custom tools and MCP toolsets, at most 256 tools; null clears.",
  mcp_servers: "At most 20, each used by one mcp_toolset in `tools`; null clears.",
  skills: "At most 20; null clears.",
  multiagent:
    "The agents that it may call on: 1 to 20 ids, `{type:agent,id,version?}` or `{type:self}`, stored at a version that moves only when this agent changes. Under `multiagent_20261001` only `subagents` with `predefined_agents` is served: what else is left out counts as disabled. Null clears.",
  execution_identity: "Always `service_account`.",
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

const archive = createRoute({
  method: "post",
  path: "/v1/agents/{agent_id}/archive",
  operationId: "archiveAgent",
  summary: "Archive an agent",
  description:
    "For good: it keeps its sessions, learnings and history, and refuses changes, new sessions and dreams from now on. Can be repeated. Needs scope `agents`.",
  tags,
  request: { params, body: noBody },
  responses: { 200: json(WireAgent, "The agent, archived."), ...writeFailures },
});

const versions = createRoute({
  method: "get",
  path: "/v1/agents/{agent_id}/versions",
  operationId: "listAgentVersions",
  summary: "List an agent's versions",
  description: "Newest first, each as the whole agent that it was. Needs scope `read`.",
  tags,
  request: { params, query: z.object({ limit: limitField(), page: pageField }) },
  responses: { 200: json(listOf(WireAgent), "A page of versions."), ...failures },
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
    )
    .openapi(archive, async (c) => c.json(toWireAgent(await archiveAgent(c.var.ctx, c.req.valid("param").agent_id)), 200))
    .openapi(versions, async (c) => {
      const { agent_id: agentId } = c.req.valid("param");
      const { limit, page: cursor } = c.req.valid("query");
      const agent = await getAgent(c.var.ctx, agentId);
      const page = await listAgentVersions(c.var.ctx, { agentId, limit, cursor });
      return c.json({ data: page.items.map((version) => toWireAgent(asOfVersion(agent, version))), next_page: page.nextCursor }, 200);
    });
}
