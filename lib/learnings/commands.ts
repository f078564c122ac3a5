import { and, eq } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan, assertCanUseStore } from "@/lib/auth/policy";
import { asSystem, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { MemoryId, MemoryStoreId } from "@/lib/ids";
import type { RollbackInput, UpdateMemoryInput } from "@/lib/learnings/inputs";
import { checkMemoryPath } from "@/lib/learnings/paths";
import { listLockedMemories } from "@/lib/learnings/queries";
import { learnings } from "@/lib/learnings/schema";
import { toMemoryWrite, writeStore } from "@/lib/learnings/store-writes";
import { announce } from "@/lib/live";
import { diffStates, getMemory, revisionAt, stateAtRevision } from "@/lib/memory/queries";
import { memories } from "@/lib/memory/schema";
import type { MemoryView, RevisionDiffEntry, StoreRevisionView } from "@/lib/memory/types";
import { lockStore, type MemoryWrite } from "@/lib/memory/writes";

/**
 * Changes a memory's text, path or both as one store revision; earlier versions stay readable. Without an effect there is no new version.
 * Throws `forbidden`, `not_found`, `conflict` (reasons `locked`, `path_conflict`), `precondition_failed` (the text changed since).
 */
export async function updateMemory(
  ctx: Ctx,
  target: { storeId: MemoryStoreId; memoryId: MemoryId },
  input: UpdateMemoryInput,
  message: string | null = null,
): Promise<MemoryView> {
  assertCanUseStore(ctx.actor, target.storeId, "memory.write");
  if (input.path !== undefined) checkMemoryPath(input.path);
  return inWorkspace(ctx, async (tx, inner) => {
    await lockStore(tx, inner, target.storeId);
    const current = await getMemory(asSystem(inner, "learnings"), target.storeId, target.memoryId);
    const isSame = (input.content ?? current.content) === current.content && (input.path ?? current.path) === current.path;
    if (isSame) return current;
    if (input.precondition && input.precondition.content_sha256 !== current.contentSha256) {
      throw new AppError("precondition_failed", "The text changed since you read it. Read it again and merge.", {
        details: { reason: "content_changed", current_sha256: current.contentSha256 },
      });
    }
    await assertUnlocked(tx, inner, target.memoryId);
    const kind = ctx.actor.type === "user" ? "edit" : "api";
    await writeStore(tx, inner, {
      action: "memory.update",
      storeId: target.storeId,
      kind,
      message,
      writes: [{ operation: "modified", memoryId: target.memoryId, path: input.path, content: input.content }],
      details: { memory_id: target.memoryId },
    });
    return getMemory(asSystem(inner, "learnings"), target.storeId, target.memoryId);
  });
}

/**
 * Gives a memory the text that an earlier version had, as a new version; a deleted memory comes back.
 * Throws `forbidden`, `not_found`, `conflict` (reasons `locked`, `redacted`).
 */
export async function restoreMemoryVersion(
  ctx: Ctx,
  target: { storeId: MemoryStoreId; memoryId: MemoryId },
  version: { path: string | null; content: string | null; revision: number },
): Promise<StoreRevisionView> {
  assertCan(ctx.actor, "memory.write");
  const { path, content } = version;
  if (path === null || content === null) {
    throw new AppError("conflict", "This version has no text to go back to: it was redacted or is a deletion.", {
      details: { reason: "redacted" },
    });
  }
  return inWorkspace(ctx, async (tx, inner) => {
    await lockStore(tx, inner, target.storeId);
    await assertUnlocked(tx, inner, target.memoryId);
    const [head] = await tx
      .select({ id: memories.id })
      .from(memories)
      .where(and(eq(memories.workspaceId, ctx.workspaceId), eq(memories.id, target.memoryId)));
    const write: MemoryWrite = head
      ? { operation: "modified", memoryId: target.memoryId, path, content }
      : { operation: "created", memoryId: target.memoryId, path, content };
    const { revision } = await writeStore(tx, inner, {
      action: "memory.restore",
      storeId: target.storeId,
      kind: "edit",
      message: `Restored the text of revision ${version.revision}`,
      writes: [write],
      details: { memory_id: target.memoryId, from_revision: version.revision },
    });
    return revision;
  });
}

export type RollbackPlan = {
  toRevision: number;
  changes: RevisionDiffEntry[];
  /** Locked learnings that would have changed and stay as they are. */
  keptLocked: { memoryId: MemoryId; path: string }[];
};

/**
 * Brings a store back to how it was, by appending a revision; locked learnings stay as they are. With `dry_run` only says what would change.
 * Throws `forbidden`, `not_found` (no such revision).
 */
export async function rollbackStore(
  ctx: Ctx,
  storeId: MemoryStoreId,
  input: RollbackInput,
): Promise<{ plan: RollbackPlan; revision: StoreRevisionView | null }> {
  assertCan(ctx.actor, "store.rollback");
  return inWorkspace(ctx, async (tx, inner) => {
    const store = await lockStore(tx, inner, storeId);
    const toRevision = input.to_revision ?? (await revisionAt(asSystem(inner, "learnings"), storeId, new Date(input.to_time ?? "")));
    if (toRevision > store.headRevision) {
      throw new AppError("not_found", `There is no revision ${toRevision}; the store's last one is ${store.headRevision}.`);
    }
    const plan = await planRollback(tx, inner, storeId, store.headRevision, toRevision);
    if (input.dry_run) return { plan, revision: null };
    const { revision } = await writeStore(tx, inner, {
      action: "store.rollback",
      storeId,
      kind: "rollback",
      message: input.message ?? `Rolled back to revision ${toRevision}`,
      writes: plan.changes.map(toMemoryWrite),
      details: { to_revision: toRevision, kept_locked: plan.keptLocked.length },
    });
    return { plan, revision };
  });
}

async function planRollback(tx: Tx, ctx: Ctx, storeId: MemoryStoreId, head: number, to: number): Promise<RollbackPlan> {
  const now = await stateAtRevision(tx, ctx, storeId, head);
  const then = await stateAtRevision(tx, ctx, storeId, to);
  const locked = await listLockedMemories(asSystem(ctx, "learnings"), storeId);
  const all = diffStates(now, then);
  return {
    toRevision: to,
    changes: all.filter((entry) => !locked.has(entry.memoryId)),
    keptLocked: all.filter((entry) => locked.has(entry.memoryId)).map(({ memoryId, path }) => ({ memoryId, path })),
  };
}

/** Keeps dreams, edits and rollbacks off a learning. Throws `forbidden`, `not_found`. */
export async function lockLearning(ctx: Ctx, memoryId: MemoryId): Promise<void> {
  await setLock(ctx, memoryId, true);
}

/** Throws `forbidden`, `not_found`. */
export async function unlockLearning(ctx: Ctx, memoryId: MemoryId): Promise<void> {
  await setLock(ctx, memoryId, false);
}

async function setLock(ctx: Ctx, memoryId: MemoryId, isLocked: boolean): Promise<void> {
  assertCan(ctx.actor, "memory.write");
  await inWorkspace(ctx, async (tx, inner) => {
    const [row] = await tx
      .select({ isLocked: learnings.isLocked, title: learnings.title })
      .from(learnings)
      .where(and(eq(learnings.workspaceId, ctx.workspaceId), eq(learnings.memoryId, memoryId)))
      .for("update");
    if (!row) throw new AppError("not_found", `There is no learning ${memoryId}.`);
    if (row.isLocked === isLocked) return;
    const lockedBy = isLocked && "name" in ctx.actor ? ctx.actor.name : null;
    await tx
      .update(learnings)
      .set({ isLocked, lockedBy, updatedAt: ctx.clock.now() })
      .where(and(eq(learnings.workspaceId, ctx.workspaceId), eq(learnings.memoryId, memoryId)));
    await announce(inner, { topic: "learnings", id: memoryId });
    recordAudit(tx, inner, {
      action: isLocked ? "learning.lock" : "learning.unlock",
      subject: { type: "learning", id: memoryId },
      details: { title: row.title },
    });
  });
}

/** Throws `conflict` (reason `locked`). Call inside `inWorkspace`. */
export async function assertUnlocked(tx: Tx, ctx: Ctx, memoryId: MemoryId): Promise<void> {
  const [row] = await tx
    .select({ isLocked: learnings.isLocked, lockedBy: learnings.lockedBy })
    .from(learnings)
    .where(and(eq(learnings.workspaceId, ctx.workspaceId), eq(learnings.memoryId, memoryId)));
  if (row?.isLocked) {
    throw new AppError("conflict", `This learning is locked${row.lockedBy ? ` by ${row.lockedBy}` : ""}. Unlock it first.`, {
      details: { reason: "locked" },
    });
  }
}
