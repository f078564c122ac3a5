/** A store at one revision as a file that others can read, made while it is sent: memory stays small however large the store is. */
import { and, desc, eq, gt, lte } from "drizzle-orm";
import { strToU8, Zip, ZipDeflate } from "fflate";
import { sha256 } from "@/lib/canonical-json";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { MemoryId, MemoryStoreId } from "@/lib/ids";
import { getMemoryStore } from "@/lib/memory/queries";
import { memoryVersions } from "@/lib/memory/schema";
import type { MemoryState, MemoryStoreView } from "@/lib/memory/types";

export const EXPORT_FORMATS = ["zip", "json"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const PER_PAGE = 100;

/** Every file of that revision, by id, read page by page. Throws `not_found` before the first. */
export async function* filesAtRevision(ctx: Ctx, storeId: MemoryStoreId, revision: number): AsyncGenerator<MemoryState> {
  const store = await getMemoryStore(ctx, storeId);
  assertRevision(store, revision);
  let last: MemoryId | null = null;
  for (;;) {
    const rows = await readPage(ctx, storeId, revision, last);
    for (const { operation, memoryId, path, content } of rows) {
      if (operation !== "deleted" && path !== null && content !== null) yield { memoryId, path, content };
    }
    last = rows.at(-1)?.memoryId ?? null;
    if (rows.length < PER_PAGE) return;
  }
}

function readPage(ctx: Ctx, storeId: MemoryStoreId, revision: number, after: MemoryId | null) {
  return inWorkspace(ctx, (tx) =>
    tx
      .selectDistinctOn([memoryVersions.memoryId], {
        memoryId: memoryVersions.memoryId,
        operation: memoryVersions.operation,
        path: memoryVersions.path,
        content: memoryVersions.content,
      })
      .from(memoryVersions)
      .where(
        and(
          eq(memoryVersions.workspaceId, ctx.workspaceId),
          eq(memoryVersions.storeId, storeId),
          lte(memoryVersions.revision, revision),
          after ? gt(memoryVersions.memoryId, after) : undefined,
        ),
      )
      .orderBy(memoryVersions.memoryId, desc(memoryVersions.revision))
      .limit(PER_PAGE),
  );
}

export type StoreExport = { fileName: string; contentType: string; chunks: AsyncGenerator<Uint8Array> };

/** The last revision where none is named. Throws `forbidden`, `not_found`. */
export async function exportStore(ctx: Ctx, storeId: MemoryStoreId, format: ExportFormat, revision?: number): Promise<StoreExport> {
  const store = await getMemoryStore(ctx, storeId);
  const number = revision ?? store.headRevision;
  assertRevision(store, number);
  const files = filesAtRevision(ctx, storeId, number);
  const name = `${storeId}-revision-${number}`;
  if (format === "zip") return { fileName: `${name}.zip`, contentType: "application/zip", chunks: zipChunks(files, ctx.clock.now()) };
  return { fileName: `${name}.json`, contentType: "application/json", chunks: jsonChunks(store, number, files, ctx.clock.now()) };
}

function assertRevision(store: MemoryStoreView, revision: number): void {
  if (!Number.isInteger(revision) || revision < 0 || revision > store.headRevision)
    throw new AppError("not_found", `There is no revision ${revision}; the store's last one is ${store.headRevision}.`);
}

async function* jsonChunks(store: MemoryStoreView, revision: number, files: AsyncIterable<MemoryState>, at: Date) {
  const head = { type: "memory_store_export", memory_store_id: store.id, name: store.name, revision, exported_at: at.toISOString() };
  yield strToU8(`${JSON.stringify(head).slice(0, -1)},"memories":[`);
  let separator = "\n";
  for await (const { memoryId, path, content } of files) {
    yield strToU8(`${separator}${JSON.stringify({ id: memoryId, path, content_sha256: sha256(content), content })}`);
    separator = ",\n";
  }
  yield strToU8("\n]}\n");
}

async function* zipChunks(files: AsyncIterable<MemoryState>, mtime: Date): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  for await (const { path, content } of files) {
    const entry = new ZipDeflate(nameInArchive(path), { level: 6 });
    entry.mtime = mtime;
    zip.add(entry);
    entry.push(strToU8(content), true);
    yield* ready;
    ready = [];
  }
  zip.end();
  yield* ready;
}

/** Without the first slash; whoever unpacks it must not be led out of the folder, so steps upward become plain names. */
function nameInArchive(path: string): string {
  return path
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => (segment === "." || segment === ".." ? "_" : segment))
    .join("/");
}
