/** Usage and cost on the wire. */
import { z } from "@hono/zod-openapi";
import { maybeInstant, toMaybeInstant } from "@/lib/api/responses";
import { costUsd } from "@/lib/usage/totals";
import { USAGE_GROUPS, type UsageReport, type UsageSplit, type UsageTotals } from "@/lib/usage/types";

const count = z.number().int();

const WireUsage = z
  .object({
    calls: count.openapi({ description: "Answers of a model." }),
    unpriced_calls: count.openapi({ description: "Those of models without a price: in the tokens, in no cost." }),
    input_tokens: count.openapi({ description: "Neither read from the cache nor written to it." }),
    output_tokens: count,
    cache_read_input_tokens: count,
    cache_creation: z.object({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
    cost_usd: z.number().nullable().openapi({ description: "Of the calls that had a price; null where none of them had one." }),
  })
  .openapi("Usage");

const split = {
  session: WireUsage,
  dream: WireUsage,
  grader: WireUsage,
  total: WireUsage,
  dreaming_share: z.number().nullable().openapi({
    description:
      "What dreams cost for each dollar of the sessions (0.02 is 2 %). Null where a dream's model had no price, or the sessions' cost is nothing or unknown.",
  }),
};

export const WireUsageReport = z
  .object({
    type: z.literal("usage_report"),
    from: maybeInstant("As asked."),
    to: maybeInstant("As asked."),
    group_by: z.enum(USAGE_GROUPS),
    time_zone: z.string().openapi({ description: "Whose calendar the days are." }),
    ...split,
    data: z
      .array(
        z.object({
          key: z.string().nullable().openapi({ description: "A day, an agent's id (null for nobody's), a purpose or a model." }),
          name: z.string().nullable().openapi({ description: "The agent's." }),
          ...split,
        }),
      )
      .openapi({ description: "Only what has calls. Days in order, the rest dearest first." }),
    unpriced: z
      .array(z.object({ model: z.string(), calls: count }))
      .openapi({ description: "The models that had no price, with how many calls." }),
  })
  .openapi("UsageReport");

function toWireUsage(totals: UsageTotals): z.infer<typeof WireUsage> {
  return {
    calls: totals.calls,
    unpriced_calls: totals.unpricedCalls,
    input_tokens: totals.inputTokens,
    output_tokens: totals.outputTokens,
    cache_read_input_tokens: totals.cacheReadTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: totals.cacheWrite5mTokens,
      ephemeral_1h_input_tokens: totals.cacheWrite1hTokens,
    },
    cost_usd: costUsd(totals),
  };
}

function toWireSplit({ session, dream, grader, total, dreamingShare }: UsageSplit) {
  return {
    session: toWireUsage(session),
    dream: toWireUsage(dream),
    grader: toWireUsage(grader),
    total: toWireUsage(total),
    dreaming_share: dreamingShare,
  };
}

export function toWireUsageReport(report: UsageReport): z.infer<typeof WireUsageReport> {
  return {
    type: "usage_report",
    from: toMaybeInstant(report.from),
    to: toMaybeInstant(report.to),
    group_by: report.groupBy,
    time_zone: report.timeZone,
    ...toWireSplit(report),
    data: report.rows.map((row) => ({ key: row.key, name: row.name, ...toWireSplit(row) })),
    unpriced: report.unpriced,
  };
}
