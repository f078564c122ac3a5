/** The one way a store changes: a revision with its writes, appended under the store's lock. */
import { and, eq, inArray, sql } from "drizzle-orm";
import { sha256 } from "@/lib/canonical-json";
import { actorId, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { type DreamId, type MemoryId, type MemoryStoreId, newId } from "@/lib/ids";
import { memories, memoryStores, memoryVersions, storeRevisions } from "@/lib/memory/schema";
import { type Author, MAX_CONTENT_BYTES, type MemoryOperation, type RevisionKind, type StoreRevisionView } from "@/lib/memory/types";

export type MemoryWrite =
  /** `memoryId` continues an earlier memory's history (a rollback brings it back); otherwise a new memory. */
  | { operation: "created"; path: string; content: string; memoryId?: MemoryId }
  | { operation: "modified"; memoryId: MemoryId; path?: string; content?: string }
  | { operation: "deleted"; memoryId: MemoryId };

export type AppliedWrite = {
  operation: MemoryOperation;
  memoryId: MemoryId;
  path: string;
  content: string | null;
  before: { path: string; content: string } | null;
};

export type RevisionInput = {
  storeId: MemoryStoreId;
  kind: RevisionKind;
  message: string | null;
  dreamId?: DreamId | null;
  writes: MemoryWrite[];
};

export function authorOf(ctx: Ctx): Author {
  return { type: ctx.actor.type, id: actorId(ctx.actor), name: "name" in ctx.actor ? ctx.actor.name : null };
}

/** Locks a store for writing. Throws `not_found`, and `invalid_input` when it is archived, unless what is meant is legal even then. */
export async function lockStore(tx: Tx, ctx: Ctx, storeId: MemoryStoreId, { evenArchived = false } = {}) {
  const [store] = await tx
    .select()
    .from(memoryStores)
    .where(and(eq(memoryStores.workspaceId, ctx.workspaceId), eq(memoryStores.id, storeId)))
    .for("update");
  if (!store) throw new AppError("not_found", `There is no memory store ${storeId}.`);
  if (store.archivedAt && !evenArchived)
    throw new AppError("invalid_input", "This memory store is archived: it can be read but not changed.", {
      details: { reason: "archived" },
    });
  return store;
}

/**
 * Appends one revision with all its writes, or none. Call inside `inWorkspace`. A write that changes nothing is left out; a revision
 * without writes is still appended. Throws `not_found`, `conflict` (reason `path_conflict`), `limit_exceeded` (content too large).
 */
export async function appendRevision(
  tx: Tx,
  ctx: Ctx,
  input: RevisionInput,
): Promise<{ revision: StoreRevisionView; applied: AppliedWrite[] }> {
  // What is archived takes no text any more, but gives up what it has.
  const evenArchived = input.writes.length > 0 && input.writes.every((write) => write.operation === "deleted");
  const store = await lockStore(tx, ctx, input.storeId, { evenArchived });
  const number = store.headRevision + 1;
  const applied = await resolveWrites(tx, ctx, input);
  await applyToHeads(tx, ctx, input.storeId, number, applied);
  const author = authorOf(ctx);
  const createdAt = ctx.clock.now();
  const count = (operation: MemoryOperation) => applied.filter((write) => write.operation === operation).length;
  const changes = { created: count("created"), modified: count("modified"), deleted: count("deleted") };
  await tx.insert(storeRevisions).values({
    workspaceId: ctx.workspaceId,
    storeId: input.storeId,
    number,
    kind: input.kind,
    message: input.message,
    dreamId: input.dreamId ?? null,
    authorType: author.type,
    authorId: author.id,
    authorName: author.name,
    createdCount: changes.created,
    modifiedCount: changes.modified,
    deletedCount: changes.deleted,
    createdAt,
  });
  await tx
    .update(memoryStores)
    .set({ headRevision: number })
    .where(and(eq(memoryStores.workspaceId, ctx.workspaceId), eq(memoryStores.id, input.storeId)));
  const revision = {
    storeId: input.storeId,
    number,
    kind: input.kind,
    message: input.message,
    dreamId: input.dreamId ?? null,
    author,
    createdAt,
    changes,
  };
  return { revision, applied };
}

/** Reads what is there and works out each write's before and after; drops those that change nothing. */
async function resolveWrites(tx: Tx, ctx: Ctx, input: RevisionInput): Promise<AppliedWrite[]> {
  const ids = input.writes.flatMap((write) => (write.memoryId ? [write.memoryId] : []));
  const rows = ids.length
    ? await tx
        .select({ id: memories.id, path: memories.path, content: memories.content })
        .from(memories)
        .where(and(eq(memories.workspaceId, ctx.workspaceId), eq(memories.storeId, input.storeId), inArray(memories.id, ids)))
    : [];
  const current = new Map(rows.map((row) => [row.id, row]));
  const applied: AppliedWrite[] = [];
  for (const write of input.writes) {
    const before = write.memoryId ? current.get(write.memoryId) : undefined;
    if (write.operation === "created") {
      if (before) throw new AppError("conflict", `Memory ${before.id} exists already.`, { details: { reason: "exists" } });
      checkSize(write.content);
      const memoryId = write.memoryId ?? newId("memory", ctx.clock.now().getTime());
      applied.push({ operation: "created", memoryId, path: write.path, content: write.content, before: null });
      continue;
    }
    if (!before) throw new AppError("not_found", `There is no memory ${write.memoryId}.`);
    const was = { path: before.path, content: before.content };
    if (write.operation === "deleted") {
      applied.push({ operation: "deleted", memoryId: write.memoryId, path: before.path, content: null, before: was });
      continue;
    }
    const next = { path: write.path ?? before.path, content: write.content ?? before.content };
    checkSize(next.content);
    if (next.path === was.path && next.content === was.content) continue;
    applied.push({ operation: "modified", memoryId: write.memoryId, ...next, before: was });
  }
  return applied;
}

function checkSize(content: string): void {
  const size = Buffer.byteLength(content);
  if (size > MAX_CONTENT_BYTES) {
    throw new AppError("invalid_input", `The text has ${size} bytes; a memory holds at most ${MAX_CONTENT_BYTES}.`, {
      details: { reason: "too_large", fields: { content: "too large" } },
    });
  }
}

async function applyToHeads(tx: Tx, ctx: Ctx, storeId: MemoryStoreId, revision: number, applied: AppliedWrite[]): Promise<void> {
  const { workspaceId } = ctx;
  const now = ctx.clock.now();
  const author = authorOf(ctx);
  const gone = applied.filter((write) => write.operation === "deleted").map((write) => write.memoryId);
  if (gone.length) await tx.delete(memories).where(and(eq(memories.workspaceId, workspaceId), inArray(memories.id, gone)));
  // Out of the way first, so that two memories may swap their paths in one revision.
  const moving = applied
    .filter((write) => write.operation === "modified" && write.before?.path !== write.path)
    .map((write) => write.memoryId);
  if (moving.length) {
    await tx
      .update(memories)
      .set({ path: sql`'moving ' || ${memories.id}` })
      .where(and(eq(memories.workspaceId, workspaceId), inArray(memories.id, moving)));
  }
  for (const write of applied) {
    const versionId = newId("memoryVersion", now.getTime());
    const content = write.content;
    const facts = content === null ? null : { content, contentSha256: sha256(content), contentSizeBytes: Buffer.byteLength(content) };
    if (facts) {
      if (write.before?.path !== write.path) await assertPathIsFree(tx, ctx, storeId, write.path, write.memoryId);
      const head = { path: write.path, ...facts, headVersionId: versionId, updatedAt: now };
      if (write.operation === "created")
        await tx.insert(memories).values({ workspaceId, id: write.memoryId, storeId, createdAt: now, ...head });
      else
        await tx
          .update(memories)
          .set(head)
          .where(and(eq(memories.workspaceId, workspaceId), eq(memories.id, write.memoryId)));
    }
    await tx.insert(memoryVersions).values({
      workspaceId,
      id: versionId,
      storeId,
      memoryId: write.memoryId,
      revision,
      operation: write.operation,
      path: write.path,
      content: facts?.content ?? null,
      contentSha256: facts?.contentSha256 ?? null,
      contentSizeBytes: facts?.contentSizeBytes ?? null,
      authorType: author.type,
      authorId: author.id,
      authorName: author.name,
      createdAt: now,
    });
  }
}

/** A path may not equal, contain or lie below another memory's path. Holds under concurrency because the store is locked. */
async function assertPathIsFree(tx: Tx, ctx: Ctx, storeId: MemoryStoreId, path: string, self: MemoryId): Promise<void> {
  const segments = path.split("/");
  const above = segments.slice(2).map((_, index) => segments.slice(0, index + 2).join("/"));
  const [blocker] = await tx
    .select({ id: memories.id, path: memories.path })
    .from(memories)
    .where(
      and(
        eq(memories.workspaceId, ctx.workspaceId),
        eq(memories.storeId, storeId),
        sql`${memories.id} <> ${self}`,
        // "0" follows "/" in byte order: the range holds exactly what lies below the path.
        sql`(${memories.path} in ${[path, ...above]} or (${memories.path} >= ${`${path}/`} and ${memories.path} < ${`${path}0`}))`,
      ),
    )
    .limit(1);
  if (blocker) {
    throw new AppError("conflict", `The path ${path} collides with ${blocker.path}.`, {
      details: { reason: "path_conflict", conflicting_memory_id: blocker.id, conflicting_path: blocker.path },
    });
  }
}
