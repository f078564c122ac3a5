import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

export type EnvironmentWorkerProcess = {
  log(): string;
  /** kill -9: it sends no last word. */
  kill(): Promise<void>;
};

/** Starts the official SDK's `EnvironmentWorker` beside an API at that address. It ends a session's work one second after the session rests. */
export function startEnvironmentWorker(options: {
  url: string;
  environmentId: string;
  environmentKey: string;
  workdir: string;
}): EnvironmentWorkerProcess {
  const child = spawn(process.execPath, [path.resolve("lib/testing/environment-worker.mjs")], {
    // Nothing of the test's own environment: a worker holds no key but its environment's.
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      HOME: options.workdir,
      REVERIE_URL: options.url,
      ENVIRONMENT_ID: options.environmentId,
      ENVIRONMENT_KEY: options.environmentKey,
      WORKDIR: options.workdir,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return { log: () => text, kill: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await gone;
}
