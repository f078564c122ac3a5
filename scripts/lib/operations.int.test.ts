/** The promises of docs/operations.md about crashes, kept by real processes and a real PostgreSQL. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import postgres from "postgres";
import { afterEach, describe, expect, it } from "vitest";
import { openDataFolder } from "./data-folder.mjs";
import { prepareEmbeddedPostgres } from "./postgres/embedded.mjs";
import { launchServer, waitUntilReady } from "./postgres/server.mjs";
import { identify, isRunning, type ProcessIdentity, sleep } from "./processes.mjs";

const here = path.resolve("scripts/lib");
const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "reverie operations "));
  undo.push(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

async function untilGone(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(50)) if (!isRunning(identity)) return true;
  return false;
}

/** A process that keeps a child on a leash; answers with both. */
async function startKeeper(childScript: string): Promise<{ keeper: ChildProcess; child: ProcessIdentity }> {
  const leash = pathToFileURL(path.join(here, "leash.mjs")).href;
  const keeperScript = `
    import { spawn } from "node:child_process";
    import { leash } from ${JSON.stringify(leash)};
    const child = spawn(process.execPath, ["-e", ${JSON.stringify(childScript)}], { stdio: ["ignore", "pipe", "ignore"], detached: true });
    child.stdout.once("data", () => { leash(-child.pid, { graceSeconds: 1 }); console.log(child.pid); });
    setInterval(() => {}, 1000);`;
  const keeper = spawn(process.execPath, ["--input-type=module", "-e", keeperScript], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(keeper.stdout, "data");
  const child = identify(Number(String(line)));
  undo.push(() => isRunning(child) && process.kill(child.pid, "SIGKILL"));
  await sleep(200); // until the leash's shell has begun to read
  return { keeper, child };
}

describe("a child on a leash", () => {
  it("ends when its keeper is killed without a chance to say so", async () => {
    const { keeper, child } = await startKeeper("console.log(1); setInterval(() => {}, 1000)");
    expect(isRunning(child)).toBe(true);
    keeper.kill("SIGKILL");
    expect(await untilGone(child, 5000)).toBe(true);
  });

  it("is killed when it doesn't listen, or is too busy to", async () => {
    const { keeper, child } = await startKeeper("process.on('SIGTERM', () => {}); console.log(1); for (;;);");
    keeper.kill("SIGKILL");
    expect(await untilGone(child, 8000)).toBe(true);
  });
});

/** Serves the data folder's cluster, as npm start does. */
async function serve(dataDir: string) {
  const folder = openDataFolder(dataDir);
  const prepared = await prepareEmbeddedPostgres(folder);
  const logFd = fs.openSync(folder.log("postgres"), "a");
  const server = await launchServer({ ...prepared, logFd });
  fs.closeSync(logFd);
  undo.push(() => server.kill("SIGKILL"));
  expect(await waitUntilReady(server, prepared.cluster)).toBe(true);
  await prepared.ensureOwner();
  return { ...prepared, server };
}

async function query(url: string, text: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

describe("the database in the data folder", () => {
  it("belongs to an owner who is no superuser and may make roles", async () => {
    const { ownerUrl, server } = await serve(temporaryFolder());
    const [role] = await query(ownerUrl, "select rolsuper, rolcreaterole, rolbypassrls from pg_roles where rolname = current_user");
    expect(role).toEqual({ rolsuper: false, rolcreaterole: true, rolbypassrls: false });
    await expect(query(ownerUrl.replace(/:[^:@]+@/, ":wrong@"), "select 1")).rejects.toThrow(/password/);
    server.kill("SIGQUIT");
    await once(server, "exit");
  });

  it("keeps what was committed when its server is killed", async () => {
    const dataDir = temporaryFolder();
    const first = await serve(dataDir);
    await query(first.ownerUrl, "create table kept (id int); insert into kept values (7)");
    first.server.kill("SIGKILL");
    await once(first.server, "exit");
    await sleep(300); // its own children notice and end
    const second = await serve(dataDir);
    expect(second.port).toBe(first.port);
    expect([...(await query(second.ownerUrl, "select id from kept"))]).toEqual([{ id: 7 }]);
    second.server.kill("SIGQUIT");
    await once(second.server, "exit");
  });

  it("is taken back from a server that outlived its Reverie", async () => {
    const dataDir = temporaryFolder();
    const first = await serve(dataDir);
    const outlived = identify(first.server.pid ?? 0);
    const second = await serve(dataDir);
    expect(isRunning(outlived)).toBe(false);
    second.server.kill("SIGQUIT");
    await once(second.server, "exit");
  });

  it("is made anew when the first attempt broke off half-way, and never when it was complete and is gone", async () => {
    const dataDir = temporaryFolder();
    const folder = openDataFolder(dataDir);
    fs.mkdirSync(`${folder.postgresCluster}.new/base`, { recursive: true });
    const { server } = await serve(dataDir);
    server.kill("SIGQUIT");
    await once(server, "exit");
    fs.renameSync(folder.postgresCluster, `${folder.postgresCluster}.away`);
    await expect(prepareEmbeddedPostgres(folder)).rejects.toThrow(/is missing/);
  });
});
