/** The scheduler: starts what is due, and writes down which deployments went with their agent. */
import { sql } from "drizzle-orm";
import type { Clock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import { archiveWithAgent } from "@/lib/deployments/commands";
import { fireDueDeployment } from "@/lib/deployments/run";
import type { DeploymentId, WorkspaceId } from "@/lib/ids";
import { log } from "@/lib/log";

type Deps = { db: Database; clock: Clock };
type Ref = { workspace_id: WorkspaceId; id: DeploymentId };

/** Repeated by every worker: however many look at once, a firing has one run. One that can't be started keeps no other waiting. */
export async function tickDeployments(deps: Deps): Promise<void> {
  const stranded = await deps.db.execute<Ref>(sql`select workspace_id, id from reverie_find_deployments_of_archived_agents()`);
  for (const ref of stranded) await attempt(ref, () => archiveWithAgent(systemCtx(deps, ref.workspace_id), ref.id));
  const now = deps.clock.now().toISOString();
  const due = await deps.db.execute<Ref>(sql`select workspace_id, id from reverie_find_due_deployments(${now}::timestamptz)`);
  for (const ref of due) await attempt(ref, () => fireDueDeployment(systemCtx(deps, ref.workspace_id), ref.id));
}

async function attempt(ref: Ref, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error("the scheduler could not deal with a deployment; it looks again", { deploymentId: ref.id, error });
  }
}

function systemCtx(deps: Deps, workspaceId: WorkspaceId): Ctx {
  return { ...deps, workspaceId, requestId: "job:schedule", actor: { type: "system", name: "schedule" } };
}
