/**
 * Live sessions under load: a real installation, the strict fake of the Messages API in a process of its own, and clients over HTTP as any other
 * would be. Clients, web, worker, database and fake share the machine's cores.
 */

import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import postgres from "postgres";
import { describeDataFolder } from "./data-folder.mjs";
import { commandLineOf, descendantsOf } from "./processes.mjs";
import { startApp } from "./running-app.mjs";

const KEY = "bench-key-bench-key-bench-key";
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
const TOOL = { type: "custom", name: "look_up", description: "Looks something up.", input_schema: { type: "object" } };

/** @typedef {{ url: string, pid: number, dataDir: string }} App */
/** @typedef {{ id: string, type: string, [field: string]: any }} Event */

/** @param {number[]} values @param {number} share */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
const median = (/** @type {number[]} */ values) => percentile(values, 0.5);
const round = (/** @type {number} */ value, digits = 1) => Number(value.toFixed(digits));

/** @param {string} url @param {string} method @param {string} pathname @param {unknown} [body] @returns {Promise<any>} */
function call(url, method, pathname, body) {
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
    request.on("error", reject);
    request.end(text);
  });
}

/**
 * Opens a session's stream; resolves when its headers are here.
 * @param {string} url @param {string} sessionId @param {(event: Event) => void} onEvent
 */
