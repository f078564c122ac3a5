/** Several dreams canceled in one go: all of them, or none where one may not be. */
import { and, asc, eq, inArray } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { cancelDream } from "@/lib/dreaming/commands";
import { dreams } from "@/lib/dreaming/schema";
import { AppError } from "@/lib/errors";
import type { DreamId } from "@/lib/ids";

/**
 * Cancels those that wait or run; `ended` counts what was over before. A repeat changes nothing. Throws `forbidden`, `not_found` when one is
 * missing: then none is canceled.
 */
export async function cancelDreams(ctx: Ctx, dreamIds: readonly DreamId[]): Promise<{ canceled: number; ended: number }> {
  assertCan(ctx.actor, "dream.cancel");
  const ids = [...new Set(dreamIds)];
  return inWorkspace(ctx, async (tx, inner) => {
    // In one order, so that two of these never wait for each other.
    const rows = await tx
      .select({ id: dreams.id, status: dreams.status })
      .from(dreams)
      .where(and(eq(dreams.workspaceId, ctx.workspaceId), inArray(dreams.id, ids)))
      .orderBy(asc(dreams.id))
      .for("update");
    const missing = ids.find((id) => !rows.some((row) => row.id === id));
    if (missing) throw new AppError("not_found", `There is no dream ${missing}.`);
    const open = rows.filter((row) => row.status === "pending" || row.status === "running");
    for (const { id } of open) await cancelDream(inner, id);
    return { canceled: open.length, ended: rows.length - open.length };
  });
}
