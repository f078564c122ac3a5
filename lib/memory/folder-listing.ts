import { and, eq, gt, gte, lt, sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { MemoryStoreId } from "@/lib/ids";
import { getMemoryStore } from "@/lib/memory/queries";
import { memories } from "@/lib/memory/schema";
import type { MemoryView } from "@/lib/memory/types";
import { decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

/** `prefix` ends in `/` and stands for everything below it. */
export type FolderEntry = { kind: "memory"; memory: MemoryView } | { kind: "prefix"; prefix: string };

export type FolderFilter = {
  storeId: MemoryStoreId;
  /** Ends in `/`. */
  pathPrefix: string;
  withContent: boolean;
  limit: number;
  cursor?: string | null;
};

/** What stands directly in a folder, by path; what lies deeper is rolled up into one entry per sub-folder. Throws `not_found`. */
export async function listFolder(ctx: Ctx, filter: FolderFilter): Promise<Page<FolderEntry>> {
  await getMemoryStore(ctx, filter.storeId);
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("memories", filter.cursor, 1);
    const { pathPrefix: prefix } = filter;
    // Postgres counts characters, not UTF-16 units.
    const rest = sql`substr(${memories.path}, ${[...prefix].length + 1}::int)`;
    const entry = sql<string>`(case when position('/' in ${rest}) = 0 then ${memories.path} else ${prefix} || split_part(${rest}, '/', 1) || '/' end) collate "C"`;
    const rows = await tx
      .selectDistinctOn([sql`1`], {
        entry: entry.as("entry"),
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
          gte(memories.path, prefix),
          lt(memories.path, endOf(prefix)),
          cursor ? after(String(cursor[0])) : undefined,
        ),
      )
      .orderBy(sql`1`)
      .limit(filter.limit + 1);
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor("memories", [row.entry]),
      ({ entry, ...memory }): FolderEntry => (entry === memory.path ? { kind: "memory", memory } : { kind: "prefix", prefix: entry }),
    );
  });
}

/** After a sub-folder comes what lies behind all of it. */
function after(entry: string) {
  return entry.endsWith("/") ? gte(memories.path, endOf(entry)) : gt(memories.path, entry);
}

/** The first path behind a folder: "0" follows "/" in byte order. */
function endOf(prefix: string): string {
  return `${prefix.slice(0, -1)}0`;
}
