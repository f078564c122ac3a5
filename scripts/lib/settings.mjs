/** The environment each process gets: what it needs and nothing that would let it do more. */
import fs from "node:fs";
import path from "node:path";
import * as util from "node:util";
import { isLoopback } from "./arguments.mjs";
import { deriveKey } from "./data-folder.mjs";
import { PlainError } from "./messages.mjs";

/**
 * Adds what stands in .env to our environment; what is set already wins.
 * @param {string} root
 */
export function readEnvFile(root) {
  const file = path.join(root, ".env");
  if (!fs.existsSync(file)) return;
  if (!util.parseEnv)
    throw new PlainError(
      "Reading .env needs Node.js 20.12 or later. Update Node.js, or set the variables in the environment and remove .env.",
    );
  for (const [name, value] of Object.entries(util.parseEnv(fs.readFileSync(file, "utf8")))) process.env[name] ??= value;
}

/**
 * A clock that stands still is for tests; it must not reach an installation others can see.
 * @param {string} host
 */
export function assertSafeSettings(host) {
  if (process.env.REVERIE_FROZEN_CLOCK && !isLoopback(host))
    throw new PlainError("REVERIE_FROZEN_CLOCK is for tests on this machine only. Unset it, or listen on 127.0.0.1.");
}

/**
 * Everything of the environment but what belongs to one installation: for builds and tests, which must not depend on it.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutInstallation(env) {
  const foreign = /^(REVERIE_|NEXTAUTH_|ANTHROPIC_|PG[A-Z]+$|(TEST_)?DATABASE_)|^(DATABASE_URL|PORT|HOSTNAME|NODE_ENV|NODE_OPTIONS)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

/** What only setting up needs. Web and worker get neither the database owner's address nor the first keys. */
const SET_UP_ONLY = [
  "DATABASE_URL",
  "REVERIE_ADMIN_EMAIL",
  "REVERIE_ADMIN_PASSWORD",
  "REVERIE_API_KEY",
  "PGUSER",
  "PGPASSWORD",
  "REVERIE_EXECUTOR_ID",
];

/**
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.secret
 * @param {string} options.appDatabaseUrl
 * @param {string} options.url where the console is reached from this machine
 * @param {boolean} options.dev
 * @returns {NodeJS.ProcessEnv} for the worker; the web process gets PORT and HOSTNAME too
 */
export function serviceEnvironment({ root, secret, appDatabaseUrl, url, dev }) {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !SET_UP_ONLY.includes(name) && name !== "PORT" && name !== "HOSTNAME"),
  );
  return {
    ...inherited,
    NODE_ENV: dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    REVERIE_APP_DATABASE_URL: appDatabaseUrl,
    REVERIE_SECRET: secret,
    REVERIE_VERSION: JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")).version,
    NEXTAUTH_SECRET: deriveKey(secret, "nextauth"),
    NEXTAUTH_URL: process.env.REVERIE_PUBLIC_URL || url,
  };
}
