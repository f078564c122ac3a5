import type { Locator, Page } from "@playwright/test";
import { neutralLine, plannedSessions } from "../lib/testing/sessions";
import { expect, ready, signInAs, type TestWorkspace, test } from "./fixtures";

/** Each decision reads the next change: on a busy machine that takes its time. */
const PATIENT = { timeout: 60_000 };

const heading = (page: Page) => page.getByRole("region", { name: "Change" }).getByRole("heading", { level: 2 });
const queue = (page: Page): Locator => page.getByRole("list", { name: "Queue" });
const decided = (page: Page, count: number, of: number) =>
  expect(page.getByRole("status").filter({ hasText: `${count} of ${of} decided` })).toBeVisible(PATIENT);

/** Two agents with the same sessions: enough changes for one person to clear five. */
async function fillQueue(workspace: TestWorkspace): Promise<number> {
  const lines = plannedSessions(80).map(neutralLine);
  for (const name of ["Rebooking", "Refunds", "Seats"]) {
    await workspace.importSessions(lines, name);
    await workspace.dream(await workspace.agentId(name));
  }
  const { data } = await workspace.api("GET", "/v1/dreams?limit=100");
  let changes = 0;
  for (const dream of data) changes += (await workspace.api("GET", `/v1/dreams/${dream.id}/changes?limit=100`)).data.length;
  return changes;
}

test("clears five items by keyboard, undoes the third, and leaves a trace of each", async ({ page, workspace }) => {
  test.setTimeout(600_000);
  const total = await fillQueue(workspace);
  expect(total).toBeGreaterThanOrEqual(5);
  await signInAs(page, workspace.people.reviewer);
  await page.goto("/review?held=no");
  await ready(page);
  await decided(page, 0, total);
  const titles: string[] = [];
  for (let count = 1; count <= 5; count += 1) {
    const first = queue(page).getByRole("link").first();
    const href = await first.getAttribute("href");
    titles.push((await heading(page).textContent()) ?? "");
    if (count === 2) {
      await page.keyboard.press("r");
      await page.getByRole("radio", { name: "Not useful" }).press(" ");
      await page.keyboard.press("Enter");
    } else if (count === 4) {
      await page.keyboard.press("m");
      await page.keyboard.press("Enter");
    } else await page.keyboard.press("a");
    await decided(page, count, total);
    await expect(queue(page).locator(`a[href="${href}"]`)).toHaveCount(0, PATIENT);
    // The next one has the focus on its heading, with no key pressed for it.
    await expect(heading(page)).toBeFocused(PATIENT);
    if (count === 3) {
      await page.keyboard.press("u");
      await decided(page, 2, total);
      await expect(heading(page)).toHaveText(titles[2] ?? "", PATIENT);
      await page.keyboard.press("a");
      await decided(page, 3, total);
      await expect(heading(page)).toBeFocused(PATIENT);
    }
  }
  const { data } = await workspace.api("GET", "/v1/audit?limit=100");
  const actions = data.map((entry) => String(entry.action)).filter((action) => action.startsWith("change."));
  expect(actions.filter((action) => action === "change.undo")).toHaveLength(1);
  // Five items, one of them decided again after its undo.
  expect(actions.filter((action) => action !== "change.undo")).toHaveLength(6);
  expect(actions).toContain("change.reject");
  expect(actions).toContain("change.more_evidence");
});

test("shows a second browser whose decision stands, and keeps what was typed", async ({ page, browser, workspace }) => {
  test.slow();
  await workspace.importSessions(80);
  const dream = await workspace.dream(await workspace.agentId());
  const { data } = await workspace.api("GET", `/v1/dreams/${dream.id}/changes?limit=100`);
  const change = data.find((one) => one.held === false);
  if (!change) throw new Error("Nothing to decide.");
  const address = `/review?item=${change.id}`;
  const other = await (await browser.newContext()).newPage();
  for (const [one, person] of [
    [page, workspace.people.reviewer],
    [other, workspace.people.operator],
  ] as const) {
    await signInAs(one, person);
    await one.goto(address);
    await ready(one);
  }
  await expect(other.getByText(`${workspace.people.reviewer.name} has this open too`)).toBeVisible();

  await page.getByRole("button", { name: "Reject" }).first().click();
  await page.getByLabel("Note").fill("We know this already");
  await other.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(other.getByText(/^Approved/)).toBeVisible();

  const form = page.getByRole("form", { name: "Reject the change" });
  await form.getByRole("radio", { name: "Duplicate" }).check();
  await form.getByRole("button", { name: "Reject" }).click();
  await expect(form.getByRole("alert")).toContainText(`${workspace.people.operator.name} approved this change`);
  await expect(form.getByLabel("Note")).toHaveValue("We know this already");
  await form.getByRole("button", { name: "Reject instead" }).click();
  await expect(page.getByText(/^Rejected/)).toBeVisible();
  const now = (await workspace.api("GET", `/v1/dreams/${dream.id}/changes?limit=100`)).data.find((one) => one.id === change.id);
  expect(now?.decision).toMatchObject({ status: "rejected", reason: "We know this already" });
});

test("has each panel in view on a phone, and rejects there", async ({ page, workspace }) => {
  await workspace.importSessions(80);
  await workspace.dream(await workspace.agentId());
  await page.setViewportSize({ width: 390, height: 844 });
  await signInAs(page, workspace.people.reviewer);
  await page.goto("/review?held=no");
  await ready(page);
  const decision = page.getByRole("region", { name: "Decision" });
  await decision.getByRole("button", { name: "More evidence" }).click();
  await expect(page.getByRole("form", { name: "Ask for more evidence" })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  await decision.getByRole("button", { name: "Reject" }).click();
  const form = page.getByRole("form", { name: "Reject the change" });
  await expect(form).toBeInViewport({ ratio: 1 });
  await form.getByRole("radio", { name: "Duplicate" }).check();
  await form.getByRole("button", { name: "Reject" }).click();
  await expect(page.getByText(/^Rejected/)).toBeVisible();
});

test("lets a viewer read everything and decide nothing", async ({ page, workspace }) => {
  await workspace.importSessions(80);
  await workspace.dream(await workspace.agentId());
  await signInAs(page, workspace.people.viewer);
  await page.goto("/review?held=no");
  await ready(page);
  for (const name of ["Approve", "Edit", "Reject", "More evidence"]) {
    const button = page.getByRole("region", { name: "Decision" }).getByRole("button", { name, exact: true });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription("Needs the reviewer role");
  }
});
