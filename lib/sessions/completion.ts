/** How an agent's sessions ended, by stretch of time, version or agent. Read from the index `sessions_outcomes` alone. */
import { sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { AgentId } from "@/lib/ids";
import type { Completion } from "@/lib/sessions/types";

/** From inclusive, until exclusive; null is open. */
export type TimeSpan = { since: Date | null; until: Date | null };

const COUNTS = sql.raw(
  "count(*)::int as total, count(outcome_success)::int as judged, (count(*) filter (where outcome_success))::int as met",
);

/** One entry per stretch, in their order. O(sessions within them). */
export async function completionInSpans(ctx: Ctx, agentId: AgentId, spans: readonly TimeSpan[]): Promise<Completion[]> {
  assertCan(ctx.actor, "read");
  if (spans.length === 0) return [];
  const given = spans.map(({ since, until }, at) => ({ at, since: since?.toISOString() ?? null, until: until?.toISOString() ?? null }));
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx.execute<Completion>(sql`
      select c.total, c.judged, c.met
      from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as s (at int, since timestamptz, until timestamptz)
      cross join lateral (
        select ${COUNTS} from sessions
        where workspace_id = ${ctx.workspaceId} and agent_id = ${agentId} and archived_at is null
          and occurred_at >= coalesce(s.since, '-infinity') and occurred_at < coalesce(s.until, 'infinity')) c
      order by s.at`);
    return rows.map(({ total, judged, met }) => ({ total, judged, met }));
  });
}

/** By version of the agent that ran them; a version without sessions has no entry. O(sessions of the agent). */
export async function completionByVersion(ctx: Ctx, agentId: AgentId): Promise<Map<number, Completion>> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx.execute<Completion & { version: number }>(sql`
      select agent_version as version, ${COUNTS} from sessions
      where workspace_id = ${ctx.workspaceId} and agent_id = ${agentId} and archived_at is null
      group by agent_version`);
    return new Map(rows.map(({ version, ...counts }) => [version, counts]));
  });
}
