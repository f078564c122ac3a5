/** Where a store's dream writes: a copy of what it reads, or that store itself. */
import { eq, sql } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { describeLearning, type PlannedChange, planWrite, readHeads } from "@/lib/dreaming/publish";
import { dreamChanges, dreams } from "@/lib/dreaming/schema";
import { dreamKey } from "@/lib/dreaming/stages/stage-run";
import type { StoreDreamRow } from "@/lib/dreaming/store-dream/input";
import { AppError } from "@/lib/errors";
import type { MemoryStoreId } from "@/lib/ids";
import { learnings } from "@/lib/learnings/schema";
import { writeStore } from "@/lib/learnings/store-writes";
import { insertMemoryStore } from "@/lib/memory/commands";
import { copyStoreContent } from "@/lib/memory/copy";
import { lockStore } from "@/lib/memory/writes";
import { isLowTrust } from "@/lib/trust";

/** Makes the output store, full of what the input store holds; under `update_existing` it is the input store. Call inside `inWorkspace`. */
export async function openOutput(tx: Tx, ctx: Ctx, dream: StoreDreamRow): Promise<void> {
  const outputStoreId = dream.outputBehavior === "update_existing" ? dream.storeId : await copyOfInput(tx, ctx, dream.storeId);
  await tx.update(dreams).set({ outputStoreId }).where(dreamKey(ctx, dream.id));
}

async function copyOfInput(tx: Tx, ctx: Ctx, inputId: MemoryStoreId): Promise<MemoryStoreId> {
  const input = await lockStore(tx, ctx, inputId);
  const outputId = await insertMemoryStore(tx, ctx, {
    name: `${input.name.slice(0, 240)} (dreamt)`,
    description: input.description,
    metadata: input.metadata,
  });
  await copyStoreContent(tx, ctx, { from: inputId, to: outputId });
  return outputId;
}

export function outputOf(dream: StoreDreamRow): MemoryStoreId {
  if (dream.outputStoreId === null) throw new AppError("internal", `Dream ${dream.id} has no output store yet.`);
  return dream.outputStoreId;
}

/**
 * Writes the dream's changes into its output store as one revision and ends the dream. What is held for a person, rests on low trust, or
 * no longer fits the store stays a proposal. Call inside `inWorkspace`.
 */
export async function writeOutput(tx: Tx, ctx: Ctx, dream: StoreDreamRow): Promise<void> {
  const storeId = outputOf(dream);
  await lockStore(tx, ctx, storeId);
  const ofDream = sql`${dreamChanges.workspaceId} = ${ctx.workspaceId} and ${dreamChanges.dreamId} = ${dream.id}`;
  const changes = await tx.select().from(dreamChanges).where(ofDream).orderBy(dreamChanges.ordinal);
  const heads = await readHeads(tx, ctx, storeId);
  const byId = new Map(heads.map((head) => [head.id, head]));
  const byPath = new Map(heads.map((head) => [head.path, head]));
  const now = ctx.clock.now();
  const planned = changes.flatMap((change): PlannedChange[] => {
    if (change.isHeld || isLowTrust(change.trust)) return [];
    const result = planWrite(change, change.memoryId ? byId.get(change.memoryId) : undefined, byPath.get(change.path), now.getTime());
    return "write" in result ? [{ change, write: result.write }] : [];
  });
  const number = planned.length > 0 ? await publishPlanned(tx, ctx, dream, planned) : null;
  await tx
    .update(dreams)
    .set({ status: "completed", endedAt: now, updatedAt: now, publishedRevision: number })
    .where(dreamKey(ctx, dream.id));
  recordAudit(tx, ctx, {
    action: "dream.complete",
    subject: { type: "dream", id: dream.id },
    details: { output_store_id: storeId, written: planned.length, left: changes.length - planned.length },
  });
}

async function publishPlanned(tx: Tx, ctx: Ctx, dream: StoreDreamRow, planned: PlannedChange[]): Promise<number> {
  const storeId = outputOf(dream);
  const { revision, applied } = await writeStore(tx, ctx, {
    action: "change_set.publish",
    storeId,
    kind: "publish",
    message: `${planned.length} ${planned.length === 1 ? "change" : "changes"} of a dream`,
    dreamId: dream.id,
    writes: planned.map((one) => one.write),
    details: { dream_id: dream.id, output_behavior: dream.outputBehavior, requested_by: dream.requestedById },
  });
  for (const { change, write } of planned) {
    await tx
      .update(dreamChanges)
      .set({
        decision: "approved",
        decidedByType: dream.requestedByType,
        decidedById: dream.requestedById,
        decidedByName: dream.requestedByName,
        decidedAt: ctx.clock.now(),
        reason: `Asked for with output_behavior ${dream.outputBehavior}`,
        publishedRevision: revision.number,
      })
      .where(sql`${dreamChanges.workspaceId} = ${ctx.workspaceId} and ${dreamChanges.id} = ${change.id}`);
    // Only a store that an agent learns into has learnings to describe.
    const [known] = await tx
      .select({ id: learnings.memoryId })
      .from(learnings)
      .where(sql`${eq(learnings.workspaceId, ctx.workspaceId)} and ${learnings.memoryId} = ${write.memoryId ?? ""}`);
    if (known) await describeLearning(tx, ctx, dream.id, { change, write }, applied);
  }
  return revision.number;
}
