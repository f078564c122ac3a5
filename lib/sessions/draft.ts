/** One change of a live session: its row is locked, events are numbered, and everything is written at once when the work is done. */
import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace, notifyAfterCommit } from "@/lib/db/workspace-transaction";
import { queueWork, stopWork } from "@/lib/environments/work/queue";
import { AppError } from "@/lib/errors";
import { type AgentId, type EnvironmentId, type EventId, newId, type SessionId } from "@/lib/ids";
import { LIVE_CHANNEL, newsPayload } from "@/lib/live";
import { sessionCounters } from "@/lib/sessions/event-counters";
import type { liveSessions } from "@/lib/sessions/live-schema";
import type { StopReason } from "@/lib/sessions/live-types";
import { LOG_CHANNEL, notify, WAKE_CHANNEL } from "@/lib/sessions/notifications";
import type { SessionEvent, SessionSource, SessionStatus } from "@/lib/sessions/types";
import type { Trust } from "@/lib/trust";
import { recordWebhookEvent } from "@/lib/webhooks/outbox";
import type { WebhookEventType } from "@/lib/webhooks/types";

export type LiveState = Omit<typeof liveSessions.$inferSelect, "workspaceId" | "sessionId">;

/** What of the session's own row the work may need. */
export type LiveSession = {
  id: SessionId;
  agentId: AgentId;
  environmentId: EnvironmentId;
  source: SessionSource;
  status: SessionStatus;
  archivedAt: Date | null;
  /** Of the configuration it runs with. */
  snapshotHash: string;
};

export type NewEvent = {
  id?: EventId;
  type: string;
  trust: Trust;
  payload?: Record<string, unknown>;
  /** Null while it is queued; now where left out. */
  processedAt?: Date | null;
};

export type SessionDraft = {
  readonly tx: Tx;
  readonly ctx: Ctx;
  readonly now: Date;
  readonly session: LiveSession;
  /** May be changed; saved with the rest. */
  readonly state: LiveState;
  append(event: NewEvent): SessionEvent;
  /** Queued events that take effect now. */
  process(events: readonly { seq: number }[]): void;
  /** Enters `running`, saying so in the log. Nothing where it runs already. */
  run(): void;
  /** Comes to rest, saying why. */
  rest(reason: StopReason, details?: Record<string, unknown> | null): void;
  reschedule(): void;
  terminate(): void;
  /** Sees to it that the environment has a worker for the session. */
  queue(): void;
  /** Deletes the session with everything in it. */
  remove(): void;
  /** Makes sure that a run of the agent loop sees what changed. */
  wake(): void;
  /** A write that is under way: waited for with the rest, so that it leaves together with what follows. */
  defer(write: Promise<unknown>): void;
  /** Tells what happened to those who asked to be called; written with the rest. */
  tell(type: WebhookEventType): void;
};

type LockedRow = LiveState & LiveSession;

/**
 * Locks the session for the rest of the transaction; null where there is no live one. Two statements: one that waited for a lock sees the locked
 * row as it is now, but the rows joined to it as they were before it waited.
 */
