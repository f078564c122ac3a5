/**
 * `npm test`: everything, from whatever state the folder is in. The last line is the sum: "N passed, N failed, N skipped".
 * `--only static|unit|build|int|durable|e2e` runs one part. Lint, types, unused code, build and a clean stop count as one test each.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensureBrowser } from "./lib/browser.mjs";
import { whenNpmEnds } from "./lib/caller.mjs";
import { runCommand, stopCommands } from "./lib/commands.mjs";
import { startFakeModel } from "./lib/fake-model.mjs";
import { ensureDependencies } from "./lib/installation.mjs";
import { seconds } from "./lib/messages.mjs";
import { startThrowawayPostgres } from "./lib/postgres/throwaway.mjs";
import { startApp } from "./lib/running-app.mjs";
import { withoutInstallation } from "./lib/settings.mjs";
import { countOne, countPlaywright, countVitest, sum } from "./lib/test-report.mjs";

/** @typedef {import("./lib/test-report.mjs").Counts} Counts */
/** @typedef {{ counts: Counts, output: string }} Outcome */

const root = fileURLToPath(new URL("..", import.meta.url));
const reports = fs.mkdtempSync(path.join(os.tmpdir(), "reverie-test-"));
// The tools write to a pipe and can't see whether somebody looks at a terminal.
const color = process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" };
const env = { ...withoutInstallation(process.env), ...color, NEXT_TELEMETRY_DISABLED: "1" };
const PARTS = ["static", "unit", "build", "int", "durable", "e2e"];

/** For stages that prepare and test nothing themselves. @type {Counts} */
const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/** @type {{ name: string, counts: Counts, time: string }[]} */
const finished = [];
/** What is to be ended if we are interrupted. @type {Set<() => Promise<unknown>>} */
const running = new Set();

/**
 * Runs one stage and prints its whole output when it is over.
 * @param {string} name
 * @param {() => Promise<Outcome>} work
 * @returns {Promise<boolean>} nothing failed
 */
