import { and, asc, desc, eq, gt, gte, inArray, lt, lte, sql } from "drizzle-orm";
import { assertCan, assertCanUseStore } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { MemoryId, MemoryStoreId, MemoryVersionId } from "@/lib/ids";
import { memories, memoryStores, memoryVersions, storeRevisions } from "@/lib/memory/schema";
import type {
  Author,
  MemoryOperation,
  MemoryState,
  MemoryStoreView,
  MemoryVersionView,
  MemoryView,
  RevisionDiffEntry,
  StoreRevisionView,
} from "@/lib/memory/types";
import { cursorNumber, decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

/** Throws `not_found`. */
export async function getMemoryStore(ctx: Ctx, storeId: MemoryStoreId): Promise<MemoryStoreView> {
  assertCanUseStore(ctx.actor, storeId, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select()
      .from(memoryStores)
      .where(and(eq(memoryStores.workspaceId, ctx.workspaceId), eq(memoryStores.id, storeId)));
    if (!row) throw new AppError("not_found", `There is no memory store ${storeId}.`);
    const { workspaceId: _workspace, ...view } = row;
    return view;
  });
}

export type MemoryFilter = {
  storeId: MemoryStoreId;
  /** Ends in `/`, matched literally as whole segments. */
  pathPrefix?: string;
  /** Content is read only when asked for. */
  withContent: boolean;
  createdAfter?: Date;
  limit: number;
  cursor?: string | null;
};

/** By path. Throws `not_found`. */
export async function listMemories(ctx: Ctx, filter: MemoryFilter): Promise<Page<MemoryView>> {
  await getMemoryStore(ctx, filter.storeId);
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("memories", filter.cursor, 1);
    const prefix = filter.pathPrefix;
    const rows = await tx
      .select({
        id: memories.id,
        storeId: memories.storeId,
        path: memories.path,
        content: filter.withContent ? memories.content : sql<null>`null`,
        contentSha256: memories.contentSha256,
        contentSizeBytes: memories.contentSizeBytes,
        headVersionId: memories.headVersionId,
        createdAt: memories.createdAt,
        updatedAt: memories.updatedAt,
      })
      .from(memories)
      .where(
        and(
          eq(memories.workspaceId, ctx.workspaceId),
          eq(memories.storeId, filter.storeId),
          // "0" follows "/" in byte order, so the range is exactly the prefix's content.
          prefix ? and(gte(memories.path, prefix), lt(memories.path, `${prefix.slice(0, -1)}0`)) : undefined,
          cursor ? gt(memories.path, String(cursor[0])) : undefined,
        ),
      )
      .orderBy(asc(memories.path))
      .limit(filter.limit + 1);
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor("memories", [row.path]),
      (row) => row,
    );
  });
}

/** With content. Throws `not_found`. */
export async function getMemory(ctx: Ctx, storeId: MemoryStoreId, memoryId: MemoryId): Promise<MemoryView> {
  assertCanUseStore(ctx.actor, storeId, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select()
      .from(memories)
      .where(and(eq(memories.workspaceId, ctx.workspaceId), eq(memories.storeId, storeId), eq(memories.id, memoryId)));
    if (!row) throw new AppError("not_found", `There is no memory ${memoryId} in this store.`);
    const { workspaceId: _workspace, ...view } = row;
    return view;
  });
}

export type MemoryVersionFilter = {
  storeId: MemoryStoreId;
  memoryId?: MemoryId;
  operation?: MemoryOperation;
  author?: Pick<Author, "type"> & { id: string };
  createdFrom?: Date;
  createdTo?: Date;
  withContent: boolean;
  limit: number;
  cursor?: string | null;
};

