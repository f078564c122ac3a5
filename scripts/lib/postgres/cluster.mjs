/** A cluster on disk: making one, and clearing away what a killed server left behind. */
import fs from "node:fs";
import path from "node:path";
import { runCommand } from "../commands.mjs";
import { PlainError } from "../messages.mjs";
import { commandLineOf, endProcess, identify } from "../processes.mjs";
import { programPath } from "./programs.mjs";

/** @typedef {import("./account.mjs").Account} Account */

/** Of PostgreSQL and its programs nothing of our environment is needed, and PGDATA or PGPORT in it would mislead them. */
export const PROGRAM_ENVIRONMENT = { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

// Written to postgresql.conf, where the owner of the machine may change them: fit for a laptop that does other things too.
const MODEST_SETTINGS = ["shared_buffers=128MB", "jit=off", "max_wal_size=512MB", "timezone=UTC", "log_timezone=UTC"];

/**
 * Makes a cluster with one superuser. An interrupted attempt leaves nothing that would be taken for a cluster: it is built beside its
 * place and moved there when complete.
 * @param {object} options
 * @param {string} options.native
 * @param {Account | null} options.account
 * @param {string} options.cluster
 * @param {string} options.superuserPassword
 * @param {boolean} [options.durable] false for throw-away clusters
 */
export async function createCluster({ native, account, cluster, superuserPassword, durable = true }) {
  const draft = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.rmSync(passwordFile, { force: true });
  fs.writeFileSync(passwordFile, `${superuserPassword}\n`, { mode: 0o600, flag: "wx" });
  if (account) {
    fs.chownSync(draft, account.uid, account.gid);
    fs.chownSync(passwordFile, account.uid, account.gid);
  }
  // The built-in locale sorts the same on every operating system and never changes with its libraries.
  const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  const settings = MODEST_SETTINGS.flatMap((setting) => ["--set", setting]);
  const access = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  const args = ["--pgdata", draft, ...access, ...locale, ...settings, ...(durable ? [] : ["--no-sync"])];
  const made = await runCommand(programPath(native, "initdb"), args, { account, cwd: "/", env: PROGRAM_ENVIRONMENT });
  fs.rmSync(passwordFile, { force: true });
  if (made.code !== 0) {
    fs.rmSync(draft, { recursive: true, force: true });
    throw new PlainError(`The database could not be created in ${cluster}:\n${made.output.trim()}`);
  }
  fs.renameSync(draft, cluster);
}

/**
 * @param {string} cluster
 * @param {import("./programs.mjs").Programs} programs
 */
export function assertSameMajorVersion(cluster, programs) {
  const found = fs.readFileSync(path.join(cluster, "PG_VERSION"), "utf8").trim();
  if (found === programs.major) return;
  throw new PlainError(
    `The database in ${cluster} was made by PostgreSQL ${found}; this Reverie brings ${programs.major}. ` +
      "Start the earlier Reverie once more, dump the database and load it into a new data folder: see docs/operations.md, “Upgrade”.",
  );
}

/**
 * What the server says about itself in its pid file: line 1 its process, line 8 its state.
 * @param {string} cluster
 */
export function readPidFile(cluster) {
  try {
    const lines = fs.readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), state: lines[7]?.trim() ?? "" };
  } catch {
    return null;
  }
}

/**
 * Ends a server that outlived the Reverie which started it, and clears away its pid file where that would stop the next one.
 * @param {string} cluster
 */
export async function clearLeftOverServer(cluster) {
  const left = readPidFile(cluster);
  if (!left || !(left.pid > 0)) return;
  const server = identify(left.pid);
  if (server.startedAt !== null && commandLineOf(left.pid).includes(cluster)) {
    await endProcess(server, { signal: "SIGINT", graceMs: 60_000 });
  }
  // Whatever has the id now is no server of this cluster: another program, or a zombie. PostgreSQL can't tell and would refuse to start.
  // That the last children of a killed server are gone, it checks by other means (the shared memory they hold).
  fs.rmSync(path.join(cluster, "postmaster.pid"), { force: true });
}
