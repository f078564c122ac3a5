/** The versions of one learning, numbered from 1, and what each line of its text comes from. */
import { and, asc, count, desc, eq, gt, inArray, lt, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { DreamId, MemoryId, MemoryVersionId } from "@/lib/ids";
import { type BlameLine, blameNext } from "@/lib/learnings/blame";
import { compareLines, splitLines } from "@/lib/learnings/diff";
import { getLearning } from "@/lib/learnings/queries";
import type { LearningListItem } from "@/lib/learnings/types";
import { memoryVersions, storeRevisions } from "@/lib/memory/schema";
import type { Author, MemoryOperation, RevisionKind } from "@/lib/memory/types";
import { cursorNumber, decodeCursor, encodeCursor, type Page } from "@/lib/paging";

export type LearningVersion = {
  id: MemoryVersionId;
  memoryId: MemoryId;
  /** Counts the versions of this learning from 1. */
  number: number;
  /** The store's revision that it came with. */
  revision: number;
  operation: MemoryOperation;
  kind: RevisionKind;
  path: string | null;
  author: Author;
  createdAt: Date;
  reason: string | null;
  dreamId: DreamId | null;
  redactedAt: Date | null;
  redactedBy: Author | null;
  contentSizeBytes: number | null;
  /** Lines against the version before; null where one of the two has no text to compare. */
  lines: { added: number; removed: number } | null;
};

const columns = {
  id: memoryVersions.id,
  memoryId: memoryVersions.memoryId,
  revision: memoryVersions.revision,
  operation: memoryVersions.operation,
  kind: storeRevisions.kind,
  path: memoryVersions.path,
  content: memoryVersions.content,
  authorType: memoryVersions.authorType,
  authorId: memoryVersions.authorId,
  authorName: memoryVersions.authorName,
  createdAt: memoryVersions.createdAt,
  reason: storeRevisions.message,
  dreamId: storeRevisions.dreamId,
  redactedAt: memoryVersions.redactedAt,
  redactedBy: memoryVersions.redactedBy,
  contentSizeBytes: memoryVersions.contentSizeBytes,
};

const itsRevision = and(
  eq(storeRevisions.workspaceId, memoryVersions.workspaceId),
  eq(storeRevisions.storeId, memoryVersions.storeId),
  eq(storeRevisions.number, memoryVersions.revision),
);

type Place = { ctx: Ctx; storeId: Awaited<ReturnType<typeof getLearning>>["storeId"]; memoryId: MemoryId };

const ofThis = ({ ctx, storeId, memoryId }: Place) =>
  and(eq(memoryVersions.workspaceId, ctx.workspaceId), eq(memoryVersions.storeId, storeId), eq(memoryVersions.memoryId, memoryId));

const select = (tx: Tx) => tx.select(columns).from(memoryVersions).innerJoin(storeRevisions, itsRevision);
type Row = Awaited<ReturnType<typeof select>>[number];

/** Newest first. Throws `not_found`. */
export async function listLearningVersions(
  ctx: Ctx,
  memoryId: MemoryId,
  { limit, cursor }: { limit: number; cursor?: string | null },
): Promise<Page<LearningVersion> & { total: number }> {
  assertCan(ctx.actor, "read");
  const { storeId } = await getLearning(ctx, memoryId);
  const place = { ctx, storeId, memoryId };
  return inWorkspace(ctx, async (tx) => {
    const decoded = decodeCursor("learning_versions", cursor, 1);
    const before = decoded ? lt(memoryVersions.revision, cursorNumber(decoded[0])) : undefined;
    const rows = await select(tx)
      .where(and(ofThis(place), before))
      .orderBy(desc(memoryVersions.revision))
      .limit(limit + 1);
    const [{ total } = { total: 0 }] = await tx.select({ total: count() }).from(memoryVersions).where(ofThis(place));
    const [{ older } = { older: 0 }] = await tx
      .select({ older: count() })
      .from(memoryVersions)
      .where(and(ofThis(place), before));
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map((row, index) => toVersion(row, older - index, rows[index + 1])),
      nextCursor: rows.length > limit && last ? encodeCursor("learning_versions", [last.revision]) : null,
      total,
    };
  });
}

function toVersion({ content, authorType, authorId, authorName, ...row }: Row, number: number, previous: Row | undefined): LearningVersion {
  return {
    ...row,
    number,
    author: { type: authorType, id: authorId, name: authorName },
    lines: linesBetween(
      previous === undefined ? "" : previous.operation === "deleted" ? "" : previous.content,
      row.operation === "deleted" ? "" : content,
    ),
  };
}

function linesBetween(before: string | null, after: string | null): LearningVersion["lines"] {
  if (before === null || after === null) return null;
  const lines = { added: 0, removed: 0 };
  for (const run of compareLines(splitLines(before), splitLines(after)).runs) {
    if (run.equal) continue;
    lines.added += run.otherTo - run.otherFrom;
    lines.removed += run.to - run.from;
  }
  return lines;
}

/** The numbers of some versions of a learning, as its history counts them. */
export async function findVersionNumbers(
  ctx: Ctx,
  { storeId, id: memoryId }: Pick<LearningListItem, "storeId" | "id">,
  versionIds: MemoryVersionId[],
): Promise<Map<MemoryVersionId, number>> {
  assertCan(ctx.actor, "read");
  if (versionIds.length === 0) return new Map();
  return inWorkspace(ctx, async (tx) => {
    const counted = tx
      .select({ id: memoryVersions.id, number: sql<number>`row_number() over (order by ${memoryVersions.revision})::int`.as("number") })
      .from(memoryVersions)
      .where(ofThis({ ctx, storeId, memoryId }))
      .as("counted");
    const rows = await tx.select().from(counted).where(inArray(counted.id, versionIds));
    return new Map(rows.map((row) => [row.id, row.number]));
  });
}

export type LearningBlame = {
  lines: readonly BlameLine<MemoryVersionId>[];
  /** The versions that the lines name. */
  versions: ReadonlyMap<MemoryVersionId, LearningVersion>;
};

// Texts of up to 100 KB each: so many stand in memory at once.
const VERSIONS_AT_ONCE = 50;

/** Each line of the text as it is now, or was last, with the version that put it there. Throws `not_found`. */
export async function getLearningBlame(ctx: Ctx, memoryId: MemoryId): Promise<LearningBlame> {
  assertCan(ctx.actor, "read");
  const { storeId } = await getLearning(ctx, memoryId);
  const place = { ctx, storeId, memoryId };
  return inWorkspace(ctx, async (tx) => {
    let lines: readonly BlameLine<MemoryVersionId>[] = [];
    const versions = new Map<MemoryVersionId, LearningVersion>();
    let after = 0;
    let number = 0;
    for (;;) {
      const rows = await select(tx)
        .where(and(ofThis(place), gt(memoryVersions.revision, after)))
        .orderBy(asc(memoryVersions.revision))
        .limit(VERSIONS_AT_ONCE);
      for (const row of rows) {
        number += 1;
        after = row.revision;
        lines = blameNext(lines, { id: row.id, content: row.content });
        const { content: _content, ...facts } = row;
        versions.set(row.id, toVersion({ ...facts, content: null }, number, undefined));
      }
      if (rows.length < VERSIONS_AT_ONCE) break;
    }
    const named = new Set(lines.map((line) => line.versionId));
    for (const id of versions.keys()) if (!named.has(id)) versions.delete(id);
    return { lines, versions };
  });
}
