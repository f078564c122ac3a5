/** Running a PostgreSQL server on a cluster. */
import { spawn } from "node:child_process";
import { sleep } from "../processes.mjs";
import { clearLeftOverServer, PROGRAM_ENVIRONMENT, readPidFile } from "./cluster.mjs";
import { programPath } from "./programs.mjs";

/**
 * @typedef {object} ServerOptions
 * @property {string} native
 * @property {import("./account.mjs").Account | null} account
 * @property {string} cluster
 * @property {number} port
 * @property {number} logFd
 * @property {string[]} [settings] further `name=value`
 */

// Only this machine can connect, and only with a password; no socket file whose path could be too long or readable by others.
const FIXED_SETTINGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"];

/**
 * Starts the server; it is not yet ready (see `waitUntilReady`). It leads a process group of its own, so that Ctrl-C in a terminal
 * reaches us alone and we can stop its users first.
 * @param {ServerOptions} options
 * @returns {Promise<import("node:child_process").ChildProcess>}
 */
export async function launchServer({ native, account, cluster, port, logFd, settings = [] }) {
  await clearLeftOverServer(cluster);
  const all = [`port=${port}`, ...FIXED_SETTINGS, ...settings];
  return spawn(programPath(native, "postgres"), ["-D", cluster, ...all.flatMap((setting) => ["-c", setting])], {
    stdio: ["ignore", logFd, logFd],
    cwd: "/",
    env: PROGRAM_ENVIRONMENT,
    detached: true,
    ...account,
  });
}

/**
 * Waits until the server takes connections; false when it has ended instead. Crash recovery may take minutes, so there is no time limit.
 * @param {import("node:child_process").ChildProcess} server
 * @param {string} cluster
 */
export async function waitUntilReady(server, cluster) {
  while (server.exitCode === null && server.signalCode === null) {
    const file = readPidFile(cluster);
    if (file && file.pid === server.pid && file.state === "ready") return true;
    await sleep(20);
  }
  return false;
}
