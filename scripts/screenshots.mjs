/**
 * `npm run screenshots`: starts Reverie on an empty data folder, loads the sample data as a new user would, and writes a picture of every page,
 * light and dark, 1440 and 390 pixels wide, to docs/screenshots.
 */
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { ensureBrowser } from "./lib/browser.mjs";
import { runCommand } from "./lib/commands.mjs";
import { startApp } from "./lib/running-app.mjs";

/** @typedef {import("@playwright/test").Page} Page */

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = path.join(root, "docs/screenshots");
const PERSON = { email: "ingrid@example.com", password: "four quiet mornings" };
const WIDTHS = { 1440: 900, 390: 844 };
const SAMPLE_TIMEOUT_MS = 300_000;

/** @param {Page} page */
async function ready(page) {
  await page.locator('main[data-ready="true"]').waitFor();
}

/** @param {Page} page */
async function signIn(page) {
  await page.goto("/sign-in");
  await ready(page);
  await page.getByLabel("Email").fill(PERSON.email);
  await page.getByLabel("Password").fill(PERSON.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** Waits until a list links to one of its objects, and answers the address. @param {Page} page @param {string} list @param {string} prefix */
async function firstOf(page, list, prefix, timeout = 30_000) {
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline) {
    await page.goto(list);
    await ready(page);
    const link = page.locator(`main a[href^="${prefix}"]`).first();
    if ((await link.count()) > 0) return ((await link.getAttribute("href")) ?? "").replace(/[?#].*$/, "");
    await page.waitForTimeout(1000);
  }
  throw new Error(`${list} shows nothing that begins with ${prefix}.`);
}

/** @param {Page} page @returns {Promise<Record<string, string>>} */
async function loadSample(page) {
  await page.goto("/");
  await ready(page);
  await page.getByRole("button", { name: "Load sample data" }).click();
  const store = async () => {
    const agent = await firstOf(page, "/agents", "/agents/agent_", SAMPLE_TIMEOUT_MS);
    return [agent, await firstOf(page, agent, "/stores/memstore_", SAMPLE_TIMEOUT_MS)];
  };
  const learning = await firstOf(page, "/learnings", "/learnings/mem_", SAMPLE_TIMEOUT_MS);
  const [agent = "", storePage = ""] = await store();
  await page.goto("/");
  await ready(page);
  await page
    .getByText(/loading|waits for a worker/i)
    .first()
    .waitFor({ state: "hidden", timeout: SAMPLE_TIMEOUT_MS });
  return {
    agent,
    store: storePage,
    learning,
    session: await firstOf(page, "/sessions?range=all", "/sessions/sesn_"),
    dream: await firstOf(page, "/dreams?range=all", "/dreams/drm_"),
    import: await firstOf(page, "/imports", "/imports/imp_"),
  };
}

async function main() {
  const built = await runCommand(process.execPath, [path.join(root, "scripts/build.mjs")], { cwd: root, inherit: true });
  if (built.code !== 0) process.exit(1);
  const app = await startApp(root, { REVERIE_ADMIN_EMAIL: PERSON.email, REVERIE_ADMIN_PASSWORD: PERSON.password });
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: await ensureBrowser(root), args });
  try {
    const page = await browser.newPage({ baseURL: app.url, viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
    await signIn(page);
    const objects = await loadSample(page);
    const pages = {
      overview: "/",
      review: "/review",
      sessions: "/sessions",
      dreams: "/dreams",
      learnings: "/learnings",
      agents: "/agents",
      imports: "/imports",
      search: "/search?q=invoice",
      keys: "/settings/api-keys",
      audit: "/settings/audit",
      ...objects,
    };
    for (const name of fs.readdirSync(folder)) if (name.endsWith(".png")) fs.rmSync(path.join(folder, name));
    for (const scheme of /** @type {const} */ (["light", "dark"])) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      for (const [width, height] of Object.entries(WIDTHS)) {
        await page.setViewportSize({ width: Number(width), height });
        for (const [name, pathname] of Object.entries(pages)) {
          await page.goto(pathname);
          await ready(page);
          await page.screenshot({ path: path.join(folder, `${name}-${scheme}-${width}.png`) });
        }
      }
    }
    console.log(`${Object.keys(pages).length * 4} pictures in docs/screenshots.`);
  } finally {
    await browser.close();
    await app.stop();
  }
}

await main();
