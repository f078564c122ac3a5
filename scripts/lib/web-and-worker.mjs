/** The two processes that are Reverie itself. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { keep } from "./lifecycle.mjs";
import { lastLines, openLog, sizeOf } from "./log-files.mjs";
import { PlainError } from "./messages.mjs";
import { sleep } from "./processes.mjs";
import { Service } from "./service.mjs";

const READY_TIMEOUT_MS = 120_000;
/** A process that can't even start does not get better by trying on. */
const HOPELESS_AFTER_FAILURES = 3;

/**
 * What node is to run.
 * @param {{ dev: boolean, host: string, port: number }} options
 */
function programs({ dev, host, port }) {
  if (dev)
    return {
      web: ["node_modules/next/dist/bin/next", "dev", "--port", String(port), "--hostname", host],
      worker: [fileURLToPath(import.meta.resolve("tsx/cli")), "watch", "--clear-screen=false", "worker/index.ts"],
    };
  // Small young generations: both stream what is large, so that garbage is collected little and often instead of piling up.
  return {
    web: ["--max-semi-space-size=8", "--import", "./scripts/lib/long-uploads.mjs", ".next/standalone/server.js"],
    worker: ["--enable-source-maps", "--max-semi-space-size=4", "--heap-growing-percent=20", "dist/worker.mjs"],
  };
}

/**
 * Starts both.
 * @param {object} options
 * @param {string} options.root
 * @param {boolean} options.dev
 * @param {string} options.host
 * @param {number} options.port
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import("./data-folder.mjs").DataFolder} options.folder
 * @param {(name: string, identity: import("./processes.mjs").ProcessIdentity) => void} options.onLaunch also after each restart
 */
export async function startWebAndWorker({ root, dev, host, port, env, folder, onLaunch }) {
  const args = programs({ dev, host, port });
  /** @param {"web" | "worker"} name @param {NodeJS.ProcessEnv} ownEnv @param {number} graceMs */
  const start = async (name, ownEnv, graceMs) => {
    const logFile = folder.log(name);
    const service = new Service({
      name: `The ${name} process`,
      logFile,
      launch: () => {
        const logFd = openLog(logFile);
        const child = spawn(process.execPath, args[name], { cwd: root, env: ownEnv, stdio: ["ignore", logFd, logFd], detached: true });
        fs.closeSync(logFd);
        return child;
      },
      graceMs,
      onLaunch: (identity) => onLaunch(name, identity),
    });
    await keep(service);
    const logFrom = sizeOf(logFile);
    await service.start();
    return { service, logFile, logFrom };
  };
  const worker = await start("worker", env, 10_000);
  const web = await start("web", { ...env, PORT: String(port), HOSTNAME: host }, 5000);
  return [web, worker];
}

/**
 * Waits until /healthz says that web, worker and database are up.
 * @param {string} url
 * @param {Awaited<ReturnType<typeof startWebAndWorker>>} started
 */
export async function waitUntilHealthy(url, started) {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let answer = "no answer";
  while (Date.now() < deadline) {
    try {
      const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5000) });
      if (response.status === 200) return;
      answer = `${response.status} ${(await response.text()).slice(0, 300)}`;
    } catch {
      // Not listening yet.
    }
    for (const { service, logFile, logFrom } of started) {
      if (service.failures < HOPELESS_AFTER_FAILURES) continue;
      throw new PlainError(`${service.options.name} does not start. The end of ${logFile}:\n${lastLines(logFile, { fromByte: logFrom })}`);
    }
    await sleep(50);
  }
  throw new PlainError(`Reverie did not become ready in ${READY_TIMEOUT_MS / 1000} seconds. ${url}/healthz says: ${answer}`);
}
