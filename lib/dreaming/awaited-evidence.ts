import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import type { Awaited } from "@/lib/dreaming/reconcile/awaited";
import type { AgentId, DreamId } from "@/lib/ids";

/**
 * The patterns of this agent that wait for more evidence, with the supporting sessions this dream found that were not behind them then. A
 * pattern stops waiting when a later dream proposes it again. Call inside `inWorkspace`, after mining.
 */
export async function readAwaited(tx: Tx, ctx: Ctx, { dreamId, agentId }: { dreamId: DreamId; agentId: AgentId }): Promise<Awaited[]> {
  const rows = await tx.execute<{ pattern_key: string; asked: number; fresh: number }>(sql`
    select c.pattern_key, c.more_sessions as asked, (
      select count(distinct e.session_id)::int from dream_evidence e
      where e.workspace_id = c.workspace_id and e.dream_id = ${dreamId} and e.pattern_key = c.pattern_key and e.polarity = 'supports'
        and not exists (
          select 1 from dream_evidence old
          where old.workspace_id = c.workspace_id and old.dream_id = c.dream_id and old.pattern_key = c.pattern_key
            and old.session_id = e.session_id and old.polarity = 'supports')) as fresh
    from dream_changes c
    join dreams d on d.workspace_id = c.workspace_id and d.id = c.dream_id
    where c.workspace_id = ${ctx.workspaceId} and c.decision = 'needs_evidence' and c.more_sessions is not null
      and d.agent_id = ${agentId} and c.dream_id <> ${dreamId}
      and not exists (
        select 1 from dream_changes later
        join dreams ld on ld.workspace_id = later.workspace_id and ld.id = later.dream_id
        where later.workspace_id = c.workspace_id and later.pattern_key = c.pattern_key and later.id > c.id
          and ld.agent_id = ${agentId} and ld.status = 'completed')`);
  return rows.map((row) => ({ patternKey: row.pattern_key, asked: row.asked, fresh: row.fresh }));
}
