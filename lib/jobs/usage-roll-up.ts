/** Sums the usage of every workspace's days that are over. */
import { sql } from "drizzle-orm";
import type { Clock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import type { WorkspaceId } from "@/lib/ids";
import { rollUpUsage } from "@/lib/usage/roll-up";

export async function rollUpAllUsage(deps: { db: Database; clock: Clock }): Promise<void> {
  const workspaces = await deps.db.execute<{ workspace_id: WorkspaceId }>(sql`select workspace_id from reverie_list_workspaces()`);
  for (const { workspace_id: workspaceId } of workspaces) {
    const ctx = { ...deps, workspaceId, requestId: "job:usage", actor: { type: "system", name: "usage" } } as const;
    while (await rollUpUsage(ctx)) {
      // A week at a time, until it is up to date.
    }
  }
}
