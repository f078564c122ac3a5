/**
 * How fast the console is on a large workspace: server time per page, JavaScript per page, and a trace of 10,000 events in a browser.
 * Everything comes in through the API, as a user's sessions would.
 */
import os from "node:os";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { benchLine } from "./bench-sessions.mjs";
import { ensureBrowser } from "./browser.mjs";
import { startApp } from "./running-app.mjs";

const KEY = "bench-key-bench-key-bench-key";
const PERSON = { email: "bench@example.com", password: "bench bench bench" };
const ROUNDS = 12;
const LONG_EVENTS = 10_000;
const DREAM_SESSIONS = 400;
const RUNS = 25;

/** @typedef {{ url: string, cookie: string }} SignedIn */

/** @param {string} url @param {string} method @param {string} pathname @param {import("node:stream/web").ReadableStream | string} [body] */
async function call(url, method, pathname, body) {
  const response = await fetch(url + pathname, {
    method,
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
    body: /** @type {string} */ (body), // a stream is taken as well
    duplex: "half",
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${pathname}: ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

/** @param {number} count @param {number} rounds @param {number} from */
function* lines(count, rounds, from) {
  const now = Date.now();
  let piece = "";
  for (let i = from; i < from + count; i++) {
    piece += `${benchLine(i, rounds, now)}\n`;
    if (piece.length > 200_000 || i === from + count - 1) {
      yield Buffer.from(piece);
      piece = "";
    }
  }
}

/** @param {string} url @param {string} agent @param {number} count @param {number} rounds @param {number} from */
function importSessions(url, agent, count, rounds, from) {
  const body = /** @type {import("node:stream/web").ReadableStream} */ (Readable.toWeb(Readable.from(lines(count, rounds, from))));
  return call(url, "POST", `/v1/imports?format=reverie&agent_name=${encodeURIComponent(agent)}`, body);
}

/** @param {string} url */
async function dreamOnce(url) {
  const { data } = await call(url, "GET", "/v1/agents?limit=100");
  const agent = data.find((/** @type {{ name: string }} */ one) => one.name === "Bench small");
  let dream = await call(url, "POST", "/v1/dreams", JSON.stringify({ inputs: [{ type: "agent", agent_id: agent.id }] }));
  while (dream.status === "pending" || dream.status === "running") {
    await new Promise((resolve) => setTimeout(resolve, 200));
    dream = await call(url, "GET", `/v1/dreams/${dream.id}`);
  }
  return dream;
}

/** @param {number[]} sorted @param {number} share */
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;

/**
 * Median and p95 of the time until the last byte of a page, asked for one at a time after two that warm it up.
 * @param {SignedIn} who @param {string} pathname
 */
async function pageTimes({ url, cookie }, pathname) {
  const times = [];
  let html = "";
  for (let i = 0; i < RUNS + 2; i++) {
    const startedAt = performance.now();
    const response = await fetch(url + pathname, { headers: { cookie }, redirect: "manual" });
    html = await response.text();
    if (response.status !== 200) throw new Error(`${pathname}: ${response.status}`);
    if (i >= 2) times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), html };
}

/** @type {Map<string, number>} */
const scriptSizes = new Map();

/**
 * Bytes of all scripts that a page's HTML names, each gzipped on its own as a proxy would; not the one for browsers without modules, which
 * nobody who can use the console downloads.
 * @param {SignedIn} who @param {string} html
 */
async function scriptBytes({ url }, html) {
  const sources = new Set([...html.matchAll(/<script(?![^>]*\bnomodule\b)[^>]+src="([^"]+)"/gi)].map(([, source]) => source ?? ""));
  let total = 0;
  for (const source of sources) {
    if (!scriptSizes.has(source)) {
      const bytes = Buffer.from(await (await fetch(new URL(source, url))).arrayBuffer());
      scriptSizes.set(source, gzipSync(bytes, { level: 6 }).length);
    }
    total += scriptSizes.get(source) ?? 0;
  }
  return total;
}

/** @param {string} root @param {{ url: string }} app */
async function openBrowser(root, app) {
  const { chromium } = await import("@playwright/test");
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: await ensureBrowser(root), args });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, baseURL: app.url });
  await page.goto("/sign-in");
  await page.locator('main[data-ready="true"]').waitFor();
  await page.getByLabel("Email").fill(PERSON.email);
  await page.getByLabel("Password").fill(PERSON.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  const cookies = await page.context().cookies();
  return { browser, page, cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") };
}

/** @param {import("@playwright/test").Page} page @param {string} pathname */
async function openTrace(page, pathname) {
  const times = [];
  let rows = 0;
  for (let i = 0; i < 5; i++) {
    const startedAt = performance.now();
    await page.goto(pathname, { waitUntil: "commit" });
    await page.locator('main[data-ready="true"]').waitFor();
    await page.getByRole("feed", { name: "Transcript" }).getByRole("article").first().waitFor();
    times.push(performance.now() - startedAt);
    rows = await page.getByRole("feed", { name: "Transcript" }).getByRole("article").count();
  }
  times.sort((a, b) => a - b);
  return {
    "usable ms (median of 5)": Math.round(quantile(times, 0.5)),
    "slowest ms": Math.round(times.at(-1) ?? 0),
    "rows in the DOM": rows,
  };
}

/** @param {string} url @param {SignedIn} who @param {string} list @param {RegExp} id */
async function firstLink(url, who, list, id) {
  const html = await (await fetch(url + list, { headers: { cookie: who.cookie } })).text();
  return id.exec(html)?.[0] ?? null;
}

/** @param {string} root @param {number} sessions */
export async function benchPages(root, sessions) {
  const env = { REVERIE_API_KEY: KEY, REVERIE_ADMIN_EMAIL: PERSON.email, REVERIE_ADMIN_PASSWORD: PERSON.password };
  const app = await startApp(root, env);
  try {
    const startedAt = performance.now();
    const imported = await importSessions(app.url, "Bench", sessions, ROUNDS, 0);
    const seconds = (performance.now() - startedAt) / 1000;
    const events = imported.imported * ROUNDS * 4;
    console.log(
      `${imported.imported} sessions, ${events} events imported in ${seconds.toFixed(0)} s: ${Math.round(events / seconds)} events/s (${os.cpus().length} cores, ${new Date().toISOString().slice(0, 10)})`,
    );
    await importSessions(app.url, "Bench small", DREAM_SESSIONS, 4, sessions);
    await importSessions(app.url, "Bench long", 1, LONG_EVENTS / 4, sessions + DREAM_SESSIONS);
    const dream = await dreamOnce(app.url);
    const long = await call(app.url, "GET", `/v1/sessions?external_id=bench-${sessions + DREAM_SESSIONS}`);
    const { browser, page, cookie } = await openBrowser(root, app);
    const who = { url: app.url, cookie };
    const agentId = (await call(app.url, "GET", "/v1/agents?limit=100")).data.find(
      (/** @type {{ name: string }} */ a) => a.name === "Bench",
    ).id;
    const store = await firstLink(app.url, who, `/agents/${agentId}`, /memstore_[0-9a-z]{26}/);
    const session = (await call(app.url, "GET", `/v1/sessions?external_id=bench-7`)).data[0].id;
    const pages = [
      "/",
      "/?range=90d",
      "/review",
      "/sessions",
      "/sessions?range=all",
      "/sessions?range=all&outcome=not_met",
      "/sessions?range=all&q=Gdansk",
      "/sessions?range=all&q=B777-3",
      `/sessions/${session}`,
      `/sessions/${long.data[0].id}`,
      "/dreams",
      `/dreams/${dream.id}`,
      "/learnings",
      "/agents",
      `/agents/${agentId}`,
      ...(store ? [`/stores/${store}`] : []),
      "/imports",
      "/settings/audit",
    ];
    const rows = [];
    for (const pathname of pages) {
      const { p50, p95, html } = await pageTimes(who, pathname);
      const bytes = await scriptBytes(who, html);
      const name = pathname.replace(/_[0-9a-z]{26}/, "_…");
      rows.push({
        page: name,
        "p50 ms": Math.round(p50),
        "p95 ms": Math.round(p95),
        "HTML kB": Math.round(html.length / 1000),
        "JS kB gz": Math.round(bytes / 1000),
      });
    }
    console.table(rows);
    console.table([{ trace: `${LONG_EVENTS} events`, ...(await openTrace(page, `/sessions/${long.data[0].id}`)) }]);
    await browser.close();
  } finally {
    await app.stop();
  }
}
