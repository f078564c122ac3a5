/** Putting a store out of use. A store that a living agent learns into stays: its next publication would have nowhere to go. */
import { and, eq } from "drizzle-orm";
import { listStoreAgents } from "@/lib/agents/queries";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { asSystem, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { MemoryStoreId } from "@/lib/ids";
import { memoryStores } from "@/lib/memory/schema";
import type { MemoryStoreView } from "@/lib/memory/types";
import { lockStore } from "@/lib/memory/writes";
import { recordWebhookEvent } from "@/lib/webhooks/outbox";

/** Makes a store read-only for good; a repeat changes nothing. Throws `forbidden`, `not_found`, `conflict` (reason `agents_store`). */
export async function archiveMemoryStore(ctx: Ctx, id: MemoryStoreId): Promise<MemoryStoreView> {
  assertCan(ctx.actor, "memory_store.archive");
  return inWorkspace(ctx, async (tx, inner) => {
    const current = await lockUnusedStore(tx, inner, id, "archived");
    if (current.archivedAt) return current;
    const now = ctx.clock.now();
    const next: MemoryStoreView = { ...current, archivedAt: now, updatedAt: now };
    await tx.update(memoryStores).set({ archivedAt: now, updatedAt: now }).where(keyOf(inner, id));
    recordAudit(tx, inner, { action: "memory_store.archive", subject: { type: "memory_store", id }, before: current, after: next });
    await recordWebhookEvent(inner, { type: "memory_store.archived", id });
    return next;
  });
}

/** Removes a store with its memories, versions and revisions. Throws `forbidden`, `not_found`, `conflict` (reason `agents_store`). */
export async function deleteMemoryStore(ctx: Ctx, id: MemoryStoreId): Promise<void> {
  assertCan(ctx.actor, "memory_store.delete");
  await inWorkspace(ctx, async (tx, inner) => {
    const current = await lockUnusedStore(tx, inner, id, "deleted");
    await tx.delete(memoryStores).where(keyOf(inner, id));
    recordAudit(tx, inner, {
      action: "memory_store.delete",
      subject: { type: "memory_store", id },
      before: current,
      details: { name: current.name, revisions: current.headRevision },
    });
    await recordWebhookEvent(inner, { type: "memory_store.deleted", id });
  });
}

async function lockUnusedStore(tx: Tx, ctx: Ctx, id: MemoryStoreId, what: "archived" | "deleted"): Promise<MemoryStoreView> {
  const { workspaceId: _workspace, ...store } = await lockStore(tx, ctx, id, { evenArchived: true });
  const agents = await listStoreAgents(asSystem(ctx, "learnings"), id);
  // A deleted store takes its learnings along, and an archived agent's history still shows them.
  const user = what === "deleted" ? agents[0] : agents.find((agent) => agent.archivedAt === null);
  if (user) {
    throw new AppError("conflict", `${user.name} learns into this store, so it can't be ${what}.`, {
      details: { reason: "agents_store", agent_id: user.id },
    });
  }
  return store;
}

const keyOf = (ctx: Ctx, id: MemoryStoreId) => and(eq(memoryStores.workspaceId, ctx.workspaceId), eq(memoryStores.id, id));
