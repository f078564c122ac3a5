/** What the page of a live session shows beside its log: how it stands, why, and what it waits for. One read. */
import { and, eq, inArray, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { EventId, SessionId } from "@/lib/ids";
import type { StopReason, ToolCallKind } from "@/lib/sessions/live-types";
import { sessions } from "@/lib/sessions/schema";
import type { SessionSource, SessionStatus } from "@/lib/sessions/types";

/** A call that a person or their program must answer before the session can go on. */
export type OpenCall = {
  eventId: EventId;
  seq: number;
  name: string;
  kind: ToolCallKind;
  /** `asked` waits for yes or no, `pending` for a result. */
  state: "asked" | "pending";
  mcpServer: string | null;
  input: Record<string, unknown>;
};

/** Instants as texts: it travels as JSON. Money at list prices, in millionths of a US dollar. */
export type LiveFacts = {
  status: SessionStatus;
  source: SessionSource;
  stopReason: StopReason | null;
  isArchived: boolean;
  retryAt: string | null;
  /** When the model was asked for what it is saying now. */
  requestedAt: string | null;
  headSeq: number;
  turnCount: number;
  callCount: number;
  errorCount: number;
  inputTokens: number;
  cacheReadTokens: number;
  cacheWrite5mTokens: number;
  cacheWrite1hTokens: number;
  outputTokens: number;
  costMicroUsd: number;
  hasUnpriced: boolean;
  budgetMicroUsd: number | null;
  /** The latest error's message, where the session failed or is trying again. */
  error: string | null;
  calls: OpenCall[];
};

/** Null for a session that was imported, or is not there. Throws `forbidden`. */
export async function findLiveFacts(ctx: Ctx, sessionId: SessionId): Promise<LiveFacts | null> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const ofSession = (alias: string) => sql.raw(`${alias}.workspace_id = s.workspace_id and ${alias}.session_id = s.id`);
    const [row] = await tx.execute<LiveFacts>(sql`
      select s.status, s.source, l.stop_reason as "stopReason", s.archived_at is not null as "isArchived",
        to_json(l.retry_at) #>> '{}' as "retryAt",
        (select to_json(r.processed_at) #>> '{}' from session_events r where ${ofSession("r")} and r.id = l.request_id) as "requestedAt",
        l.head_seq as "headSeq", s.turn_count as "turnCount", s.call_count as "callCount", s.error_count as "errorCount",
        l.input_tokens::float8 as "inputTokens", l.cache_read_tokens::float8 as "cacheReadTokens",
        l.cache_write_5m_tokens::float8 as "cacheWrite5mTokens", l.cache_write_1h_tokens::float8 as "cacheWrite1hTokens",
        l.output_tokens::float8 as "outputTokens", l.cost_micro_usd::float8 as "costMicroUsd", l.has_unpriced as "hasUnpriced",
        l.budget_micro_usd::float8 as "budgetMicroUsd",
        case when s.status = 'rescheduling' or l.stop_reason->>'type' = 'retries_exhausted' then (
          select e.payload #>> '{error,message}' from session_events e
          where ${ofSession("e")} and e.seq > l.head_seq - ${ERROR_WITHIN} and e.type = 'session.error' order by e.seq desc limit 1
        ) end as error,
        coalesce((
          select jsonb_agg(jsonb_build_object('eventId', c.event_id, 'seq', e.seq, 'name', c.name, 'kind', c.kind, 'state', c.state,
            'mcpServer', c.mcp_server, 'input', c.input) order by c.position)
          from session_tool_calls c join session_events e on e.workspace_id = c.workspace_id and e.id = c.event_id
          where ${ofSession("c")} and (c.state = 'asked' or (c.kind = 'custom' and c.state = 'pending'))
        ), '[]'::jsonb) as calls
      from sessions s join live_sessions l on l.workspace_id = s.workspace_id and l.session_id = s.id
      where s.workspace_id = ${ctx.workspaceId} and s.id = ${sessionId}`);
    return row ?? null;
  });
}

/** The error that stopped or delays a session stands among its last events. */
const ERROR_WITHIN = 20;

/** The state of each of those sessions that is here. Throws `forbidden`. */
export async function listStatuses(ctx: Ctx, ids: readonly SessionId[]): Promise<Record<SessionId, SessionStatus>> {
  assertCan(ctx.actor, "read");
  if (ids.length === 0) return {};
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({ id: sessions.id, status: sessions.status })
      .from(sessions)
      .where(and(eq(sessions.workspaceId, ctx.workspaceId), inArray(sessions.id, [...ids])));
    return Object.fromEntries(rows.map(({ id, status }) => [id, status]));
  });
}
