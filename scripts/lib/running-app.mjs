/** The real thing, started as a user would, for the end-to-end tests. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describeDataFolder } from "./data-folder.mjs";
import { leash } from "./leash.mjs";
import { removeInstallation } from "./postgres/embedded.mjs";
import { descendantsOf, isRunning, sendSignal, sleep } from "./processes.mjs";
import { withoutInstallation } from "./settings.mjs";

const START_TIMEOUT_MS = 180_000;

/**
 * Starts Reverie in a new data folder on a free port, from the build that is there.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} [extraEnv]
 */
export async function startApp(root, extraEnv = {}) {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "reverie-e2e-"));
  const args = [path.join(root, "scripts/start.mjs"), "--port", "0", "--no-build", "--data-dir", dataDir];
  const env = { ...withoutInstallation(process.env), ...extraEnv };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const { pid } = child;
  if (pid === undefined) throw new Error("start.mjs could not be run");
  const unleash = leash(pid, { signal: "TERM", graceSeconds: 60, removeFolder: dataDir });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });

  /** Stops it and says which of its processes are still there. */
  const stop = async () => {
    const all = descendantsOf(pid);
    const isUp = child.exitCode === null && child.signalCode === null;
    const ended = isUp ? once(child, "exit") : null;
    if (isUp) sendSignal(pid, "SIGINT");
    await ended;
    for (let i = 0; i < 40 && all.some(isRunning); i++) await sleep(50);
    const left = all.filter(isRunning);
    unleash();
    const logs = readLogs(path.join(dataDir, "logs"));
    removeInstallation(describeDataFolder(dataDir));
    return { exitCode: child.exitCode, processes: all.length, left: left.map(({ pid: id }) => id), logs };
  };

  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const url = /Reverie is ready at (\S+)/.exec(output)?.[1];
    // The set-up link follows in the same breath, or not at all.
    if (url) {
      await sleep(100);
      return { url, pid, dataDir, setupUrl: /Set it up at (\S+)/.exec(output)?.[1] ?? null, stop };
    }
    if (child.exitCode !== null || child.signalCode !== null) break;
    await sleep(50);
  }
  await stop();
  throw new Error(`Reverie did not start:\n${output.trim()}`);
}

/** @param {string} folder */
function readLogs(folder) {
  if (!fs.existsSync(folder)) return "";
  const files = fs.readdirSync(folder).filter((name) => /^(web|worker)\.log$/.test(name));
  return files.map((name) => `${name}:\n${fs.readFileSync(path.join(folder, name), "utf8")}`).join("\n");
}
