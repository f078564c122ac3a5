/** Loads sample data and takes it out again. */
import { eq, inArray, sql } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { sampleLoads } from "@/lib/demo/schema";
import { samplePlan } from "@/lib/demo/steps";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { announce } from "@/lib/live";

/**
 * Records that sample data is wanted; the door enqueues the work. Asking again while it loads changes nothing; after a failure it goes on.
 * Throws `forbidden`, `conflict` (reason `already_loaded`).
 */
export async function startSample(ctx: Ctx): Promise<{ run: string }> {
  assertCan(ctx.actor, "sample.load");
  return inWorkspace(ctx, async (tx, inner) => {
    const now = ctx.clock.now();
    const [known] = await tx.select().from(sampleLoads).where(eq(sampleLoads.workspaceId, ctx.workspaceId)).for("update");
    if (known?.status === "completed") {
      throw new AppError("conflict", "The sample data is loaded already.", { details: { reason: "already_loaded" } });
    }
    if (known && known.status !== "failed") return { run: known.run };
    const run = newId("request", now.getTime());
    const fresh = { run, status: "pending" as const, stage: "Waits for a worker", error: null, updatedAt: now, endedAt: null };
    if (known) await tx.update(sampleLoads).set(fresh).where(eq(sampleLoads.workspaceId, ctx.workspaceId));
    else {
      await tx.insert(sampleLoads).values({
        ...fresh,
        workspaceId: ctx.workspaceId,
        done: 0,
        total: samplePlan().length,
        agentIds: [],
        requestedByName: "name" in ctx.actor ? ctx.actor.name : null,
        createdAt: now,
      });
    }
    recordAudit(tx, inner, {
      action: "sample.load",
      subject: { type: "workspace", id: ctx.workspaceId },
      details: { dated_back_days: 28 },
    });
    return { run };
  });
}

/** Takes out the sample's agents with their sessions, dreams and learnings, and nothing else. Throws `forbidden`, `not_found`, `conflict`. */
export async function removeSample(ctx: Ctx): Promise<{ agents: number; sessions: number }> {
  assertCan(ctx.actor, "sample.remove");
  return inWorkspace(ctx, async (tx, inner) => {
    const [known] = await tx.select().from(sampleLoads).where(eq(sampleLoads.workspaceId, ctx.workspaceId)).for("update");
    if (!known) throw new AppError("not_found", "There is no sample data to remove.");
    if (known.status === "running") {
      throw new AppError("conflict", "The sample data is still being loaded. Remove it when it is there.", {
        details: { reason: "loading" },
      });
    }
    const agentIds = JSON.stringify(known.agentIds);
    const ofAgents = sql`workspace_id = ${ctx.workspaceId} and agent_id in (select jsonb_array_elements_text(${agentIds}::text::jsonb))`;
    const stores = await tx.execute<{ id: string }>(sql`
      select learnings_store_id as id from agents
      where workspace_id = ${ctx.workspaceId} and id in (select jsonb_array_elements_text(${agentIds}::text::jsonb))`);
    await tx.execute(sql`delete from dreams where ${ofAgents}`);
    const sessions = await tx.execute(sql`delete from sessions where ${ofAgents} returning 1`);
    await tx.execute(sql`delete from imports where ${ofAgents}`);
    await tx.execute(sql`
      delete from agents where workspace_id = ${ctx.workspaceId} and id in (select jsonb_array_elements_text(${agentIds}::text::jsonb))`);
    await tx.execute(sql`
      delete from memory_stores
      where workspace_id = ${ctx.workspaceId} and id in (select jsonb_array_elements_text(${JSON.stringify(stores.map((row) => row.id))}::text::jsonb))`);
    await tx.delete(sampleLoads).where(eq(sampleLoads.workspaceId, ctx.workspaceId));
    const counts = { agents: known.agentIds.length, sessions: sessions.length };
    recordAudit(tx, inner, { action: "sample.remove", subject: { type: "workspace", id: ctx.workspaceId }, details: counts });
    await announce(inner, { topic: "agents", id: ctx.workspaceId });
    return counts;
  });
}

/** Only for the worker: how far the run is. Returns false when the run is no longer wanted. */
export async function markSample(
  ctx: Ctx,
  run: string,
  progress: Partial<Pick<typeof sampleLoads.$inferInsert, "status" | "stage" | "done" | "error" | "endedAt">>,
): Promise<boolean> {
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .update(sampleLoads)
      .set({ ...progress, updatedAt: ctx.clock.now() })
      .where(sql`${eq(sampleLoads.workspaceId, ctx.workspaceId)} and ${inArray(sampleLoads.run, [run])}`)
      .returning({ run: sampleLoads.run });
    return rows.length > 0;
  });
}
