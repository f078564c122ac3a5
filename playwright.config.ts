import { defineConfig, devices } from "@playwright/test";

/** Flags that keep Chromium quiet on a machine without a network. */
const QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const DESKTOP = { ...devices["Desktop Chrome"], viewport: { width: 1440, height: 900 } };

export default defineConfig({
  testDir: "e2e",
  fullyParallel: false,
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    baseURL: process.env.BASE_URL,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH || undefined,
      args: process.getuid?.() === 0 ? ["--no-sandbox", ...QUIET] : QUIET,
    },
  },
  // The empty installation is set up by the first project; every other journey makes a workspace of its own.
  projects: [
    { name: "first-run", testMatch: "loop.spec.ts", use: DESKTOP },
    { name: "journeys", testIgnore: ["loop.spec.ts"], dependencies: ["first-run"], use: DESKTOP },
  ],
});
