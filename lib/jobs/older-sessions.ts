/** Brings what was stored by an earlier build up to date, once per start of a worker, beside its work. */
import { sql } from "drizzle-orm";
import type { Clock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import type { WorkspaceId } from "@/lib/ids";
import { log } from "@/lib/log";
import { indexOlderSessions } from "@/lib/sessions/search-index";

/** Fills the text index for sessions from before there was one. `stop` lets it end after the batch at hand. */
export function startIndexingOlderSessions(deps: { db: Database; clock: Clock }): { stop(): Promise<void> } {
  let isStopping = false;
  const run = async () => {
    const workspaces = await deps.db.execute<{ workspace_id: WorkspaceId }>(sql`select workspace_id from reverie_list_workspaces()`);
    for (const { workspace_id: workspaceId } of workspaces) {
      let total = 0;
      for (let count = -1; count !== 0 && !isStopping; total += count) {
        count = await indexOlderSessions({ ...deps, workspaceId, requestId: "job:index", actor: { type: "system", name: "index" } });
      }
      if (total > 0) log.info("indexed older sessions for text search", { workspaceId, sessions: total });
    }
  };
  const done = run().catch((error: unknown) => log.error("indexing older sessions failed; the next start tries again", { error }));
  return {
    async stop() {
      isStopping = true;
      await done;
    },
  };
}
