/** Completion rates over time. Read from the index `sessions_outcomes` alone: O(sessions in the range). */
import { sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { AgentId } from "@/lib/ids";
import type { Share } from "@/lib/outcomes/wilson";

/** One agent's sessions of one day or week; `judged` have a verdict, `met` a good one. */
export type PeriodCount = { agentId: AgentId; day: string; sessions: number; judged: number; met: number };
export type Period = "day" | "week";
export type CountRange = { agentIds: readonly AgentId[]; since: Date | null; until: Date | null };

/** Per agent and day (or week, by its Monday) as a calendar in `zone` has them; only days with sessions, earliest first. */
export async function countByPeriod(ctx: Ctx, range: CountRange & { zone: string; by: Period }): Promise<PeriodCount[]> {
  assertCan(ctx.actor, "read");
  if (range.agentIds.length === 0) return [];
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx.execute<{ agent_id: AgentId; day: string; sessions: number; judged: number; met: number }>(sql`
      select agent_id, to_char(day, 'YYYY-MM-DD') as day, sessions, judged, met from (
        select agent_id, date_trunc(${range.by}, occurred_at at time zone ${range.zone}) as day,
          count(*)::int as sessions, count(outcome_success)::int as judged, (count(*) filter (where outcome_success))::int as met
        from sessions
        where workspace_id = ${ctx.workspaceId} and archived_at is null
          and agent_id in (select jsonb_array_elements_text(${JSON.stringify(range.agentIds)}::text::jsonb))
          and occurred_at >= ${instant(range.since, "-infinity")}::timestamptz and occurred_at < ${instant(range.until, "infinity")}::timestamptz
        group by 1, 2) as counted
      order by day, agent_id`);
    return rows.map(({ agent_id, ...counts }) => ({ agentId: agent_id, ...counts }));
  });
}

/** How many sessions of each window have a verdict, and how many of those a good one, in the windows' order. */
export async function countInWindows(ctx: Ctx, windows: readonly CountRange[]): Promise<Share[]> {
  assertCan(ctx.actor, "read");
  if (windows.length === 0) return [];
  const asked = windows.map((window, i) => ({
    i,
    agents: window.agentIds,
    since: instant(window.since, "-infinity"),
    until: instant(window.until, "infinity"),
  }));
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx.execute<{ n: number; successes: number }>(sql`
      select c.n, c.successes
      from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as w (i int, agents jsonb, since timestamptz, until timestamptz)
      cross join lateral (
        select count(outcome_success)::int as n, (count(*) filter (where outcome_success))::int as successes
        from sessions
        where workspace_id = ${ctx.workspaceId} and archived_at is null and agent_id in (select jsonb_array_elements_text(w.agents))
          and occurred_at >= w.since and occurred_at < w.until) c
      order by w.i`);
    return rows.map(({ n, successes }) => ({ n, successes }));
  });
}

function instant(at: Date | null, open: "-infinity" | "infinity"): string {
  return at?.toISOString() ?? open;
}
