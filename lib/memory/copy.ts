import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { type MemoryId, type MemoryStoreId, newId } from "@/lib/ids";
import { storeRevisions } from "@/lib/memory/schema";
import { authorOf, lockStore } from "@/lib/memory/writes";

const BATCH = 1_000;

/**
 * Puts every memory of one store into another that is empty, under new ids, as its first revision; texts never leave the database. The source
 * is locked meanwhile and not changed. Call inside `inWorkspace`. Throws `not_found`, `invalid_input` (archived).
 */
export async function copyStoreContent(tx: Tx, ctx: Ctx, { from, to }: { from: MemoryStoreId; to: MemoryStoreId }): Promise<number> {
  const source = await lockStore(tx, ctx, from);
  const { workspaceId } = ctx;
  const now = ctx.clock.now();
  const at = now.toISOString();
  const author = authorOf(ctx);
  const old = await tx.execute<{ id: MemoryId }>(
    sql`select id from memories where workspace_id = ${workspaceId} and store_id = ${from} order by path`,
  );
  if (old.length === 0) return 0;
  for (let start = 0; start < old.length; start += BATCH) {
    const ids = old.slice(start, start + BATCH).map(({ id }) => ({
      old_id: id,
      id: newId("memory", now.getTime()),
      version_id: newId("memoryVersion", now.getTime()),
    }));
    const named = sql`jsonb_to_recordset(${JSON.stringify(ids)}::text::jsonb) as n (old_id text, id text, version_id text)`;
    await tx.execute(sql`
      insert into memories (workspace_id, id, store_id, path, content, content_sha256, content_size_bytes, head_version_id, created_at, updated_at)
      select m.workspace_id, n.id, ${to}, m.path, m.content, m.content_sha256, m.content_size_bytes, n.version_id, ${at}::timestamptz, ${at}::timestamptz
      from ${named} join memories m on m.workspace_id = ${workspaceId} and m.id = n.old_id`);
    await tx.execute(sql`
      insert into memory_versions (workspace_id, id, store_id, memory_id, revision, operation, path, content, content_sha256, content_size_bytes,
        author_type, author_id, author_name, created_at)
      select m.workspace_id, n.version_id, ${to}, n.id, 1, 'created', m.path, m.content, m.content_sha256, m.content_size_bytes,
        ${author.type}, ${author.id}, ${author.name}, ${at}::timestamptz
      from ${named} join memories m on m.workspace_id = ${workspaceId} and m.id = n.old_id`);
  }
  await tx.insert(storeRevisions).values({
    workspaceId,
    storeId: to,
    number: 1,
    kind: "api",
    message: `A copy of ${source.name} at revision ${source.headRevision}`,
    dreamId: null,
    authorType: author.type,
    authorId: author.id,
    authorName: author.name,
    createdCount: old.length,
    modifiedCount: 0,
    deletedCount: 0,
    createdAt: now,
  });
  await tx.execute(sql`update memory_stores set head_revision = 1 where workspace_id = ${workspaceId} and id = ${to}`);
  return old.length;
}
