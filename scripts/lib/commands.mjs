/** One-off commands (install, build, migrate …) that end when we are told to stop, and when we are killed. */
import { spawn } from "node:child_process";
import { leash } from "./leash.mjs";
import { sendSignal } from "./processes.mjs";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
let stopped = false;

/**
 * @typedef {object} CommandOptions
 * @property {NodeJS.ProcessEnv} [env] the whole environment; ours when left out
 * @property {string} [cwd]
 * @property {number} [logFd] where both outputs go; without it both are returned
 * @property {boolean} [inherit] let both outputs through to the terminal
 * @property {number} [timeoutMs]
 * @property {{ uid: number, gid: number } | null} [account]
 */

/** @param {CommandOptions} options */
function outputs({ logFd, inherit }) {
  if (inherit) return /** @type {const} */ ("inherit");
  return logFd ?? /** @type {const} */ ("pipe");
}

/**
 * Runs a command to its end; never throws for its exit code.
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string, output: string }>} code is -1 when it could not run or was ended
 *   by a signal; `output` is both streams as they came
 */
export function runCommand(command, args, options = {}) {
  if (stopped) return new Promise(() => {}); // we are going down: whoever waits for this is not to go on
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? process.cwd(),
      env: options.env ?? process.env,
      stdio: ["ignore", outputs(options), outputs(options)],
      detached: true, // its own group, so that it can be ended with everything it started
      ...(options.account ? { uid: options.account.uid, gid: options.account.gid } : {}),
    });
    const text = { stdout: "", stderr: "", output: "" };
    child.stdout?.setEncoding("utf8").on("data", (chunk) => {
      text.stdout += chunk;
      text.output += chunk;
    });
    child.stderr?.setEncoding("utf8").on("data", (chunk) => {
      text.stderr += chunk;
      text.output += chunk;
    });
    const unleash = child.pid === undefined ? () => {} : leash(-child.pid);
    const timer = options.timeoutMs && setTimeout(() => child.pid !== undefined && sendSignal(-child.pid, "SIGKILL"), options.timeoutMs);
    running.add(child);
    /** @param {number} code */
    const finish = (code) => {
      if (timer) clearTimeout(timer);
      unleash();
      running.delete(child);
      if (!stopped) resolve({ code, ...text });
    };
    child.on("error", (error) => {
      text.stderr += error.message;
      text.output += error.message;
      finish(-1);
    });
    child.on("close", (code) => finish(code ?? -1));
  });
}

/** Ends whatever command still runs and lets no new one start. Resolves when all are gone. */
export async function stopCommands() {
  stopped = true;
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise((resolve) => {
          if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return resolve(undefined);
          const { pid } = child;
          const insist = setTimeout(() => sendSignal(-pid, "SIGKILL"), 5000);
          child.once("close", () => {
            clearTimeout(insist);
            resolve(undefined);
          });
          sendSignal(-pid, "SIGTERM");
        }),
    ),
  );
}
