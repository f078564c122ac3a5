/** Publication: every approved change of a dream becomes part of one store revision, or none does. */
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreamChanges, dreams } from "@/lib/dreaming/schema";
import { AppError } from "@/lib/errors";
import { type DreamId, type MemoryId, type MemoryStoreId, newId } from "@/lib/ids";
import { mergeText } from "@/lib/learnings/merge";
import { learnings, learningTombstones } from "@/lib/learnings/schema";
import { writeStore } from "@/lib/learnings/store-writes";
import { memories } from "@/lib/memory/schema";
import type { StoreRevisionView } from "@/lib/memory/types";
import { type AppliedWrite, lockStore, type MemoryWrite } from "@/lib/memory/writes";
import { lowestTrust } from "@/lib/trust";

type ChangeRow = typeof dreamChanges.$inferSelect;
type Head = { id: MemoryId; path: string; content: string; contentSha256: string; isLocked: boolean };
/** `ours` is the store's text now, `theirs` the change's. */
export type PublishConflict = {
  change_id: string;
  path: string;
  reason: "changed" | "deleted" | "locked" | "path_taken";
  base: string | null;
  ours: string | null;
  theirs: string | null;
};
export type PlannedChange = { change: ChangeRow; write: MemoryWrite };

/**
 * Publishes the approved and edited changes of a completed dream as one revision. If the store moved meanwhile, texts are merged line by line.
 * Throws `forbidden`, `not_found`, `invalid_input` (nothing approved), `conflict` (reason `publish_conflict`, with every conflict).
 */
export async function publishChangeSet(ctx: Ctx, dreamId: DreamId, input: { message?: string | null }): Promise<StoreRevisionView> {
  assertCan(ctx.actor, "change.publish");
  return inWorkspace(ctx, async (tx, inner) => {
    const dream = await lockCompletedDream(tx, inner, dreamId);
    await lockStore(tx, inner, dream.storeId);
    const changes = await tx
      .select()
      .from(dreamChanges)
      .where(
        and(
          eq(dreamChanges.workspaceId, ctx.workspaceId),
          eq(dreamChanges.dreamId, dreamId),
          inArray(dreamChanges.decision, ["approved", "edited"]),
          isNull(dreamChanges.publishedRevision),
        ),
      )
      .orderBy(asc(dreamChanges.ordinal));
    if (changes.length === 0)
      throw new AppError("invalid_input", "Approve at least one change first.", { details: { reason: "nothing_approved" } });
    const planned = planWrites(changes, await readHeads(tx, inner, dream.storeId), inner.clock.now().getTime());
    const { revision, applied } = await writeStore(tx, inner, {
      action: "change_set.publish",
      storeId: dream.storeId,
      kind: "publish",
      message: input.message?.trim() || `${changes.length} ${changes.length === 1 ? "change" : "changes"} of a dream`,
      dreamId,
      writes: planned.map((one) => one.write),
      details: { dream_id: dreamId, changes: changes.map((change) => change.id) },
    });
    for (const one of planned) await describeLearning(tx, inner, dream.id, one, applied);
    await tx
      .update(dreamChanges)
      .set({ publishedRevision: revision.number })
      .where(
        and(
          eq(dreamChanges.workspaceId, ctx.workspaceId),
          inArray(
            dreamChanges.id,
            changes.map((change) => change.id),
          ),
        ),
      );
    const now = inner.clock.now();
    await tx
      .update(dreams)
      .set({ publishedRevision: revision.number, settledAt: now, updatedAt: now })
      .where(and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, dreamId)));
    return revision;
  });
}

async function lockCompletedDream(tx: Tx, ctx: Ctx, dreamId: DreamId) {
  const [dream] = await tx
    .select({ id: dreams.id, storeId: dreams.storeId, status: dreams.status })
    .from(dreams)
    .where(and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, dreamId)))
    .for("update");
  if (!dream) throw new AppError("not_found", `There is no dream ${dreamId}.`);
  if (dream.status !== "completed") {
    throw new AppError("invalid_input", `This dream is ${dream.status}; only a completed one can be published.`, {
      details: { reason: "not_completed" },
    });
  }
  return dream;
}

export async function readHeads(tx: Tx, ctx: Ctx, storeId: MemoryStoreId): Promise<Head[]> {
  return tx
    .select({
      id: memories.id,
      path: memories.path,
      content: memories.content,
      contentSha256: memories.contentSha256,
      isLocked: sql<boolean>`coalesce(${learnings.isLocked}, false)`,
    })
    .from(memories)
    .leftJoin(learnings, and(eq(learnings.workspaceId, memories.workspaceId), eq(learnings.memoryId, memories.id)))
    .where(and(eq(memories.workspaceId, ctx.workspaceId), eq(memories.storeId, storeId)));
}

