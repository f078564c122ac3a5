/** `npm run build`: the production build of web, worker and command line. Does nothing when the sources have not changed since the last one. */
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { hashSources, isBuildCurrent, stampFile, writeStamp } from "./lib/build-stamp.mjs";
import { bundle } from "./lib/bundle.mjs";
import { runCommand, stopCommands } from "./lib/commands.mjs";
import { giveUp, PlainError, say, seconds } from "./lib/messages.mjs";
import { measureScripts, overBudget } from "./lib/script-budget.mjs";
import { withoutInstallation } from "./lib/settings.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

async function buildWeb() {
  const env = { ...withoutInstallation(process.env), NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const built = await runCommand(process.execPath, [next, "build"], { cwd: root, env, inherit: true });
  if (built.code !== 0) throw new PlainError("The web build failed; its output is above.");
}

function checkScripts() {
  const routes = measureScripts(root);
  const wrong = overBudget(routes);
  if (wrong) throw new PlainError(wrong);
  const [heaviest] = routes;
  if (heaviest) say(`JavaScript before a page can be used: at most ${Math.ceil(heaviest.bytes / 1000)} kB gzipped (${heaviest.route}).`);
}

/** The standalone server leaves its static files to whoever deploys it. */
function completeStandalone() {
  const standalone = path.join(root, ".next/standalone");
  if (!fs.existsSync(path.join(standalone, "server.js")))
    throw new PlainError(
      'There is no .next/standalone/server.js. next.config.js needs output: "standalone" and outputFileTracingRoot set to its own folder.',
    );
  fs.cpSync(path.join(root, ".next/static"), path.join(standalone, ".next/static"), { recursive: true });
  if (fs.existsSync(path.join(root, "public"))) fs.cpSync(path.join(root, "public"), path.join(standalone, "public"), { recursive: true });
  // Next copies .env files along, and the server would read the database owner's address from them.
  for (const name of fs.readdirSync(standalone)) if (name.startsWith(".env")) fs.rmSync(path.join(standalone, name));
}

async function main() {
  if (isBuildCurrent(root) && !process.argv.includes("--force")) return say("The build is up to date.");
  const startedAt = performance.now();
  const sources = hashSources(root);
  fs.rmSync(stampFile(root), { force: true }); // from here until the end there is no complete build
  await Promise.all([buildWeb(), bundle(root, ["worker", "cli"])]);
  checkScripts();
  completeStandalone();
  writeStamp(root, sources);
  say(`Built in ${seconds(startedAt)}.`);
}

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.once(signal, () => void stopCommands().then(() => process.exit(130)));
main().catch(giveUp);
