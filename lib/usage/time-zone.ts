import { eq } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { workspaces } from "@/lib/workspaces/schema";

/** The time zone that the workspace's days are counted in. */
export async function workspaceZone(tx: Tx, ctx: Ctx): Promise<string> {
  const [row] = await tx.select({ timeZone: workspaces.timeZone }).from(workspaces).where(eq(workspaces.workspaceId, ctx.workspaceId));
  if (!row) throw new AppError("not_found", "There is no such workspace.");
  return row.timeZone;
}
