import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Clock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import { markSample } from "@/lib/demo/commands";
import { runSampleStep, samplePlan } from "@/lib/demo/steps";
import { isAppError } from "@/lib/errors";
import { jobs, type SampleJob } from "@/lib/jobs/contracts";
import { step } from "@/lib/jobs/workflows/step";
import { log } from "@/lib/log";

type Deps = { db: Database; clock: Clock };

/** Registers the workflow; call once, before launch. */
export function registerSampleWorkflow(deps: Deps): void {
  DBOS.registerWorkflow((job: SampleJob) => loadSample(deps, job), { name: jobs.sample.workflow });
}

async function loadSample(deps: Deps, { workspaceId, run }: SampleJob): Promise<void> {
  const ctx: Ctx = { ...deps, workspaceId, requestId: `job:sample:${run}`, actor: { type: "system", name: "Sample data" } };
  const plan = samplePlan();
  try {
    for (const [done, one] of plan.entries()) {
      const isWanted = await step(`mark-${done}`, () => markSample(ctx, run, { status: "running", stage: one.words, done }));
      if (!isWanted) return;
      await step(`run-${done}`, () => runSampleStep(ctx, one));
    }
    await step("complete", () =>
      markSample(ctx, run, { status: "completed", stage: "Loaded", done: plan.length, endedAt: deps.clock.now() }),
    );
  } catch (error) {
    log.error("the sample data could not be loaded", { run, error });
    const message = isAppError(error) ? error.message : "A fault on our side stopped the loading. What is in stays; load again to go on.";
    await step("fail", () => markSample(ctx, run, { status: "failed", error: message, endedAt: deps.clock.now() }));
  }
}
