import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import type { Person } from "../lib/testing/installation";
import { expect, ready, signInAs, type TestWorkspace, test } from "./fixtures";

/** The model of these journeys does what a message says: `call NAME {json}`, `recite N`, or says it again. */
const AGENT = {
  name: "Weather desk",
  model: "claude-haiku-4-5",
  system: "You answer questions about the weather.",
  tools: [
    {
      type: "custom",
      name: "get_weather",
      description: "The weather in a city.",
      input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
    },
    { type: "agent_toolset_20260401", default_config: { permission_policy: { type: "always_ask" } } },
  ],
};

async function startSession(workspace: TestWorkspace, words: string | null) {
  const agent = await workspace.api("POST", "/v1/agents", AGENT);
  const environment = await workspace.api("POST", "/v1/environments", { name: "Laptop", config: { type: "self_hosted" } });
  const session = await workspace.api("POST", "/v1/sessions", {
    agent: agent.id,
    environment_id: environment.id,
    title: "Weather",
    ...(words === null ? {} : { initial_events: [message(words)] }),
  });
  return session.id;
}

const message = (text: string) => ({ type: "user.message", content: [{ type: "text", text }] });
const send = (workspace: TestWorkspace, id: string, text: string) =>
  workspace.api("POST", `/v1/sessions/${id}/events`, { events: [message(text)] });

async function open(page: Page, person: Person, id: string): Promise<void> {
  await signInAs(page, person);
  await page.goto(`/sessions/${id}`);
  await ready(page);
}

const feed = (page: Page) => page.getByRole("feed", { name: "Transcript" });
const facts = (page: Page) => page.locator("dl[aria-label=Facts]");
const waiting = (page: Page) => page.getByRole("region", { name: "Waits for you" });
const composer = (page: Page) => page.getByRole("textbox", { name: "Message" });
const atRest = (page: Page, words: string) => expect(facts(page)).toContainText(new RegExp(`Idle\\s*${words}`), { timeout: 60_000 });

test("follows a running session: the answer is seen being written, and stands in the transcript without a reload", async ({
  page,
  workspace,
}) => {
  const id = await startSession(workspace, "Good morning.");
  await open(page, workspace.people.operator, id);
  await atRest(page, "its turn is done");
  await page.evaluate(() => Object.assign(window, { wasHere: true }));
  await composer(page).fill("recite 400");
  await composer(page).press("Control+Enter");
  await expect(facts(page)).toContainText("Running");
  await expect(page.locator("[data-preview]")).toContainText("word40");
  await expect(page.locator("[data-preview]")).not.toContainText("word400", { timeout: 1 });
  await expect(feed(page).getByText(/word400/)).toBeVisible({ timeout: 60_000 });
  await atRest(page, "its turn is done");
  await expect(page.locator("[data-preview]")).toHaveCount(0);
  await expect(composer(page)).toHaveValue("");
  await expect(feed(page).getByRole("article").last()).toBeInViewport();
  expect(await page.evaluate(() => "wasHere" in window)).toBe(true);
});

test("leaves the reader where they scrolled to and counts what they have not seen", async ({ page, workspace }) => {
  const id = await startSession(workspace, "recite 900");
  await open(page, workspace.people.viewer, id);
  await atRest(page, "its turn is done");
  await page.mouse.move(500, 500);
  await page.mouse.wheel(0, -5_000);
  await expect(feed(page).getByText("recite 900")).toBeInViewport();
  const before = await page.evaluate(() => window.scrollY);
  await send(workspace, id, "Thank you.");
  const pill = page.getByRole("button", { name: /\d+ new events?/ });
  await expect(pill).toBeVisible({ timeout: 60_000 });
  await atRest(page, "its turn is done");
  expect(await page.evaluate(() => window.scrollY)).toBe(before);
  await pill.click();
  await expect(feed(page).getByText("Thank you.").last()).toBeInViewport();
  await expect(pill).toHaveCount(0);
});

