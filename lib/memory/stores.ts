/** The stores themselves: made, described and listed. What puts one out of use asks who learns into it first (lib/learnings/stores.ts). */
import { and, desc, eq, gte, isNull, lt, lte } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { canonicalJson } from "@/lib/canonical-json";
import { asSystem, type Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { MemoryStoreId } from "@/lib/ids";
import { insertMemoryStore } from "@/lib/memory/commands";
import type { CreateMemoryStoreInput, UpdateMemoryStoreInput } from "@/lib/memory/inputs";
import { getMemoryStore } from "@/lib/memory/queries";
import { memoryStores } from "@/lib/memory/schema";
import type { MemoryStoreView } from "@/lib/memory/types";
import { lockStore } from "@/lib/memory/writes";
import { decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

/** Makes an empty store that no agent learns into. Throws `forbidden`. */
export async function createMemoryStore(ctx: Ctx, input: CreateMemoryStoreInput): Promise<MemoryStoreView> {
  assertCan(ctx.actor, "memory_store.write");
  return inWorkspace(ctx, async (tx, inner) => {
    const { name, description = "", metadata } = input;
    const id = await insertMemoryStore(tx, inner, { name, description, metadata });
    return getMemoryStore(asSystem(inner, "memory"), id);
  });
}

/** Changes the fields that are given. Throws `forbidden`, `not_found`, `invalid_input` (archived, too many metadata keys). */
export async function updateMemoryStore(ctx: Ctx, id: MemoryStoreId, input: UpdateMemoryStoreInput): Promise<MemoryStoreView> {
  assertCan(ctx.actor, "memory_store.write");
  return inWorkspace(ctx, async (tx, inner) => {
    const { workspaceId: _workspace, ...current } = await lockStore(tx, inner, id);
    const changed = {
      name: input.name ?? current.name,
      description: input.description === undefined ? current.description : (input.description ?? ""),
      metadata: patchMetadata(current.metadata, input.metadata ?? {}),
    };
    const next: MemoryStoreView = { ...current, ...changed, updatedAt: ctx.clock.now() };
    if (canonicalJson({ ...next, updatedAt: null }) === canonicalJson({ ...current, updatedAt: null })) return current;
    await tx
      .update(memoryStores)
      .set({ ...changed, updatedAt: next.updatedAt })
      .where(and(eq(memoryStores.workspaceId, ctx.workspaceId), eq(memoryStores.id, id)));
    recordAudit(tx, inner, { action: "memory_store.update", subject: { type: "memory_store", id }, before: current, after: next });
    return next;
  });
}

function patchMetadata(current: Record<string, string>, patch: Record<string, string | null>): Record<string, string> {
  const next = new Map(Object.entries(current));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) next.delete(key);
    else next.set(key, value);
  }
  if (next.size > 16)
    throw new AppError("invalid_input", "metadata: at most 16 keys.", { details: { fields: { metadata: "at most 16 keys" } } });
  return Object.fromEntries(next);
}

export type MemoryStoreFilter = { includeArchived?: boolean; createdFrom?: Date; createdTo?: Date; limit: number; cursor?: string | null };

/** Newest first. Throws `forbidden`. */
export async function listMemoryStores(ctx: Ctx, filter: MemoryStoreFilter): Promise<Page<MemoryStoreView>> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("memory_stores", filter.cursor, 1);
    const rows = await tx
      .select()
      .from(memoryStores)
      .where(
        and(
          eq(memoryStores.workspaceId, ctx.workspaceId),
          filter.includeArchived ? undefined : isNull(memoryStores.archivedAt),
          filter.createdFrom ? gte(memoryStores.createdAt, filter.createdFrom) : undefined,
          filter.createdTo ? lte(memoryStores.createdAt, filter.createdTo) : undefined,
          cursor ? lt(memoryStores.id, String(cursor[0]) as MemoryStoreId) : undefined,
        ),
      )
      .orderBy(desc(memoryStores.id))
      .limit(filter.limit + 1);
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor("memory_stores", [row.id]),
      ({ workspaceId: _workspace, ...view }) => view,
    );
  });
}
