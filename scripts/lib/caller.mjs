/**
 * Being run by npm. A signal meant for us may end npm, or the shell it runs us in, and never reach us (npm passes SIGTERM on to that
 * shell only). So when one of them is gone, that counts as being told to stop.
 */
import { commandLineOf, identify, isRunning, parentOf } from "./processes.mjs";

const LOOK_EVERY_MS = 500;

/** Those between npm and us, npm included. */
function callers() {
  const found = [identify(process.ppid)];
  const isShell = /^\S*sh -c /.test(commandLineOf(process.ppid));
  const beyond = isShell ? parentOf(process.ppid) : null;
  if (beyond !== null && beyond > 1) found.push(identify(beyond));
  return found;
}

/**
 * Calls back once when npm, having started us, is gone. Does nothing when we were started otherwise: then nobody stands between.
 * @param {() => void} callback
 */
export function whenNpmEnds(callback) {
  if (!process.env.npm_lifecycle_event || process.ppid <= 1) return;
  const parent = process.ppid;
  const watched = process.platform === "linux" ? callers() : [];
  const timer = setInterval(() => {
    if (process.ppid === parent && watched.every(isRunning)) return;
    clearInterval(timer);
    callback();
  }, LOOK_EVERY_MS);
  timer.unref();
}