/** Works out every write against the store as it is now. Pure but for the ids it makes. Throws `conflict` with all conflicts at once. */
function planWrites(changes: ChangeRow[], heads: Head[], atMs: number): PlannedChange[] {
  const byId = new Map(heads.map((head) => [head.id, head]));
  const byPath = new Map(heads.map((head) => [head.path, head]));
  const conflicts: PublishConflict[] = [];
  const planned: PlannedChange[] = [];
  for (const change of changes) {
    const result = planWrite(change, change.memoryId ? byId.get(change.memoryId) : undefined, byPath.get(change.path), atMs);
    if ("write" in result) planned.push({ change, write: result.write });
    else conflicts.push({ change_id: change.id, path: change.path, base: change.before, theirs: textOf(change), ...result });
  }
  if (conflicts.length > 0) {
    const paths = conflicts.map((conflict) => conflict.path).join(", ");
    throw new AppError(
      "conflict",
      `The store moved since this dream: ${paths}. Edit or reject ${conflicts.length === 1 ? "that change" : "those changes"}, then publish again.`,
      {
        details: { reason: "publish_conflict", conflicts },
      },
    );
  }
  return planned;
}

function textOf(change: ChangeRow): string | null {
  return change.decision === "edited" ? change.editedContent : change.after;
}

type Clash = Pick<PublishConflict, "reason" | "ours">;

/** The write that a change comes to against the store as it is now, or why it fits no longer. */
export function planWrite(
  change: ChangeRow,
  head: Head | undefined,
  atPath: Head | undefined,
  atMs: number,
): { write: MemoryWrite } | Clash {
  const text = textOf(change);
  if (change.action === "add") {
    if (text === null) return { reason: "changed", ours: null };
    if (atPath) return { reason: "path_taken", ours: atPath.content };
    return { write: { operation: "created", path: change.path, content: text, memoryId: newId("memory", atMs) } };
  }
  if (!head) return { reason: "deleted", ours: null };
  if (head.isLocked) return { reason: "locked", ours: head.content };
  const isUntouched = head.contentSha256 === change.beforeSha256;
  // A merge names the duplicate that goes; its `after` is the text that stays, in its twin.
  if (change.action === "retire" || change.action === "merge") {
    return isUntouched ? { write: { operation: "deleted", memoryId: head.id } } : { reason: "changed", ours: head.content };
  }
  if (text === null) return { reason: "changed", ours: head.content };
  if (isUntouched) return { write: { operation: "modified", memoryId: head.id, content: text } };
  const merged = mergeText(change.before ?? "", head.content, text);
  return merged.ok
    ? { write: { operation: "modified", memoryId: head.id, content: merged.text } }
    : { reason: "changed", ours: head.content };
}

/** What the dream knows about the learning, beside its text; and its evidence. */
export async function describeLearning(
  tx: Tx,
  ctx: Ctx,
  dreamId: DreamId,
  { change, write }: PlannedChange,
  applied: AppliedWrite[],
): Promise<void> {
  const memoryId = write.memoryId;
  if (!memoryId) return;
  const now = ctx.clock.now();
  const key = and(eq(learnings.workspaceId, ctx.workspaceId), eq(learnings.memoryId, memoryId));
  if (write.operation === "deleted") {
    // A merged duplicate lives on in its twin: a tombstone would bar the pattern that was kept.
    if (change.action === "merge") return;
    await tx.insert(learningTombstones).values({
      workspaceId: ctx.workspaceId,
      id: newId("tombstone", now.getTime()),
      storeId: (await tx.select({ storeId: learnings.storeId }).from(learnings).where(key))[0]?.storeId ?? missingLearning(memoryId),
      patternKey: change.patternKey,
      title: change.title,
      reasonCode: "retired",
      reason: change.rationale,
      stats: change.stats,
      dreamId,
      changeId: change.id,
      createdAt: now,
      createdByType: ctx.actor.type,
      createdById: null,
    });
    return;
  }
  const [known] = await tx.select({ trust: learnings.trust }).from(learnings).where(key);
  const isWritten = applied.some((one) => one.memoryId === memoryId);
  await tx
    .update(learnings)
    .set({
      status: "published",
      origin: "dream",
      patternKey: change.patternKey,
      family: change.family,
      stats: change.stats,
      supportSessions: change.stats.support,
      trust: change.action === "add" ? change.trust : lowestTrust([known?.trust ?? change.trust, change.trust]),
      modelsValidated: change.models,
      dreamId,
      changeId: change.id,
      updatedAt: now,
      ...(isWritten && change.action !== "reinforce" ? { isEditedByPerson: change.decision === "edited" } : {}),
    })
    .where(key);
  await tx.execute(sql`
    insert into learning_evidence (workspace_id, memory_id, event_id, at, session_id, quote, polarity, trust, dream_id)
    select workspace_id, ${memoryId}, event_id, at, session_id, quote, polarity, trust, dream_id from dream_evidence
    where workspace_id = ${ctx.workspaceId} and dream_id = ${dreamId} and pattern_key = ${change.patternKey}
    on conflict do nothing`);
}

function missingLearning(memoryId: MemoryId): never {
  throw new AppError("internal", `Memory ${memoryId} has no learning.`);
}
