/**
 * Children must not outlive us, not even after `kill -9`, when no handler of ours runs. So each one gets a leash: a small shell that
 * holds the reading end of a pipe whose writing end is ours alone. The system closes that end whenever and however we die; the shell
 * reads end-of-file and ends the child. (Node has no parent-death signal, and an ipc channel needs the child's event loop to be free.)
 */
import { spawn } from "node:child_process";

// $1 target (negative: a process group)  $2 signal  $3 seconds to wait first  $4 seconds until SIGKILL  $5 folder to remove at the end
const LEASH = `
lives() {
  kill -s 0 -- "$1" 2>/dev/null || return 1
  [ -d /proc/self ] || return 0
  [ -n "$(tr -d '\\0' <"/proc/\${1#-}/cmdline" 2>/dev/null)" ] # a zombie has none
}
while read -r _; do :; done
sleep "$3"
kill -s "$2" -- "$1" 2>/dev/null
waited=0
while [ "$waited" -lt "$4" ] && lives "$1"; do sleep 1; waited=$((waited + 1)); done
kill -s KILL -- "$1" 2>/dev/null
[ -z "$5" ] || rm -rf -- "$5"
`;

/**
 * Ends `target` once this process is gone.
 * @param {number} target a process id, or the negative id of a process group
 * @param {{ signal?: "TERM" | "INT" | "QUIT", delaySeconds?: number, graceSeconds?: number, removeFolder?: string }} [options]
 * @returns {() => void} takes the leash off; call it once the target has ended, before its id can be given to another process
 */
export function leash(target, { signal = "TERM", delaySeconds = 0, graceSeconds = 10, removeFolder = "" } = {}) {
  if (process.platform === "win32") return () => {};
  const holder = spawn(
    "/bin/sh",
    ["-c", LEASH, "reverie-leash", String(target), signal, String(delaySeconds), String(graceSeconds), removeFolder],
    {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true, // out of the terminal's process group: Ctrl-C must not take the leash off
      cwd: "/",
      env: { PATH: process.env.PATH ?? "/usr/bin:/bin" }, // nothing secret
    },
  );
  holder.on("error", () => {});
  holder.stdin.on("error", () => {});
  holder.unref();
  /** @type {import("node:net").Socket} */ (/** @type {unknown} */ (holder.stdin)).unref();
  return () => {
    holder.kill("SIGKILL");
  };
}
