import { sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";

/** Whether the workspace has any session at all. O(1). */
export async function hasSessions(ctx: Ctx): Promise<boolean> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx.execute(sql`select 1 from sessions where workspace_id = ${ctx.workspaceId} limit 1`);
    return rows.length > 0;
  });
}