/** Newest first; versions outlive their memory. Throws `not_found`. */
export async function listMemoryVersions(ctx: Ctx, filter: MemoryVersionFilter): Promise<Page<MemoryVersionView>> {
  await getMemoryStore(ctx, filter.storeId);
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("memory_versions", filter.cursor, 2);
    const rows = await tx
      .select({ ...versionColumns, content: filter.withContent ? memoryVersions.content : sql<null>`null` })
      .from(memoryVersions)
      .where(
        and(
          eq(memoryVersions.workspaceId, ctx.workspaceId),
          eq(memoryVersions.storeId, filter.storeId),
          filter.memoryId ? eq(memoryVersions.memoryId, filter.memoryId) : undefined,
          filter.operation ? eq(memoryVersions.operation, filter.operation) : undefined,
          filter.author ? and(eq(memoryVersions.authorType, filter.author.type), eq(memoryVersions.authorId, filter.author.id)) : undefined,
          filter.createdFrom ? gte(memoryVersions.createdAt, filter.createdFrom) : undefined,
          filter.createdTo ? lte(memoryVersions.createdAt, filter.createdTo) : undefined,
          cursor ? sql`(${memoryVersions.revision}, ${memoryVersions.id}) < (${cursorNumber(cursor[0])}, ${String(cursor[1])})` : undefined,
        ),
      )
      .orderBy(desc(memoryVersions.revision), desc(memoryVersions.id))
      .limit(filter.limit + 1);
    return toPage(rows, filter.limit, (row) => encodeCursor("memory_versions", [row.revision, row.id]), toVersionView);
  });
}

/** One version with its content. Throws `not_found`. */
export async function getMemoryVersion(ctx: Ctx, storeId: MemoryStoreId, versionId: MemoryVersionId): Promise<MemoryVersionView> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({ ...versionColumns, content: memoryVersions.content })
      .from(memoryVersions)
      .where(and(eq(memoryVersions.workspaceId, ctx.workspaceId), eq(memoryVersions.storeId, storeId), eq(memoryVersions.id, versionId)));
    if (!row) throw new AppError("not_found", `There is no memory version ${versionId} in this store.`);
    return toVersionView(row);
  });
}

/** Newest first. Throws `not_found`. */
export async function listStoreRevisions(
  ctx: Ctx,
  filter: { storeId: MemoryStoreId; limit: number; cursor?: string | null },
): Promise<Page<StoreRevisionView>> {
  await getMemoryStore(ctx, filter.storeId);
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("revisions", filter.cursor, 1);
    const rows = await tx
      .select()
      .from(storeRevisions)
      .where(
        and(
          eq(storeRevisions.workspaceId, ctx.workspaceId),
          eq(storeRevisions.storeId, filter.storeId),
          cursor ? lt(storeRevisions.number, cursorNumber(cursor[0])) : undefined,
        ),
      )
      .orderBy(desc(storeRevisions.number))
      .limit(filter.limit + 1);
    return toPage(rows, filter.limit, (row) => encodeCursor("revisions", [row.number]), toRevisionView);
  });
}

/** What was said with each of those revisions; one without a message has none. */
export async function findRevisionMessages(ctx: Ctx, storeId: MemoryStoreId, numbers: number[]): Promise<Map<number, string>> {
  assertCan(ctx.actor, "read");
  if (numbers.length === 0) return new Map();
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({ number: storeRevisions.number, message: storeRevisions.message })
      .from(storeRevisions)
      .where(
        and(eq(storeRevisions.workspaceId, ctx.workspaceId), eq(storeRevisions.storeId, storeId), inArray(storeRevisions.number, numbers)),
      );
    return new Map(rows.flatMap(({ number, message }) => (message === null ? [] : [[number, message]])));
  });
}

/** When that revision was made; null where there is none. */
export async function revisionTime(ctx: Ctx, storeId: MemoryStoreId, number: number): Promise<Date | null> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({ createdAt: storeRevisions.createdAt })
      .from(storeRevisions)
      .where(and(eq(storeRevisions.workspaceId, ctx.workspaceId), eq(storeRevisions.storeId, storeId), eq(storeRevisions.number, number)));
    return row?.createdAt ?? null;
  });
}

/** The number of the last revision at that moment, 0 when there was none yet. */
export async function revisionAt(ctx: Ctx, storeId: MemoryStoreId, at: Date): Promise<number> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({ number: storeRevisions.number })
      .from(storeRevisions)
      .where(and(eq(storeRevisions.workspaceId, ctx.workspaceId), eq(storeRevisions.storeId, storeId), lte(storeRevisions.createdAt, at)))
      .orderBy(desc(storeRevisions.number))
      .limit(1);
    return row?.number ?? 0;
  });
}

/**
 * The store as it was when that revision was its head, by memory. Call inside `inWorkspace`. Redacted content counts as absent, unless it is
 * what the memory still holds.
 */
