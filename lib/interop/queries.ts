import { and, desc, eq, lt } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { ImportId } from "@/lib/ids";
import { imports } from "@/lib/interop/schema";
import type { ImportView } from "@/lib/interop/types";
import { decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

/** Throws `not_found`. */
export async function getImport(ctx: Ctx, importId: ImportId): Promise<ImportView> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select()
      .from(imports)
      .where(and(eq(imports.workspaceId, ctx.workspaceId), eq(imports.id, importId)));
    if (!row) throw new AppError("not_found", `There is no import ${importId}.`);
    return toImportView(row);
  });
}

/** Newest first. */
export async function listImports(ctx: Ctx, filter: { limit: number; cursor?: string | null }): Promise<Page<ImportView>> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("imports", filter.cursor, 1);
    const rows = await tx
      .select()
      .from(imports)
      .where(and(eq(imports.workspaceId, ctx.workspaceId), cursor ? lt(imports.id, cursor[0] as ImportId) : undefined))
      .orderBy(desc(imports.id))
      .limit(filter.limit + 1);
    return toPage(rows, filter.limit, (row) => encodeCursor("imports", [row.id]), toImportView);
  });
}

export function toImportView(row: typeof imports.$inferSelect): ImportView {
  const { workspaceId: _workspace, createdByType: _type, createdById: _id, heartbeatAt: _heartbeat, ...view } = row;
  return view;
}
