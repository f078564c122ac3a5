import { recordAudit } from "@/lib/audit/commands";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { type MemoryStoreId, newId } from "@/lib/ids";
import { memoryStores } from "@/lib/memory/schema";

/** Makes an empty store inside the caller's transaction; the caller has checked the permission. */
export async function insertMemoryStore(tx: Tx, ctx: Ctx, input: { name: string; description: string }): Promise<MemoryStoreId> {
  const now = ctx.clock.now();
  const row = {
    workspaceId: ctx.workspaceId,
    id: newId("memoryStore", now.getTime()),
    name: input.name,
    description: input.description,
    metadata: {},
    headRevision: 0,
    createdAt: now,
    updatedAt: now,
  };
  await tx.insert(memoryStores).values(row);
  recordAudit(tx, ctx, {
    action: "memory_store.create",
    subject: { type: "memory_store", id: row.id },
    after: row,
    details: { name: row.name },
  });
  return row.id;
}
