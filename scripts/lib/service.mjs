/** A child that is to run for as long as we do: started again when it ends by itself, stopped when we say so. */
import { leash } from "./leash.mjs";
import { say } from "./messages.mjs";
import { identify, sendSignal, sleep } from "./processes.mjs";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** After this long a new failure has nothing to do with the last one. */
const STEADY_AFTER_MS = 60_000;

/** @param {number} failures in a row, from 1 */
export function restartDelayMs(failures) {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
}

/**
 * @typedef {object} ServiceOptions
 * @property {string} name as shown to the person
 * @property {() => Promise<ChildProcess> | ChildProcess} launch must start it as the leader of its own process group
 * @property {(child: ChildProcess) => Promise<boolean>} [whenUp] resolves false when it ended before it was up
 * @property {string} logFile
 * @property {"SIGTERM" | "SIGINT"} [stopSignal]
 * @property {NodeJS.Signals} [hurrySignal] for stopping at once
 * @property {boolean} [signalGroup] also signal what it started itself
 * @property {number} graceMs how long it may take to stop before it is killed
 * @property {number} [leashDelaySeconds] how long it outlives us, so that those who depend on it can end first
 * @property {(identity: import("./processes.mjs").ProcessIdentity) => void} [onLaunch]
 */

/** One supervised child. */
export class Service {
  /** How often in a row it ended by itself. */
  failures = 0;
  /** @type {ChildProcess | null} */
  #child = null;
  /** @type {Promise<ChildProcess> | null} */
  #launching = null;
  #stopping = false;

  /** @param {ServiceOptions} options */
  constructor(options) {
    this.options = options;
  }

  /** Starts it; false when it ended before it was up (it is then not started again). */
  async start() {
    const {
      launch,
      whenUp = async () => true,
      signalGroup = true,
      stopSignal = "SIGTERM",
      leashDelaySeconds = 0,
      graceMs,
      onLaunch,
    } = this.options;
    this.#launching = Promise.resolve(launch());
    const child = await this.#launching;
    this.#child = child;
    const launchedAt = Date.now();
    const { pid } = child;
    if (pid === undefined) {
      await new Promise((resolve) => child.once("error", resolve));
      return false;
    }
    const unleash = leash(signalGroup ? -pid : pid, {
      signal: stopSignal === "SIGINT" ? "INT" : "TERM",
      delaySeconds: leashDelaySeconds,
      graceSeconds: Math.ceil(graceMs / 1000),
    });
    onLaunch?.(identify(pid));
    let up = false;
    /** @type {string | null} */
    let ending = null;
    child.once("exit", (code, signal) => {
      unleash();
      if (Date.now() - launchedAt > STEADY_AFTER_MS) this.failures = 0;
      this.failures += 1;
      ending = signal ?? `code ${code}`;
      if (up) void this.#restart(ending);
    });
    up = await whenUp(child);
    if (up && ending !== null) void this.#restart(ending);
    return up;
  }

  /** @param {string} how it ended */
  async #restart(how) {
    const { name, logFile } = this.options;
    await sleep(restartDelayMs(this.failures));
    if (this.#stopping) return;
    say(`${name} ended by itself (${how}) and is started again. Its log: ${logFile}`);
    if (await this.start().catch(() => false)) return;
    if (this.#stopping) return;
    void this.#restart("it did not come up");
  }

  /** Stops it and waits until it is gone. */
  async stop() {
    this.#stopping = true;
    await this.#launching?.catch(() => {});
    const child = this.#child;
    if (!child?.pid || hasEnded(child)) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    const insist = setTimeout(() => this.#signal("SIGKILL"), this.options.graceMs);
    this.#signal(this.options.stopSignal ?? "SIGTERM");
    await gone;
    clearTimeout(insist);
    if (this.options.signalGroup !== false) this.#signal("SIGKILL"); // what it started and left behind
  }

  /** Stops it at once, orderly or not; a `stop` that is waiting comes to its end. */
  hurry() {
    this.#stopping = true;
    if (this.#child && !hasEnded(this.#child)) this.#signal(this.options.hurrySignal ?? "SIGKILL");
  }

  /** @param {NodeJS.Signals} signal */
  #signal(signal) {
    const pid = this.#child?.pid;
    if (pid !== undefined) sendSignal(this.options.signalGroup === false ? pid : -pid, signal);
  }
}

/** @param {ChildProcess} child */
function hasEnded(child) {
  return child.exitCode !== null || child.signalCode !== null;
}