async function lockSession(tx: Tx, ctx: Ctx, sessionId: SessionId): Promise<LockedRow | null> {
  const locked = tx.execute(
    sql`select 1 from live_sessions where workspace_id = ${ctx.workspaceId} and session_id = ${sessionId} for update`,
  );
  const read = tx.execute<Record<string, unknown>>(sql`
    select s.id, s.agent_id as "agentId", s.environment_id as "environmentId", s.source, s.status, s.archived_at as "archivedAt", s.agent_snapshot_hash as "snapshotHash",
      l.head_seq as "headSeq", l.run, l.is_active as "isActive", l.activated_at as "activatedAt", l.picked_up_at as "pickedUpAt",
      l.stop_reason as "stopReason", l.request_id as "requestId", l.failures, l.retry_at as "retryAt", l.turn_requests as "turnRequests",
      l.interrupt_id as "interruptId", l.context_from as "contextFrom", l.message_count as "messageCount", l.context_tokens as "contextTokens",
      l.running_since as "runningSince", l.active_ms::float8 as "activeMs", l.input_tokens::float8 as "inputTokens",
      l.output_tokens::float8 as "outputTokens", l.cache_read_tokens::float8 as "cacheReadTokens",
      l.cache_write_5m_tokens::float8 as "cacheWrite5mTokens", l.cache_write_1h_tokens::float8 as "cacheWrite1hTokens",
      l.cost_micro_usd::float8 as "costMicroUsd", l.has_unpriced as "hasUnpriced", l.budget_micro_usd::float8 as "budgetMicroUsd",
      l.indexed_seq as "indexedSeq"
    from live_sessions l join sessions s on s.workspace_id = l.workspace_id and s.id = l.session_id
    where l.workspace_id = ${ctx.workspaceId} and l.session_id = ${sessionId}`);
  const [, [row]] = await Promise.all([locked, read]);
  if (!row) return null;
  for (const key of ["archivedAt", "activatedAt", "pickedUpAt", "retryAt", "runningSince"]) {
    const value = row[key];
    row[key] = value === null || value instanceof Date ? value : new Date(String(value));
  }
  return row as LockedRow;
}

/**
 * Runs `work` on the locked session and saves what it changed, in one transaction. Two never change a session at once, and events are numbered
 * without a gap. Throws `not_found`, and `conflict` for an imported session, which is history.
 */
export async function changeSession<T>(ctx: Ctx, sessionId: SessionId, work: (draft: SessionDraft) => Promise<T>): Promise<T> {
  return inWorkspace(ctx, async (tx, inner) => {
    const row = await lockSession(tx, inner, sessionId);
    if (!row) {
      const [past] = await tx.execute(sql`select 1 from sessions where workspace_id = ${ctx.workspaceId} and id = ${sessionId}`);
      if (past)
        throw new AppError("conflict", "An imported session is history: it can't go on.", { details: { reason: "session_imported" } });
      throw new AppError("not_found", `There is no session ${sessionId}.`);
    }
    const open = openDraft(tx, inner, row);
    const result = await work(open.draft);
    await open.save();
    return result;
  });
}

/** For a session that this very transaction makes: `work` gets it before anybody else can see it. */
export async function beginSession<T>(
  tx: Tx,
  ctx: Ctx,
  session: LiveSession,
  state: LiveState,
  work: (draft: SessionDraft) => Promise<T>,
): Promise<T> {
  const open = openDraft(tx, ctx, { ...session, ...state });
  const result = await work(open.draft);
  await open.save();
  return result;
}