export async function stateAtRevision(tx: Tx, ctx: Ctx, storeId: MemoryStoreId, revision: number): Promise<Map<MemoryId, MemoryState>> {
  const rows = await tx
    .selectDistinctOn([memoryVersions.memoryId], {
      memoryId: memoryVersions.memoryId,
      operation: memoryVersions.operation,
      path: sql<string | null>`coalesce(${memoryVersions.path}, ${memories.path})`,
      content: sql<string | null>`coalesce(${memoryVersions.content}, ${memories.content})`,
    })
    .from(memoryVersions)
    .leftJoin(memories, and(eq(memories.workspaceId, memoryVersions.workspaceId), eq(memories.headVersionId, memoryVersions.id)))
    .where(
      and(eq(memoryVersions.workspaceId, ctx.workspaceId), eq(memoryVersions.storeId, storeId), lte(memoryVersions.revision, revision)),
    )
    .orderBy(memoryVersions.memoryId, desc(memoryVersions.revision));
  const state = new Map<MemoryId, MemoryState>();
  for (const row of rows) {
    if (row.operation !== "deleted" && row.path !== null && row.content !== null) {
      state.set(row.memoryId, { memoryId: row.memoryId, path: row.path, content: row.content });
    }
  }
  return state;
}

/** What changed from revision `against` to revision `number`, by path. 0 is the empty store. Throws `not_found`. */
export async function diffRevisions(ctx: Ctx, storeId: MemoryStoreId, number: number, against: number): Promise<RevisionDiffEntry[]> {
  const store = await getMemoryStore(ctx, storeId);
  for (const revision of [number, against]) {
    if (!Number.isInteger(revision) || revision < 0 || revision > store.headRevision) {
      throw new AppError("not_found", `There is no revision ${revision}; the store's last one is ${store.headRevision}.`);
    }
  }
  return inWorkspace(ctx, async (tx) => {
    const from = await stateAtRevision(tx, ctx, storeId, against);
    const to = await stateAtRevision(tx, ctx, storeId, number);
    return diffStates(from, to);
  });
}

/** Pure: the entries that turn one state into the other, by path. */
export function diffStates(from: ReadonlyMap<MemoryId, MemoryState>, to: ReadonlyMap<MemoryId, MemoryState>): RevisionDiffEntry[] {
  const entries: RevisionDiffEntry[] = [];
  for (const memoryId of new Set([...from.keys(), ...to.keys()])) {
    const before = from.get(memoryId);
    const after = to.get(memoryId);
    if (before?.content === after?.content && before?.path === after?.path) continue;
    entries.push({
      path: after?.path ?? before?.path ?? "",
      previousPath: before && after && before.path !== after.path ? before.path : null,
      memoryId,
      operation: before ? (after ? "modified" : "deleted") : "created",
      before: before?.content ?? null,
      after: after?.content ?? null,
    });
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

const versionColumns = {
  id: memoryVersions.id,
  memoryId: memoryVersions.memoryId,
  storeId: memoryVersions.storeId,
  operation: memoryVersions.operation,
  path: memoryVersions.path,
  contentSha256: memoryVersions.contentSha256,
  contentSizeBytes: memoryVersions.contentSizeBytes,
  revision: memoryVersions.revision,
  authorType: memoryVersions.authorType,
  authorId: memoryVersions.authorId,
  authorName: memoryVersions.authorName,
  createdAt: memoryVersions.createdAt,
  redactedAt: memoryVersions.redactedAt,
  redactedBy: memoryVersions.redactedBy,
};

type VersionRow = { [K in keyof typeof versionColumns]: (typeof memoryVersions.$inferSelect)[K] } & { content: string | null };

function toVersionView({ authorType, authorId, authorName, ...row }: VersionRow): MemoryVersionView {
  return { ...row, author: { type: authorType, id: authorId, name: authorName } };
}

function toRevisionView(row: typeof storeRevisions.$inferSelect): StoreRevisionView {
  return {
    storeId: row.storeId,
    number: row.number,
    kind: row.kind,
    message: row.message,
    dreamId: row.dreamId,
    author: { type: row.authorType, id: row.authorId, name: row.authorName },
    createdAt: row.createdAt,
    changes: { created: row.createdCount, modified: row.modifiedCount, deleted: row.deletedCount },
  };
}
