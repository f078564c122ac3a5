import { and, eq } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { environments } from "@/lib/environments/schema";
import { AppError } from "@/lib/errors";
import { type EnvironmentId, newId } from "@/lib/ids";

/** The workspace's built-in environment for past sessions, made on first use. Call inside `inWorkspace`. */
export async function ensureImportedEnvironment(tx: Tx, ctx: Ctx): Promise<EnvironmentId> {
  const isBuiltIn = and(eq(environments.workspaceId, ctx.workspaceId), eq(environments.isImported, true));
  const [known] = await tx.select({ id: environments.id }).from(environments).where(isBuiltIn);
  if (known) return known.id;
  const now = ctx.clock.now();
  await tx
    .insert(environments)
    .values({
      workspaceId: ctx.workspaceId,
      id: newId("environment", now.getTime()),
      name: "Imported",
      description: "Past sessions that were imported; nothing runs here.",
      config: { type: "imported" },
      metadata: {},
      isImported: true,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing();
  const [made] = await tx.select({ id: environments.id }).from(environments).where(isBuiltIn);
  if (!made) throw new AppError("internal", "The environment for imported sessions could not be made.");
  return made.id;
}
