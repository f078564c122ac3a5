import { sql } from "drizzle-orm";
import type { AgentConfig } from "@/lib/agents/types";
import { hashOf } from "@/lib/canonical-json";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import type { AgentId, EnvironmentId, EventId, ImportId, SessionId } from "@/lib/ids";
import { sessionCounters } from "@/lib/sessions/event-counters";
import { agentSnapshots } from "@/lib/sessions/schema";
import { insertSearchWords } from "@/lib/sessions/search-index";
import type { SessionUsage } from "@/lib/sessions/types";
import type { Trust } from "@/lib/trust";

export type PastEvent = { id: EventId; type: string; trust: Trust; payload: Record<string, unknown>; at: string | null };

/** A finished session from elsewhere, ready to be stored. Times are RFC 3339. */
export type PastSession = {
  id: SessionId;
  externalId: string | null;
  contentHash: string;
  title: string | null;
  metadata: Record<string, string>;
  taskKey: string | null;
  variant: string | null;
  model: string | null;
  userKey: string | null;
  startedAt: string | null;
  endedAt: string | null;
  usage: SessionUsage | null;
  outcomeSuccess: boolean | null;
  agent: AgentConfig;
  events: PastEvent[];
};

export type PastSessionTarget = { agentId: AgentId; agentVersion: number; environmentId: EnvironmentId; importId: ImportId };

/** Identifies a past session within an agent. */
export function dedupeKeyOf(session: Pick<PastSession, "externalId" | "contentHash">): string {
  return session.externalId === null ? `h:${session.contentHash}` : `x:${session.externalId}`;
}

/**
 * Stores those sessions that the agent does not have yet, each with all its events, and returns their ids; the rest are duplicates.
 * Call inside `inWorkspace`; the caller has checked the permission. O(rows), four statements whatever the number of sessions.
 */
export async function insertPastSessions(tx: Tx, ctx: Ctx, target: PastSessionTarget, batch: PastSession[]): Promise<Set<SessionId>> {
  if (batch.length === 0) return new Set();
  const snapshots = new Map(batch.map((session) => [hashOf(session.agent), session.agent]));
  await tx
    .insert(agentSnapshots)
    .values([...snapshots].map(([hash, config]) => ({ workspaceId: ctx.workspaceId, hash, config })))
    .onConflictDoNothing();
  const now = ctx.clock.now().toISOString();
  const rows = batch.map((session) => sessionRow(ctx, target, session, now));
  const inserted = await tx.execute<{ id: SessionId }>(sql`
    insert into sessions (workspace_id, id, agent_id, agent_version, agent_snapshot_hash, environment_id, status, title, metadata, source,
      external_id, dedupe_key, content_hash, import_id, task_key, variant, model, user_key, started_at, ended_at, occurred_at,
      event_count, turn_count, call_count, error_count, usage, outcome_success, outcome_source, created_at, updated_at)
    select workspace_id, id, agent_id, agent_version, agent_snapshot_hash, environment_id, 'terminated', title, metadata, 'import',
      external_id, dedupe_key, content_hash, import_id, task_key, variant, model, user_key, started_at, ended_at, occurred_at,
      event_count, turn_count, call_count, error_count, usage, outcome_success, outcome_source, ${now}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (workspace_id text, id text, agent_id text, agent_version int,
      agent_snapshot_hash text, environment_id text, title text, metadata jsonb, external_id text, dedupe_key text, content_hash text,
      import_id text, task_key text, variant text, model text, user_key text, started_at timestamptz, ended_at timestamptz,
      occurred_at timestamptz, event_count int, turn_count int, call_count int, error_count int, usage jsonb, outcome_success boolean,
      outcome_source text)
    on conflict (workspace_id, agent_id, dedupe_key) do nothing
    returning id`);
  const ids = new Set(inserted.map((row) => row.id));
  await insertEvents(
    tx,
    ctx,
    batch.filter((session) => ids.has(session.id)),
    now,
  );
  await insertSearchWords(
    tx,
    ctx,
    batch.filter((session) => ids.has(session.id)),
  );
  return ids;
}

function sessionRow(ctx: Ctx, target: PastSessionTarget, session: PastSession, now: string) {
  const counts = sessionCounters(session.events);
  return {
    workspace_id: ctx.workspaceId,
    id: session.id,
    agent_id: target.agentId,
    agent_version: target.agentVersion,
    agent_snapshot_hash: hashOf(session.agent),
    environment_id: target.environmentId,
    title: session.title,
    metadata: session.metadata,
    external_id: session.externalId,
    dedupe_key: dedupeKeyOf(session),
    content_hash: session.contentHash,
    import_id: target.importId,
    task_key: session.taskKey,
    variant: session.variant,
    model: session.model,
    user_key: session.userKey,
    started_at: session.startedAt,
    ended_at: session.endedAt,
    occurred_at: session.startedAt ?? now,
    event_count: counts.events,
    turn_count: counts.turns,
    call_count: counts.calls,
    error_count: counts.errors,
    usage: session.usage,
    outcome_success: session.outcomeSuccess,
    outcome_source: session.outcomeSuccess === null ? null : "external",
  };
}

async function insertEvents(tx: Tx, ctx: Ctx, stored: PastSession[], now: string): Promise<void> {
  const rows = stored.flatMap((session) =>
    session.events.map((event, index) => ({
      session_id: session.id,
      seq: index + 1,
      id: event.id,
      type: event.type,
      trust: event.trust,
      payload: event.payload,
      processed_at: event.at ?? now,
    })),
  );
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into session_events (workspace_id, session_id, seq, id, type, trust, payload, processed_at, created_at)
    select ${ctx.workspaceId}, session_id, seq, id, type, trust, payload, processed_at, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (session_id text, seq int, id text, type text, trust text, payload jsonb,
      processed_at timestamptz)`);
}
