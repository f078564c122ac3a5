/** Forgets finished workflows: each run of a session, dream and delivery leaves rows that nothing reads once it is over. */
import type { DBOSClient } from "@dbos-inc/dbos-sdk";

type Workflows = Pick<DBOSClient, "listWorkflows" | "deleteWorkflows">;

/** Kept for looking into what went wrong. */
export const KEEP_FINISHED_MS = 7 * 86_400_000;
const AT_ONCE = 500;

/** Deletes what ended before that moment, a bounded number per call; how many. What still runs or waits is never touched. */
export async function purgeFinishedWorkflows(workflows: Workflows, before: Date): Promise<number> {
  const ended = await workflows.listWorkflows({
    status: ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
    completedBefore: before.toISOString(),
    limit: AT_ONCE,
    loadInput: false,
    loadOutput: false,
  });
  if (ended.length > 0) await workflows.deleteWorkflows(ended.map((workflow) => workflow.workflowID));
  return ended.length;
}
