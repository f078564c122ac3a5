/** A Chromium for the end-to-end tests: found on this machine, or installed. */
import fs from "node:fs";
import { runCommand } from "./commands.mjs";
import { PlainError, say } from "./messages.mjs";

const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const MINUTE_MS = 60_000;

/** The one Playwright downloaded itself, where it did. */
async function playwrightsOwn() {
  const { chromium } = await import("@playwright/test");
  return chromium.executablePath();
}

async function findBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given && !fs.existsSync(given)) throw new PlainError(`CHROMIUM_PATH names ${given}, which does not exist.`);
  return [given, ...USUAL_PLACES, await playwrightsOwn()].find((file) => file && fs.existsSync(file)) ?? null;
}

/** Debian and its kin, as root. Retried, since mirrors fail now and then and another apt may hold the lock. */
async function installWithApt() {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = ["-o", "Acquire::Retries=3", "-o", "Acquire::http::Timeout=60", "-o", "DPkg::Lock::Timeout=300"];
  for (let attempt = 1; attempt <= 2; attempt++) {
    await runCommand("apt-get", [...options, "update"], { env, timeoutMs: 5 * MINUTE_MS });
    const packages = ["chromium", "fonts-liberation"];
    const done = await runCommand("apt-get", [...options, "install", "-y", "--no-install-recommends", ...packages], {
      env,
      timeoutMs: 10 * MINUTE_MS,
    });
    if (done.code === 0) return;
    say(`apt-get install chromium, attempt ${attempt}, failed:\n${done.output.trim().split("\n").slice(-5).join("\n")}`);
  }
}

/**
 * @param {string} root
 * @returns {Promise<string>} the program's path; throws a plain sentence when there is none and none could be installed
 */
export async function ensureBrowser(root) {
  const found = await findBrowser();
  if (found) return found;
  say("No Chromium found: npx playwright install chromium …");
  const cli = `${root}/node_modules/@playwright/test/cli.js`;
  const own = await runCommand(process.execPath, [cli, "install", "chromium"], { cwd: root, timeoutMs: 5 * MINUTE_MS });
  const downloaded = await findBrowser();
  if (downloaded) return downloaded;
  say(`That failed: ${own.output.trim().split("\n").at(-1) ?? ""}`);
  if (process.getuid?.() === 0 && fs.existsSync("/usr/bin/apt-get")) {
    say("apt-get install chromium …");
    await installWithApt();
  }
  const installed = await findBrowser();
  if (installed) return installed;
  throw new PlainError("The end-to-end tests need Chromium. Install it (Debian: apt-get install chromium) or name one in CHROMIUM_PATH.");
}
