/** What lists say about sessions beyond their own rows. */
import { and, eq, inArray, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { AgentId, SessionId } from "@/lib/ids";
import { sessions } from "@/lib/sessions/schema";
import type { AgentSessions } from "@/lib/sessions/types";

/** Counts of each agent's sessions; an agent without any has no entry. O(sessions of those agents). */
export async function summariseSessions(ctx: Ctx, agentIds: AgentId[]): Promise<Map<AgentId, AgentSessions>> {
  assertCan(ctx.actor, "read");
  if (agentIds.length === 0) return new Map();
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({
        agentId: sessions.agentId,
        total: sql<number>`count(*)::int`,
        judged: sql<number>`count(${sessions.outcomeSuccess})::int`,
        met: sql<number>`(count(*) filter (where ${sessions.outcomeSuccess}))::int`,
        lastAt: sql<string>`max(${sessions.occurredAt})`,
      })
      .from(sessions)
      .where(and(eq(sessions.workspaceId, ctx.workspaceId), inArray(sessions.agentId, agentIds), sql`${sessions.archivedAt} is null`))
      .groupBy(sessions.agentId);
    return new Map(rows.map((row) => [row.agentId, { ...row, lastAt: new Date(row.lastAt) }]));
  });
}

const FIRST_WORDS = 160;

/** The beginning of the first thing a user said in each of those sessions, on one line, with an ellipsis where it goes on. */
export async function findFirstWords(ctx: Ctx, sessionIds: SessionId[]): Promise<Map<SessionId, string>> {
  assertCan(ctx.actor, "read");
  if (sessionIds.length === 0) return new Map();
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx.execute<{ id: SessionId; words: string | null }>(sql`
      select s.id, regexp_replace(left(e.text, ${FIRST_WORDS}), '\\s+', ' ', 'g') || case when length(e.text) > ${FIRST_WORDS} then '…' else '' end as words
      from jsonb_array_elements_text(${JSON.stringify(sessionIds)}::text::jsonb) as s (id)
      cross join lateral (
        select jsonb_path_query_first(payload, '$.content[*] ? (@.type == "text").text') #>> '{}' as text
        from session_events
        where workspace_id = ${ctx.workspaceId} and session_id = s.id and type = 'user.message'
        order by seq limit 1) e`);
    return new Map(rows.flatMap((row) => (row.words?.trim() ? [[row.id, row.words.trim()] as const] : [])));
  });
}
