/** Looking at processes and ending them, safe against reused process ids. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";

/**
 * A process, told apart from a later one with the same id by when it started.
 * @typedef {{ pid: number, startedAt: string | null }} ProcessIdentity
 */

const isLinux = process.platform === "linux";

/** @param {string} file */
function readOrNull(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

const bootId = isLinux ? (readOrNull("/proc/sys/kernel/random/boot_id")?.trim() ?? "") : "";

/** The fields of /proc/PID/stat after the command name, which may itself hold spaces and brackets. */
function statFields(/** @type {number} */ pid) {
  const stat = readOrNull(`/proc/${pid}/stat`);
  return stat ? stat.slice(stat.lastIndexOf(")") + 2).split(" ") : null;
}

/**
 * When the process started, in a form that only compares for equality; null when there is no such process (a zombie counts as gone).
 * @param {number} pid
 * @returns {string | null}
 */
function startTimeOf(pid) {
  if (isLinux) {
    const fields = statFields(pid);
    if (!fields || fields[0] === "Z" || fields[0] === "X") return null;
    return `${bootId}:${fields[19]}`;
  }
  const ps = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  return ps.status === 0 && ps.stdout.trim() !== "" ? ps.stdout.trim() : null;
}

/**
 * @param {number} pid
 * @returns {ProcessIdentity}
 */
export function identify(pid) {
  return { pid, startedAt: startTimeOf(pid) };
}

/** @param {ProcessIdentity} identity */
export function isRunning({ pid, startedAt }) {
  return startedAt !== null && startTimeOf(pid) === startedAt;
}

/**
 * The command line as the system shows it, arguments separated by spaces; empty when there is no such process.
 * @param {number} pid
 */
export function commandLineOf(pid) {
  if (isLinux) return (readOrNull(`/proc/${pid}/cmdline`) ?? "").split("\0").join(" ").trim();
  return spawnSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout?.trim() ?? "";
}

/**
 * The parent's id; null when there is no such process. Linux only: elsewhere always null.
 * @param {number} pid
 */
export function parentOf(pid) {
  const fields = isLinux ? statFields(pid) : null;
  return fields ? Number(fields[1]) : null;
}

/**
 * Sends a signal; false when nobody was there to receive it. A negative id means the whole process group.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function sendSignal(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH") return false;
    throw error;
  }
}

/** @param {number} ms */
export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Ends a process that is not our child: asks, waits, then insists. Resolves when it is gone.
 * @param {ProcessIdentity} identity
 * @param {{ signal?: NodeJS.Signals, graceMs?: number }} [options]
 */
export async function endProcess(identity, { signal = "SIGTERM", graceMs = 10_000 } = {}) {
  if (!isRunning(identity)) return;
  sendSignal(identity.pid, signal);
  const deadline = Date.now() + graceMs;
  while (isRunning(identity) && Date.now() < deadline) await sleep(50);
  if (!isRunning(identity)) return;
  sendSignal(identity.pid, "SIGKILL");
  while (isRunning(identity)) await sleep(50);
}

/**
 * Every process below `pid`, itself left out. Linux only: elsewhere the list is empty.
 * @param {number} pid
 * @returns {ProcessIdentity[]}
 */
export function descendantsOf(pid) {
  if (!isLinux) return [];
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const entry of fs.readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = parentOf(Number(entry));
    if (parent === null) continue; // ended meanwhile
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const found = [];
  const queue = [...(children.get(pid) ?? [])];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    found.push(identify(next));
    queue.push(...(children.get(next) ?? []));
  }
  return found;
}
