import { and, eq, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import { actorId, type Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { ImportId } from "@/lib/ids";
import { getImport, toImportView } from "@/lib/interop/queries";
import { imports } from "@/lib/interop/schema";
import type { ImportView } from "@/lib/interop/types";

/**
 * Takes an opened import for the one upload it is meant for: of two that race, one gets it. Only who opened it may send its body.
 * Throws `forbidden`, `not_found`, `conflict` (reason `already_sent`: it ended, or its body is arriving already).
 */
export async function claimImport(ctx: Ctx, importId: ImportId): Promise<ImportView> {
  assertCan(ctx.actor, "import.create");
  return inWorkspace(ctx, async (tx, inner) => {
    const isMine = and(
      eq(imports.workspaceId, ctx.workspaceId),
      eq(imports.id, importId),
      eq(imports.createdByType, ctx.actor.type),
      eq(imports.createdById, actorId(ctx.actor) ?? ""),
    );
    // The heartbeat leaves the moment of opening exactly once: whoever moves it first has the import.
    const [row] = await tx
      .update(imports)
      .set({ heartbeatAt: sql`greatest(${ctx.clock.now().toISOString()}::timestamptz, ${imports.createdAt} + interval '1 millisecond')` })
      .where(and(isMine, eq(imports.status, "running"), eq(imports.bytes, 0), eq(imports.heartbeatAt, imports.createdAt)))
      .returning();
    if (row) return toImportView(row);
    if ((await tx.$count(imports, isMine)) === 0) {
      await getImport({ ...inner, actor: { type: "system", name: "import" } }, importId);
      throw new AppError("forbidden", "Only who opened this import may send its file.", { details: { reason: "not_yours" } });
    }
    throw new AppError("conflict", "This import has its file already. Start another one; sessions that are in are skipped.", {
      details: { reason: "already_sent" },
    });
  });
}
