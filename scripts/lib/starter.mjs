/** `npm start`: from whatever state the folder is in to a running Reverie, and back to nothing at all. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { addresses, parseStartArguments, USAGE } from "./arguments.mjs";
import { hasBuild, isBuildCurrent } from "./build-stamp.mjs";
import { whenNpmEnds } from "./caller.mjs";
import { runCommand, stopCommands } from "./commands.mjs";
import { installationSecret, openDataFolder, readRuntime, writeRuntime } from "./data-folder.mjs";
import { ensureDependencies } from "./installation.mjs";
import { acquireLock, LockHeldError } from "./lock-file.mjs";
import { followLog, lastLines, openLog, rotateLog, sizeOf } from "./log-files.mjs";
import { giveUp, PlainError, say, seconds, surviveClosedOutput, withProgress } from "./messages.mjs";
import { claimPort } from "./ports.mjs";
import { endProcess, sleep } from "./processes.mjs";
import { Service } from "./service.mjs";
import { assertSafeSettings, readEnvFile, serviceEnvironment } from "./settings.mjs";

/** @typedef {import("./data-folder.mjs").DataFolder} DataFolder */
/** @typedef {ReturnType<typeof parseStartArguments>} Options */

const root = fileURLToPath(new URL("../..", import.meta.url));
const LOG_NAMES = ["install", "build", "postgres", "web", "worker"];
const READY_TIMEOUT_MS = 120_000;
/** A web or worker process that can't even start does not get better by trying on. */
const HOPELESS_AFTER_FAILURES = 3;

/** Undone in reverse order when we stop. @type {(() => Promise<void> | void)[]} */
const undo = [];
/** @type {Service[]} */
const services = [];
let stopping = false;
let isReady = false;

async function undoAll() {
  stopping = true;
  await stopCommands();
  for (let step = undo.pop(); step; step = undo.pop()) {
    try {
      await step();
    } catch (error) {
      process.stderr.write(`${error}\n`); // the rest is to be stopped all the same
    }
  }
}

/** Never resolves once we are stopping, so that nothing new is started then. */
function goOn() {
  return stopping ? new Promise(() => {}) : Promise.resolve();
}

function stopWhenTold() {
  let firstAt = 0;
  let hurried = false;
  const begin = (/** @type {number} */ code) => {
    firstAt = Date.now();
    say("\nStopping Reverie …");
    // Stopping what was up is a success; breaking off a start is not.
    void undoAll().then(() => process.exit(hurried ? 130 : isReady ? 0 : code));
  };
  for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
    process.on(signal, () => {
      if (!stopping) return begin(code);
      // npm passes Ctrl-C on although the terminal sends it to us too, so a second one counts only after a moment.
      if (signal !== "SIGINT" || Date.now() - firstAt < 1000) return;
      hurried = true;
      for (const service of services) service.hurry();
    });
  }
  whenNpmEnds(() => {
    if (!stopping) begin(143);
  });
}

/** @param {DataFolder} folder @param {string} url */
async function lockDataFolder(folder, url) {
  try {
    undo.push(await acquireLock(folder.lock, { note: url }));
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    const { pid, note } = error.holder;
    throw new PlainError(
      `The data folder ${folder.root} is in use by process ${pid}: Reverie already runs there${note ? ` (${note})` : ""}. Stop that one first, or choose another folder with --data-dir.`,
    );
  }
}

/** Web and worker of a Reverie that was killed end by themselves; this waits for those that have not yet. @param {DataFolder} folder */
async function endLeftOvers(folder) {
  const processes = Object.values(readRuntime(folder)?.processes ?? {});
  await Promise.all(processes.map((identity) => endProcess(identity, { graceMs: 5000 })));
  fs.rmSync(folder.runtime, { force: true });
}

/** One start at a time installs and builds in this checkout; others wait. @returns {Promise<() => void>} */
async function lockCheckout() {
  const file = path.join(root, ".tmp", "setup.lock");
  for (let announced = false; ; announced = true) {
    try {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      return await acquireLock(file);
    } catch (error) {
      if (!(error instanceof LockHeldError)) return () => {}; // a read-only checkout: nothing will be written there
      if (!announced) say(`Waiting for process ${error.holder.pid}, which installs or builds in this folder …`);
      await sleep(500);
    }
  }
}

