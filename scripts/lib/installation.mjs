/** Installed dependencies: there, and those of the lock file? Uses nothing but node's own modules. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { runCommand } from "./commands.mjs";
import { lastLines, openLog, sizeOf } from "./log-files.mjs";
import { PlainError, say, seconds } from "./messages.mjs";

/** @typedef {{ packages?: Record<string, { version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }> }} LockFile */

/** @param {string} file @returns {LockFile | null} */
function readLock(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/**
 * Whether what npm says it installed is what the lock file asks for. Optional packages may be missing (other platforms), but not be of
 * another version.
 * @param {LockFile} wanted package-lock.json
 * @param {LockFile} installed node_modules/.package-lock.json
 */
export function installsLock(wanted, installed) {
  for (const [place, { version, optional, devOptional, link }] of Object.entries(wanted.packages ?? {})) {
    if (place === "") continue;
    const found = installed.packages?.[place];
    if (found ? found.version !== version : !optional && !devOptional && !link) return false;
  }
  return true;
}

/** @param {string} root */
export function isInstallationCurrent(root) {
  const lockFile = path.join(root, "package-lock.json");
  const stampFile = path.join(root, "node_modules", ".reverie-installed");
  if (!fs.existsSync(lockFile)) return fs.existsSync(path.join(root, "node_modules", "next"));
  const platform = `${process.platform}-${process.arch}`;
  const stamp = `${createHash("sha256").update(fs.readFileSync(lockFile)).digest("hex")} ${platform}`;
  const known = fs.existsSync(stampFile) ? fs.readFileSync(stampFile, "utf8") : null;
  if (known === stamp) return true;
  if (known && !known.endsWith(` ${platform}`)) return false;
  // Installed just now, or by hand, or the lock has changed: compare once, then remember.
  const wanted = readLock(lockFile);
  const installed = readLock(path.join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !installed || !installsLock(wanted, installed)) return false;
  try {
    fs.writeFileSync(stampFile, stamp);
  } catch {
    // Read-only: it is compared again next time.
  }
  return true;
}

/** What npm says first is the cause; at the end it only explains its options. @param {string} output */
function causes(output) {
  const errors = output.split("\n").filter((line) => line.startsWith("npm error") && line !== "npm error");
  return (errors.length > 0 ? errors : output.split("\n")).slice(0, 12).join("\n");
}

/**
 * Installs the dependencies with `npm ci` where they are missing or not those of the lock file.
 * @param {string} root
 * @param {{ logFile: string }} options
 */
export async function ensureDependencies(root, { logFile }) {
  if (isInstallationCurrent(root)) return;
  if (!fs.existsSync(path.join(root, "package-lock.json")))
    throw new PlainError(
      `${root} has neither dependencies nor a package-lock.json to install them from. Is this a complete copy of Reverie?`,
    );
  try {
    fs.accessSync(root, fs.constants.W_OK);
  } catch {
    throw new PlainError(`Dependencies are missing or out of date, and ${root} can't be written. Run "npm ci" there as its owner.`);
  }
  say("Installing dependencies (npm ci), about half a minute …");
  const startedAt = performance.now();
  const npm = process.env.npm_execpath; // the npm that runs us, where one does
  const [command, first] = npm?.endsWith("js") ? [process.execPath, [npm]] : ["npm", []];
  const logFrom = sizeOf(logFile);
  const logFd = openLog(logFile);
  // dev: type-checking, part of every build, needs the types of the development dependencies.
  const done = await runCommand(command, [...first, "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"], {
    cwd: root,
    logFd,
  });
  fs.closeSync(logFd);
  if (done.code !== 0 || !isInstallationCurrent(root))
    throw new PlainError(
      `The dependencies could not be installed. From ${logFile}:\n${causes(lastLines(logFile, { fromByte: logFrom, lines: 500 }))}`,
    );
  say(`  done in ${seconds(startedAt)}`);
}
