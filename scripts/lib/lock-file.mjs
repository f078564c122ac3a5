/** A lock held by a process. It needs no cleaning up after `kill -9`: whoever finds a dead holder takes it over. */
import fs from "node:fs";
import { identify, isRunning, sleep } from "./processes.mjs";

/**
 * @typedef {import("./processes.mjs").ProcessIdentity & { note?: string }} LockHolder
 */

/** The lock is held by a process that is alive. */
export class LockHeldError extends Error {
  /** @param {LockHolder} holder */
  constructor(holder) {
    super(`held by process ${holder.pid}`);
    this.holder = holder;
  }
}

/**
 * @param {string} file
 * @returns {LockHolder | null} null when the file is missing or not (yet) readable as a lock
 */
function readHolder(file) {
  try {
    const value = JSON.parse(fs.readFileSync(file, "utf8"));
    return typeof value?.pid === "number" ? value : null;
  } catch {
    return null;
  }
}

/** @param {string} file @param {string} text */
function createExclusively(file, text) {
  try {
    fs.writeFileSync(file, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Removes the lock of a dead holder. Only one process at a time may do that, or a second one could remove the lock the first has just taken.
 * @param {string} file
 */
function removeDeadLock(file) {
  const guard = `${file}.takeover`;
  try {
    fs.mkdirSync(guard);
  } catch {
    const age = Date.now() - (fs.statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 5000) fs.rmSync(guard, { recursive: true, force: true });
    return;
  }
  try {
    const holder = readHolder(file);
    if (!holder || !isRunning(holder)) fs.rmSync(file, { force: true });
  } finally {
    fs.rmSync(guard, { recursive: true, force: true });
  }
}

/** A second release must not take the lock from whoever has it by then. @param {string} file */
function releaseOnce(file) {
  let held = true;
  return () => {
    if (held) fs.rmSync(file, { force: true });
    held = false;
  };
}

/**
 * Takes the lock, over from a dead holder if need be.
 * @param {string} file
 * @param {{ note?: string }} [options] `note` is shown to whoever finds the lock held
 * @returns {Promise<() => void>} releases it; throws LockHeldError while another process holds it
 */
export async function acquireLock(file, { note } = {}) {
  const text = JSON.stringify({ ...identify(process.pid), note });
  for (let attempt = 0; attempt < 40; attempt++) {
    if (createExclusively(file, text)) return releaseOnce(file);
    const holder = readHolder(file);
    if (holder && isRunning(holder)) throw new LockHeldError(holder);
    const age = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (!holder && age < 1000) {
      await sleep(50); // just created, its text not written yet
      continue;
    }
    removeDeadLock(file);
    await sleep(25);
  }
  throw new Error(`The lock ${file} could not be taken. Remove it if no Reverie is running.`);
}
