/** Puts right what a crash between two steps left: dreams nobody enqueued, imports whose bytes stopped. */
import { DBOS } from "@dbos-inc/dbos-sdk";
import { sql } from "drizzle-orm";
import type { Clock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import { failDream } from "@/lib/dreaming/commands";
import { getDream } from "@/lib/dreaming/queries";
import type { DreamId, ImportId, WorkspaceId } from "@/lib/ids";
import { failStalledImport } from "@/lib/interop/commands";
import { type DreamJob, JOBS_VERSION, jobs } from "@/lib/jobs/contracts";

/** A door enqueues within milliseconds of the commit: what is older was left behind. */
const PENDING_AFTER_MS = 10_000;
const STALLED_AFTER_MS = 120_000;
/** A workflow in one of these states will never go on by itself. */
const ENDED = new Set(["ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "SUCCESS"]);

type Deps = { db: Database; clock: Clock };

export async function sweep(deps: Deps): Promise<void> {
  const now = deps.clock.now().getTime();
  const dreams = await deps.db.execute<{ workspace_id: WorkspaceId; id: DreamId }>(
    sql`select workspace_id, id from reverie_find_pending_dreams(${new Date(now - PENDING_AFTER_MS).toISOString()}::timestamptz)`,
  );
  for (const { workspace_id: workspaceId, id: dreamId } of dreams) await sweepDream(deps, { workspaceId, dreamId });
  const stalledBefore = new Date(now - STALLED_AFTER_MS);
  const imports = await deps.db.execute<{ workspace_id: WorkspaceId; id: ImportId }>(
    sql`select workspace_id, id from reverie_find_stalled_imports(${stalledBefore.toISOString()}::timestamptz)`,
  );
  for (const { workspace_id: workspaceId, id } of imports) await failStalledImport(systemCtx(deps, workspaceId), id, stalledBefore);
}

async function sweepDream(deps: Deps, ref: DreamJob): Promise<void> {
  const ctx = systemCtx(deps, ref.workspaceId);
  const { run } = await getDream(ctx, ref.dreamId);
  const job = { ...ref, run };
  const workflowID = jobs.dream.workflowId(job);
  const status = await DBOS.getWorkflowStatus(workflowID);
  if (status === null) {
    await DBOS.enqueueWorkflowWithOptions(
      { queueName: jobs.dream.queue, workflowName: jobs.dream.workflow, workflowID, appVersion: JOBS_VERSION },
      job,
    );
    return;
  }
  if (!ENDED.has(status.status)) return;
  const message = `The dream's work ended (${status.status.toLowerCase()}) before its result was saved. Retry it: finished stages are kept.`;
  await failDream(ctx, job.dreamId, { type: "internal_error", message }, run);
}

function systemCtx(deps: Deps, workspaceId: WorkspaceId): Ctx {
  return { ...deps, workspaceId, requestId: "job:sweep", actor: { type: "system", name: "sweep" } };
}
