import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { digestSession } from "@/lib/dreaming/digest/digest";
import { sessionDigests } from "@/lib/dreaming/schema";
import { lockRunningDream, runStage, type StageContext } from "@/lib/dreaming/stages/stage-run";
import { DIGEST_VERSION, type DigestEvent } from "@/lib/dreaming/types";
import type { SessionId } from "@/lib/ids";
import { sessionEvents, sessions } from "@/lib/sessions/schema";

/** Sessions are read in small groups, bounded by their events: memory depends on neither how many nor how long they are. */
const GROUP_SESSIONS = 50;
const GROUP_EVENTS = 1_500;

type Pending = { id: SessionId; eventCount: number };

/** Digests the sessions that have no digest of this version yet. Each group is committed on its own, so a restart goes on where it was. */
export async function digestSessions(stage: StageContext): Promise<void> {
  const { ctx, dreamId } = stage;
  await runStage(stage, "digest", async (dream, progress) => {
    let made = 0;
    let done = await countDigested(ctx, dreamId);
    const reused = done;
    for (;;) {
      const group = await nextGroup(ctx, dreamId);
      if (group.length === 0) break;
      await inWorkspace(ctx, async (tx, inner) => {
        await lockRunningDream(tx, inner, stage);
        await digestGroup(tx, inner, group);
      });
      made += group.length;
      done += group.length;
      await progress(done, dream.sessionsRead);
    }
    await progress(dream.sessionsRead, dream.sessionsRead);
    return { summary: { sessions: dream.sessionsRead, digested: made, already_digested: reused } };
  });
}

/**
 * Whether a digest is of the session as it is. One that was made since this dream began counts, however the session goes on: a dream reads each
 * session once.
 */
const IS_CURRENT = sql`(sd.event_count is null or sd.event_count = s.event_count or sd.created_at >= d.created_at)`;

async function countDigested(ctx: Ctx, dreamId: string): Promise<number> {
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx.execute<{ n: number }>(sql`
      select count(*)::int as n from dream_sessions ds
      join dreams d on d.workspace_id = ds.workspace_id and d.id = ds.dream_id
      join sessions s on s.workspace_id = ds.workspace_id and s.id = ds.session_id
      join session_digests sd on sd.workspace_id = ds.workspace_id and sd.session_id = ds.session_id and sd.version = ${DIGEST_VERSION}
      where ds.workspace_id = ${ctx.workspaceId} and ds.dream_id = ${dreamId} and ${IS_CURRENT}`);
    return row?.n ?? 0;
  });
}

async function nextGroup(ctx: Ctx, dreamId: string): Promise<Pending[]> {
  const rows = await inWorkspace(ctx, (tx) =>
    tx.execute<{ id: SessionId; event_count: number }>(sql`
      select s.id, s.event_count from dream_sessions ds
      join dreams d on d.workspace_id = ds.workspace_id and d.id = ds.dream_id
      join sessions s on s.workspace_id = ds.workspace_id and s.id = ds.session_id
      left join session_digests sd on sd.workspace_id = ds.workspace_id and sd.session_id = ds.session_id and sd.version = ${DIGEST_VERSION}
      where ds.workspace_id = ${ctx.workspaceId} and ds.dream_id = ${dreamId} and (sd.session_id is null or not ${IS_CURRENT})
      order by ds.ordinal limit ${GROUP_SESSIONS}`),
  );
  const group: Pending[] = [];
  let events = 0;
  for (const row of rows) {
    if (group.length > 0 && events + row.event_count > GROUP_EVENTS) break;
    group.push({ id: row.id, eventCount: row.event_count });
    events += row.event_count;
  }
  return group;
}

async function digestGroup(tx: Tx, ctx: Ctx, group: Pending[]): Promise<void> {
  const ids = group.map((session) => session.id);
  const rows = await tx
    .select({
      id: sessions.id,
      contentHash: sessions.contentHash,
      taskKey: sessions.taskKey,
      model: sessions.model,
      agentVersion: sessions.agentVersion,
      variant: sessions.variant,
      userKey: sessions.userKey,
    })
    .from(sessions)
    .where(and(eq(sessions.workspaceId, ctx.workspaceId), inArray(sessions.id, ids)));
  const events = await eventsOf(tx, ctx, ids);
  const createdAt = ctx.clock.now();
  const digests = rows.map((row) => ({
    workspaceId: ctx.workspaceId,
    sessionId: row.id,
    version: DIGEST_VERSION,
    eventCount: (events.get(row.id) ?? []).length,
    createdAt,
    digest: digestSession({
      sessionId: row.id,
      // Live sessions have no content hash; their id stays the same for as long as they exist.
      fingerprint: row.contentHash ?? row.id,
      taskKey: row.taskKey,
      model: row.model,
      agentVersion: row.agentVersion,
      variant: row.variant,
      userKey: row.userKey,
      // Filled in when digests are read: the agent's wall key may change, the digest stays.
      wall: null,
      events: events.get(row.id) ?? [],
    }),
  }));
  await tx
    .insert(sessionDigests)
    .values(digests)
    .onConflictDoUpdate({
      target: [sessionDigests.workspaceId, sessionDigests.sessionId, sessionDigests.version],
      set: { digest: sql`excluded.digest`, eventCount: sql`excluded.event_count`, createdAt: sql`excluded.created_at` },
    });
}

async function eventsOf(tx: Tx, ctx: Ctx, ids: SessionId[]): Promise<Map<SessionId, DigestEvent[]>> {
  const rows = await tx
    .select({
      sessionId: sessionEvents.sessionId,
      id: sessionEvents.id,
      type: sessionEvents.type,
      trust: sessionEvents.trust,
      at: sessionEvents.processedAt,
      payload: sessionEvents.payload,
    })
    .from(sessionEvents)
    .where(and(eq(sessionEvents.workspaceId, ctx.workspaceId), inArray(sessionEvents.sessionId, ids)))
    .orderBy(asc(sessionEvents.sessionId), asc(sessionEvents.seq));
  const events = new Map<SessionId, DigestEvent[]>();
  for (const { sessionId, at, ...event } of rows) {
    const list = events.get(sessionId) ?? [];
    list.push({ ...event, at: at?.toISOString() ?? null });
    events.set(sessionId, list);
  }
  return events;
}
