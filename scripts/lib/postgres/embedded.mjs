/** The PostgreSQL of an installation that brought none of its own: made, found again and started in the data folder. */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { writePrivately } from "../data-folder.mjs";
import { PlainError, say } from "../messages.mjs";
import { findFreePort, isPortFree } from "../ports.mjs";
import { databaseAccount } from "./account.mjs";
import { assertSameMajorVersion, clearLeftOverServer, createCluster } from "./cluster.mjs";
import { assertClusterIsOurs, placeForCluster, reachablePrograms } from "./home.mjs";
import { findPrograms } from "./programs.mjs";
import { databaseUrl, ensureOwner } from "./roles.mjs";

/** @typedef {import("../data-folder.mjs").DataFolder} DataFolder */

/**
 * What postgres.json remembers. `cluster` is relative to the data folder where it lies inside, so that the folder can be moved.
 * @typedef {{ port: number, cluster: string, complete: boolean, superuserPassword: string, ownerPassword: string }} Settings
 */

const newPassword = () => randomBytes(24).toString("base64url");

/** @param {DataFolder} folder @param {Settings} settings */
function save(folder, settings) {
  writePrivately(folder.postgresSettings, `${JSON.stringify(settings, null, 2)}\n`);
}

/** @param {DataFolder} folder @returns {Settings | null} */
function load(folder) {
  return fs.existsSync(folder.postgresSettings) ? JSON.parse(fs.readFileSync(folder.postgresSettings, "utf8")) : null;
}

/** @param {DataFolder} folder */
function firstSettings(folder) {
  if (fs.existsSync(folder.postgresCluster))
    throw new PlainError(
      `There is a database in ${folder.postgresCluster}, but ${folder.postgresSettings} with its passwords is missing. Restore that file too, or choose another --data-dir.`,
    );
  const place = placeForCluster(databaseAccount(folder.postgresCluster), folder.root);
  if (place !== folder.root)
    say(
      `The database is kept in ${place}, since the user that runs it can't reach ${folder.root}. ${folder.postgresSettings} remembers the place.`,
    );
  const cluster = place === folder.root ? path.basename(folder.postgresCluster) : path.join(place, "postgres");
  return { port: 0, cluster, complete: false, superuserPassword: newPassword(), ownerPassword: newPassword() };
}

/**
 * Gets the cluster ready to be served, creating it the first time.
 * @param {DataFolder} folder
 */
export async function prepareEmbeddedPostgres(folder) {
  const programs = findPrograms();
  const settings = load(folder) ?? firstSettings(folder);
  const cluster = path.resolve(folder.root, settings.cluster);
  const account = databaseAccount(cluster);
  const native = reachablePrograms(account, programs);
  save(folder, settings);

  if (!fs.existsSync(cluster)) {
    if (settings.complete)
      throw new PlainError(`The database folder ${cluster} is missing. ${folder.postgresSettings} says it was there before.`);
    await createCluster({ native, account, cluster, superuserPassword: settings.superuserPassword });
  }
  if (!account) assertReadable(cluster);
  assertSameMajorVersion(cluster, programs);
  assertClusterIsOurs(cluster, folder.root);
  await clearLeftOverServer(cluster);
  if (settings.port === 0 || !(await isPortFree("127.0.0.1", settings.port))) settings.port = await findFreePort();
  settings.complete = true;
  save(folder, settings);

  const { port } = settings;
  return {
    native,
    account,
    cluster,
    port,
    ownerUrl: databaseUrl({ user: "reverie_owner", password: settings.ownerPassword, port, database: "reverie" }),
    /** Call once the server is ready. */
    ensureOwner: () =>
      ensureOwner({
        superuserUrl: databaseUrl({ user: "postgres", password: settings.superuserPassword, port, database: "postgres" }),
        ownerPassword: settings.ownerPassword,
      }),
  };
}

/**
 * Deletes a data folder and its cluster, wherever that is. For the data of tests.
 * @param {DataFolder} folder
 */
export function removeInstallation(folder) {
  const settings = load(folder);
  const cluster = settings && path.resolve(folder.root, settings.cluster);
  const places = cluster && path.dirname(cluster) !== folder.root ? [path.dirname(cluster), folder.root] : [folder.root];
  for (const place of places) fs.rmSync(place, { recursive: true, force: true, maxRetries: 5 });
}

/** @param {string} cluster */
function assertReadable(cluster) {
  try {
    fs.accessSync(path.join(cluster, "PG_VERSION"), fs.constants.R_OK);
  } catch {
    throw new PlainError(
      `The database in ${cluster} belongs to another user (Reverie was started by root before?). Start it as that user again, or choose another --data-dir.`,
    );
  }
}
