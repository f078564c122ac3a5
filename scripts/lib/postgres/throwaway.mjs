/** A PostgreSQL for one test run: fast, forgetful, and gone afterwards even if we are killed. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { leash } from "../leash.mjs";
import { lastLines, openLog } from "../log-files.mjs";
import { findFreePort } from "../ports.mjs";
import { sendSignal } from "../processes.mjs";
import { databaseAccount } from "./account.mjs";
import { createCluster } from "./cluster.mjs";
import { placeForCluster, reachablePrograms } from "./home.mjs";
import { findPrograms } from "./programs.mjs";
import { databaseUrl, ensureOwner } from "./roles.mjs";
import { launchServer, waitUntilReady } from "./server.mjs";

// Nothing here has to survive a power cut.
const FORGETFUL = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"];

/**
 * Starts it in a temporary folder, with the same owner role as an installation has, who may also create databases.
 * @returns {Promise<{ ownerUrl: string, superuserUrl: string, stop: () => Promise<void> }>}
 */
export async function startThrowawayPostgres() {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "reverie-postgres-"));
  const account = databaseAccount(temporary);
  const native = reachablePrograms(account, findPrograms());
  const place = placeForCluster(account, temporary);
  const cluster = path.join(place, "postgres");
  const log = path.join(temporary, "postgres.log");
  const superuserPassword = randomBytes(24).toString("base64url");
  const ownerPassword = randomBytes(24).toString("base64url");
  const removeAll = () => {
    for (const folder of new Set([temporary, place])) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await createCluster({ native, account, cluster, superuserPassword, durable: false });
    const port = await findFreePort();
    const logFd = openLog(log);
    const server = await launchServer({ native, account, cluster, port, logFd, settings: FORGETFUL });
    fs.closeSync(logFd);
    const { pid } = server;
    if (pid === undefined) throw new Error(`PostgreSQL could not be run from ${native}`);
    const unleash = leash(pid, { signal: "QUIT", removeFolder: place });
    if (!(await waitUntilReady(server, cluster))) throw new Error(`The test database did not start:\n${lastLines(log)}`);
    const superuserUrl = databaseUrl({ user: "postgres", password: superuserPassword, port, database: "postgres" });
    await ensureOwner({ superuserUrl, ownerPassword, mayCreateDatabases: true });
    return {
      ownerUrl: databaseUrl({ user: "reverie_owner", password: ownerPassword, port, database: "reverie" }),
      superuserUrl,
      stop: async () => {
        const ended = server.exitCode === null && server.signalCode === null ? once(server, "exit") : null;
        sendSignal(pid, "SIGQUIT"); // its data is about to be deleted: no need for an orderly shutdown
        await ended;
        unleash();
        removeAll();
      },
    };
  } catch (error) {
    removeAll();
    throw error;
  }
}