test("asks before a call, carries out yes and no by key, and the agent hears why not", async ({ page, workspace }) => {
  const id = await startSession(workspace, 'call bash {"command":"make deploy"}\ncall bash {"command":"rm -rf build"}');
  await open(page, workspace.people.operator, id);
  await expect(waiting(page).getByRole("article")).toHaveCount(2, { timeout: 60_000 });
  await expect(facts(page)).toContainText("waits for 2 answers");
  await expect(waiting(page).getByText("command: make deploy")).toBeVisible();
  await page.keyboard.press("d");
  await page.getByRole("textbox", { name: "Why" }).fill("Not on a Friday.");
  await page.keyboard.press("Enter");
  await expect(waiting(page).getByRole("article")).toHaveCount(1);
  await expect(waiting(page).getByText("command: rm -rf build")).toBeVisible();
  await page.keyboard.press("a");
  await expect(waiting(page)).toHaveCount(0);
  await expect(feed(page).getByText("Denied the call: Not on a Friday.")).toBeVisible();
  await expect(feed(page).getByText("Allowed the call")).toBeVisible();
  const { data } = await workspace.api("GET", `/v1/sessions/${id}/events?limit=100`);
  const confirmations = data.filter((event) => event.type === "user.tool_confirmation");
  expect(confirmations.map(({ result, deny_message }) => [result, deny_message ?? null])).toEqual([
    ["deny", "Not on a Friday."],
    ["allow", null],
  ]);
});

test("answers a custom tool by hand, and a second browser sees what the first one does", async ({ page, browser, workspace }) => {
  const id = await startSession(workspace, 'call get_weather {"city":"Oslo"}');
  await open(page, workspace.people.operator, id);
  const other = await (await browser.newContext({ baseURL: test.info().project.use.baseURL })).newPage();
  await open(other, workspace.people.viewer, id);
  for (const one of [page, other]) await expect(waiting(one).getByText("city: Oslo")).toBeVisible({ timeout: 60_000 });
  await expect(waiting(other).getByRole("button", { name: "Send result" })).toHaveAttribute("aria-disabled", "true");
  const form = page.getByRole("form", { name: "Answer get_weather" });
  await form.getByLabel("JSON, checked before it is sent").check();
  await form.getByLabel("Result").fill("{degrees: 4}");
  await form.getByRole("button", { name: "Send result" }).click();
  await expect(form.getByRole("alert")).toContainText("This is not JSON.");
  await form.getByLabel("Result").fill('{"degrees": 4}');
  await form.getByRole("button", { name: "Send result" }).click();
  for (const one of [page, other]) {
    await expect(waiting(one)).toHaveCount(0);
    await expect(feed(one).getByText('The results: {"degrees": 4}.')).toBeVisible({ timeout: 60_000 });
    await atRest(one, "its turn is done");
  }
  await other.context().close();
});

test("queues a message while the agent works, and interrupts it with Esc twice", async ({ page, workspace }) => {
  const id = await startSession(workspace, "recite 3000");
  await open(page, workspace.people.operator, id);
  await expect(facts(page)).toContainText("Running", { timeout: 60_000 });
  await composer(page).fill("And then say goodbye.");
  await composer(page).press("Control+Enter");
  await expect(feed(page).getByRole("article").filter({ hasText: "And then say goodbye." })).toContainText("Queued");
  await composer(page).press("Escape");
  await expect(page.getByText("Press Esc again to interrupt")).toBeVisible();
  await composer(page).press("Escape");
  await expect(feed(page).getByText("Interrupted by the user")).toBeVisible({ timeout: 60_000 });
  await atRest(page, "its turn is done");
  await expect(feed(page).getByText("Queued")).toHaveCount(0);
});

test("keeps a draft over a reload", async ({ page, workspace }) => {
  const id = await startSession(workspace, null);
  await open(page, workspace.people.operator, id);
  await expect(facts(page)).toContainText("waits for a message");
  await composer(page).fill("Half a thought");
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await ready(page);
  await expect(composer(page)).toHaveValue("Half a thought");
});

