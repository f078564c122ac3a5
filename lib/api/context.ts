/** `/v1/agents/{id}/context` */
import { createRoute, z } from "@hono/zod-openapi";
import { describeFields } from "@/lib/api/describe-fields";
import { idParam } from "@/lib/api/params";
import { json, jsonBody, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireContext, WireContext } from "@/lib/api/wire/context";
import { askForContext } from "@/lib/retrieval/commands";
import { ContextInput, DEFAULT_TOKEN_BUDGET } from "@/lib/retrieval/inputs";

const AskContext = describeFields(ContextInput, {
  task: "What the session is about to do, in its user's words.",
  tools: "Names of the tools at hand; the agent's own when left out.",
  recent_errors: "Errors that just happened, as the tools answered them.",
  file_types: "Types of the files at hand, such as `pdf`.",
  metadata: "The session's metadata; decides which learnings behind a wall it may see. What a known session says of itself goes before it.",
  token_budget: `The most tokens that the context may take, 100 to 20,000; ${DEFAULT_TOKEN_BUDGET.toLocaleString("en-US")} when left out.`,
  session_id:
    "A session's id, or your own id of it (its later `external_id`). The same question then gets the same answer, and what it was given is recorded once. Without it nothing is withheld and nothing recorded.",
  explain: "Whether to say why each learning is there, and why the others are not.",
});

const ask = createRoute({
  method: "post",
  path: "/v1/agents/{agent_id}/context",
  operationId: "askForContext",
  summary: "Ask what an agent has learned for a task",
  description:
    "Published learnings that apply, best first, within the budget. Of those, each is withheld with the agent's `holdout_share`. Needs scope `read`, and `sessions` with a `session_id`.",
  tags: ["Agents"],
  request: { params: z.object({ agent_id: idParam("agent", "agent") }), body: jsonBody(AskContext.openapi("AskContext")) },
  responses: { 200: json(WireContext, "The context."), ...writeFailures },
});

export function contextRouter() {
  return createRouter().openapi(ask, async (c) =>
    c.json(toWireContext(await askForContext(c.var.ctx, c.req.valid("param").agent_id, c.req.valid("json"))), 200),
  );
}
