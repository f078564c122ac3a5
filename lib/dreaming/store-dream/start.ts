/** Asking for a dream of one store and chosen sessions: the official form, which is no agent's. */
import { and, eq, inArray } from "drizzle-orm";
import { DEFAULT_DREAMING } from "@/lib/agents/types";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { actorId, asSystem, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { asOneOpen } from "@/lib/dreaming/commands";
import { getAnyDream } from "@/lib/dreaming/queries";
import { dreamStages, dreams } from "@/lib/dreaming/schema";
import { type AnyDreamView, DREAM_STAGES, type OutputBehavior } from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";
import { isId, type MemoryStoreId, newId, type SessionId } from "@/lib/ids";
import { announce } from "@/lib/live";
import { getMemoryStore } from "@/lib/memory/queries";
import { sessions } from "@/lib/sessions/schema";

export type StartStoreDream = {
  storeId: string;
  sessionIds: string[];
  model: string;
  instructions: string | null;
  outputBehavior: OutputBehavior;
};

/**
 * Records a store's dream as `pending`; the door enqueues it. Writing into the very store that it reads is a publication and needs that
 * permission too. Throws `forbidden`, `not_found`, `invalid_input` (archived store, excluded session), `conflict` (reason `store_held`).
 */
export async function startStoreDream(ctx: Ctx, input: StartStoreDream): Promise<AnyDreamView> {
  assertCan(ctx.actor, "dream.create");
  if (input.outputBehavior === "update_existing") assertCan(ctx.actor, "change.publish");
  try {
    return await inWorkspace(ctx, async (tx, inner) => {
      const reader = asSystem(inner, "dreaming");
      const storeId = await readableStore(reader, input.storeId);
      const sessionIds = await readableSessions(tx, inner, input.sessionIds);
      const now = ctx.clock.now();
      const id = newId("dream", now.getTime());
      await tx.insert(dreams).values({
        workspaceId: ctx.workspaceId,
        id,
        agentId: null,
        storeId,
        outputBehavior: input.outputBehavior,
        status: "pending",
        author: "template",
        trigger: "api",
        requestedByType: ctx.actor.type,
        requestedById: actorId(ctx.actor),
        requestedByName: "name" in ctx.actor ? ctx.actor.name : null,
        scope: { sessionIds },
        model: input.model,
        instructions: input.instructions,
        settings: DEFAULT_DREAMING,
        createdAt: now,
        updatedAt: now,
      });
      await tx
        .insert(dreamStages)
        .values(
          DREAM_STAGES.map((stage) => ({ workspaceId: ctx.workspaceId, dreamId: id, stage, state: "pending" as const, summary: {} })),
        );
      recordAudit(tx, inner, {
        action: "dream.create",
        subject: { type: "dream", id },
        details: { memory_store_id: storeId, sessions: sessionIds.length, output_behavior: input.outputBehavior },
      });
      await announce(inner, { topic: "dreams", id });
      return getAnyDream(reader, id);
    });
  } catch (error) {
    throw asOneOpen(error);
  }
}

async function readableStore(ctx: Ctx, storeId: string): Promise<MemoryStoreId> {
  if (!isId("memoryStore", storeId)) throw new AppError("not_found", `There is no memory store ${storeId}.`);
  const store = await getMemoryStore(ctx, storeId);
  if (store.archivedAt) {
    throw new AppError("invalid_input", "This memory store is archived and can't be dreamt on.", { details: { reason: "archived" } });
  }
  return storeId;
}

/** The sessions in the order of their ids; archived ones are legal. */
async function readableSessions(tx: Tx, ctx: Ctx, given: string[]): Promise<SessionId[]> {
  const ids = given.filter((id): id is SessionId => isId("session", id));
  const rows = ids.length
    ? await tx
        .select({ id: sessions.id, excludedAt: sessions.excludedAt })
        .from(sessions)
        .where(and(eq(sessions.workspaceId, ctx.workspaceId), inArray(sessions.id, ids)))
    : [];
  const known = new Map(rows.map((row) => [String(row.id), row]));
  const missing = given.find((id) => !known.has(id));
  if (missing !== undefined) throw new AppError("not_found", `There is no session ${missing}.`);
  const excluded = rows.find((row) => row.excludedAt !== null);
  if (excluded) {
    throw new AppError("invalid_input", `Session ${excluded.id} is excluded from dreams.`, { details: { reason: "session_excluded" } });
  }
  return rows.map((row) => row.id).sort();
}
