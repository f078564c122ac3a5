/** Puts right what a crash between two steps left: dreams nobody enqueued, imports whose bytes stopped. */
import { DBOS } from "@dbos-inc/dbos-sdk";
import { sql } from "drizzle-orm";
import { passOn } from "@/lib/agent-loop/run";
import type { Clock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import { failDream } from "@/lib/dreaming/commands";
import { getDream } from "@/lib/dreaming/queries";
import type { DreamId, ImportId, SessionId, WorkspaceId } from "@/lib/ids";
import { failStalledImport } from "@/lib/interop/commands";
import { type DreamJob, JOBS_VERSION, jobs } from "@/lib/jobs/contracts";
import type { SessionRunner } from "@/lib/jobs/session-runner";

/** A door enqueues within milliseconds of the commit: what is older was left behind. */
const PENDING_AFTER_MS = 10_000;
const STALLED_AFTER_MS = 120_000;
/** A workflow in one of these states will never go on by itself. */
const ENDED = new Set(["ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "SUCCESS"]);

/** A run is begun within milliseconds; one that has been going for so long may have lost its worker. */
const UNBEGUN_AFTER_MS = 3_000;
const LONG_AFTER_MS = 600_000;

type Deps = { db: Database; clock: Clock; runner: SessionRunner };

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
  await sweepSessions(deps, now);
}

async function sweepSessions(deps: Deps, now: number): Promise<void> {
  const at = (ms: number) => sql`${new Date(now - ms).toISOString()}::timestamptz`;
  const found = await deps.db.execute<{ workspace_id: WorkspaceId; session_id: SessionId; run: number; is_begun: boolean }>(
    sql`select workspace_id, session_id, run, is_begun from reverie_find_active_sessions(${at(UNBEGUN_AFTER_MS)}, ${at(LONG_AFTER_MS)})`,
  );
  for (const { workspace_id: workspaceId, session_id: sessionId, run, is_begun } of found) {
    const job = { workspaceId, sessionId, run };
    if (!is_begun) {
      await deps.runner.begin(job);
      continue;
    }
    const status = await DBOS.getWorkflowStatus(jobs.session.workflowId(job));
    // Its worker died between the claim and the start, or the workflow ended without a word.
    if (status === null || ENDED.has(status.status)) await passOn(systemCtx(deps, workspaceId), sessionId);
  }
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
