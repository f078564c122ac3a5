/** A whole change set turned down at once. */
import { and, asc, eq, isNull, ne } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import { actorId, asSystem, type Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { decideChange } from "@/lib/dreaming/decide";
import type { DiscardInput } from "@/lib/dreaming/inputs";
import { getDream } from "@/lib/dreaming/queries";
import { dreamChanges } from "@/lib/dreaming/schema";
import type { DreamId } from "@/lib/ids";

/**
 * Rejects every change of a dream that is neither published nor rejected, approved ones too, all or none; each can be taken back by itself. A
 * repeat rejects 0. Throws `forbidden`, `not_found`, `conflict` (reason `not_completed`).
 */
export async function discardChanges(ctx: Ctx, dreamId: DreamId, { reason_code, reason }: DiscardInput): Promise<{ rejected: number }> {
  assertCan(ctx.actor, "change.decide");
  return inWorkspace(ctx, async (tx, inner) => {
    await getDream(asSystem(inner, "review"), dreamId);
    const open = await tx
      .select({ id: dreamChanges.id, decision: dreamChanges.decision, decidedById: dreamChanges.decidedById })
      .from(dreamChanges)
      .where(
        and(
          eq(dreamChanges.workspaceId, ctx.workspaceId),
          eq(dreamChanges.dreamId, dreamId),
          isNull(dreamChanges.publishedRevision),
          ne(dreamChanges.decision, "rejected"),
        ),
      )
      .orderBy(asc(dreamChanges.ordinal));
    for (const { id, decision, decidedById } of open) {
      const ref = { dreamId, changeId: id };
      // Another person's approval is taken back first, in the open: both steps stand in the audit log.
      if (decision !== "pending" && decidedById !== actorId(ctx.actor)) await decideChange(inner, ref, { decision: "undo" });
      await decideChange(inner, ref, { decision: "reject", reason_code, reason });
    }
    return { rejected: open.length };
  });
}
