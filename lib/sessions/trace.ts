/** What the trace of one session reads: a stretch of its log and what belongs to it on either side. */
import { and, asc, eq, gt, gte, inArray, lt, sql } from "drizzle-orm";
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

/** The results of those calls that stand behind `afterSeq`: a call at the end of a page has its result on the next one. */
export async function findResultsAfter(
  ctx: Ctx,
  { sessionId, callIds, afterSeq }: { sessionId: SessionId; callIds: EventId[]; afterSeq: number },
): Promise<SessionEvent[]> {
  assertCan(ctx.actor, "read");
  if (callIds.length === 0) return [];
  const callOf = sql`coalesce(${sessionEvents.payload}->>'custom_tool_use_id', ${sessionEvents.payload}->>'tool_use_id', ${sessionEvents.payload}->>'mcp_tool_use_id')`;
  return inWorkspace(ctx, (tx) =>
    tx
      .select(eventColumns)
      .from(sessionEvents)
      .where(and(inSession(ctx, sessionId), gt(sessionEvents.seq, afterSeq), inArray(callOf, callIds)))
      .orderBy(asc(sessionEvents.seq))
      .limit(callIds.length),
  );
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
