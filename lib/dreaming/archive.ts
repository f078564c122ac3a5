/** Out of the lists and the review, and back. */
import { and, eq } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { asSystem, type Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { getAnyDream } from "@/lib/dreaming/queries";
import { dreams } from "@/lib/dreaming/schema";
import type { AnyDreamView } from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";
import type { DreamId } from "@/lib/ids";
import { announce } from "@/lib/live";

/**
 * Takes an ended dream out of the lists, and its undecided changes out of the review; nothing is deleted. A repeat changes nothing. Throws
 * `forbidden`, `not_found`, `invalid_input` (reason `open`: it waits or runs).
 */
export async function archiveDream(ctx: Ctx, dreamId: DreamId): Promise<AnyDreamView> {
  return setArchived(ctx, dreamId, true);
}

/** Takes the archiving back; a repeat changes nothing. Throws `forbidden`, `not_found`. */
export async function unarchiveDream(ctx: Ctx, dreamId: DreamId): Promise<AnyDreamView> {
  return setArchived(ctx, dreamId, false);
}

async function setArchived(ctx: Ctx, dreamId: DreamId, isArchived: boolean): Promise<AnyDreamView> {
  assertCan(ctx.actor, "dream.archive");
  return inWorkspace(ctx, async (tx, inner) => {
    const key = and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, dreamId));
    const [dream] = await tx.select({ status: dreams.status, archivedAt: dreams.archivedAt }).from(dreams).where(key).for("update");
    if (!dream) throw new AppError("not_found", `There is no dream ${dreamId}.`);
    if (isArchived && (dream.status === "pending" || dream.status === "running")) {
      throw new AppError("invalid_input", `This dream is ${dream.status}. Cancel it before you archive it.`, {
        details: { reason: "open" },
      });
    }
    if ((dream.archivedAt !== null) !== isArchived) {
      const now = inner.clock.now();
      await tx
        .update(dreams)
        .set({ archivedAt: isArchived ? now : null, updatedAt: now })
        .where(key);
      recordAudit(tx, inner, {
        action: isArchived ? "dream.archive" : "dream.unarchive",
        subject: { type: "dream", id: dreamId },
        before: { archived: !isArchived },
        after: { archived: isArchived },
      });
      await announce(inner, { topic: "dreams", id: dreamId });
      await announce(inner, { topic: "review", id: dreamId });
    }
    return getAnyDream(asSystem(inner, "dreaming"), dreamId);
  });
}
