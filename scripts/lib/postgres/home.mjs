/**
 * Where PostgreSQL finds its programs and keeps its cluster. Normally node_modules and the data folder; but started by root it runs
 * as another user, who can't see into folders such as /root. Then both go to /var/lib/reverie.
 */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { PlainError, say } from "../messages.mjs";
import { canReach } from "./account.mjs";
import { programPath } from "./programs.mjs";

/** @typedef {import("./account.mjs").Account} Account */

const OUTSIDE = "/var/lib/reverie";

function openOutsideFolder() {
  try {
    fs.mkdirSync(OUTSIDE, { recursive: true });
    fs.chmodSync(OUTSIDE, 0o711);
  } catch (error) {
    throw new PlainError(
      `PostgreSQL runs as another user than root, who can't reach this folder, and ${OUTSIDE} can't be used instead ` +
        `(${/** @type {Error} */ (error).message}). Put Reverie where every user may pass, for example /opt, or start it as an ordinary user.`,
    );
  }
}

/**
 * The programs' folder, reachable for the account.
 * @param {Account | null} account
 * @param {import("./programs.mjs").Programs} programs
 */
export function reachablePrograms(account, programs) {
  if (!account || canReach(account, programPath(programs.native, "postgres"), "-x")) return programs.native;
  openOutsideFolder();
  const copy = path.join(OUTSIDE, `postgresql-${programs.version}`);
  if (!fs.existsSync(copy)) {
    const draft = `${copy}.${randomBytes(4).toString("hex")}`;
    // verbatimSymlinks: the links would else become absolute, back into the folder that can't be reached.
    fs.cpSync(programs.native, draft, { recursive: true, verbatimSymlinks: true });
    fs.chmodSync(draft, 0o755);
    try {
      fs.renameSync(draft, copy);
    } catch (error) {
      fs.rmSync(draft, { recursive: true, force: true });
      if (!fs.existsSync(copy)) throw error; // else another start has just made the same copy
    }
    say(`The database's programs were copied to ${copy}, since the user that runs them can't reach ${programs.native}.`);
  }
  return copy;
}

/**
 * The folder that is to hold a new cluster, created and reachable for the account.
 * @param {Account | null} account
 * @param {string} dataRoot
 * @returns {string} the data folder itself, or one in /var/lib/reverie
 */
export function placeForCluster(account, dataRoot) {
  if (!account || canReach(account, dataRoot, "-x")) return dataRoot;
  // The data folder's own mode may be all that is in the way. What is secret in it is closed file by file.
  const { mode } = fs.statSync(dataRoot);
  fs.chmodSync(dataRoot, mode | 0o011);
  if (canReach(account, dataRoot, "-x")) return dataRoot;
  fs.chmodSync(dataRoot, mode);
  openOutsideFolder();
  const place = path.join(OUTSIDE, randomBytes(6).toString("hex"));
  fs.mkdirSync(place, { mode: 0o711 });
  fs.chmodSync(place, 0o711);
  fs.writeFileSync(path.join(place, "data-folder"), `${dataRoot}\n`);
  return place;
}

/**
 * A cluster outside its data folder may be used by that folder only. A folder that has moved takes it along; a copy of it may not,
 * or two Reveries would run on one cluster.
 * @param {string} cluster
 * @param {string} dataRoot
 */
export function assertClusterIsOurs(cluster, dataRoot) {
  const note = path.join(path.dirname(cluster), "data-folder");
  if (path.dirname(cluster) === dataRoot || !fs.existsSync(note)) return;
  const owner = fs.readFileSync(note, "utf8").trim();
  if (owner === dataRoot) return;
  if (fs.existsSync(path.join(owner, "postgres.json")))
    throw new PlainError(`The database in ${cluster} belongs to the data folder ${owner}. A copy of that folder can't use it too.`);
  fs.writeFileSync(note, `${dataRoot}\n`);
}
