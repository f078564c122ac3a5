/** A real worker process, to be killed. Built once per test run from this checkout's sources. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

let bundle: Promise<string> | undefined;

async function bundleWorker(): Promise<string> {
  // Inside the checkout, so that the bundle finds node_modules.
  const folder = mkdtempSync(path.join(path.resolve("node_modules"), ".reverie-test-worker-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const outfile = path.join(folder, "worker.mjs");
  await build({
    entryPoints: ["worker/index.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: "inline",
    logLevel: "error",
  });
  return outfile;
}

export type WorkerProcess = {
  pid: number;
  executorId: string;
  /** kill -9: no clean-up of any kind. */
  kill(): Promise<void>;
  /** SIGTERM, as the starter does it. */
  stop(): Promise<void>;
  log(): string;
};

/** Starts a worker on that database and waits until it is ready; `modelUrl` is where it finds the model. Rejects with its log when it ends before. */
export async function startWorkerProcess(appUrl: string, options: { modelUrl?: string; mcpAllow?: string } = {}): Promise<WorkerProcess> {
  bundle ??= bundleWorker();
  const child = spawn(process.execPath, [await bundle], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      REVERIE_APP_DATABASE_URL: appUrl,
      REVERIE_SECRET: process.env.REVERIE_SECRET,
      REVERIE_WEBHOOK_ALLOW: process.env.REVERIE_WEBHOOK_ALLOW,
      REVERIE_LOG_LEVEL: "info",
      ...(options.mcpAllow ? { REVERIE_MCP_ALLOW: options.mcpAllow } : {}),
      ...(options.modelUrl ? { ANTHROPIC_BASE_URL: options.modelUrl, ANTHROPIC_API_KEY: "sk-test" } : {}),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let text = "";
  const executorId = await new Promise<string>((resolve, reject) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const ready = /"executorId":"(worker-[0-9a-f-]+)"/.exec(text);
      if (ready?.[1]) resolve(ready[1]);
    });
    child.once("exit", (code) => reject(new Error(`The worker ended with ${code} before it was ready:\n${text}`)));
  });
  return { pid: child.pid ?? 0, executorId, kill: () => end(child, "SIGKILL"), stop: () => end(child, "SIGTERM"), log: () => text };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  await gone;
}
