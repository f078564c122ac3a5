/** Sums the calls of days that are over, so that a year of them is read in milliseconds. Who reads never waits for it: what is not summed yet is read call by call. */
import { eq, sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import { dayInZone, startOfDay } from "@/lib/day-in-zone";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { usageDays, usageRollups } from "@/lib/usage/schema";
import { workspaceZone } from "@/lib/usage/time-zone";

/** A call is booked with the time of its transaction: none comes later than this into a day that is over. */
const SETTLED_AFTER_MS = 3_600_000;
/** Days at a time: a transaction reads no more calls than those of a week. */
const DAYS_AT_ONCE = 7;
const DAY_MS = 86_400_000;

type Rollup = typeof usageRollups.$inferSelect;

/** Sums the next days that are over; false when there are none, or another worker is at it. Each call is summed once, whoever dies meanwhile. */
export async function rollUpUsage(ctx: Ctx): Promise<boolean> {
  return inWorkspace(ctx, async (tx) => {
    const timeZone = await workspaceZone(tx, ctx);
    const rollup = await lockRollup(tx, ctx, timeZone);
    if (!rollup) return false;
    const end = dayInZone(new Date(ctx.clock.now().getTime() - SETTLED_AFTER_MS), timeZone);
    const nextDay = earlier(end, addDays(rollup.nextDay, DAYS_AT_ONCE));
    const until = startOfDay(nextDay, timeZone);
    if (nextDay <= rollup.nextDay || !until) return false;
    await tx.execute(sql`
      insert into usage_days (workspace_id, day, purpose, agent_id, model, calls, unpriced_calls, input_tokens, output_tokens, cache_read_tokens,
        cache_write_5m_tokens, cache_write_1h_tokens, cost_micro_usd)
      select workspace_id, (at at time zone ${timeZone})::date as day, purpose, coalesce(agent_id, '') as agent, model,
        count(*), count(*) - count(cost_micro_usd), sum(input_tokens), sum(output_tokens), sum(cache_read_tokens),
        sum(cache_write_5m_tokens), sum(cache_write_1h_tokens), coalesce(sum(cost_micro_usd), 0)
      from model_calls
      where workspace_id = ${ctx.workspaceId} and at >= ${rollup.until.toISOString()}::timestamptz and at < ${until.toISOString()}::timestamptz
      group by workspace_id, day, purpose, agent, model`);
    await tx.update(usageRollups).set({ timeZone, nextDay, until }).where(eq(usageRollups.workspaceId, ctx.workspaceId));
    return true;
  });
}

/** The workspace's place, locked; null when there is nothing to sum or another transaction holds it. */
async function lockRollup(tx: Tx, ctx: Ctx, timeZone: string): Promise<Rollup | null> {
  const here = eq(usageRollups.workspaceId, ctx.workspaceId);
  const [known] = await tx.select().from(usageRollups).where(here).for("update", { skipLocked: true });
  if (known && known.timeZone === timeZone) return known;
  const first = await firstDay(tx, ctx, timeZone);
  if (!first) return null;
  if (known) {
    // The workspace moved to another time zone: its days are others.
    await tx.delete(usageDays).where(eq(usageDays.workspaceId, ctx.workspaceId));
    await tx.update(usageRollups).set(first).where(here);
    return { workspaceId: ctx.workspaceId, ...first };
  }
  const [made] = await tx
    .insert(usageRollups)
    .values({ workspaceId: ctx.workspaceId, ...first })
    .onConflictDoNothing()
    .returning();
  return made ?? null;
}

async function firstDay(tx: Tx, ctx: Ctx, timeZone: string): Promise<Omit<Rollup, "workspaceId"> | null> {
  const [row] = await tx.execute<{ at: string }>(
    sql`select at from model_calls where workspace_id = ${ctx.workspaceId} order by at limit 1`,
  );
  if (!row) return null;
  const nextDay = dayInZone(new Date(row.at), timeZone);
  const until = startOfDay(nextDay, timeZone);
  return until && { timeZone, nextDay, until };
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
