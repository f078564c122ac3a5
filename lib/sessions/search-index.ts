/** Keeps the words that text search looks through. */
import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { SessionId } from "@/lib/ids";
import { type SearchableSession, searchParts } from "@/lib/sessions/search-words";

type Indexed = SearchableSession & { id: SessionId };

/** Call inside `inWorkspace`, in the transaction that stores the sessions. One statement whatever their number. */
export async function insertSearchWords(tx: Tx, ctx: Ctx, stored: readonly Indexed[]): Promise<void> {
  const rows = stored.flatMap((session) => {
    const parts = searchParts(session);
    return parts.map((words, part) => ({ session_id: session.id, part, is_split: parts.length > 1, words }));
  });
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into session_search (workspace_id, session_id, part, is_split, words)
    select ${ctx.workspaceId}, session_id, part, is_split, array_to_tsvector(words)
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (session_id text, part int, is_split boolean, words text[])
    on conflict do nothing`);
}

const BACKFILL_SESSIONS = 50;

/** Indexes a few sessions that were stored before there was an index; how many, 0 when none is left. Safe to repeat and to run beside itself. */
export async function indexOlderSessions(ctx: Ctx): Promise<number> {
  return inWorkspace(ctx, async (tx) => {
    const found = await tx.execute<{ id: SessionId; title: string | null; external_id: string | null; task_key: string | null }>(sql`
      select s.id, s.title, s.external_id, s.task_key from sessions s
      where s.workspace_id = ${ctx.workspaceId}
        and not exists (select 1 from session_search x where x.workspace_id = s.workspace_id and x.session_id = s.id and x.part = 0)
      order by s.id desc limit ${BACKFILL_SESSIONS}`);
    for (const { id, title, external_id: externalId, task_key: taskKey } of found) {
      const events = await tx.execute<{ id: string; type: string; payload: Record<string, unknown> }>(
        sql`select id, type, payload from session_events where workspace_id = ${ctx.workspaceId} and session_id = ${id} order by seq`,
      );
      await insertSearchWords(tx, ctx, [{ id, title, externalId, taskKey, events }]);
    }
    return found.length;
  });
}

/** Makes findable what a live session's log holds by now. Nothing where it is known already. */
export async function indexLiveSession(ctx: Ctx, id: SessionId): Promise<void> {
  await inWorkspace(ctx, async (tx) => {
    const [session] = await tx.execute<{ title: string | null; external_id: string | null; task_key: string | null; head_seq: number }>(sql`
      select s.title, s.external_id, s.task_key, l.head_seq from sessions s
      join live_sessions l on l.workspace_id = s.workspace_id and l.session_id = s.id
      where s.workspace_id = ${ctx.workspaceId} and s.id = ${id} and l.indexed_seq < l.head_seq`);
    if (!session) return;
    const events = await tx.execute<{ id: string; type: string; payload: Record<string, unknown> }>(
      sql`select id, type, payload from session_events where workspace_id = ${ctx.workspaceId} and session_id = ${id} order by seq`,
    );
    // Another that indexes it at the same time waits here, and then finds it done or does it again.
    await tx.execute(sql`
      update live_sessions set indexed_seq = ${session.head_seq} where workspace_id = ${ctx.workspaceId} and session_id = ${id}`);
    await tx.execute(sql`delete from session_search where workspace_id = ${ctx.workspaceId} and session_id = ${id}`);
    const { title, external_id: externalId, task_key: taskKey } = session;
    await insertSearchWords(tx, ctx, [{ id, title, externalId, taskKey, events }]);
  });
}