function openStream(url, sessionId, onEvent) {
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
async function startFake(root, script) {
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
function memoryOf(app) {
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
function ownerUrl(app) {
  const folder = describeDataFolder(app.dataDir);
  const runtime = JSON.parse(fs.readFileSync(folder.runtime, "utf8"));
  const { ownerPassword } = JSON.parse(fs.readFileSync(folder.postgresSettings, "utf8"));
  const url = new URL(runtime.appDatabaseUrl);
  url.username = "reverie_owner";
  url.password = ownerPassword;
  return url.href;
}

/** @param {string} url */
async function makeHome(url) {
  const { id: agentId } = await call(url, "POST", "/v1/agents", {
    name: "Bench live",
    model: "claude-opus-5-5",
    system: "You look things up.",
    tools: [TOOL],
  });
  const { id: environmentId } = await call(url, "POST", "/v1/environments", { name: "Bench" });
  return { agentId, environmentId };
}

const say = (/** @type {string} */ text) => ({ events: [{ type: "user.message", content: [{ type: "text", text }] }] });

/**
 * Drives one session to its end: a message, then a result for each call, `turns` model requests in all. Fails when an event of another session
 * shows up, when one comes twice, or when the log has a gap.
 * @param {string} url @param {{ agentId: string, environmentId: string }} home @param {number} n @param {{ seen: number[], events: number, turn: number[] }} totals
 */
async function driveSession(url, home, n, totals) {
  const { id } = await call(url, "POST", "/v1/sessions", { agent: home.agentId, environment_id: home.environmentId, title: `s${n}` });
  const marker = `marker-${n}-`;
  /** @type {Map<string, number>} */
  const sentAt = new Map();
  /** @type {Map<string, number>} */
  const seenAt = new Map();
  let results = 0;
  let resultSentAt = 0;
  const noteSeen = (/** @type {string} */ eventId) => {
    const sent = sentAt.get(eventId);
    const seen = seenAt.get(eventId);
    if (sent !== undefined && seen !== undefined) totals.seen.push(seen - sent);
  };
  await new Promise((/** @type {(done?: unknown) => void} */ resolve, reject) => {
    const fail = (/** @type {unknown} */ error) => reject(error);
    /** @type {{ close: () => void } | undefined} */
    let stream;
    const send = async (/** @type {unknown} */ body) => {
      const at = performance.now();
      const { data } = await call(url, "POST", `/v1/sessions/${id}/events`, body);
      for (const event of data) {
        sentAt.set(event.id, at);
        noteSeen(event.id);
      }
    };
    const onEvent = (/** @type {Event} */ event) => {
      totals.events += 1;
      if (!seenAt.has(event.id)) {
        seenAt.set(event.id, performance.now());
        noteSeen(event.id);
      }
      if (event.type !== "session.status_idle") return;
      if (resultSentAt > 0) totals.turn.push(performance.now() - resultSentAt);
      if (event.stop_reason.type === "end_turn") {
        stream?.close();
        resolve();
        return;
      }
      if (event.stop_reason.type !== "requires_action")
        return fail(new Error(`session ${n} stopped: ${JSON.stringify(event.stop_reason)}`));
      resultSentAt = performance.now();
      results += 1;
      const answers = event.stop_reason.event_ids.map((/** @type {string} */ call) => ({
        type: "user.custom_tool_result",
        custom_tool_use_id: call,
        content: [{ type: "text", text: `${marker}${results}` }],
      }));
      send({ events: answers }).catch(fail);
    };
    openStream(url, id, onEvent)
      .then((opened) => {
        stream = opened;
        return send(say(`${marker}0`));
      })
      .catch(fail);
  });
  const { data } = await call(url, "GET", `/v1/sessions/${id}/events?limit=1000`);
  const mine = JSON.stringify(data).match(/marker-\d+-/g) ?? [];
  if (mine.some((found) => found !== marker)) throw new Error(`session ${n} holds another's words`);
  if (new Set(data.map((/** @type {Event} */ event) => event.id)).size !== data.length)
    throw new Error(`session ${n} holds an event twice`);
  return data.length;
}

/** @param {string} url @param {{ agentId: string, environmentId: string }} home @param {number} count @param {App} app @param {postgres.Sql} sql */
async function concurrentSessions(url, home, count, app, sql) {
  const totals = { seen: /** @type {number[]} */ ([]), events: 0, turn: /** @type {number[]} */ ([]) };
  let connections = 0;
  const look = async () => {
    const [row] = await sql`select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    connections = Math.max(connections, row?.n ?? 0);
  };
  const watch = setInterval(() => void look().catch(() => {}), 500);
  const startedAt = performance.now();
  const driven = Promise.all(Array.from({ length: count }, (_, n) => driveSession(url, home, n, totals)));
  const lengths = await driven.finally(() => clearInterval(watch));
  const seconds = (performance.now() - startedAt) / 1000;
  const stored = lengths.reduce((sum, one) => sum + one, 0);
  const memory = memoryOf(app);
  return {
    sessions: count,
    "wall s": round(seconds),
    "turns/s": round((totals.turn.length + count) / seconds),
    "events/s": Math.round(stored / seconds),
    "seen p50 ms": round(median(totals.seen)),
    "seen p95 ms": round(percentile(totals.seen, 0.95)),
    "turn p50 ms": round(median(totals.turn)),
    "turn p95 ms": round(percentile(totals.turn, 0.95)),
    connections,
    "web MB": memory.webPeak,
    "worker MB": memory.workerPeak,
  };
}

/** @param {string} url @param {{ agentId: string, environmentId: string }} home @param {App} app @param {number} count */
async function manyStreams(url, home, app, count) {
  /** @type {string[]} */
  const sessions = [];
  for (let n = 0; n < 10; n += 1) {
    sessions.push((await call(url, "POST", "/v1/sessions", { agent: home.agentId, environment_id: home.environmentId, source: "api" })).id);
  }
  const before = memoryOf(app).web ?? 0;
  /** @type {number[]} */
  const delays = [];
  /** @type {Map<string, number>} */
  const sentAt = new Map();
  const openedAt = performance.now();
  const streams = [];
  for (let at = 0; at < count; at += 50) {
    const batch = Array.from({ length: Math.min(50, count - at) }, (_, n) =>
      openStream(url, sessions[(at + n) % sessions.length] ?? "", (event) => {
        const sent = sentAt.get(event.marker);
        if (sent !== undefined) delays.push(performance.now() - sent);
      }),
    );
    streams.push(...(await Promise.all(batch)));
  }
  const openS = (performance.now() - openedAt) / 1000;
  for (let n = 0; n < 20; n += 1) {
    const marker = `m${n}`;
    sentAt.set(marker, performance.now());
    await Promise.all(
      sessions.map((id) => call(url, "POST", `/v1/sessions/${id}/events`, { events: [{ type: "agent.message", content: [], marker }] })),
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const open = memoryOf(app).web ?? 0;
  for (const stream of streams) stream.close();
  return {
    streams: count,
    "open s": round(openS),
    "MB a stream": round((open - before) / count, 3),
    delivered: `${delays.length}/${20 * count}`,
    "p50 ms": round(median(delays)),
    "p95 ms": round(percentile(delays, 0.95)),
    "max ms": round(Math.max(...delays)),
  };
}

/** @param {number} n @returns {{ type: string, [field: string]: unknown }} */
const reported = (n) => ({
  type: n % 2 === 0 ? "agent.custom_tool_use" : "user.custom_tool_result",
  ...(n % 2 === 0
    ? { name: "get_booking", input: { booking: `B${n}`, from: "Gdansk", to: "Oslo", date: "2026-11-25", passengers: 2 } }
    : {
        custom_tool_use_id: `c${n - 1}`,
        content: [
          {
            type: "text",
            text: `Booking B${n - 1}: two seats, economy, 23 kg each, refundable until the day before; paid by card ending 4242. `.repeat(
              2,
            ),
          },
        ],
      }),
});

/** @param {string} url @param {{ agentId: string, environmentId: string }} home @param {postgres.Sql} sql */
async function ingest(url, home, sql) {
  const EVENTS = 50_000;
  const BATCH = 1_000;
  const SESSIONS = 8;
  const bodies = Array.from({ length: EVENTS / BATCH }, (_, b) =>
    JSON.stringify({ events: Array.from({ length: BATCH }, (_unused, n) => reported(b * BATCH + n)) }),
  );
  const ids = [];
  for (let n = 0; n < SESSIONS; n += 1) {
    ids.push((await call(url, "POST", "/v1/sessions", { agent: home.agentId, environment_id: home.environmentId, source: "api" })).id);
  }
  const startedAt = performance.now();
  await Promise.all(
    ids.map(async (id, n) => {
      for (let b = n; b < bodies.length; b += SESSIONS) await call(url, "POST", `/v1/sessions/${id}/events`, bodies[b]);
    }),
  );
  const appended = EVENTS / ((performance.now() - startedAt) / 1000);
  const lines = Array.from({ length: 1_000 }, (_, i) =>
    JSON.stringify({
      external_id: `copy-${i}`,
      messages: Array.from({ length: 25 }, (_unused, n) => [
        { role: "assistant", content: [{ type: "tool_use", id: `c${n}`, name: "get_booking", input: reported(n * 2).input }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: `c${n}`, content: reported(n * 2 + 1).content }] },
      ]).flat(),
    }),
  );
  const importedAt = performance.now();
  const imported = await call(url, "POST", "/v1/imports?format=reverie&agent_name=Bench%20ingest", `${lines.join("\n")}\n`);
  const importedPerS = (imported.imported * 50) / ((performance.now() - importedAt) / 1000);
  const copies = [];
  for (let n = 0; n < 3; n += 1) copies.push(await copyRows(sql, EVENTS));
  const copy = median(copies);
  return {
    events: EVENTS,
    "COPY events/s": Math.round(copy),
    "POST events/s": Math.round(appended),
    "POST ratio": round(appended / copy, 2),
    "import events/s": Math.round(importedPerS),
    "import ratio": round(importedPerS / copy, 2),
  };
}

/** The same rows into a table of the same shape and indexes, by COPY. @param {postgres.Sql} sql @param {number} count */
async function copyRows(sql, count) {
  await sql`drop table if exists bench_copy`;
  await sql`create table bench_copy (like session_events including all)`;
  const rows = [];
  const at = new Date().toISOString();
  for (let n = 0; n < count; n += 1) {
    const payload = JSON.stringify(reported(n)).replaceAll("\\", "\\\\");
    rows.push(`w\ts${n % 8}\t${n}\tsevt_${String(n).padStart(26, "0")}\tagent.custom_tool_use\ttool\t${payload}\t${at}\t${at}\n`);
  }
  const startedAt = performance.now();
  const writable =
    await sql`copy bench_copy (workspace_id, session_id, seq, id, type, trust, payload, processed_at, created_at) from stdin`.writable();
  for (let n = 0; n < rows.length; n += 1_000) {
    if (!writable.write(rows.slice(n, n + 1_000).join(""))) await new Promise((resolve) => writable.once("drain", resolve));
  }
  await new Promise((resolve, reject) => {
    writable.on("finish", resolve).on("error", reject);
    writable.end();
  });
  const perS = count / ((performance.now() - startedAt) / 1000);
  await sql`drop table bench_copy`;
  return perS;
}

/** @param {string} url @param {{ agentId: string, environmentId: string }} home */
async function longSession(url, home) {
  const { id } = await call(url, "POST", "/v1/sessions", { agent: home.agentId, environment_id: home.environmentId, source: "api" });
  const batch = { events: Array.from({ length: 50 }, (_, n) => reported(n)) };
  const times = [];
  for (let n = 0; n < 200; n += 1) {
    const at = performance.now();
    await call(url, "POST", `/v1/sessions/${id}/events`, batch);
    times.push(performance.now() - at);
  }
  const [start, end] = [median(times.slice(5, 45)), median(times.slice(-40))];
  const flights = await Promise.all(Array.from({ length: 20 }, () => call(url, "POST", `/v1/sessions/${id}/events`, batch)));
  if (flights.some((one) => one.data.length !== 50)) throw new Error("an append in flight was cut");
  const timed = async (/** @type {string} */ pathname) => {
    const all = [];
    for (let n = 0; n < 20; n += 1) {
      const at = performance.now();
      await call(url, "GET", pathname);
      all.push(performance.now() - at);
    }
    return round(median(all));
  };
  return {
    events: 11_000,
    "append of 50 at the start ms": round(start),
    "at the end ms": round(end),
    ratio: round(end / start, 2),
    "20 in flight": "all stored",
    "retrieve ms": await timed(`/v1/sessions/${id}`),
    "first page (100) ms": await timed(`/v1/sessions/${id}/events?limit=100`),
  };
}

/** @param {string} url */
async function parallelMemories(url) {
  const { id } = await call(url, "POST", "/v1/memory_stores", { name: "Bench" });
  const at = performance.now();
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      call(url, "POST", `/v1/memory_stores/${id}/memories`, { path: `/notes/n${n}.md`, content: `Note ${n}` }),
    ),
  );
  return { "20 parallel creates in one store": "all stored", ms: round(performance.now() - at) };
}

/** @param {string} root */
export async function benchLive(root) {
  const fake = await startFake(root, { script: "call_tool", tool: "look_up", input: { q: "x" }, rounds: 9 });
  const app = await startApp(root, { REVERIE_API_KEY: KEY, ANTHROPIC_BASE_URL: fake.url, ANTHROPIC_API_KEY: "sk-bench" });
  const sql = postgres(ownerUrl(app), { max: 2, onnotice: () => {} });
  try {
    const { url } = app;
    console.log(`Live sessions, ${os.availableParallelism()} cores, ${new Date().toISOString().slice(0, 10)}`);
    const home = await makeHome(url);
    console.table([
      await concurrentSessions(url, home, 1, app, sql),
      await concurrentSessions(url, home, 50, app, sql),
      await concurrentSessions(url, home, 200, app, sql),
    ]);
    console.table([await manyStreams(url, home, app, 1_000)]);
    console.table([await longSession(url, home)]);
    console.table([await ingest(url, home, sql)]);
    console.table([await parallelMemories(url)]);
  } finally {
    await sql.end();
    await app.stop();
    fake.stop();
    agent.destroy();
  }
}
