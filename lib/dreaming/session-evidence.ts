/** What of one session the dreams used: the spans that their changes rest on. */
import { and, asc, eq, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreamChanges, dreamEvidence, dreams } from "@/lib/dreaming/schema";
import type { ChangeAction, DecisionStatus, Polarity } from "@/lib/dreaming/types";
import type { ChangeId, DreamId, EventId, MemoryId, SessionId } from "@/lib/ids";
import { learnings } from "@/lib/learnings/schema";
import type { LearningStatus } from "@/lib/learnings/types";
import { sessionEvents } from "@/lib/sessions/schema";
import type { Trust } from "@/lib/trust";

export type SessionEvidenceView = {
  eventId: EventId;
  /** Null once the event is gone. */
  seq: number | null;
  at: string;
  quote: string;
  polarity: Polarity;
  trust: Trust;
  dreamId: DreamId;
  changeId: ChangeId;
  title: string;
  action: ChangeAction;
  decision: DecisionStatus;
  isHeld: boolean;
  publishedRevision: number | null;
  /** The learning that the change made or changed, once published. */
  memoryId: MemoryId | null;
  learningStatus: LearningStatus | null;
};

/** Those of completed dreams; the named change first, then the published, then the latest. At most `limit`. */
export async function listSessionEvidence(
  ctx: Ctx,
  { sessionId, changeId, limit }: { sessionId: SessionId; changeId?: ChangeId | null; limit: number },
): Promise<SessionEvidenceView[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, (tx) =>
    tx
      .select({
        eventId: dreamEvidence.eventId,
        seq: sessionEvents.seq,
        at: dreamEvidence.at,
        quote: dreamEvidence.quote,
        polarity: dreamEvidence.polarity,
        trust: dreamEvidence.trust,
        dreamId: dreamEvidence.dreamId,
        changeId: dreamChanges.id,
        title: dreamChanges.title,
        action: dreamChanges.action,
        decision: dreamChanges.decision,
        isHeld: dreamChanges.isHeld,
        publishedRevision: dreamChanges.publishedRevision,
        memoryId: learnings.memoryId,
        learningStatus: learnings.status,
      })
      .from(dreamEvidence)
      .innerJoin(
        dreamChanges,
        and(
          eq(dreamChanges.workspaceId, dreamEvidence.workspaceId),
          eq(dreamChanges.dreamId, dreamEvidence.dreamId),
          eq(dreamChanges.patternKey, dreamEvidence.patternKey),
        ),
      )
      .innerJoin(dreams, and(eq(dreams.workspaceId, dreamEvidence.workspaceId), eq(dreams.id, dreamEvidence.dreamId)))
      .leftJoin(sessionEvents, and(eq(sessionEvents.workspaceId, dreamEvidence.workspaceId), eq(sessionEvents.id, dreamEvidence.eventId)))
      .leftJoin(
        learnings,
        and(
          eq(learnings.workspaceId, dreamEvidence.workspaceId),
          eq(learnings.storeId, dreams.storeId),
          eq(learnings.patternKey, dreamChanges.patternKey),
          sql`${dreamChanges.publishedRevision} is not null`,
        ),
      )
      .where(
        and(
          eq(dreamEvidence.workspaceId, ctx.workspaceId),
          eq(dreamEvidence.sessionId, sessionId),
          sql`(${dreams.status} = 'completed' and ${dreams.archivedAt} is null or ${dreamChanges.id} = ${changeId ?? ""})`,
        ),
      )
      .orderBy(
        sql`${dreamChanges.id} = ${changeId ?? ""} desc`,
        sql`${dreamChanges.publishedRevision} is null`,
        sql`${dreamChanges.id} desc`,
        asc(dreamEvidence.ordinal),
      )
      .limit(limit),
  );
}
