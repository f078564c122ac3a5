import { and, desc, eq, gte } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { ImportId } from "@/lib/ids";
import { imports } from "@/lib/interop/schema";

export type FailedImport = { id: ImportId; fileName: string | null; failure: string | null; endedAt: Date | null };

/** Imports that failed since then, newest first. */
export async function listFailedImports(ctx: Ctx, since: Date, limit = 5): Promise<FailedImport[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, (tx) =>
    tx
      .select({ id: imports.id, fileName: imports.fileName, failure: imports.failure, endedAt: imports.endedAt })
      .from(imports)
      .where(and(eq(imports.workspaceId, ctx.workspaceId), eq(imports.status, "failed"), gte(imports.createdAt, since)))
      .orderBy(desc(imports.id))
      .limit(limit),
  );
}
