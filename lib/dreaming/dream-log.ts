/** What happened to a dream and its changes, and who did it: from its stages, the audit log and the store's history. */
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { auditEntries } from "@/lib/audit/schema";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { getDream, listStages } from "@/lib/dreaming/queries";
import { dreamChanges } from "@/lib/dreaming/schema";
import type { DreamStage, StageView } from "@/lib/dreaming/types";
import type { DreamId } from "@/lib/ids";

const MOST = 500;

export type LogEntry = { at: Date } & (
  | {
      kind: "act";
      action: string;
      by: string | null;
      byType: string;
      changeId: string | null;
      title: string | null;
      details: Record<string, unknown>;
    }
  | { kind: "stage"; stage: DreamStage; event: "started" | StageView["state"]; durationMs: number | null; summary: Record<string, unknown> }
);

/** Newest first; at most 500 acts, `isCut` says that older ones were left out. Whoever reads the dream reads its log. Throws `not_found`. */
export async function readDreamLog(ctx: Ctx, dreamId: DreamId): Promise<{ entries: LogEntry[]; isCut: boolean }> {
  assertCan(ctx.actor, "read");
  const [dream, stages] = [await getDream(ctx, dreamId), await listStages(ctx, dreamId)];
  const acts = await inWorkspace(ctx, async (tx) => {
    const ofChanges = tx
      .select({ id: dreamChanges.id })
      .from(dreamChanges)
      .where(and(eq(dreamChanges.workspaceId, ctx.workspaceId), eq(dreamChanges.dreamId, dreamId)));
    const isAboutIt = and(
      eq(auditEntries.workspaceId, ctx.workspaceId),
      sql`(${auditEntries.subjectId} = ${dreamId} or ${inArray(auditEntries.subjectId, ofChanges)} or (${auditEntries.subjectId} = ${dream.storeId} and ${auditEntries.details} ->> 'dream_id' = ${dreamId}))`,
    );
    return tx
      .select({
        at: auditEntries.at,
        action: auditEntries.action,
        by: auditEntries.actorName,
        byType: auditEntries.actorType,
        subjectType: auditEntries.subjectType,
        subjectId: auditEntries.subjectId,
        details: auditEntries.details,
      })
      .from(auditEntries)
      .where(isAboutIt)
      .orderBy(desc(auditEntries.seq))
      .limit(MOST + 1);
  });
  const entries: LogEntry[] = [
    ...acts.slice(0, MOST).map(({ subjectType, subjectId, ...act }): LogEntry => {
      const { title } = act.details;
      return {
        kind: "act",
        ...act,
        changeId: subjectType === "change" ? subjectId : null,
        title: typeof title === "string" ? title : null,
      };
    }),
    ...stages.flatMap(fromStage),
  ];
  // Stages first where two are of one instant: the act that ended the dream comes out of its last stage.
  return { entries: entries.sort((a, b) => b.at.getTime() - a.at.getTime()), isCut: acts.length > MOST };
}

function fromStage({ stage, state, startedAt, endedAt, summary }: StageView): LogEntry[] {
  const started: LogEntry[] =
    startedAt && !endedAt ? [{ kind: "stage", at: startedAt, stage, event: "started", durationMs: null, summary: {} }] : [];
  const durationMs = startedAt && endedAt ? Math.max(0, endedAt.getTime() - startedAt.getTime()) : null;
  return endedAt ? [{ kind: "stage", at: endedAt, stage, event: state, durationMs, summary }] : started;
}
