import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { bookInstallationCalls, type MadeWorkspace, makeWorkspace, type Person } from "../lib/testing/installation";
import type { TestCall } from "../lib/testing/model-calls";
import { neutralLine, plannedSessions } from "../lib/testing/sessions";

export const ADMIN = { name: "Ingrid Olsen", email: "ingrid@example.com", password: "four quiet mornings", workspace: "Calder Services" };

/** Every page must be free of errors in the console, refused requests and content-security violations. */
export const test = base.extend<{ consoleErrors: string[]; workspace: TestWorkspace }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are wanted from this pattern.
  workspace: async ({}, use, info) => {
    const baseUrl = info.project.use.baseURL ?? "";
    await use(callable(await makeWorkspace(appDatabaseUrl(), `Workspace of ${info.titlePath.slice(1).join(" ")}`.slice(0, 60)), baseUrl));
  },
  consoleErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on("console", (message) => {
        // A form that answers 4xx on purpose is reported by the browser as a failed resource.
        if (message.type() === "error" && !/status of (4\d\d)/.test(message.text())) errors.push(message.text());
      });
      page.on("pageerror", (error) => errors.push(error.message));
      await use(errors);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** A page is usable once its main landmark says so. */
export async function ready(page: Page): Promise<void> {
  await expect(page.locator('main[data-ready="true"]')).toBeVisible();
}

export type Json = Record<string, unknown> & { id: string; data: Json[] };

export type TestWorkspace = MadeWorkspace & {
  /** One call of the API with the workspace's key; throws with the answer unless it is 2xx. */
  api(method: string, pathname: string, body?: unknown): Promise<Json>;
  /** Imports lines of neutral JSONL (a number: that many of our generated sessions) and answers the import. */
  importSessions(lines: number | string[], agentName?: string): Promise<Json>;
  /** Dreams on all new sessions of the agent and waits until it is over. */
  dream(agentId: string): Promise<Json>;
  agentId(name?: string): Promise<string>;
  /** Books answers of models without asking any. */
  bookCalls(calls: readonly TestCall[]): Promise<void>;
};

/** The runtime role's address of the installation under test. */
function appDatabaseUrl(): string {
  const folder = process.env.REVERIE_DATA_DIR;
  if (!folder) throw new Error("REVERIE_DATA_DIR is not set: the data folder of the installation under test.");
  return (JSON.parse(readFileSync(path.join(folder, "runtime.json"), "utf8")) as { appDatabaseUrl: string }).appDatabaseUrl;
}

function callable(made: MadeWorkspace, baseUrl: string): TestWorkspace {
  const send = async (method: string, pathname: string, body?: string): Promise<Json> => {
    const headers = { authorization: `Bearer ${made.key}`, "content-type": "application/json" };
    const response = await fetch(baseUrl + pathname, { method, headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${pathname}: ${response.status} ${text.slice(0, 1000)}`);
    return JSON.parse(text) as Json;
  };
  const workspace: TestWorkspace = {
    ...made,
    api: (method, pathname, body) => send(method, pathname, body === undefined ? undefined : JSON.stringify(body)),
    importSessions: (lines, agentName = "Rebooking") => {
      const all = typeof lines === "number" ? plannedSessions(lines).map(neutralLine) : lines;
      return send("POST", `/v1/imports?format=reverie&agent_name=${encodeURIComponent(agentName)}`, `${all.join("\n")}\n`);
    },
    bookCalls: (calls) => bookInstallationCalls(appDatabaseUrl(), made.workspaceId, calls),
    agentId: async (name = "Rebooking") => {
      const { data } = await send("GET", "/v1/agents?limit=100");
      const found = data.find((agent) => agent.name === name);
      if (!found) throw new Error(`There is no agent ${name}.`);
      return found.id;
    },
    dream: async (agentId) => {
      let dream = await workspace.api("POST", "/v1/dreams", { inputs: [{ type: "agent", agent_id: agentId }] });
      while (dream.status === "pending" || dream.status === "running") {
        await new Promise((resolve) => setTimeout(resolve, 150));
        dream = await workspace.api("GET", `/v1/dreams/${dream.id}`);
      }
      return dream;
    },
  };
  return workspace;
}

export function signIn(page: Page): Promise<void> {
  return signInAs(page, ADMIN);
}

export async function signInAs(page: Page, person: Pick<Person, "email" | "password">): Promise<void> {
  await page.goto("/sign-in");
  await ready(page);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** A file of past sessions made by our own generator, with broken lines where asked. */
export function sessionsFile(name: string, count: number, broken: string[] = []): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "reverie-e2e-files-")), name);
  writeFileSync(file, `${[...plannedSessions(count).map(neutralLine), ...broken].join("\n")}\n`);
  return file;
}
