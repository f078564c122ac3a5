/** The options of `npm start`. */
import { parseArgs } from "node:util";
import { PlainError } from "./messages.mjs";

export const USAGE = `Usage: npm start -- [options]
  --port N         port of the console (default 3000; 0 picks a free one)
  --host H         address to listen on (default 127.0.0.1; 0.0.0.0 for every network)
  --data-dir DIR   data folder (default .data in Reverie's folder)
  --no-build       use the build that is there, never make one
  --dev            development servers that follow the sources
  --verbose        show all logs here too
  --help           show this
Variables: DATABASE_URL, REVERIE_SECRET, REVERIE_PUBLIC_URL, REVERIE_ADMIN_EMAIL, REVERIE_ADMIN_PASSWORD, REVERIE_API_KEY,
ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL … They are described in docs/operations.md and may also stand in a file .env.`;

/**
 * @param {string[]} argv
 * @returns {{ port: number, host: string, dataDir: string | undefined, build: boolean, dev: boolean, verbose: boolean, help: boolean }}
 *   throws a PlainError for what it doesn't understand
 */
export function parseStartArguments(argv) {
  let values;
  try {
    ({ values } = parseArgs({
      args: argv,
      options: {
        port: { type: "string", default: "3000" },
        host: { type: "string", default: "127.0.0.1" },
        "data-dir": { type: "string" },
        "no-build": { type: "boolean", default: false },
        dev: { type: "boolean", default: false },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }));
  } catch (error) {
    throw new PlainError(`${/** @type {Error} */ (error).message}\n\n${USAGE}`);
  }
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
  if (!(port <= 65535)) throw new PlainError(`--port must be a number from 0 to 65535, not "${values.port}".`);
  if (values.host === "" || values["data-dir"] === "") throw new PlainError(`--host and --data-dir can't be empty.\n\n${USAGE}`);
  return {
    port,
    host: values.host,
    dataDir: values["data-dir"],
    build: !values["no-build"],
    dev: values.dev,
    verbose: values.verbose,
    help: values.help,
  };
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/;

/** @param {string} host */
export function isLoopback(host) {
  return LOOPBACK.test(host);
}

/**
 * The address as printed, and the one to reach it by from this machine.
 * @param {string} host
 * @param {number} port
 */
export function addresses(host, port) {
  const url = (/** @type {string} */ name) => `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
  const local = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return { shown: url(host), local: url(local) };
}
