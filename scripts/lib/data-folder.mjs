/** The data folder: everything an installation owns on this machine. docs/operations.md describes its layout. */
import { createHmac, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { PlainError } from "./messages.mjs";

/**
 * What a running Reverie tells other commands of the same user, in runtime.json.
 * @typedef {object} Runtime
 * @property {string} url
 * @property {string} appDatabaseUrl
 * @property {Record<string, import("./processes.mjs").ProcessIdentity>} processes
 */

/** @typedef {ReturnType<typeof describeDataFolder>} DataFolder */

/** @param {string} dataDir */
export function describeDataFolder(dataDir) {
  const root = path.resolve(dataDir);
  return {
    root,
    lock: path.join(root, "start.lock"),
    runtime: path.join(root, "runtime.json"),
    secret: path.join(root, "secret"),
    postgresSettings: path.join(root, "postgres.json"),
    postgresCluster: path.join(root, "postgres"),
    /** @param {string} name */
    log: (name) => path.join(root, "logs", `${name}.log`),
  };
}

/**
 * Creates the folder where it is missing: closed to everybody but the owner. (Started by root, only the database's own user may pass
 * through it later: see postgres/home.mjs.)
 * @param {string} dataDir
 */
export function openDataFolder(dataDir) {
  const folder = describeDataFolder(dataDir);
  try {
    if (!fs.existsSync(folder.root)) {
      fs.mkdirSync(path.dirname(folder.root), { recursive: true });
      fs.mkdirSync(folder.root, { mode: 0o700 });
    }
    fs.mkdirSync(path.join(folder.root, "logs"), { recursive: true, mode: 0o700 });
    fs.accessSync(folder.root, fs.constants.W_OK);
  } catch (error) {
    throw new PlainError(
      `The data folder ${folder.root} can't be written: ${/** @type {Error} */ (error).message}. Choose another with --data-dir.`,
    );
  }
  return folder;
}

/**
 * Writes a file that only its owner can read, whole or not at all.
 * @param {string} file
 * @param {string} text
 */
export function writePrivately(file, text) {
  const draft = `${file}.${process.pid}.new`;
  fs.writeFileSync(draft, text, { mode: 0o600 });
  fs.renameSync(draft, file);
}

/**
 * The installation's secret: from the environment, else made once and kept.
 * @param {DataFolder} folder
 */
export function installationSecret(folder) {
  const given = process.env.REVERIE_SECRET;
  if (given) {
    if (given.length < 16)
      throw new PlainError("REVERIE_SECRET must have at least 16 characters, for example the output of: openssl rand -base64 32");
    return given;
  }
  if (!fs.existsSync(folder.secret)) writePrivately(folder.secret, `${randomBytes(32).toString("base64url")}\n`);
  return fs.readFileSync(folder.secret, "utf8").trim();
}

/**
 * A key for one purpose, which does not give away the secret it comes from.
 * @param {string} secret
 * @param {string} purpose
 */
export function deriveKey(secret, purpose) {
  return createHmac("sha256", secret).update(purpose).digest("base64url");
}

/**
 * @param {DataFolder} folder
 * @returns {Runtime | null}
 */
export function readRuntime(folder) {
  try {
    return JSON.parse(fs.readFileSync(folder.runtime, "utf8"));
  } catch {
    return null;
  }
}

/**
 * @param {DataFolder} folder
 * @param {Runtime} runtime
 */
export function writeRuntime(folder, runtime) {
  writePrivately(folder.runtime, `${JSON.stringify(runtime, null, 2)}\n`);
}
