/**
 * Completes package-lock.json: `npm run fix-lock`, after every change of the dependencies.
 *
 * Packages with native parts list one optional package per platform. Where a registry does not serve some of the foreign ones, npm
 * leaves them out of the lock without a word, and then `npm ci` refuses that very lock ("Missing: … from lock file"). This adds what
 * npm would have written, as far as it can be known without the package: name, version and the platform its name tells. There is no
 * integrity hash in the added entries, so on a machine whose registry has them all, make the lock anew instead (delete it, npm install).
 */
import fs from "node:fs";
import { completeLock } from "./lib/lock-completion.mjs";

const file = process.argv[2] ?? "package-lock.json";
const lock = JSON.parse(fs.readFileSync(file, "utf8"));
const { packages, added, unknown } = completeLock(lock.packages);
if (added.length > 0) fs.writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
console.log(`${added.length} added to ${file}${added.length > 0 ? `:\n  ${added.join("\n  ")}` : ""}`);
if (unknown.length > 0) {
  console.error(`${unknown.length} not added, since their versions can't be known:\n  ${unknown.join("\n  ")}`);
  process.exitCode = 1;
}
