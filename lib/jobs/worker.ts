/** The worker process: runs workflows, takes over what dead workers left, sweeps what was left pending. */
import { randomUUID } from "node:crypto";
import { DBOS } from "@dbos-inc/dbos-sdk";
// Pinned with the package's exact version: the public API can't recover another executor's workflows.
import { DBOSExecutor } from "@dbos-inc/dbos-sdk/internal/dbos-executor";
import type { Clock } from "@/lib/clock";
import { createDatabase } from "@/lib/db/client";
import { JOBS_APPLICATION, JOBS_VERSION, jobs } from "@/lib/jobs/contracts";
import { tickDeployments } from "@/lib/jobs/deployment-tick";
import { announceExecutor } from "@/lib/jobs/liveness";
import { startIndexingOlderSessions } from "@/lib/jobs/older-sessions";
import { KEEP_FINISHED_MS, purgeFinishedWorkflows } from "@/lib/jobs/purge";
import { registerSessionRunner } from "@/lib/jobs/session-runner";
import { sweep } from "@/lib/jobs/sweep";
import { rollUpAllUsage } from "@/lib/jobs/usage-roll-up";
import { createWebhookDispatcher } from "@/lib/jobs/webhook-dispatch";
import { registerDreamWorkflow } from "@/lib/jobs/workflows/dream";
import { registerSampleWorkflow } from "@/lib/jobs/workflows/sample";
import { registerWebhookWorkflow, WEBHOOK_QUEUE } from "@/lib/jobs/workflows/webhook";
import { log } from "@/lib/log";
import type { ModelClient } from "@/lib/model/client";

const TAKE_OVER_EVERY_MS = 5_000;
const SWEEP_EVERY_MS = 10_000;
const TICK_EVERY_MS = 1_000;
const DISPATCH_EVERY_MS = 1_000;
const ROLL_UP_EVERY_MS = 600_000;
const DREAMS_AT_ONCE = 2;
const PURGE_EVERY_MS = 60_000;
const FINISH_WITHIN_MS = 5_000;

export type Worker = { executorId: string; stop(): Promise<void> };

const logger = {
  info: () => {},
  debug: () => {},
  warn: (entry: unknown) => log.warn(String(entry), { from: "dbos" }),
  error: (entry: unknown) => log.error(entry instanceof Error ? entry.message : String(entry), { from: "dbos" }),
};

/** Starts a worker; several may run on one database. `onLost` is called when it must stop because it can't prove that it lives. */
export async function startWorker(options: {
  databaseUrl: string;
  clock: Clock;
  model: ModelClient | null;
  onLost: () => void;
}): Promise<Worker> {
  const { databaseUrl, clock } = options;
  const executorId = `worker-${randomUUID()}`;
  const db = createDatabase(databaseUrl, { max: 12, applicationName: "reverie-worker" });
  const liveness = await announceExecutor({ databaseUrl, executorId, clock, onLost: options.onLost });
  registerDreamWorkflow({ db, clock, model: options.model });
  registerSampleWorkflow({ db, clock });
  registerWebhookWorkflow({ db, clock });
  const runner = registerSessionRunner({ databaseUrl, db, clock, model: options.model });
  DBOS.setConfig({
    name: JOBS_APPLICATION,
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: 6,
    executorID: executorId,
    applicationVersion: JOBS_VERSION,
    runMigrations: false,
    schedulerPollingIntervalMs: 10_000,
    logger,
  });
  await DBOS.launch();
  await DBOS.registerQueue(jobs.dream.queue, { workerConcurrency: DREAMS_AT_ONCE, minPollingIntervalMs: 200 });
  await DBOS.registerQueue(jobs.webhook.queue, WEBHOOK_QUEUE);
  await DBOS.registerQueue(jobs.sample.queue, { workerConcurrency: 1, minPollingIntervalMs: 500 });

  const takeOver = async () => {
    const dead = await liveness.takeOverDead(async (id) => {
      await DBOSExecutor.globalInstance?.recoverPendingWorkflows([id]);
    });
    if (dead.length > 0) log.info("took over the work of dead workers", { dead });
  };
  await runner.listen();
  await takeOver();
  await liveness.markReady();
  const timers = [
    repeat("take-over", TAKE_OVER_EVERY_MS, takeOver),
    repeat("purge", PURGE_EVERY_MS, async () => {
      await purgeFinishedWorkflows(DBOS, new Date(clock.now().getTime() - KEEP_FINISHED_MS));
    }),
    repeat("sweep", SWEEP_EVERY_MS, async () => {
      await sweep({ db, clock, runner });
      await liveness.markSwept();
    }),
    repeat("schedule", TICK_EVERY_MS, () => tickDeployments({ db, clock })),
    repeat("usage roll-up", ROLL_UP_EVERY_MS, () => rollUpAllUsage({ db, clock })),
    repeat("webhooks", DISPATCH_EVERY_MS, createWebhookDispatcher({ db, clock })),
  ];
  const indexing = startIndexingOlderSessions({ db, clock });
  return {
    executorId,
    async stop() {
      for (const timer of timers) timer.stop();
      await runner.stop();
      await indexing.stop();
      await DBOS.shutdown({ workflowCompletionTimeoutMS: FINISH_WITHIN_MS });
      await liveness.close();
      await db.$client.end({ timeout: 2 });
    },
  };
}

/** Runs `work` again and again, never twice at once. A failure is logged and tried again next time. */
function repeat(name: string, everyMs: number, work: () => Promise<void>): { stop(): void } {
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    work()
      .catch((error: unknown) => log.error(`${name} failed`, { error }))
      .finally(() => {
        isBusy = false;
      });
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}
