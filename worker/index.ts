/** The worker process. Started beside web; any number may run on one database. */
import { systemClock } from "@/lib/clock";
import { appDatabaseUrl, env } from "@/lib/env";
import { startWorker } from "@/lib/jobs/worker";
import { log, setLogLevel } from "@/lib/log";
import { modelClient } from "@/lib/model/client";

setLogLevel(env().REVERIE_LOG_LEVEL);

const worker = await startWorker({
  databaseUrl: appDatabaseUrl(),
  clock: systemClock,
  model: modelClient(env()),
  onLost: () => {
    log.error("the connection that proves this worker alive is gone; stopping so that another takes over");
    process.exit(1);
  },
});

let isStopping = false;
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  worker.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      log.error("the worker did not stop cleanly", { error });
      process.exit(1);
    },
  );
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
// Last: whoever waits for this line may stop the worker at once.
log.info("worker ready", { executorId: worker.executorId, pid: process.pid });
