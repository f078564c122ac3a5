/** PostgreSQL refuses to run as root. Started by root, it runs as the owner of the cluster, or as the user `postgres`. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { PlainError } from "../messages.mjs";

/** @typedef {{ uid: number, gid: number }} Account */

const USER = "postgres";

/** @returns {Account | null} */
function findUser() {
  const uid = spawnSync("id", ["-u", USER], { encoding: "utf8" });
  const gid = spawnSync("id", ["-g", USER], { encoding: "utf8" });
  if (uid.status !== 0 || gid.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/**
 * The account PostgreSQL is to run under: null for our own, which is every case but root's.
 * @param {string} cluster its owner, where it exists, stays its owner
 * @returns {Account | null}
 */
export function databaseAccount(cluster) {
  if (process.getuid?.() !== 0) return null;
  const owner = fs.statSync(cluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const known = findUser();
  if (known) return known;
  spawnSync("/usr/sbin/groupadd", ["--system", USER]);
  spawnSync("/usr/sbin/useradd", ["--system", "--gid", USER, "--no-create-home", "--shell", "/usr/sbin/nologin", USER]);
  const created = findUser();
  if (created) return created;
  throw new PlainError(
    `PostgreSQL can't run as root, and a user "${USER}" could not be created here. ` +
      "Start Reverie as an ordinary user, create that user, or set DATABASE_URL to a PostgreSQL of your own.",
  );
}

/**
 * Whether the account can pass through all folders above `file` and open it: asked of the system itself, which knows about access
 * lists and mounts.
 * @param {Account | null} account
 * @param {string} file
 * @param {"-x" | "-w"} right
 */
export function canReach(account, file, right) {
  return spawnSync("/bin/sh", ["-c", `test ${right} "$1"`, "sh", file], { ...account, cwd: "/" }).status === 0;
}