/** @param {DataFolder} folder */
async function ensureBuild(folder) {
  if (isBuildCurrent(root)) return;
  say("Building, about half a minute …");
  const startedAt = performance.now();
  const logFile = folder.log("build");
  const logFd = openLog(logFile);
  const logFrom = sizeOf(logFile);
  const built = await runCommand(process.execPath, [path.join(root, "scripts/build.mjs")], { cwd: root, logFd });
  fs.closeSync(logFd);
  if (built.code !== 0)
    throw new PlainError(`The build failed. The end of ${logFile}:\n${lastLines(logFile, { fromByte: logFrom, lines: 40 })}`);
  say(`  done in ${seconds(startedAt)}`);
}

/** @param {Options} options @param {DataFolder} folder */
async function installAndBuild({ build, dev }, folder) {
  const release = await lockCheckout();
  undo.push(release);
  await ensureDependencies(root, { logFile: folder.log("install") });
  if (dev) {
    const { bundle } = await import("./bundle.mjs");
    await bundle(root, ["cli"]);
  } else if (build) {
    await ensureBuild(folder);
  } else if (!hasBuild(root)) {
    throw new PlainError("There is no build to start (--no-build was given). Make one with: npm run build");
  }
  release();
}

/** @param {Service} service */
async function keep(service) {
  await goOn();
  services.push(service);
  undo.push(() => service.stop());
}

/** Starts PostgreSQL in the data folder. @param {DataFolder} folder @returns {Promise<string>} the owner's address of the database */
async function startPostgres(folder) {
  const { prepareEmbeddedPostgres } = await import("./postgres/embedded.mjs");
  const { launchServer, waitUntilReady } = await import("./postgres/server.mjs");
  const prepared = await prepareEmbeddedPostgres(folder);
  const logFile = folder.log("postgres");
  const logFrom = sizeOf(logFile);
  const service = new Service({
    name: "PostgreSQL",
    logFile,
    launch: async () => {
      const logFd = openLog(logFile);
      const server = await launchServer({ ...prepared, logFd });
      fs.closeSync(logFd);
      return server;
    },
    whenUp: (server) => waitUntilReady(server, prepared.cluster),
    stopSignal: "SIGINT", // “fast”: its clients are gone by then, or are to go
    hurrySignal: "SIGQUIT", // “immediate”: it recovers at the next start
    signalGroup: false,
    graceMs: 30_000,
    leashDelaySeconds: 2,
  });
  await keep(service);
  if (!(await service.start()))
    throw new PlainError(`PostgreSQL did not start. The end of ${logFile}:\n${lastLines(logFile, { fromByte: logFrom })}`);
  await prepared.ensureOwner();
  return prepared.ownerUrl;
}

/**
 * Runs a command of the bundled command line that answers with one line of JSON.
 * @param {string} command
 * @param {NodeJS.ProcessEnv} env
 */
async function askCli(command, env) {
  const { code, stdout, stderr } = await runCommand(process.execPath, [path.join(root, "dist/cli.mjs"), command], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", ...env },
  });
  if (code !== 0) throw new PlainError(stderr.trim() || `reverie ${command} failed without saying why (code ${code}).`);
  try {
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  } catch {
    throw new PlainError(`reverie ${command} was expected to answer in JSON, but said: ${stdout.trim() || "nothing"}`);
  }
}

/**
 * @param {object} options
 * @param {"web" | "worker"} options.name
 * @param {string[]} options.args of node
 * @param {NodeJS.ProcessEnv} options.env
 * @param {DataFolder} options.folder
 * @param {number} options.graceMs
 * @param {(identity: import("./processes.mjs").ProcessIdentity) => void} options.onLaunch
 */
async function startService({ name, args, env, folder, graceMs, onLaunch }) {
  const logFile = folder.log(name);
  const service = new Service({
    name: `The ${name} process`,
    logFile,
    launch: () => {
      const logFd = openLog(logFile);
      const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", logFd, logFd], detached: true });
      fs.closeSync(logFd);
      return child;
    },
    graceMs,
    onLaunch,
  });
  await keep(service);
  await service.start();
  return service;
}

/**
 * Waits until /healthz says that web, worker and database are up.
 * @param {string} url
 * @param {Service[]} services
 * @param {Record<string, number>} logFrom where each log stood before
 */