test("misses nothing when the stream is cut and the line is down for a while", async ({ browser, workspace, baseURL }) => {
  const line = await cuttableLine(new URL(baseURL ?? ""));
  try {
    const context = await browser.newContext({ baseURL: line.url });
    const page = await context.newPage();
    const id = await startSession(workspace, "Good morning.");
    await open(page, workspace.people.viewer, id);
    await atRest(page, "its turn is done");
    line.cut();
    await send(workspace, id, "Said while the line was down.");
    await expect(page.getByRole("status").filter({ hasText: "Reconnecting" })).toBeVisible({ timeout: 30_000 });
    line.restore();
    await expect(feed(page).getByText("Said while the line was down.").last()).toBeVisible({ timeout: 60_000 });
    await atRest(page, "its turn is done");
    const { data } = await workspace.api("GET", `/v1/sessions/${id}/events?limit=100`);
    await expect(page.getByText(`${data.length} events`)).toBeVisible();
    await context.close();
  } finally {
    await line.close();
  }
});

test("lets a viewer follow and says why they can't act", async ({ page, workspace }) => {
  const id = await startSession(workspace, 'call bash {"command":"ls"}');
  await open(page, workspace.people.viewer, id);
  await expect(waiting(page).getByText("command: ls")).toBeVisible({ timeout: 60_000 });
  for (const name of ["Allow", /^Deny/, "Queue", /^Interrupt/]) {
    const button = page.getByRole("button", { name, exact: typeof name === "string" }).first();
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription("Needs the operator role");
  }
});

test("starts a session from the list with an environment that it makes, and leads to it", async ({ page, workspace }) => {
  await workspace.api("POST", "/v1/agents", AGENT);
  await signInAs(page, workspace.people.operator);
  await page.goto("/sessions");
  await ready(page);
  await page.keyboard.press("n");
  const dialog = page.getByRole("dialog", { name: /Start a session/ });
  await dialog.getByLabel("First message").fill("Is anybody there?");
  await dialog.getByLabel("New environment").fill("Laptop");
  await dialog.getByRole("button", { name: "Start the session" }).click();
  await page.waitForURL(/\/sessions\/sesn_/);
  await expect(feed(page).getByText("Is anybody there?").last()).toBeVisible({ timeout: 60_000 });
  await atRest(page, "its turn is done");
  const { data } = await workspace.api("GET", "/v1/environments");
  expect(data.map(({ name }) => name)).toEqual(["Laptop"]);
});

test("runs the pasted snippet: its session comes into the list by itself", async ({ page, workspace }) => {
  const agent = await workspace.api("POST", "/v1/agents", AGENT);
  await signInAs(page, workspace.people.admin);
  await page.goto(`/agents/${agent.id}`);
  await ready(page);
  await page.getByRole("button", { name: "Make a key for it" }).click();
  const snippet = page.getByRole("region", { name: "Snippet, TypeScript" });
  await expect(snippet).toContainText("rev_");
  const code = (await snippet.locator("pre").textContent()) ?? "";
  await page.goto("/sessions?range=all");
  await ready(page);
  const printed = await run(code);
  expect(printed).toContain("Say hello.");
  const id = /sesn_\w+/.exec(printed)?.[0];
  await page.getByRole("button", { name: /new.* — show/ }).click({ timeout: 60_000 });
  const row = page.getByRole("row").filter({ has: page.locator(`a[href*="${id}"]`) });
  await expect(row).toContainText("Idle");
  await send(workspace, String(id), "recite 600");
  await expect(row).toContainText("Running");
  await expect(row).toContainText("Idle", { timeout: 60_000 });
});

/** Runs it as a customer would, with the SDK from node_modules. */
async function run(code: string): Promise<string> {
  mkdirSync(".tmp", { recursive: true });
  const folder = mkdtempSync(path.resolve(".tmp", "snippet-"));
  try {
    const file = path.join(folder, "snippet.mjs");
    writeFileSync(file, code);
    const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 90_000 });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A way to the server that can be cut like a cable: open connections break, new ones are refused. */
async function cuttableLine(target: URL) {
  const sockets = new Set<Socket>();
  let isDown = false;
  const server = createServer((near) => {
    if (isDown) {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket
        .on("error", () => undefined)
        .on("close", () => {
          sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    isDown = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    restore: () => {
      isDown = false;
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
