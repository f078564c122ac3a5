/**
 * `npm run bench`: rates and peak memory of the real thing, started as a user would. Prints one table; compare figures of one run only.
 * Sessions are made by our generator, or read from `--sessions FILE` (neutral JSONL, gzip or not). `--sizes 460,1842` sets the steps.
 * Then live sessions under load (`--only live` for these alone), against the strict fake of the Messages API.
 * `--pages 100000` then times every page of the console on that many sessions (48 events each); `--only pages` leaves the first part out.
 */
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { build } from "esbuild";
import { benchLive } from "./lib/bench-live.mjs";
import { benchPages } from "./lib/bench-pages.mjs";
import { runCommand } from "./lib/commands.mjs";
import { commandLineOf, descendantsOf } from "./lib/processes.mjs";
import { startApp } from "./lib/running-app.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const API_KEY = "bench-key-bench-key-bench-key";
const { values } = parseArgs({
  options: {
    sessions: { type: "string" },
    sizes: { type: "string", default: "460,1842" },
    pages: { type: "string", default: "100000" },
    only: { type: "string" },
  },
});

/** @returns {Promise<(count: number) => string[]>} */
async function lineSource() {
  if (values.sessions) {
    const bytes = fs.readFileSync(values.sessions);
    const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
    const lines = text.split("\n").filter((line) => line !== "");
    return (count) => {
      if (count > lines.length) throw new Error(`${values.sessions} holds ${lines.length} sessions, not ${count}.`);
      return lines.slice(0, count);
    };
  }
  const bundled = await build({
    entryPoints: [path.join(root, "lib/testing/sessions.ts")],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
  });
  const source = bundled.outputFiles[0]?.text ?? "";
  const module = await import(`data:text/javascript;base64,${Buffer.from(source).toString("base64")}`);
  return (count) => module.plannedSessions(count).map(module.neutralLine);
}

/** Highest resident memory so far, in MB; null where the system does not say. @param {number} pid */
function peakMb(pid) {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
    return line ? Math.round(Number(line[1]) / 1024) : null;
  } catch {
    return null;
  }
}

/** @param {string} url @param {string} method @param {string} pathname @param {string | Buffer} [body] */
async function call(url, method, pathname, body) {
  const response = await fetch(url + pathname, {
    method,
    headers: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${pathname}: ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

/** @param {(count: number) => string[]} lines @param {number} count */
async function measure(lines, count) {
  const app = await startApp(root, { REVERIE_API_KEY: API_KEY });
  try {
    const processes = descendantsOf(app.pid);
    const pidOf = (/** @type {RegExp} */ pattern) => processes.find(({ pid }) => pattern.test(commandLineOf(pid)))?.pid ?? 0;
    const web = pidOf(/standalone\/server\.js|next-server/);
    const worker = pidOf(/dist\/worker\.mjs/);
    const idle = { web: peakMb(web), worker: peakMb(worker) };
    const body = `${lines(count).join("\n")}\n`;
    const importStart = performance.now();
    const imported = await call(app.url, "POST", "/v1/imports?agent_name=Bench&format=reverie", body);
    const importS = (performance.now() - importStart) / 1000;
    const agentId = imported.agent_id ?? (await call(app.url, "GET", "/v1/agents")).data[0].id;
    const dreamStart = performance.now();
    let dream = await call(app.url, "POST", "/v1/dreams", JSON.stringify({ inputs: [{ type: "agent", agent_id: agentId }] }));
    while (dream.status === "pending" || dream.status === "running") {
      await new Promise((resolve) => setTimeout(resolve, 100));
      dream = await call(app.url, "GET", `/v1/dreams/${dream.id}`);
    }
    const dreamS = (performance.now() - dreamStart) / 1000;
    return {
      sessions: imported.imported,
      "MB in": (Buffer.byteLength(body) / 1e6).toFixed(1),
      "import s": importS.toFixed(1),
      "sessions/s": Math.round(imported.imported / importS),
      "dream s": dreamS.toFixed(1),
      dream: dream.status,
      "web idle MB": idle.web,
      "web peak MB": peakMb(web),
      "worker idle MB": idle.worker,
      "worker peak MB": peakMb(worker),
    };
  } finally {
    await app.stop();
  }
}

const built = await runCommand(process.execPath, [path.join(root, "scripts/build.mjs")], { cwd: root, inherit: true });
if (built.code !== 0) process.exit(1);
if (values.only === "live") {
  await benchLive(root);
  process.exit(0);
}
if (values.only === "pages") {
  await benchPages(root, Number(values.pages));
  process.exit(0);
}
const lines = await lineSource();
const rows = [];
for (const size of (values.sizes ?? "").split(",").map(Number)) rows.push(await measure(lines, size));
console.table(rows);
const [first, last] = [rows[0], rows.at(-1)];
if (first && last && rows.length > 1) {
  const difference = (last["worker peak MB"] ?? Number.NaN) - (first["worker peak MB"] ?? Number.NaN);
  console.log(`Worker's peak memory at ${last.sessions} sessions against ${first.sessions}: ${difference >= 0 ? "+" : ""}${difference} MB`);
}
if (values.only === undefined) {
  await benchLive(root);
  await benchPages(root, Number(values.pages));
}
