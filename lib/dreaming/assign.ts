/** Who is to decide a change. */
import { and, asc, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { users } from "@/lib/auth/schema";
import { asSystem, type Ctx, ROLES } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { getChange } from "@/lib/dreaming/queries";
import { dreamChanges } from "@/lib/dreaming/schema";
import type { ChangeView } from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";
import { type ChangeId, type DreamId, isId, type UserId } from "@/lib/ids";
import { workspaceMembers } from "@/lib/workspaces/schema";

export const AssignChangeInput = z.object({
  /** Null takes the assignment off. */
  user_id: z.custom<UserId>((value) => isId("user", value), "Not a user id.").nullable(),
});
export type AssignChangeInput = z.infer<typeof AssignChangeInput>;

export type Assignee = { id: UserId; name: string };

const CAN_DECIDE = ROLES.slice(ROLES.indexOf("reviewer"));

/** The members who may decide, by name. */
export async function listAssignees(ctx: Ctx): Promise<Assignee[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, (tx) =>
    tx
      .select({ id: users.id, name: users.name })
      .from(workspaceMembers)
      .innerJoin(users, eq(users.id, workspaceMembers.userId))
      .where(and(eq(workspaceMembers.workspaceId, ctx.workspaceId), inArray(workspaceMembers.role, CAN_DECIDE)))
      .orderBy(asc(users.name), asc(users.id)),
  );
}

/** Gives a change to a member, or to nobody. Throws `forbidden`, `not_found`, `invalid_input` (no member who may decide), `conflict` (`already_published`). */
export async function assignChange(
  ctx: Ctx,
  { dreamId, changeId }: { dreamId: DreamId; changeId: ChangeId },
  { user_id: userId }: AssignChangeInput,
): Promise<ChangeView> {
  assertCan(ctx.actor, "change.decide");
  return inWorkspace(ctx, async (tx, inner) => {
    const key = and(eq(dreamChanges.workspaceId, ctx.workspaceId), eq(dreamChanges.dreamId, dreamId), eq(dreamChanges.id, changeId));
    const [change] = await tx
      .select({ title: dreamChanges.title, assignedToId: dreamChanges.assignedToId, publishedRevision: dreamChanges.publishedRevision })
      .from(dreamChanges)
      .where(key)
      .for("update");
    if (!change) throw new AppError("not_found", `There is no change ${changeId} in this dream.`);
    if (change.publishedRevision !== null) {
      throw new AppError("conflict", `This change was published with revision ${change.publishedRevision}: nothing is left to decide.`, {
        details: { reason: "already_published", revision: change.publishedRevision },
      });
    }
    const assignee = userId === null ? null : (await listAssignees(asSystem(inner, "review"))).find(({ id }) => id === userId);
    if (assignee === undefined) {
      const message = "That person is no member of this workspace who may decide.";
      throw new AppError("invalid_input", message, { details: { reason: "not_a_reviewer", fields: { user_id: message } } });
    }
    await tx
      .update(dreamChanges)
      .set({ assignedToId: userId, assignedToName: assignee?.name ?? null, assignedAt: assignee ? inner.clock.now() : null })
      .where(key);
    recordAudit(tx, inner, {
      action: "change.assign",
      subject: { type: "change", id: changeId },
      before: { assigned_to: change.assignedToId },
      after: { assigned_to: userId },
      details: { dream_id: dreamId, title: change.title, name: assignee?.name ?? null },
    });
    return getChange(asSystem(inner, "review"), { dreamId, changeId });
  });
}
