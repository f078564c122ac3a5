import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Clock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import { beginDream, failDream } from "@/lib/dreaming/commands";
import { authorCandidates, reconcileChanges } from "@/lib/dreaming/stages/author";
import { chooseAuthor } from "@/lib/dreaming/stages/choose-author";
import { digestSessions } from "@/lib/dreaming/stages/digest";
import { mineCandidates, validateCandidates } from "@/lib/dreaming/stages/mine";
import { proposeChanges } from "@/lib/dreaming/stages/propose";
import { selectSessions } from "@/lib/dreaming/stages/select";
import { DreamCanceled, type StageContext } from "@/lib/dreaming/stages/stage-run";
import { verifyChanges } from "@/lib/dreaming/stages/verify";
import type { DreamStage } from "@/lib/dreaming/types";
import { isAppError } from "@/lib/errors";
import { type DreamJob, jobs } from "@/lib/jobs/contracts";
import { step } from "@/lib/jobs/workflows/step";
import { log } from "@/lib/log";
import type { ModelClient } from "@/lib/model/client";

const STAGES: [DreamStage, (stage: StageContext) => Promise<void>][] = [
  ["select", selectSessions],
  ["digest", digestSessions],
  ["mine", mineCandidates],
  ["validate", validateCandidates],
  ["author", authorCandidates],
  ["reconcile", reconcileChanges],
  ["verify", verifyChanges],
  ["propose", proposeChanges],
];

type Deps = { db: Database; clock: Clock; model: ModelClient | null };

/** Registers the workflow; call once, before launch. Each stage is one step and saves its own result. */
export function registerDreamWorkflow(deps: Deps): void {
  DBOS.registerWorkflow((job: DreamJob) => runDream(deps, job), { name: jobs.dream.workflow });
}

async function runDream(deps: Deps, job: DreamJob): Promise<void> {
  const { model, ...floor } = deps;
  const ctx: Ctx = { ...floor, workspaceId: job.workspaceId, requestId: `job:${job.dreamId}`, actor: { type: "system", name: "dream" } };
  const run = job.run ?? 1;
  const stage: StageContext = { ctx, dreamId: job.dreamId, run, model };
  try {
    const isOpen = await step("begin", async () => (await beginDream(ctx, job.dreamId, run)) && chooseAuthor(stage));
    if (!isOpen) return;
    for (const [name, work] of STAGES) await step(name, () => work(stage));
  } catch (error) {
    if (isCanceled(error)) return;
    log.error("a dream failed", { dreamId: job.dreamId, error });
    const message = isAppError(error)
      ? error.message
      : `A fault on our side stopped the dream. The server's log has it under ${job.dreamId}.`;
    await step("fail", () => failDream(ctx, job.dreamId, { type: isAppError(error) ? error.code : "internal_error", message }, run));
  }
}

/** After a restart a step's error comes back from the checkpoint as plain data: its name is what is left. */
function isCanceled(error: unknown): boolean {
  return error instanceof DreamCanceled || (error instanceof Error && error.name === "DreamCanceled");
}
