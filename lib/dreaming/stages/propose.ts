import { and, eq, sql } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { publishChangeSet } from "@/lib/dreaming/publish";
import { dreamChanges, dreams } from "@/lib/dreaming/schema";
import { type DreamRow, dreamKey, runStage, type StageContext } from "@/lib/dreaming/stages/stage-run";
import { isStoreDream } from "@/lib/dreaming/store-dream/input";
import { writeOutput } from "@/lib/dreaming/store-dream/output";
import { isLowTrust } from "@/lib/trust";

/** Below this, and only then, the policy "low_confidence" lets an effect publish itself. */
const CONFIDENT_Q = 0.01;

/** Ends the dream: an agent's changes wait for review, or publish themselves where its policy says so; a store's go into its output. */
export async function proposeChanges(stage: StageContext): Promise<void> {
  const { ctx, dreamId } = stage;
  await runStage(stage, "propose", async (dream) => ({
    summary: isStoreDream(dream) ? { output: dream.outputBehavior } : { review: dream.settings.review },
    commit: async (tx, inner) => {
      if (isStoreDream(dream)) return writeOutput(tx, inner, dream);
      const proposed = await tx.$count(dreamChanges, and(eq(dreamChanges.workspaceId, ctx.workspaceId), eq(dreamChanges.dreamId, dreamId)));
      const approved = await approveByPolicy(tx, inner, dream);
      const now = inner.clock.now();
      await tx
        .update(dreams)
        .set({ status: "completed", endedAt: now, updatedAt: now, settledAt: proposed === 0 ? now : null })
        .where(dreamKey(inner, dreamId));
      recordAudit(tx, inner, {
        action: "dream.complete",
        subject: { type: "dream", id: dreamId },
        details: { proposed, approved_by_policy: approved },
      });
    },
  }));
  await publishByPolicy(ctx, dreamId);
}

/** Marks what may go live without a person. An observation never may, nor what is held or rests on low trust. */
async function approveByPolicy(tx: Tx, ctx: Ctx, dream: DreamRow): Promise<number> {
  const { review } = dream.settings;
  if (review === "always") return 0;
  const rows = await tx
    .select({
      id: dreamChanges.id,
      isHeld: dreamChanges.isHeld,
      claim: dreamChanges.claim,
      trust: dreamChanges.trust,
      stats: dreamChanges.stats,
    })
    .from(dreamChanges)
    .where(and(eq(dreamChanges.workspaceId, ctx.workspaceId), eq(dreamChanges.dreamId, dream.id)));
  const eligible = rows.filter(
    (row) =>
      !row.isHeld &&
      row.claim === "effect" &&
      !isLowTrust(row.trust) &&
      (review === "never" || (row.stats.qValue !== null && row.stats.qValue <= CONFIDENT_Q)),
  );
  for (const { id } of eligible) {
    await tx
      .update(dreamChanges)
      .set({
        decision: "approved",
        decidedByType: "system",
        decidedByName: "review policy",
        decidedAt: ctx.clock.now(),
        reason: `Review policy: ${review}`,
      })
      .where(and(eq(dreamChanges.workspaceId, ctx.workspaceId), eq(dreamChanges.id, id)));
  }
  return eligible.length;
}

async function publishByPolicy(ctx: Ctx, dreamId: DreamRow["id"]): Promise<void> {
  const waiting = await inWorkspace(ctx, (tx) =>
    tx.$count(
      dreamChanges,
      and(
        eq(dreamChanges.workspaceId, ctx.workspaceId),
        eq(dreamChanges.dreamId, dreamId),
        sql`${dreamChanges.decision} = 'approved' and ${dreamChanges.decidedByType} = 'system' and ${dreamChanges.publishedRevision} is null`,
      ),
    ),
  );
  if (waiting > 0) await publishChangeSet(ctx, dreamId, { message: "Published by the agent's review policy" });
}