async function waitUntilHealthy(url, services, logFrom) {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let answer = "no answer";
  while (Date.now() < deadline) {
    try {
      const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5000) });
      if (response.status === 200) return;
      answer = `${response.status} ${(await response.text()).slice(0, 300)}`;
    } catch {
      // Not listening yet.
    }
    for (const { failures, options } of services) {
      if (failures < HOPELESS_AFTER_FAILURES) continue;
      const end = lastLines(options.logFile, { fromByte: logFrom[options.logFile] ?? 0 });
      throw new PlainError(`${options.name} does not start. The end of ${options.logFile}:\n${end}`);
    }
    await sleep(50);
  }
  throw new PlainError(`Reverie did not become ready in ${READY_TIMEOUT_MS / 1000} seconds. ${url}/healthz says: ${answer}`);
}

/** @param {boolean} dev @param {string} host @param {number} port */
function programs(dev, host, port) {
  if (!dev)
    return {
      web: ["--max-semi-space-size=8", ".next/standalone/server.js"],
      worker: ["--enable-source-maps", "--max-semi-space-size=8", "dist/worker.mjs"],
    };
  return {
    web: ["node_modules/next/dist/bin/next", "dev", "--port", String(port), "--hostname", host],
    worker: ["node_modules/tsx/dist/cli.mjs", "watch", "--clear-screen=false", "worker/index.ts"],
  };
}

/** @param {Options} options */
async function run(options) {
  readEnvFile(root);
  assertSafeSettings(options.host);
  const folder = openDataFolder(options.dataDir);
  await lockDataFolder(folder, options.port ? addresses(options.host, options.port).shown : "");
  await endLeftOvers(folder);
  const port = await claimPort(options.host, options.port);
  const address = addresses(options.host, port);
  if (options.verbose) for (const name of LOG_NAMES) undo.push(followLog(name, folder.log(name)));
  await installAndBuild(options, folder);

  const secret = installationSecret(folder);
  const ownerUrl = process.env.DATABASE_URL || (await withProgress("Starting the database", () => startPostgres(folder)));
  const { appDatabaseUrl } = await withProgress("Bringing the database up to date", () =>
    askCli("migrate", { DATABASE_URL: ownerUrl, REVERIE_SECRET: secret }),
  );
  const env = serviceEnvironment({ root, secret, appDatabaseUrl, url: address.local, dev: options.dev });
  const { setupCode } = await askCli("bootstrap", { REVERIE_APP_DATABASE_URL: appDatabaseUrl, REVERIE_SECRET: secret });

  /** @type {import("./data-folder.mjs").Runtime} */
  const runtime = { url: address.local, appDatabaseUrl, processes: {} };
  undo.push(() => fs.rmSync(folder.runtime, { force: true }));
  /** @param {string} name */
  const record = (name) => (/** @type {import("./processes.mjs").ProcessIdentity} */ identity) => {
    runtime.processes[name] = identity;
    writeRuntime(folder, runtime);
  };
  const logFrom = Object.fromEntries(LOG_NAMES.map((name) => [folder.log(name), sizeOf(folder.log(name))]));
  const args = programs(options.dev, options.host, port);
  const worker = await startService({ name: "worker", args: args.worker, env, folder, graceMs: 10_000, onLaunch: record("worker") });
  const webEnv = { ...env, PORT: String(port), HOSTNAME: options.host };
  const web = await startService({ name: "web", args: args.web, env: webEnv, folder, graceMs: 5000, onLaunch: record("web") });
  await withProgress("Starting web and worker", () => waitUntilHealthy(address.local, [web, worker], logFrom), { afterMs: 5000 });

  isReady = true;
  say(`Reverie is ready at ${address.shown}`);
  if (setupCode)
    say(`Set it up at ${process.env.REVERIE_PUBLIC_URL?.replace(/\/$/, "") || address.local}/setup?code=${encodeURIComponent(setupCode)}`);
  setInterval(() => {
    for (const name of LOG_NAMES) rotateLog(folder.log(name));
  }, 60_000).unref();
}

/** @param {string[]} argv */
export async function main(argv) {
  surviveClosedOutput();
  try {
    const options = parseStartArguments(argv);
    if (options.help) return say(USAGE);
    if (process.platform === "win32") throw new PlainError("Reverie runs on Linux and macOS. On Windows, start it inside WSL.");
    stopWhenTold();
    process.on("uncaughtException", (error) => {
      process.stderr.write(`${error.stack}\n`);
      if (!stopping) void undoAll().then(() => process.exit(1));
    });
    await run(options);
  } catch (error) {
    if (stopping) return; // the stop broke it off, and ends the process
    await undoAll();
    giveUp(error);
  }
}