function openDraft(tx: Tx, ctx: Ctx, row: LockedRow): { draft: SessionDraft; save: () => Promise<void> } {
  const now = ctx.clock.now();
  const { id, agentId, environmentId, source, status, archivedAt, snapshotHash, ...state } = row;
  const session: LiveSession = { id, agentId, environmentId, source, status, archivedAt, snapshotHash };
  const firstSeq = state.headSeq + 1;
  const appended: SessionEvent[] = [];
  const processed: number[] = [];
  const told: WebhookEventType[] = [];
  const deferred: Promise<unknown>[] = [];
  let mustWake = false;
  let isQueued = false;
  let isRemoved = false;

  const stopClock = () => {
    if (state.runningSince) state.activeMs += Math.max(0, now.getTime() - state.runningSince.getTime());
    state.runningSince = null;
  };
  const draft: SessionDraft = {
    tx,
    ctx,
    now,
    session,
    state,
    append(event) {
      state.headSeq += 1;
      const stored: SessionEvent = {
        id: event.id ?? newId("event", now.getTime()),
        seq: state.headSeq,
        type: event.type,
        trust: event.trust,
        payload: event.payload ?? {},
        processedAt: event.processedAt === undefined ? now : event.processedAt,
      };
      appended.push(stored);
      return stored;
    },
    process(events) {
      for (const { seq } of events) {
        const fresh = appended.find((event) => event.seq === seq);
        if (fresh) fresh.processedAt = now;
        else processed.push(seq);
      }
    },
    run() {
      if (session.status === "running") return;
      session.status = "running";
      state.stopReason = null;
      state.runningSince ??= now;
      draft.append({ type: "session.status_running", trust: "operator" });
      told.push("session.running", "session.status_run_started");
    },
    rest(reason, details = null) {
      stopClock();
      session.status = "idle";
      state.stopReason = reason;
      draft.append({ type: "session.status_idle", trust: "operator", payload: { stop_reason: reason, stop_details: details } });
      told.push("session.idled", "session.status_idled");
      if (reason.type === "requires_action") told.push("session.requires_action");
      if (reason.type === "budget_reached") told.push("session.budget_reached");
    },
    reschedule() {
      session.status = "rescheduling";
      draft.append({ type: "session.status_rescheduled", trust: "operator" });
      told.push("session.status_rescheduled");
    },
    terminate() {
      stopClock();
      session.status = "terminated";
      draft.append({ type: "session.status_terminated", trust: "operator" });
      told.push("session.status_terminated");
    },
    queue() {
      isQueued = true;
    },
    remove() {
      isRemoved = true;
      told.push("session.deleted");
    },
    wake() {
      mustWake = true;
    },
    defer(write) {
      // A failure is thrown where all are waited for.
      write.catch(() => undefined);
      deferred.push(write);
    },
    tell(type) {
      told.push(type);
    },
  };

  const save = async () => {
    const isOver = session.status === "terminated" || session.archivedAt !== null;
    // Before the rows are written: who serves the session may be waiting for its item.
    if (isRemoved || (isOver && !(status === "terminated" || archivedAt !== null))) await stopWork(tx, ctx, id);
    else if (isQueued && session.source === "live") await queueWork(tx, ctx, { environmentId, sessionId: id });
    for (const type of new Set(told)) draft.defer(recordWebhookEvent(ctx, { type, id }));
    if (isRemoved) {
      await Promise.all(deferred);
      await tx.execute(sql`delete from sessions where workspace_id = ${ctx.workspaceId} and id = ${id}`);
      // Its log is gone: whoever finds nothing to read at that place knows that it was deleted.
      await notify(ctx, LOG_CHANNEL, [ctx.workspaceId, id, firstSeq, firstSeq, []]);
      return;
    }
    if (mustWake && !state.isActive) Object.assign(state, { isActive: true, run: state.run + 1, activatedAt: now, pickedUpAt: null });
    if (session.status !== status) notifyAfterCommit(tx, LIVE_CHANNEL, newsPayload(ctx, { topic: "sessions", id }));
    // On one connection these leave together: the answers are waited for once.
    await Promise.all([
      ...deferred,
      ...(appended.length > 0 ? [insertEvents(tx, ctx, id, now, appended)] : []),
      ...(processed.length > 0 ? [markProcessed(tx, ctx, id, now, processed)] : []),
      saveState(tx, ctx, id, state),
      saveSession(tx, ctx, session, state, now, appended),
      ...(appended.length > 0 || processed.length > 0 ? [tellStreams(ctx, id, firstSeq, state.headSeq, processed)] : []),
      ...(mustWake ? [notify(ctx, WAKE_CHANNEL, [ctx.workspaceId, id, state.run])] : []),
    ]);
  };
  return { draft, save };
}

/** A notification holds so many numbers at most; more are said in several. */
const PROCESSED_AT_ONCE = 500;

async function tellStreams(ctx: Ctx, id: SessionId, from: number, to: number, processed: number[]): Promise<void> {
  await notify(ctx, LOG_CHANNEL, [ctx.workspaceId, id, from, to, processed.slice(0, PROCESSED_AT_ONCE)]);
  for (let at = PROCESSED_AT_ONCE; at < processed.length; at += PROCESSED_AT_ONCE) {
    await notify(ctx, LOG_CHANNEL, [ctx.workspaceId, id, to + 1, to, processed.slice(at, at + PROCESSED_AT_ONCE)]);
  }
}

