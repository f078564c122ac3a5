import { and, desc, eq, isNull, lt } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { environments } from "@/lib/environments/schema";
import type { EnvironmentView } from "@/lib/environments/types";
import { AppError } from "@/lib/errors";
import type { EnvironmentId } from "@/lib/ids";
import { decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

type Row = typeof environments.$inferSelect;

/** Throws `forbidden`, `not_found`. */
export async function getEnvironment(ctx: Ctx, id: EnvironmentId): Promise<EnvironmentView> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select()
      .from(environments)
      .where(and(eq(environments.workspaceId, ctx.workspaceId), eq(environments.id, id)));
    if (!row) throw noEnvironment(id);
    return toEnvironmentView(row);
  });
}

export type EnvironmentFilter = { includeArchived?: boolean; limit: number; cursor?: string | null };

/** Newest first. The built-in environment of past sessions is left out: nothing can run there. Throws `forbidden`. */
export async function listEnvironments(ctx: Ctx, filter: EnvironmentFilter): Promise<Page<EnvironmentView>> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("environments", filter.cursor, 1);
    const rows = await tx
      .select()
      .from(environments)
      .where(
        and(
          eq(environments.workspaceId, ctx.workspaceId),
          eq(environments.isImported, false),
          filter.includeArchived ? undefined : isNull(environments.archivedAt),
          cursor ? lt(environments.id, String(cursor[0]) as EnvironmentId) : undefined,
        ),
      )
      .orderBy(desc(environments.id))
      .limit(filter.limit + 1);
    return toPage(rows, filter.limit, (row) => encodeCursor("environments", [row.id]), toEnvironmentView);
  });
}

export function noEnvironment(id: EnvironmentId): AppError {
  return new AppError("not_found", `There is no environment ${id}.`, { details: { reason: "environment_not_found" } });
}

export function toEnvironmentView({ workspaceId: _workspace, isImported: _isImported, ...view }: Row): EnvironmentView {
  return view;
}
