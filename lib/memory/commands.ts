import { and, eq, sql } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { type MemoryStoreId, newId } from "@/lib/ids";
import { memories, memoryStores } from "@/lib/memory/schema";
import type { MemoryVersionView } from "@/lib/memory/types";
import { authorOf, lockStore } from "@/lib/memory/writes";
import { recordWebhookEvent } from "@/lib/webhooks/outbox";

/** Makes an empty store inside the caller's transaction; the caller has checked the permission. */
export async function insertMemoryStore(
  tx: Tx,
  ctx: Ctx,
  input: { name: string; description: string; metadata?: Record<string, string> },
): Promise<MemoryStoreId> {
  const now = ctx.clock.now();
  const row = {
    workspaceId: ctx.workspaceId,
    id: newId("memoryStore", now.getTime()),
    name: input.name,
    description: input.description,
    metadata: input.metadata ?? {},
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
  await recordWebhookEvent({ ...ctx, tx }, { type: "memory_store.created", id: row.id });
  return row.id;
}

/**
 * Erases a version's text inside the caller's transaction; the caller has checked the permission. Can be repeated.
 * Throws `conflict` (reason `is_head`) for the version that is published, unless that is meant: then only its entry in the history is erased.
 */
export async function redactMemoryVersion(
  tx: Tx,
  ctx: Ctx,
  version: MemoryVersionView,
  { details = {}, evenHead = false }: { details?: Record<string, unknown>; evenHead?: boolean } = {},
): Promise<void> {
  if (version.redactedAt !== null) return;
  await lockStore(tx, ctx, version.storeId, { evenArchived: true });
  const [head] = await tx
    .select({ headVersionId: memories.headVersionId })
    .from(memories)
    .where(and(eq(memories.workspaceId, ctx.workspaceId), eq(memories.id, version.memoryId)));
  if (head?.headVersionId === version.id && !evenHead) {
    throw new AppError("conflict", "This version is published now. Save another one over it first, then redact this.", {
      details: { reason: "is_head" },
    });
  }
  const by = JSON.stringify(authorOf(ctx));
  // History is append-only for the runtime role: this function is the one way round, and only ever blanks.
  await tx.execute(sql`select reverie_redact_version(${version.id}, ${ctx.clock.now().toISOString()}::timestamptz, ${by}::jsonb)`);
  recordAudit(tx, ctx, {
    action: "memory_version.redact",
    subject: { type: "memory_version", id: version.id },
    before: { path: version.path, content: version.content },
    details: { memory_id: version.memoryId, revision: version.revision, ...details },
  });
}
