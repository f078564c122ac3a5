/** `/v1/usage` */
import { createRoute, z } from "@hono/zod-openapi";
import { idField, instantField } from "@/lib/api/params";
import { failures, json } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireUsageReport, WireUsageReport } from "@/lib/api/wire/usage";
import { readUsage } from "@/lib/usage/queries";
import { USAGE_GROUPS, USAGE_PURPOSES } from "@/lib/usage/types";

const read = createRoute({
  method: "get",
  path: "/v1/usage",
  operationId: "readUsage",
  summary: "Read usage and cost",
  description:
    "Tokens and US dollars of everything that was asked of models: for sessions, dreams and graders, in all and in groups. Costs are those at the price of the moment of each call. Sessions that ran elsewhere are not in it: they were paid for elsewhere. Needs scope `read`.",
  tags: ["Usage"],
  request: {
    query: z.object({
      from: instantField("Calls at or after; from the beginning when left out."),
      to: instantField("Calls before; up to now when left out."),
      group_by: z
        .enum(USAGE_GROUPS)
        .default("day")
        .openapi({ default: "day", description: "What a row of `data` stands for. Days are those of the workspace's time zone." }),
      agent_id: idField("agent", "Only what was asked for this agent.").optional(),
      purpose: z.enum(USAGE_PURPOSES).optional().openapi({ description: "Only what was asked for this purpose." }),
    }),
  },
  responses: { 200: json(WireUsageReport, "The usage."), ...failures },
});

export function usageRouter() {
  return createRouter().openapi(read, async (c) => {
    const { from = null, to = null, group_by: groupBy, agent_id: agentId, purpose } = c.req.valid("query");
    return c.json(toWireUsageReport(await readUsage(c.var.ctx, { from, to, groupBy, agentIds: agentId && [agentId], purpose })), 200);
  });
}
