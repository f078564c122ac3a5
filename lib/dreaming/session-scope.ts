/** Which sessions a dream may read. */
import { and, eq, type SQL, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { DreamScope } from "@/lib/dreaming/types";
import type { AgentId } from "@/lib/ids";
import { sessions } from "@/lib/sessions/schema";

/**
 * A condition on `sessions s`. New are sessions that no settled dream of the agent has read: while a dream's changes wait for a decision its
 * sessions count as new, so that nothing is lost if they are discarded unread. What was excluded from dreams is never read.
 */
export function selectableSessions(ctx: Ctx, agentId: AgentId, scope: DreamScope): SQL {
  const base = sql`s.workspace_id = ${ctx.workspaceId} and s.agent_id = ${agentId} and s.archived_at is null and s.excluded_at is null and s.status in ('idle', 'terminated')`;
  if (scope === "new") {
    return sql`${base} and not exists (
      select 1 from dream_sessions ds join dreams d on d.workspace_id = ds.workspace_id and d.id = ds.dream_id
      where ds.workspace_id = s.workspace_id and ds.session_id = s.id and d.status = 'completed' and d.settled_at is not null)`;
  }
  if ("sessionIds" in scope)
    return sql`${base} and s.id in (select id collate "C" from jsonb_array_elements_text(${JSON.stringify(scope.sessionIds)}::text::jsonb) as chosen (id))`;
  if ("last" in scope)
    return sql`${base} and s.id in (select s.id from sessions s where ${base} order by s.occurred_at desc, s.id desc limit ${scope.last})`;
  const since = scope.since ? sql` and s.occurred_at >= ${scope.since}::timestamptz` : sql``;
  const until = scope.until ? sql` and s.occurred_at < ${scope.until}::timestamptz` : sql``;
  return sql`${base}${since}${until}`;
}

/** A condition on `sessions s`: exactly the chosen ones, whoever's they are, archived or not. What was excluded from dreams is never read. */
export function chosenSessions(ctx: Ctx, scope: DreamScope): SQL {
  const ids = typeof scope === "object" && "sessionIds" in scope ? scope.sessionIds : [];
  return sql`s.workspace_id = ${ctx.workspaceId} and s.excluded_at is null
    and s.id in (select id collate "C" from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as chosen (id))`;
}

/** How many sessions a dream of that scope would read, and how many the agent has. */
export async function countSelectable(ctx: Ctx, agentId: AgentId, scope: DreamScope): Promise<{ selected: number; all: number }> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [selected] = await tx.execute<{ n: number }>(
      sql`select count(*)::int as n from sessions s where ${selectableSessions(ctx, agentId, scope)}`,
    );
    const all = await tx.$count(sessions, and(eq(sessions.workspaceId, ctx.workspaceId), eq(sessions.agentId, agentId)));
    return { selected: selected?.n ?? 0, all };
  });
}
