/** Whether the build belongs to the sources as they are now. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

// Everything that ends up in the build or shapes it.
const FOLDERS = ["app", "components", "lib", "worker", "drizzle", "public"];
const FILES = [
  "next.config.js",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "postcss.config.js",
  "postcss.config.mjs",
  "proxy.ts",
  "instrumentation.ts",
  "scripts/build.mjs",
  "scripts/lib/bundle.mjs",
];
const NOT_BUILT = /\.(test|spec)\.tsx?$/;

/** What a complete build consists of, next to the stamp itself. */
const PRODUCTS = [".next/standalone/server.js", "dist/worker.mjs", "dist/cli.mjs"];

/** @param {string} root */
export function stampFile(root) {
  return path.join(root, ".next", "reverie-build.json");
}

/** @param {string} root */
function sourceFiles(root) {
  const files = FILES.filter((file) => fs.existsSync(path.join(root, file)));
  for (const folder of FOLDERS) {
    if (!fs.existsSync(path.join(root, folder))) continue;
    for (const entry of fs.readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && !NOT_BUILT.test(entry.name))
        files.push(path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)));
    }
  }
  return files.sort();
}

/**
 * One hash over names and contents of all sources; tests are left out.
 * @param {string} root
 */
export function hashSources(root) {
  const hash = createHash("sha256");
  for (const file of sourceFiles(root)) {
    const content = fs.readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** @param {string} root */
export function hasBuild(root) {
  return [stampFile(root), ...PRODUCTS.map((product) => path.join(root, product))].every((file) => fs.existsSync(file));
}

/** @param {string} root */
export function isBuildCurrent(root) {
  if (!hasBuild(root)) return false;
  return JSON.parse(fs.readFileSync(stampFile(root), "utf8")).sources === hashSources(root);
}

/** @param {string} root @param {string} sources as hashed before the build began */
export function writeStamp(root, sources) {
  fs.writeFileSync(stampFile(root), `${JSON.stringify({ sources, builtAt: new Date().toISOString() })}\n`);
}