async function stage(name, work) {
  const startedAt = performance.now();
  process.stdout.write(`… ${name}\n`);
  /** @type {Outcome} */
  const { counts, output } = await work().catch((error) => ({
    counts: countOne(false),
    output: error instanceof Error ? error.message : String(error),
  }));
  const time = seconds(startedAt);
  finished.push({ name, counts, time });
  const verdict = counts.failed > 0 ? "FAILED" : "ok";
  process.stdout.write(`\n━━ ${name}: ${verdict} (${time})\n${output.trim() === "" ? "" : `${output.trim()}\n`}\n`);
  return counts.failed === 0;
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** @param {string} script below node_modules @param {string[]} args */
function tool(script, ...args) {
  return runCommand(process.execPath, [path.join(root, "node_modules", script), ...args], { cwd: root, env });
}

/** @param {Promise<{ code: number, output: string }>} run @returns {Promise<Outcome>} */
async function asOneTest(run) {
  const { code, output } = await run;
  return { counts: countOne(code === 0), output };
}

/** @param {string} project @param {NodeJS.ProcessEnv} [more] @returns {Promise<Outcome>} */
async function vitest(project, more = {}) {
  const file = path.join(reports, `${project}.json`);
  const args = ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { code, output } = await runCommand(process.execPath, [path.join(root, "node_modules/vitest/vitest.mjs"), ...args], {
    cwd: root,
    env: { ...env, ...more },
  });
  return { counts: countVitest(readReport(file), code), output };
}

const lint = () => stage("lint", () => asOneTest(tool("@biomejs/biome/bin/biome", "check", ".")));
const knip = () => stage("unused code", () => asOneTest(tool("knip/bin/knip.js", "--no-progress")));
const unit = () => stage("unit", () => vitest("unit"));
const build = () =>
  stage("build", () => asOneTest(runCommand(process.execPath, [path.join(root, "scripts/build.mjs")], { cwd: root, env })));

const types = () =>
  stage("types", async () => {
    // The types of the routes are written by the build, else by this.
    if (!fs.existsSync(path.join(root, ".next/types")) || !fs.existsSync(path.join(root, "next-env.d.ts"))) {
      const generated = await tool("next/dist/bin/next", "typegen");
      if (generated.code !== 0) return { counts: countOne(false), output: generated.output };
    }
    const product = await tool("typescript/bin/tsc", "--noEmit");
    const scripts = await tool("typescript/bin/tsc", "--noEmit", "-p", "scripts");
    return { counts: countOne(product.code === 0 && scripts.code === 0), output: product.output + scripts.output };
  });

/** @param {("int" | "durable")[]} projects */
async function withDatabase(projects) {
  /** @type {Awaited<ReturnType<typeof startThrowawayPostgres>> | undefined} */
  let database;
  const started = await stage("test database", async () => {
    database = await startThrowawayPostgres();
    running.add(database.stop);
    return { counts: NOTHING, output: "" };
  });
  if (!started || !database) return;
  const urls = { TEST_DATABASE_ADMIN_URL: database.ownerUrl, TEST_DATABASE_SUPERUSER_URL: database.superuserUrl };
  for (const project of projects) await stage(project, () => vitest(project, urls));
  running.delete(database.stop);
  await database.stop();
}

async function endToEnd() {
  /** @type {{ chromium: string, app: Awaited<ReturnType<typeof startApp>>, model: Awaited<ReturnType<typeof startFakeModel>> } | undefined} */
  let up;
  await stage("start", async () => {
    const chromium = await ensureBrowser(root);
    const model = await startFakeModel(root);
    running.add(model.stop);
    // Webhooks of the journeys are received on this machine.
    up = { chromium, model, app: await startApp(root, { ...model.env, REVERIE_WEBHOOK_ALLOW: "127.0.0.1" }) };
    running.add(up.app.stop);
    return { counts: NOTHING, output: up.app.url };
  });
  if (!up) return;
  const { chromium, app, model } = up;
  const passed = await stage("end to end", async () => {
    const file = path.join(reports, "e2e.json");
    const addresses = { CHROMIUM_PATH: chromium, BASE_URL: app.url, REVERIE_SETUP_URL: app.setupUrl ?? "", REVERIE_DATA_DIR: app.dataDir };
    const { code, output } = await runCommand(
      process.execPath,
      [path.join(root, "node_modules/@playwright/test/cli.js"), "test", "--reporter=list,json"],
      {
        cwd: root,
        env: { ...env, ...addresses, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
      },
    );
    return { counts: countPlaywright(readReport(file), code), output };
  });
  await stage("clean stop", async () => {
    running.delete(app.stop);
    const { exitCode, processes, left, logs } = await app.stop();
    running.delete(model.stop);
    await model.stop();
    const summary = `exit code ${exitCode}, ${processes} processes, still there: ${left.join(", ") || "none"}`;
    const isClean = exitCode === 0 && processes > 0 && left.length === 0;
    return { counts: countOne(isClean), output: passed && isClean ? summary : `${summary}\n${logs}` };
  });
}

/** @param {string | undefined} only */
async function runParts(only) {
  const wants = (/** @type {string} */ part) => only === undefined || only === part;
  let isBuilt = true;
  await Promise.all([
    (async () => {
      if (wants("build") || wants("e2e")) isBuilt = await build();
    })(),
    (async () => {
      if (wants("static")) await lint();
      if (wants("unit")) await unit();
      if (wants("static")) await knip();
    })(),
  ]);
  if (wants("static")) await types(); // after the build, which makes the route types anew
  const projects = /** @type {const} */ (["int", "durable"]).filter(wants);
  if (projects.length > 0) await withDatabase(projects);
  if (wants("e2e")) {
    if (isBuilt) await endToEnd();
    else await stage("end to end", async () => ({ counts: { passed: 0, failed: 0, skipped: 1 }, output: "Not run: there is no build." }));
  }
}

/** @returns {never} */
function finish() {
  fs.rmSync(reports, { recursive: true, force: true });
  const total = sum(finished.map(({ counts }) => counts));
  const lines = finished.map(
    ({ name, counts, time }) =>
      `  ${name.padEnd(16)} ${`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`.padEnd(40)} ${time}`,
  );
  const failed = total.failed > 0 || total.passed === 0;
  // Written in one go, at once: it must be the last thing on the screen.
  fs.writeSync(1, `\n${lines.join("\n")}\n\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  process.exit(failed ? 1 : 0);
}

async function interrupted() {
  process.stdout.write("\nInterrupted.\n");
  await stopCommands();
  await Promise.all([...running].map((stop) => stop()));
  finished.push({ name: "interrupted", counts: countOne(false), time: "" });
  finish();
}

async function main() {
  const { values } = parseArgs({ options: { only: { type: "string" } } });
  if (values.only !== undefined && !PARTS.includes(values.only)) {
    console.error(`--only takes one of: ${PARTS.join(", ")}`);
    process.exit(2);
  }
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.once(signal, () => void interrupted());
  whenNpmEnds(() => void interrupted());
  fs.mkdirSync(path.join(root, ".tmp"), { recursive: true });
  const installed = await stage("install", async () => {
    await ensureDependencies(root, { logFile: path.join(root, ".tmp/install.log") });
    return { counts: NOTHING, output: "" };
  });
  if (installed) await runParts(values.only);
  finish();
}

await main();
