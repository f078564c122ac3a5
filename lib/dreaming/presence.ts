/** Who has a change open in the review: a row per person, gone when it is not renewed. Not history, so not audited. */
import { and, asc, eq, gt, lt, ne } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreamChanges, reviewPresence } from "@/lib/dreaming/schema";
import { AppError } from "@/lib/errors";
import type { ChangeId, UserId } from "@/lib/ids";

/** Three heart beats of the page: one that is late does not send a person away. */
const SHOWN_FOR_MS = 30_000;

export type Present = { id: UserId; name: string };

/** Says that the person has the change open, and answers who else has. Throws `not_found`. */
export async function touchPresence(ctx: Ctx, changeId: ChangeId): Promise<Present[]> {
  assertCan(ctx.actor, "read");
  const { actor } = ctx;
  if (actor.type !== "user") return listPresent(ctx, changeId);
  return inWorkspace(ctx, async (tx, inner) => {
    const [change] = await tx
      .select({ id: dreamChanges.id })
      .from(dreamChanges)
      .where(and(eq(dreamChanges.workspaceId, ctx.workspaceId), eq(dreamChanges.id, changeId)));
    if (!change) throw new AppError("not_found", `There is no change ${changeId}.`);
    const now = inner.clock.now();
    const expiresAt = new Date(now.getTime() + SHOWN_FOR_MS);
    await tx.delete(reviewPresence).where(and(eq(reviewPresence.workspaceId, ctx.workspaceId), lt(reviewPresence.expiresAt, now)));
    await tx
      .insert(reviewPresence)
      .values({ workspaceId: ctx.workspaceId, changeId, userId: actor.userId, userName: actor.name, expiresAt })
      .onConflictDoUpdate({
        target: [reviewPresence.workspaceId, reviewPresence.changeId, reviewPresence.userId],
        set: { userName: actor.name, expiresAt },
      });
    return listPresent(inner, changeId);
  });
}

/** The person went on to something else. */
export async function leavePresence(ctx: Ctx, changeId: ChangeId): Promise<void> {
  assertCan(ctx.actor, "read");
  const { actor } = ctx;
  if (actor.type !== "user") return;
  await inWorkspace(ctx, (tx) =>
    tx
      .delete(reviewPresence)
      .where(
        and(
          eq(reviewPresence.workspaceId, ctx.workspaceId),
          eq(reviewPresence.changeId, changeId),
          eq(reviewPresence.userId, actor.userId),
        ),
      ),
  );
}

/** Everybody else who has the change open, by name. */
export async function listPresent(ctx: Ctx, changeId: ChangeId): Promise<Present[]> {
  assertCan(ctx.actor, "read");
  const { actor } = ctx;
  return inWorkspace(ctx, (tx) =>
    tx
      .select({ id: reviewPresence.userId, name: reviewPresence.userName })
      .from(reviewPresence)
      .where(
        and(
          eq(reviewPresence.workspaceId, ctx.workspaceId),
          eq(reviewPresence.changeId, changeId),
          gt(reviewPresence.expiresAt, ctx.clock.now()),
          actor.type === "user" ? ne(reviewPresence.userId, actor.userId) : undefined,
        ),
      )
      .orderBy(asc(reviewPresence.userName), asc(reviewPresence.userId)),
  );
}
