/** Tokens and money over time. */
import { and, eq, gte, type SQL, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { dayInZone, nextDay, startOfDay } from "@/lib/day-in-zone";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { AgentId } from "@/lib/ids";
import { modelCalls, usageRollups } from "@/lib/usage/schema";
import { workspaceZone } from "@/lib/usage/time-zone";
import { splitOf } from "@/lib/usage/totals";
import type { UsageFilter, UsageGroup, UsagePurpose, UsageReport, UsageRow, UsageTotals } from "@/lib/usage/types";

const KEYS: Record<UsageGroup, SQL> = {
  day: sql`to_char(u.day, 'YYYY-MM-DD')`,
  agent: sql`nullif(u.agent_id, '')`,
  purpose: sql`u.purpose`,
  model: sql`u.model`,
};

type Raw = UsageTotals & { key: string | null; name: string | null; purpose: UsagePurpose };

/**
 * Everything asked of models between two instants, by purpose and in groups. Days that are over are read as one row each; only the ends of
 * the range and the latest hours are read call by call. Throws `invalid_input` when `from` is not before `to`.
 */
export async function readUsage(ctx: Ctx, filter: UsageFilter): Promise<UsageReport> {
  assertCan(ctx.actor, "read");
  const { from, to, groupBy } = filter;
  if (from && to && from >= to) throw new AppError("invalid_input", "`from` must lie before `to`.", { details: { reason: "empty_range" } });
  return inWorkspace(ctx, async (tx) => {
    const timeZone = await workspaceZone(tx, ctx);
    const source = await sourceOf(tx, ctx, filter, timeZone);
    const rows = await tx.execute<Raw>(sql`
      with used as materialized (${source})
      select k.*, a.name from (
        select ${KEYS[groupBy]} as key, u.purpose, ${SUMS} from used u group by 1, 2) k
      left join agents a on ${groupBy === "agent"}::boolean and a.workspace_id = ${ctx.workspaceId} and a.id = k.key collate "C"`);
    const unpriced = await tx.execute<{ model: string; calls: number }>(sql`
      with used as materialized (${source})
      select u.model, sum(u.unpriced_calls)::float8 as calls from used u where u.unpriced_calls > 0 group by 1 order by 2 desc, 1 limit 100`);
    return {
      ...splitOf(rows.map(toPart)),
      groupBy,
      from,
      to,
      timeZone,
      rows: inOrder(toRows([...rows]), groupBy),
      unpriced: [...unpriced],
    };
  });
}

/** What an agent's dreams have cost since then, in micro-dollars; calls without a price are in no sum. */
export async function readDreamSpend(ctx: Ctx, agentId: AgentId, since: Date): Promise<number> {
  assertCan(ctx.actor, "read");
  const [row] = await inWorkspace(ctx, (tx) =>
    tx
      .select({ microUsd: sql<number>`coalesce(sum(${modelCalls.costMicroUsd}), 0)::float8` })
      .from(modelCalls)
      .where(
        and(
          eq(modelCalls.workspaceId, ctx.workspaceId),
          eq(modelCalls.agentId, agentId),
          eq(modelCalls.purpose, "dream"),
          gte(modelCalls.at, since),
        ),
      ),
  );
  return row?.microUsd ?? 0;
}

const SUMS = sql`
  sum(u.calls)::float8 as calls, sum(u.unpriced_calls)::float8 as "unpricedCalls", sum(u.input_tokens)::float8 as "inputTokens",
  sum(u.output_tokens)::float8 as "outputTokens", sum(u.cache_read_tokens)::float8 as "cacheReadTokens",
  sum(u.cache_write_5m_tokens)::float8 as "cacheWrite5mTokens", sum(u.cache_write_1h_tokens)::float8 as "cacheWrite1hTokens",
  sum(u.cost_micro_usd)::float8 as "costMicroUsd"`;

/** Whole days from the sums, the rest from the calls, without a gap and nothing twice. */
async function sourceOf(tx: Tx, ctx: Ctx, { from, to, agentIds, purpose }: UsageFilter, zone: string): Promise<SQL> {
  const ofAgents = agentIds ? sql` and agent_id in (select jsonb_array_elements_text(${JSON.stringify(agentIds)}::text::jsonb))` : sql``;
  const mine = sql`workspace_id = ${ctx.workspaceId}${ofAgents}${purpose ? sql` and purpose = ${purpose}` : sql``}`;
  const calls = (since: Date | null, until: Date | null) => sql`
    select (at at time zone ${zone})::date as day, purpose, coalesce(agent_id, '') as agent_id, model, 1 as calls,
      (cost_micro_usd is null)::int as unpriced_calls, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens,
      cache_write_1h_tokens, coalesce(cost_micro_usd, 0) as cost_micro_usd
    from model_calls where ${mine}
      and at >= ${since?.toISOString() ?? "-infinity"}::timestamptz and at < ${until?.toISOString() ?? "infinity"}::timestamptz`;
  const whole = await summedDays(tx, ctx, { from, to }, zone);
  if (!whole) return calls(from, to);
  const days = sql`
    select day, purpose, agent_id, model, calls, unpriced_calls, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens,
      cache_write_1h_tokens, cost_micro_usd
    from usage_days where ${mine} and day < ${whole.untilDay}::date${whole.fromDay ? sql` and day >= ${whole.fromDay}::date` : sql``}`;
  const before = whole.fromDay ? sql`${calls(from, whole.since)} union all` : sql``;
  return sql`${before} ${days} union all ${calls(whole.until, to)}`;
}

/** The part of the range that is whole days with sums; null where there is none. `fromDay` is null where the range has no beginning. */
async function summedDays(tx: Tx, ctx: Ctx, range: { from: Date | null; to: Date | null }, zone: string) {
  const [rollup] = await tx.select().from(usageRollups).where(eq(usageRollups.workspaceId, ctx.workspaceId));
  if (!rollup || rollup.timeZone !== zone) return null;
  const fromDay = range.from === null ? null : firstWholeDay(range.from, zone);
  const lastDay = range.to === null ? null : dayInZone(range.to, zone);
  const untilDay = lastDay !== null && lastDay < rollup.nextDay ? lastDay : rollup.nextDay;
  if (fromDay !== null && fromDay >= untilDay) return null;
  return { fromDay, since: fromDay === null ? null : startOfDay(fromDay, zone), untilDay, until: startOfDay(untilDay, zone) };
}

function firstWholeDay(at: Date, zone: string): string {
  const day = dayInZone(at, zone);
  return startOfDay(day, zone)?.getTime() === at.getTime() ? day : (nextDay(day) ?? day);
}

function toPart({ purpose, key: _key, name: _name, ...totals }: Raw): { purpose: UsagePurpose; totals: UsageTotals } {
  return { purpose, totals };
}

function toRows(raw: Raw[]): UsageRow[] {
  const groups = new Map<string | null, Raw[]>();
  for (const row of raw) groups.set(row.key, [...(groups.get(row.key) ?? []), row]);
  return [...groups].map(([key, rows]) => ({ key, name: rows[0]?.name ?? null, ...splitOf(rows.map(toPart)) }));
}

function inOrder(rows: UsageRow[], groupBy: UsageGroup): UsageRow[] {
  const text = (row: UsageRow) => row.key ?? "";
  if (groupBy === "day") return rows.sort((a, b) => (text(a) < text(b) ? -1 : 1));
  return rows.sort((a, b) => b.total.costMicroUsd - a.total.costMicroUsd || b.total.calls - a.total.calls || (text(a) < text(b) ? -1 : 1));
}
