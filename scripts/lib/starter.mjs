/** `npm start`: from whatever state the folder is in to a running Reverie, and back to nothing at all. */
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { addresses, parseStartArguments, USAGE } from "./arguments.mjs";
import { hasBuild, isBuildCurrent } from "./build-stamp.mjs";
import { runCommand } from "./commands.mjs";
import { installationSecret, openDataFolder, readRuntime, writeRuntime } from "./data-folder.mjs";
import { ensureDependencies } from "./installation.mjs";
import { goOn, isStopping, keep, markReady, stopWhenTold, undoAll, undoLater } from "./lifecycle.mjs";
import { acquireLock, LockHeldError } from "./lock-file.mjs";
import { followLog, lastLines, openLog, rotateLog, sizeOf } from "./log-files.mjs";
import { giveUp, PlainError, say, seconds, surviveClosedOutput, withProgress } from "./messages.mjs";
import { claimPort } from "./ports.mjs";
import { endProcess, sleep } from "./processes.mjs";
import { Service } from "./service.mjs";
import { assertSafeSettings, readEnvFile, serviceEnvironment } from "./settings.mjs";
import { startWebAndWorker, waitUntilHealthy } from "./web-and-worker.mjs";

/** @typedef {import("./data-folder.mjs").DataFolder} DataFolder */
/** @typedef {ReturnType<typeof parseStartArguments>} Options */

const root = path.resolve(fileURLToPath(new URL("../..", import.meta.url)));
const LOG_NAMES = ["install", "build", "postgres", "web", "worker"];

/** @param {DataFolder} folder @param {string} url */
async function lockDataFolder(folder, url) {
  try {
    undoLater(await acquireLock(folder.lock, { note: url }));
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
  try {
    fs.accessSync(root, fs.constants.W_OK);
  } catch {
    const how = 'Run "npm run build" there as its owner, or start the build that is there with --no-build.';
    throw new PlainError(`The build is missing or out of date, and ${root} can't be written. ${how}`);
  }
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
  undoLater(release);
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
  for (let attempt = 1; !(await service.start()); attempt++) {
    const end = lastLines(logFile, { fromByte: logFrom });
    // The last children of a killed server need a moment to notice and end.
    const mayPass = /is still in use/.test(end) && attempt < 10;
    if (!mayPass) throw new PlainError(`PostgreSQL did not start. The end of ${logFile}:\n${end}`);
    await sleep(1000);
    await goOn();
  }
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

/** @param {Options} options */
async function run(options) {
  readEnvFile(root);
  assertSafeSettings(options.host);
  const folder = openDataFolder(options.dataDir ?? path.join(root, ".data"));
  await lockDataFolder(folder, options.port ? addresses(options.host, options.port).shown : "");
  await endLeftOvers(folder);
  const port = await claimPort(options.host, options.port);
  const address = addresses(options.host, port);
  if (options.verbose) for (const name of LOG_NAMES) undoLater(followLog(name, folder.log(name)));
  await installAndBuild(options, folder);

  const secret = installationSecret(folder);
  const ownerUrl = process.env.DATABASE_URL || (await withProgress("Starting the database", () => startPostgres(folder)));
  const { appDatabaseUrl } = await withProgress("Bringing the database up to date", () =>
    askCli("migrate", { DATABASE_URL: ownerUrl, REVERIE_SECRET: secret }),
  );
  const env = serviceEnvironment({ root, secret, appDatabaseUrl, url: address.local, dev: options.dev });

  /** @type {import("./data-folder.mjs").Runtime} */
  const runtime = { url: address.local, appDatabaseUrl, processes: {} };
  undoLater(() => fs.rmSync(folder.runtime, { force: true }));
  /** @param {string} name @param {import("./processes.mjs").ProcessIdentity} identity */
  const onLaunch = (name, identity) => {
    runtime.processes[name] = identity;
    writeRuntime(folder, runtime);
  };
  const [{ setupCode }] = await Promise.all([
    askCli("bootstrap", { REVERIE_APP_DATABASE_URL: appDatabaseUrl, REVERIE_SECRET: secret }),
    startWebAndWorker({ root, dev: options.dev, host: options.host, port, env, folder, onLaunch }).then((started) =>
      withProgress("Starting web and worker", () => waitUntilHealthy(address.local, started), { afterMs: 5000 }),
    ),
  ]);

  markReady();
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
    await run(options);
  } catch (error) {
    if (isStopping()) return; // the stop broke it off, and ends the process
    await undoAll();
    giveUp(error);
  }
}
