/** What the web process holds once: database pool, job client, clock. Kept on globalThis, so that reloads in development share it. */
import { type Clock, systemClock } from "@/lib/clock";
import { createDatabase, type Database } from "@/lib/db/client";
import { appDatabaseUrl, env } from "@/lib/env";
import { createJobClient, type JobClient } from "@/lib/jobs/client";
import { setLogLevel } from "@/lib/log";

export type Runtime = { db: Database; clock: Clock; jobs: JobClient; version: string };

const holder = globalThis as typeof globalThis & { reverieRuntime?: Promise<Runtime> };

async function createRuntime(): Promise<Runtime> {
  const settings = env();
  setLogLevel(settings.REVERIE_LOG_LEVEL);
  return {
    db: createDatabase(appDatabaseUrl(), { max: 12, applicationName: "reverie-web" }),
    clock: systemClock,
    jobs: await createJobClient(appDatabaseUrl()),
    version: settings.REVERIE_VERSION,
  };
}

/** A failed start is not remembered: the next request tries again. */
export function getRuntime(): Promise<Runtime> {
  if (!holder.reverieRuntime) {
    holder.reverieRuntime = createRuntime();
    holder.reverieRuntime.catch(() => {
      holder.reverieRuntime = undefined;
    });
  }
  return holder.reverieRuntime;
}