async function insertEvents(tx: Tx, ctx: Ctx, sessionId: SessionId, now: Date, events: readonly SessionEvent[]): Promise<void> {
  const rows = events.map((event) => ({
    seq: event.seq,
    id: event.id,
    type: event.type,
    trust: event.trust,
    payload: event.payload,
    processed_at: event.processedAt?.toISOString() ?? null,
  }));
  await tx.execute(sql`
    insert into session_events (workspace_id, session_id, seq, id, type, trust, payload, processed_at, created_at)
    select ${ctx.workspaceId}, ${sessionId}, seq, id, type, trust, payload, processed_at, ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (seq int, id text, type text, trust text, payload jsonb, processed_at timestamptz)`);
}

async function markProcessed(tx: Tx, ctx: Ctx, sessionId: SessionId, now: Date, seqs: readonly number[]): Promise<void> {
  await tx.execute(sql`
    update session_events set processed_at = ${now.toISOString()}::timestamptz
    where workspace_id = ${ctx.workspaceId} and session_id = ${sessionId} and processed_at is null
      and seq in (select value::int from jsonb_array_elements_text(${JSON.stringify(seqs)}::text::jsonb))`);
}

async function saveState(tx: Tx, ctx: Ctx, sessionId: SessionId, state: LiveState): Promise<void> {
  const at = (value: Date | null) => value?.toISOString() ?? null;
  await tx.execute(sql`
    update live_sessions set head_seq = ${state.headSeq}, run = ${state.run}, is_active = ${state.isActive},
      activated_at = ${at(state.activatedAt)}::timestamptz, picked_up_at = ${at(state.pickedUpAt)}::timestamptz,
      stop_reason = ${state.stopReason === null ? null : JSON.stringify(state.stopReason)}::text::jsonb, request_id = ${state.requestId},
      failures = ${state.failures}, retry_at = ${at(state.retryAt)}::timestamptz, turn_requests = ${state.turnRequests},
      interrupt_id = ${state.interruptId}, context_from = ${state.contextFrom}, message_count = ${state.messageCount},
      context_tokens = ${state.contextTokens}, running_since = ${at(state.runningSince)}::timestamptz, active_ms = ${Math.round(state.activeMs)},
      input_tokens = ${state.inputTokens}, output_tokens = ${state.outputTokens}, cache_read_tokens = ${state.cacheReadTokens},
      cache_write_5m_tokens = ${state.cacheWrite5mTokens}, cache_write_1h_tokens = ${state.cacheWrite1hTokens},
      cost_micro_usd = ${state.costMicroUsd}, has_unpriced = ${state.hasUnpriced}, budget_micro_usd = ${state.budgetMicroUsd},
      indexed_seq = ${state.indexedSeq}
    where workspace_id = ${ctx.workspaceId} and session_id = ${sessionId}`);
}

async function saveSession(
  tx: Tx,
  ctx: Ctx,
  session: LiveSession,
  state: LiveState,
  now: Date,
  appended: readonly SessionEvent[],
): Promise<void> {
  const counts = sessionCounters(appended);
  const usage = {
    inputTokens: state.inputTokens + state.cacheReadTokens + state.cacheWrite5mTokens + state.cacheWrite1hTokens,
    outputTokens: state.outputTokens,
  };
  const nowText = now.toISOString();
  await tx.execute(sql`
    update sessions set status = ${session.status}, archived_at = ${session.archivedAt?.toISOString() ?? null}::timestamptz,
      event_count = event_count + ${counts.events}, turn_count = turn_count + ${counts.turns}, call_count = call_count + ${counts.calls},
      error_count = error_count + ${counts.errors},
      usage = case when ${usage.inputTokens + usage.outputTokens}::float8 > 0 then ${JSON.stringify(usage)}::text::jsonb else usage end,
      cost_micro_usd = ${usage.inputTokens + usage.outputTokens > 0 && !state.hasUnpriced ? state.costMicroUsd : null}::bigint,
      started_at = case when ${counts.events}::int > 0 then coalesce(started_at, ${nowText}::timestamptz) else started_at end,
      ended_at = case when ${session.status} in ('idle', 'terminated') and ${counts.events}::int > 0 then ${nowText}::timestamptz else ended_at end,
      updated_at = ${nowText}::timestamptz
    where workspace_id = ${ctx.workspaceId} and id = ${session.id}`);
}
