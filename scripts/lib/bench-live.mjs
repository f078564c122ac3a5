/**
 * Live sessions under load: a real installation, the strict fake of the Messages API in a process of its own, and clients over HTTP as any other
 * would be. Clients, web, worker, database and fake share the machine's cores.
 */
import os from "node:os";
import postgres from "postgres";
import { ingest, longSession, parallelMemories } from "./bench-ingest.mjs";
import { agent, call, KEY, makeHome, median, memoryOf, openStream, ownerUrl, percentile, round, say, startFake } from "./live-client.mjs";
import { startApp } from "./running-app.mjs";

/** @typedef {import("./live-client.mjs").App} App */
/** @typedef {import("./live-client.mjs").Event} Event */

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

/** @param {string} root */
export async function benchLive(root) {
  const fake = await startFake(root, { script: "call_tool", tool: "look_up", input: { q: "x" }, rounds: 9 });
  const app = await startApp(root, { REVERIE_API_KEY: KEY, ANTHROPIC_BASE_URL: fake.url, ANTHROPIC_API_KEY: "sk-bench" });
  const sql = postgres(ownerUrl(app), { max: 2, onnotice: () => {} });
  try {
    const { url } = app;
    console.log(`Live sessions, ${os.availableParallelism()} cores, ${new Date().toISOString().slice(0, 10)}`);
    const home = await makeHome(url);
    const rows = [];
    for (const count of [1, 50, 200]) {
      rows.push(await concurrentSessions(url, home, count, app, sql));
      console.log(`${count} at once: ${rows.at(-1)?.["wall s"]} s`);
    }
    console.table(rows);
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
