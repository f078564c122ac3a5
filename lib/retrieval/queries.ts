import { and, count, desc, eq, inArray, isNull, max, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { MemoryId, SessionId } from "@/lib/ids";
import { learnings } from "@/lib/learnings/schema";
import { exposureItems, exposures } from "@/lib/retrieval/schema";
import type { ExposureCounts, LearningExposure, SessionExposure } from "@/lib/retrieval/types";
import { sessions } from "@/lib/sessions/schema";

const MOST_SHOWN = 200;

const itsExposure = and(eq(exposures.workspaceId, exposureItems.workspaceId), eq(exposures.id, exposureItems.exposureId));

/** What a session was given and what it went without, best first; also what was asked for under the caller's own id of it. At most 200. */
export async function listSessionExposures(ctx: Ctx, sessionId: SessionId): Promise<SessionExposure[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [session] = await tx
      .select({ agentId: sessions.agentId, externalId: sessions.externalId })
      .from(sessions)
      .where(and(eq(sessions.workspaceId, ctx.workspaceId), eq(sessions.id, sessionId)));
    if (!session) return [];
    const byCallersId = and(eq(exposures.agentId, session.agentId), eq(exposures.sessionKey, `x:${session.externalId}`));
    return tx
      .select({
        exposureId: exposureItems.exposureId,
        memoryId: exposureItems.memoryId,
        versionId: exposureItems.memoryVersionId,
        title: learnings.title,
        kind: learnings.kind,
        arm: exposureItems.arm,
        holdoutShare: exposureItems.holdoutShare,
        score: exposureItems.score,
        why: exposureItems.why,
        at: exposureItems.at,
      })
      .from(exposures)
      .innerJoin(exposureItems, itsExposure)
      .innerJoin(learnings, and(eq(learnings.workspaceId, exposureItems.workspaceId), eq(learnings.memoryId, exposureItems.memoryId)))
      .where(
        and(
          eq(exposures.workspaceId, ctx.workspaceId),
          session.externalId === null ? eq(exposures.sessionId, sessionId) : or(eq(exposures.sessionId, sessionId), byCallersId),
        ),
      )
      .orderBy(desc(exposureItems.score), exposureItems.memoryId)
      .limit(MOST_SHOWN);
  });
}

/** How many sessions each learning was given to and kept from; one without any has no entry. */
export async function countExposures(ctx: Ctx, memoryIds: MemoryId[]): Promise<Map<MemoryId, ExposureCounts>> {
  assertCan(ctx.actor, "read");
  if (memoryIds.length === 0) return new Map();
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({
        memoryId: exposureItems.memoryId,
        given: count(sql`case when ${exposureItems.arm} = 'given' then 1 end`),
        withheld: count(sql`case when ${exposureItems.arm} = 'withheld' then 1 end`),
        lastAt: max(exposureItems.at),
      })
      .from(exposureItems)
      .where(and(eq(exposureItems.workspaceId, ctx.workspaceId), inArray(exposureItems.memoryId, memoryIds)))
      .groupBy(exposureItems.memoryId);
    return new Map(rows.map(({ memoryId, ...counts }) => [memoryId, counts]));
  });
}

/** The sessions that a learning was given to or kept from, latest first. */
export async function listLearningExposures(ctx: Ctx, memoryId: MemoryId, limit: number): Promise<LearningExposure[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const byCallersId = alias(sessions, "by_callers_id");
    return (
      tx
        .select({
          exposureId: exposureItems.exposureId,
          agentId: exposures.agentId,
          sessionId: sql<SessionId | null>`coalesce(${exposures.sessionId}, ${byCallersId.id})`,
          sessionKey: exposures.sessionKey,
          versionId: exposureItems.memoryVersionId,
          arm: exposureItems.arm,
          holdoutShare: exposureItems.holdoutShare,
          at: exposureItems.at,
          success: sql<boolean | null>`coalesce(${sessions.outcomeSuccess}, ${byCallersId.outcomeSuccess})`,
        })
        .from(exposureItems)
        .innerJoin(exposures, itsExposure)
        .leftJoin(sessions, and(eq(sessions.workspaceId, exposures.workspaceId), eq(sessions.id, exposures.sessionId)))
        // Imported since: the session that now bears the id that its context was asked for by.
        .leftJoin(
          byCallersId,
          and(
            eq(byCallersId.workspaceId, exposures.workspaceId),
            eq(byCallersId.externalId, sql`substr(${exposures.sessionKey}, 3)`),
            eq(byCallersId.agentId, exposures.agentId),
            isNull(exposures.sessionId),
          ),
        )
        .where(and(eq(exposureItems.workspaceId, ctx.workspaceId), eq(exposureItems.memoryId, memoryId)))
        .orderBy(desc(exposureItems.at), desc(exposureItems.exposureId))
        .limit(limit)
    );
  });
}
