import { and, eq } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan, can } from "@/lib/auth/policy";
import { actorId, type Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import type { DeleteViewInput, SaveViewInput } from "@/lib/saved-views/inputs";
import { savedViews } from "@/lib/saved-views/schema";
import type { SavedViewId } from "@/lib/saved-views/types";

const NOT_KEPT = new Set(["page", "cursor", "filter"]);
const MOST_OF_ONE = 200;

/** Keeps a list's address under a name, for oneself (anyone who may read) or for everybody (reviewers and up). Throws `forbidden`, `conflict`. */
export async function saveView(ctx: Ctx, input: SaveViewInput): Promise<{ id: SavedViewId; name: string }> {
  assertCan(ctx.actor, "read");
  if (input.is_shared) assertCan(ctx.actor, "view.share");
  // Where one had paged to is no part of a view.
  const params = new URLSearchParams(input.query);
  for (const name of NOT_KEPT) params.delete(name);
  return inWorkspace(ctx, async (tx, inner) => {
    const mine = and(
      eq(savedViews.workspaceId, ctx.workspaceId),
      eq(savedViews.screen, input.screen),
      eq(savedViews.createdById, actorId(ctx.actor) ?? ""),
    );
    const own = await tx.select({ name: savedViews.name }).from(savedViews).where(mine);
    if (own.some(({ name }) => name.toLowerCase() === input.name.toLowerCase())) {
      throw new AppError("conflict", `You have a view “${input.name}” already.`, { details: { fields: { name: "Already used." } } });
    }
    if (own.length >= MOST_OF_ONE) throw new AppError("conflict", `You have ${MOST_OF_ONE} views here. Delete one first.`);
    const now = ctx.clock.now();
    const id = newId("savedView", now.getTime());
    await tx.insert(savedViews).values({
      workspaceId: ctx.workspaceId,
      id,
      screen: input.screen,
      name: input.name,
      query: params.toString(),
      isShared: input.is_shared,
      createdByType: ctx.actor.type,
      createdById: actorId(ctx.actor),
      createdByName: "name" in ctx.actor ? ctx.actor.name : null,
      createdAt: now,
    });
    recordAudit(tx, inner, {
      action: "view.save",
      subject: { type: "saved_view", id },
      details: { screen: input.screen, name: input.name, is_shared: input.is_shared },
    });
    return { id, name: input.name };
  });
}

/** One's own, or as an admin any shared one. Throws `not_found`, `forbidden`. */
export async function deleteView(ctx: Ctx, input: DeleteViewInput): Promise<{ name: string }> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx, inner) => {
    const key = and(eq(savedViews.workspaceId, ctx.workspaceId), eq(savedViews.id, input.view_id));
    const [view] = await tx.select().from(savedViews).where(key).for("update");
    const isMine = view?.createdById === (actorId(ctx.actor) ?? "");
    if (!view || (!isMine && !view.isShared)) throw new AppError("not_found", "There is no such view.");
    if (!isMine && !can(ctx.actor, "member.manage")) throw new AppError("forbidden", "Only its author or an admin deletes a shared view.");
    await tx.delete(savedViews).where(key);
    recordAudit(tx, inner, {
      action: "view.delete",
      subject: { type: "saved_view", id: view.id },
      before: { name: view.name, query: view.query },
      details: { screen: view.screen, name: view.name },
    });
    return { name: view.name };
  });
}
