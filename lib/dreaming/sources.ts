/** Whether the sessions that a change quotes still exist. */
import { and, eq, inArray } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { Evidence } from "@/lib/dreaming/types";
import type { SessionId } from "@/lib/ids";
import { sessions } from "@/lib/sessions/schema";

/** The quoted sessions that are gone. Call inside `inWorkspace`. */
export async function findDeletedSources(tx: Tx, ctx: Ctx, examples: readonly Evidence[]): Promise<SessionId[]> {
  const quoted = [...new Set(examples.map((example) => example.sessionId))];
  if (quoted.length === 0) return [];
  const rows = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.workspaceId, ctx.workspaceId), inArray(sessions.id, quoted)));
  const left = new Set(rows.map((row) => row.id));
  return quoted.filter((id) => !left.has(id));
}

/** The same, for reading. */
export async function listDeletedSources(ctx: Ctx, examples: readonly Evidence[]): Promise<SessionId[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, (tx, inner) => findDeletedSources(tx, inner, examples));
}
