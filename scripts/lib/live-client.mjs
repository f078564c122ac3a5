/** What the live benchmark's clients are made of: requests, streams, the fake model, and looks into the processes. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { build } from "esbuild";
import { describeDataFolder } from "./data-folder.mjs";
import { commandLineOf, descendantsOf } from "./processes.mjs";

export const KEY = "bench-key-bench-key-bench-key";
export const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
const TOOL = { type: "custom", name: "look_up", description: "Looks something up.", input_schema: { type: "object" } };

/** @typedef {{ url: string, pid: number, dataDir: string }} App */
/** @typedef {{ id: string, type: string, [field: string]: any }} Event */

/** @param {number[]} values @param {number} share */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
export const median = (/** @type {number[]} */ values) => percentile(values, 0.5);
export const round = (/** @type {number} */ value, digits = 1) => Number(value.toFixed(digits));

/** @param {string} url @param {string} method @param {string} pathname @param {unknown} [body] @returns {Promise<any>} */
export function call(url, method, pathname, body) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${KEY}`,
      "content-type": "application/json",
      ...(text ? { "content-length": Buffer.byteLength(text) } : {}),
    };
    const request = http.request(url + pathname, { method, agent, headers }, (response) => {
      let answer = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        answer += chunk;
      });
      response.on("end", () => {
        if (response.statusCode === 200) resolve(JSON.parse(answer));
        else reject(new Error(`${method} ${pathname}: ${response.statusCode} ${answer.slice(0, 300)}`));
      });
    });
    // A kept connection that the server closed in the same moment: nothing was sent on it.
    request.on("error", (error) => (request.reusedSocket ? resolve(call(url, method, pathname, body)) : reject(error)));
    request.end(text);
  });
}

/**
 * Opens a session's stream; resolves when its headers are here.
 * @param {string} url @param {string} sessionId @param {(event: Event) => void} onEvent
 */
export function openStream(url, sessionId, onEvent) {
  return new Promise((/** @type {(stream: { close: () => void }) => void} */ resolve, reject) => {
    const request = http.get(
      `${url}/v1/sessions/${sessionId}/events/stream`,
      { agent: false, headers: { authorization: `Bearer ${KEY}` } },
      (response) => {
        if (response.statusCode !== 200) return reject(new Error(`stream: ${response.statusCode}`));
        let rest = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          const frames = (rest + chunk).split("\n\n");
          rest = frames.pop() ?? "";
          for (const frame of frames) {
            const data = /^data: (.*)$/m.exec(frame)?.[1];
            if (data && data !== "{}") onEvent(JSON.parse(data));
          }
        });
        response.on("error", () => {});
        resolve({ close: () => request.destroy() });
      },
    );
    request.on("error", (error) => reject(error));
  });
}

/** @param {string} root @param {unknown} script */
export async function startFake(root, script) {
  const folder = fs.mkdtempSync(path.join(root, "node_modules", ".reverie-bench-"));
  const file = path.join(folder, "fake-model.mjs");
  await build({
    entryPoints: [path.join(root, "lib/testing/fake-model/main.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  const child = spawn(process.execPath, [file, JSON.stringify({ script, keepBodies: false })], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const { stdout } = child;
  if (!stdout) throw new Error("the fake model has no output");
  const url = await new Promise((/** @type {(url: string) => void} */ resolve, reject) => {
    stdout.once("data", (chunk) => resolve(JSON.parse(chunk.toString()).url));
    child.once("exit", (code) => reject(new Error(`the fake model ended with ${code}`)));
  });
  fs.rmSync(folder, { recursive: true, force: true });
  return { url, stop: () => child.kill("SIGTERM") };
}

/** @param {App} app */
export function memoryOf(app) {
  const processes = descendantsOf(app.pid);
  const rss = (/** @type {RegExp} */ pattern, /** @type {string} */ field) => {
    const found = processes.find(({ pid }) => pattern.test(commandLineOf(pid)));
    const line = found ? new RegExp(`${field}:\\s+(\\d+) kB`).exec(fs.readFileSync(`/proc/${found.pid}/status`, "utf8")) : null;
    return line ? Math.round(Number(line[1]) / 1024) : null;
  };
  const web = /standalone\/server\.js|next-server/;
  const worker = /dist\/worker\.mjs/;
  return { web: rss(web, "VmRSS"), webPeak: rss(web, "VmHWM"), worker: rss(worker, "VmRSS"), workerPeak: rss(worker, "VmHWM") };
}

/** @param {App} app */
export function ownerUrl(app) {
  const folder = describeDataFolder(app.dataDir);
  const runtime = JSON.parse(fs.readFileSync(folder.runtime, "utf8"));
  const { ownerPassword } = JSON.parse(fs.readFileSync(folder.postgresSettings, "utf8"));
  const url = new URL(runtime.appDatabaseUrl);
  url.username = "reverie_owner";
  url.password = ownerPassword;
  return url.href;
}

/** @param {string} url */
export async function makeHome(url) {
  const { id: agentId } = await call(url, "POST", "/v1/agents", {
    name: "Bench live",
    model: "claude-opus-5-5",
    system: "You look things up.",
    tools: [TOOL],
  });
  const { id: environmentId } = await call(url, "POST", "/v1/environments", { name: "Bench" });
  return { agentId, environmentId };
}

export const say = (/** @type {string} */ text) => ({ events: [{ type: "user.message", content: [{ type: "text", text }] }] });
