/**
 * Runs Reverie's command line on the installation that is running: `node scripts/reverie.mjs [--data-dir DIR] audit verify`.
 * It connects as the same limited role as web and worker.
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describeDataFolder, installationSecret, readRuntime } from "./lib/data-folder.mjs";
import { giveUp, PlainError } from "./lib/messages.mjs";
import { readEnvFile } from "./lib/settings.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @param {string[]} argv */
function takeDataDir(argv) {
  const at = argv.indexOf("--data-dir");
  if (at === -1) return { dataDir: path.join(root, ".data"), command: argv };
  return { dataDir: argv[at + 1] ?? "", command: argv.toSpliced(at, 2) };
}

function main() {
  const { dataDir, command } = takeDataDir(process.argv.slice(2));
  if (command.length === 0 || dataDir === "")
    throw new PlainError("Usage: node scripts/reverie.mjs [--data-dir DIR] COMMAND…, for example: audit verify");
  readEnvFile(root);
  const folder = describeDataFolder(dataDir);
  const runtime = readRuntime(folder);
  if (!runtime)
    throw new PlainError(`No Reverie is running in ${folder.root}. Start it with npm start, or name its folder with --data-dir.`);
  const cli = path.join(root, "dist/cli.mjs");
  if (!fs.existsSync(cli)) throw new PlainError("There is no build. Make one with: npm run build");
  const env = { ...process.env, REVERIE_APP_DATABASE_URL: runtime.appDatabaseUrl, REVERIE_SECRET: installationSecret(folder) };
  const { status } = spawnSync(process.execPath, [cli, ...command], { cwd: root, env, stdio: "inherit" });
  process.exit(status ?? 1);
}

try {
  main();
} catch (error) {
  giveUp(error);
}
