/** What the trace of one session reads: a stretch of its log and what belongs to it on either side. */
import { and, asc, eq, gt, gte, inArray, lt, lte, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { EventId, SessionId } from "@/lib/ids";
import { sessionEvents } from "@/lib/sessions/schema";
import type { SessionEvent } from "@/lib/sessions/types";

const eventColumns = {
  id: sessionEvents.id,
  seq: sessionEvents.seq,
  type: sessionEvents.type,
  trust: sessionEvents.trust,
  payload: sessionEvents.payload,
  processedAt: sessionEvents.processedAt,
};

/** The call that a result names, the start that the end of a model request names. */
const callOf = sql`coalesce(${sessionEvents.payload}->>'custom_tool_use_id', ${sessionEvents.payload}->>'tool_use_id', ${sessionEvents.payload}->>'mcp_tool_use_id', ${sessionEvents.payload}->>'model_request_start_id')`;

const inSession = (ctx: Ctx, sessionId: SessionId) =>
  and(eq(sessionEvents.workspaceId, ctx.workspaceId), eq(sessionEvents.sessionId, sessionId));

/** Events `fromSeq` to `fromSeq + limit - 1`, in the order of the log; none for a session of another workspace. */
export async function listEventRange(
  ctx: Ctx,
  { sessionId, fromSeq, limit }: { sessionId: SessionId; fromSeq: number; limit: number },
): Promise<SessionEvent[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, (tx) =>
    tx
      .select(eventColumns)
      .from(sessionEvents)
      .where(and(inSession(ctx, sessionId), gte(sessionEvents.seq, fromSeq), lt(sessionEvents.seq, fromSeq + limit)))
      .orderBy(asc(sessionEvents.seq)),
  );
}

/** Those events of the session, in the order of the log. */
export async function listEventsAt(ctx: Ctx, { sessionId, seqs }: { sessionId: SessionId; seqs: number[] }): Promise<SessionEvent[]> {
  assertCan(ctx.actor, "read");
  if (seqs.length === 0) return [];
  return inWorkspace(ctx, (tx) =>
    tx
      .select(eventColumns)
      .from(sessionEvents)
      .where(and(inSession(ctx, sessionId), inArray(sessionEvents.seq, seqs)))
      .orderBy(asc(sessionEvents.seq)),
  );
}

/** The results of those calls that stand behind `afterSeq`: a call at the end of a page has its result on the next one. */
export async function findResultsAfter(
  ctx: Ctx,
  { sessionId, callIds, afterSeq }: { sessionId: SessionId; callIds: EventId[]; afterSeq: number },
): Promise<SessionEvent[]> {
  assertCan(ctx.actor, "read");
  if (callIds.length === 0) return [];
  return inWorkspace(ctx, (tx) =>
    tx
      .select(eventColumns)
      .from(sessionEvents)
      .where(and(inSession(ctx, sessionId), gt(sessionEvents.seq, afterSeq), inArray(callOf, callIds)))
      .orderBy(asc(sessionEvents.seq))
      .limit(callIds.length),
  );
}

/** One event of a session in short: enough to lay out the trace, none of its text but the beginning of what a user said. */
export type OutlineEvent = {
  id: EventId;
  seq: number;
  type: string;
  at: Date | null;
  /** The tool, of a call. */
  tool: string | null;
  /** The call that a result answers. */
  callId: EventId | null;
  thread: string | null;
  isError: boolean;
  /** Of a user's message. */
  words: string | null;
};

/** The first `limit` events after `afterSeq` in the order of the log, in one read. O(events). */
export async function listOutline(
  ctx: Ctx,
  { sessionId, afterSeq = 0, limit }: { sessionId: SessionId; afterSeq?: number; limit: number },
): Promise<OutlineEvent[]> {
  assertCan(ctx.actor, "read");
  const { payload, type } = sessionEvents;
  return inWorkspace(ctx, (tx) =>
    tx
      .select({
        id: sessionEvents.id,
        seq: sessionEvents.seq,
        type,
        at: sessionEvents.processedAt,
        tool: sql<string | null>`case when ${type} like '%tool_use' then ${payload}->>'name' end`,
        callId: sql<EventId | null>`case when ${type} like '%tool_result' or ${type} = 'span.model_request_end' then ${callOf} end`,
        thread: sql<string | null>`${payload}->>'session_thread_id'`,
        isError: sql<boolean>`coalesce(${payload}->'is_error' = 'true'::jsonb, false)`,
        words: sql<
          string | null
        >`case when ${type} = 'user.message' then left(jsonb_path_query_first(${payload}, '$.content[*] ? (@.type == "text").text') #>> '{}', ${OUTLINE_WORDS}) end`,
      })
      .from(sessionEvents)
      .where(and(inSession(ctx, sessionId), gt(sessionEvents.seq, afterSeq), lte(sessionEvents.seq, afterSeq + limit)))
      .orderBy(asc(sessionEvents.seq)),
  );
}
const OUTLINE_WORDS = 400;

/**
 * The places of a text in a session's events, whatever the case: in any string of them, not in the names of fields. At most `limit`, in order.
 * O(bytes of the session).
 */
export async function searchEvents(
  ctx: Ctx,
  { sessionId, text, limit }: { sessionId: SessionId; text: string; limit: number },
): Promise<number[]> {
  assertCan(ctx.actor, "read");
  const written = JSON.stringify(text).slice(1, -1);
  const like = `%${written.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const path = `strict $.** ? (@.type() == "string" && @ like_regex ${JSON.stringify(text)} flag "iq")`;
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({ seq: sessionEvents.seq })
      .from(sessionEvents)
      .where(
        and(
          inSession(ctx, sessionId),
          sql`${sessionEvents.payload}::text ilike ${like}`,
          sql`jsonb_path_exists(${sessionEvents.payload}, ${path}::text::jsonpath)`,
        ),
      )
      .orderBy(asc(sessionEvents.seq))
      .limit(limit);
    return rows.map((row) => row.seq);
  });
}

export type ErrorPlace = { id: EventId; seq: number; words: string };

/** The results that are errors, in order, each with its beginning. */
export async function listErrors(ctx: Ctx, { sessionId, limit }: { sessionId: SessionId; limit: number }): Promise<ErrorPlace[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, (tx) =>
    tx
      .select({
        id: sessionEvents.id,
        seq: sessionEvents.seq,
        words: sql<string>`coalesce(left(jsonb_path_query_first(${sessionEvents.payload}, '$.content[*] ? (@.type == "text").text') #>> '{}', 120), '')`,
      })
      .from(sessionEvents)
      .where(and(inSession(ctx, sessionId), sql`${sessionEvents.payload}->'is_error' = 'true'::jsonb`))
      .orderBy(asc(sessionEvents.seq))
      .limit(limit),
  );
}
