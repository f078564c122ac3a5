import { and, asc, eq, or } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import { actorId, type Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { savedViews } from "@/lib/saved-views/schema";
import type { SavedView, Screen } from "@/lib/saved-views/types";

const MOST_VIEWS = 100;

/** The shared views of a screen and one's own, by name. */
export async function listSavedViews(ctx: Ctx, screen: Screen): Promise<SavedView[]> {
  assertCan(ctx.actor, "read");
  const me = actorId(ctx.actor) ?? "";
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select()
      .from(savedViews)
      .where(
        and(
          eq(savedViews.workspaceId, ctx.workspaceId),
          eq(savedViews.screen, screen),
          or(eq(savedViews.isShared, true), eq(savedViews.createdById, me)),
        ),
      )
      .orderBy(asc(savedViews.name), asc(savedViews.id))
      .limit(MOST_VIEWS);
    return rows.map(({ id, name, query, isShared, createdById, createdByName }) => ({
      id,
      name,
      query,
      isShared,
      isMine: createdById === me,
      createdByName,
    }));
  });
}
