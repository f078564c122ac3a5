/** How fast past events come in, beside COPY of the same rows on the same server; and whether a long session stays as fast as a short one. */
import { call, median, round } from "./live-client.mjs";

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

/** @param {string} url @param {{ agentId: string, environmentId: string }} home @param {import("postgres").Sql} sql */
export async function ingest(url, home, sql) {
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

/** The same rows into a table of the same shape and indexes, by COPY. @param {import("postgres").Sql} sql @param {number} count */
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
export async function longSession(url, home) {
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
export async function parallelMemories(url) {
  const { id } = await call(url, "POST", "/v1/memory_stores", { name: "Bench" });
  const at = performance.now();
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      call(url, "POST", `/v1/memory_stores/${id}/memories`, { path: `/notes/n${n}.md`, content: `Note ${n}` }),
    ),
  );
  return { "20 parallel creates in one store": "all stored", ms: round(performance.now() - at) };
}
