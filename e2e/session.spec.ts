import type { Page } from "@playwright/test";
import { expect, ready, signInAs, test } from "./fixtures";

test.describe.configure({ mode: "serial" });

const CALLS = 4_999;

/** 10,000 events: a question, calls with their results, one correction, and an answer whose last word stands nowhere else. */
function longSession(): string {
  const start = Date.parse("2026-11-20T09:00:00Z");
  const at = (event: number) => new Date(start + event * 4_000 + (event > 5_000 ? 3_600_000 : 0)).toISOString();
  const call = (i: number) => ({ type: "tool_use", id: `c${i}`, name: i % 3 ? "count_wagons" : "find_train", input: { train: `T${i}` } });
  const messages: unknown[] = [{ role: "user", at: at(0), content: [{ type: "text", text: "Count the wagons of every train." }] }];
  for (let i = 1; i < CALLS; i++) {
    const lines = Array.from({ length: 1 + (i % 40) }, (_, wagon) => `wagon ${wagon} of train T${i}`).join("\n");
    const isError = i % 500 === 0;
    const result = { type: "tool_result", tool_use_id: `c${i}`, content: isError ? "Error: no answer" : lines, is_error: isError };
    messages.push({ role: "assistant", at: at(2 * i), content: [call(i)] });
    messages.push({ role: "user", at: at(2 * i + 1), content: [result] });
  }
  messages.push({ role: "assistant", at: at(9_998), content: [{ type: "text", text: "Counted." }] });
  messages.push({ role: "user", at: at(9_999), content: [{ type: "text", text: "No, that is wrong." }] });
  messages.push({ role: "assistant", at: at(10_000), content: [{ type: "text", text: "The last word is zanzibar." }] });
  return JSON.stringify({ external_id: "long", agent: { model: "test" }, system_prompt: "You count wagons.", messages, outcome: null });
}

const feed = (page: Page) => page.getByRole("feed", { name: "Transcript" });
const inspector = (page: Page) => page.getByRole("complementary", { name: "Inspector" });

test("shows 10,000 events in few rows, finds the last, and goes from error to correction by key", async ({ page, workspace }) => {
  test.setTimeout(240_000);
  await workspace.importSessions([longSession()], "Counting");
  const agentId = await workspace.agentId("Counting");
  const { data } = await workspace.api("GET", `/v1/sessions?agent_id=${agentId}`);
  const id = String(data[0]?.id);
  await signInAs(page, workspace.people.viewer);
  await page.goto(`/sessions/${id}`);
  await ready(page);
  await expect(feed(page).getByText("Count the wagons of every train.")).toBeVisible();
  expect(await feed(page).getByRole("article").count()).toBeLessThan(300);
  await expect(page.getByRole("region", { name: "Timeline" }).getByRole("img").first()).toBeVisible();

  await page.getByRole("searchbox", { name: "Search in this session" }).fill("ZANZIBAR");
  await expect(feed(page).getByText("The last word is zanzibar.")).toBeInViewport({ timeout: 30_000 });
  expect(await feed(page).getByRole("article").count()).toBeLessThan(300);
  await page.getByRole("searchbox", { name: "Search in this session" }).press("Escape");

  await page.keyboard.press("e");
  const failed = feed(page).locator("article[aria-current]");
  await expect(failed).toContainText("Failed");
  await expect(failed).toBeFocused();
  await page.keyboard.press("c");
  await expect(feed(page).locator("article[aria-current]")).toContainText("No, that is wrong.");
  await page.keyboard.press("2");
  await expect(page.getByRole("tablist", { name: "Inspector" }).getByRole("tab", { name: /Tools/ })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await expect(inspector(page).getByRole("row", { name: /count_wagons/ })).toBeVisible();
  await page.getByRole("group", { name: "View" }).getByRole("button", { name: "Raw" }).click();
  await expect(page).toHaveURL(/view=raw/);
  await expect(feed(page).getByText('"type": "user.message"').first()).toBeVisible({ timeout: 30_000 });
});

test("opens at the event of the address, focused and in view", async ({ page, workspace }) => {
  test.setTimeout(240_000);
  await workspace.importSessions([longSession()], "Counting");
  const { data } = await workspace.api("GET", `/v1/sessions?agent_id=${await workspace.agentId("Counting")}`);
  const id = String(data[0]?.id);
  const events = await workspace.api("GET", `/v1/sessions/${id}/events?order=desc&limit=1000`);
  const wanted = events.data[900];
  await signInAs(page, workspace.people.viewer);
  await page.goto(`/sessions/${id}?event=${wanted?.id}`);
  await ready(page);
  const current = feed(page).locator("article[aria-current]");
  await expect(current).toBeFocused({ timeout: 30_000 });
  await expect(current).toBeInViewport();
  expect(await feed(page).getByRole("article").count()).toBeLessThan(300);
});

test("marks the evidence of a published change with its quote, and takes a person's verdict", async ({ page, workspace }) => {
  test.setTimeout(240_000);
  await workspace.importSessions(80);
  const dream = await workspace.dream(await workspace.agentId());
  const { data: changes } = await workspace.api("GET", `/v1/dreams/${dream.id}/changes`);
  for (const change of changes) {
    await workspace.api("POST", `/v1/dreams/${dream.id}/changes/${change.id}/decision`, {
      decision: "approve",
      reason: "Read and agreed.",
    });
  }
  await workspace.api("POST", `/v1/dreams/${dream.id}/publish`, { message: "First lessons" });
  const { data: evidence } = await workspace.api("GET", `/v1/dreams/${dream.id}/changes/${changes[0]?.id}/evidence`);
  const quoted = evidence[0] as unknown as { session_id: string; event_id: string; quote: string };
  await signInAs(page, workspace.people.reviewer);
  await page.goto(`/sessions/${quoted.session_id}?event=${quoted.event_id}&tab=evidence`);
  await ready(page);
  const marks = feed(page).locator("mark");
  await expect(marks.first()).toBeVisible();
  expect((await marks.allTextContents()).some((text) => text.includes(quoted.quote) || quoted.quote.includes(text))).toBe(true);
  await expect(
    inspector(page)
      .getByText(/Published in revision/)
      .first(),
  ).toBeVisible();

  await page.getByRole("button", { name: "Mark outcome" }).click();
  const dialog = page.getByRole("dialog", { name: "Did this session do what was asked?" });
  await dialog.getByLabel("Not met").check();
  await dialog.getByLabel("Note").fill("The wrong card was charged.");
  await dialog.getByRole("button", { name: "Mark outcome" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("tab", { name: /Outcome/ }).click();
  await expect(inspector(page).getByText("The wrong card was charged.")).toBeVisible();
});
