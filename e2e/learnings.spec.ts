import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { systemClock } from "../lib/clock";
import { createDatabase } from "../lib/db/client";
import type { MemoryStoreId } from "../lib/ids";
import { writeMemories } from "../lib/testing/memories";
import { expect, ready, signInAs, type TestWorkspace, test } from "./fixtures";

const TEXT = `---
# Kept by hand.
kind: playbook
title: Look the card up
x_owner: team-7
trigger:
  tools: [book_flight]
steps:
  - do: Read the cards
---
Why it matters.
`;

const sent = (page: Page) => page.locator('input[type="hidden"][name="content"]');
const editor = (page: Page) => page.getByRole("textbox", { name: "Learning text" });

/** Selects all, deletes, writes anew, as a person would: `fill` makes the browser copy the styles of what it replaces, which the policy refuses. */
async function rewrite(page: Page, text: string): Promise<void> {
  await editor(page).press("Control+a");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}

/** The public API changes memories and makes none: a playbook of exactly this text is written as a person of the workspace would. */
async function makePlaybook(workspace: TestWorkspace, text = TEXT): Promise<string> {
  const agent = await workspace.api("POST", "/v1/agents", { name: "Rebooking", model: "test-model" });
  const { appDatabaseUrl } = JSON.parse(readFileSync(path.join(process.env.REVERIE_DATA_DIR ?? "", "runtime.json"), "utf8"));
  const db = createDatabase(appDatabaseUrl, { max: 1, applicationName: "reverie-e2e" });
  try {
    const ctx = {
      actor: { type: "system" as const, name: "e2e" },
      workspaceId: workspace.workspaceId,
      requestId: "e2e",
      db,
      clock: systemClock,
    };
    const [id] = await writeMemories(ctx, String(agent.learnings_store_id) as MemoryStoreId, { "/playbooks/card.md": text });
    return `/learnings/${id}`;
  } finally {
    await db.$client.end();
  }
}

async function save(page: Page, reason?: string): Promise<void> {
  if (reason) await page.getByRole("region", { name: "Save" }).getByLabel("Reason").fill(reason);
  await page.getByRole("button", { name: /^Save version/ }).click();
  await expect(page.getByText("Saved as a new version")).toBeVisible();
}

test("keeps form and text in step, without losing a comment or somebody else's key", async ({ page, workspace }) => {
  const href = await makePlaybook(workspace);
  await signInAs(page, workspace.people.reviewer);
  await page.goto(href);
  await ready(page);
  await expect(editor(page)).toBeVisible();
  await page.getByLabel("Title").fill("Look the card up first");
  await page.getByRole("button", { name: "Add a step" }).click();
  await page.getByRole("textbox", { name: "Step 2", exact: true }).fill("Then pay");
  await expect(sent(page)).toHaveValue(
    TEXT.replace("title: Look the card up", "title: Look the card up first").replace(
      "  - do: Read the cards\n",
      '  - do: Read the cards\n  - do: "Then pay"\n',
    ),
  );
  await rewrite(page, TEXT.replace("Read the cards", "Read every card"));
  await expect(page.getByRole("textbox", { name: "Step 1", exact: true })).toHaveValue("Read every card");
  await rewrite(page, TEXT.replace("kind: playbook", "kind: rule"));
  await expect(page.getByRole("status", { name: "Problems" })).toContainText("Line 3");
});

test("saves twice, compares 1 with 3, and restores 1 as version 4", async ({ page, workspace }) => {
  const href = await makePlaybook(workspace);
  await signInAs(page, workspace.people.reviewer);
  await page.goto(href);
  await ready(page);
  await rewrite(page, TEXT.replace("Read the cards", "Read every card"));
  await save(page, "Every one");
  await expect(page.getByRole("button", { name: /^Save version 3/ })).toBeVisible();
  await rewrite(page, TEXT.replace("Why it matters.", "Mind the fees."));
  await save(page);
  await page.getByRole("link", { name: /^History( \d+)?$/ }).click();
  const versions = page.getByRole("table", { name: "Versions" });
  await expect(versions.getByRole("row")).toHaveCount(4);
  await expect(versions).toContainText("Every one");
  await page.getByRole("radio", { name: "Compare from version 1" }).check();
  await page.getByRole("radio", { name: "Compare to version 3" }).check();
  await page.getByRole("button", { name: "Compare" }).click();
  const differences = page.getByRole("region", { name: "Differences" });
  await expect(differences).toContainText("Version 1 → version 3");
  await expect(differences).toContainText("Mind the fees.");
  await versions.getByRole("button", { name: "Restore version 1" }).click();
  await expect(versions.getByRole("row")).toHaveCount(5);
  await page.getByRole("link", { name: "Blame" }).click();
  await expect(page.getByRole("table", { name: "Blame" }).getByRole("row")).toHaveCount(TEXT.split("\n").length);
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await expect(sent(page)).toHaveValue(TEXT);
});

/** Holds the editor's code back, which comes after the page, until `let` is called. */
async function holdEditor(page: Page): Promise<() => void> {
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    if (body.includes("cm-origins")) await gate;
    await route.fulfill({ response, body });
  });
  return go;
}

test("keeps the cursor and every letter, and moves nothing, when the editor takes the place of the plain text", async ({
  page,
  workspace,
}) => {
  const href = await makePlaybook(workspace);
  const letEditorCome = await holdEditor(page);
  await signInAs(page, workspace.people.reviewer);
  await page.goto(href);
  await ready(page);
  const field = page.locator('textarea[name="content"]');
  await field.press("Control+End");
  await page.keyboard.type("And ");
  const before = await placeOf(page, "Reason");
  letEditorCome();
  await expect(page.locator(".cm-content")).toBeFocused();
  expect(await placeOf(page, "Reason")).toEqual(before);
  await page.keyboard.type("mind the fees.");
  await expect(sent(page)).toHaveValue(`${TEXT}And mind the fees.`);
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Saved as a new version")).toBeVisible();
  await page.keyboard.type(" Again.");
  await expect(page.getByRole("button", { name: /^Save version 3/ })).toBeVisible();
  await expect(page.getByText("while you type")).toHaveCount(0);
  await save(page);
  await expect(page.getByRole("button", { name: /^Save version 4/ })).toBeVisible();
});

const placeOf = (page: Page, label: string) => page.getByRole("region", { name: "Save" }).getByLabel(label).boundingBox();

test("gives the second of two who save the merge, with both texts intact", async ({ page, workspace, context }) => {
  const href = await makePlaybook(workspace);
  await signInAs(page, workspace.people.reviewer);
  await page.goto(href);
  await ready(page);
  await rewrite(page, TEXT.replace("Read the cards", "Mine"));
  const other = await context.newPage();
  await other.goto(href);
  await ready(other);
  await rewrite(other, TEXT.replace("Read the cards", "Theirs"));
  await save(other);
  await page.getByRole("button", { name: /^Save version/ }).click();
  const merge = page.getByRole("region", { name: "Merge" });
  await expect(merge).toContainText("Mine");
  await expect(merge).toContainText("Theirs");
  await expect(sent(page)).toHaveValue(TEXT.replace("Read the cards", "Mine"));
  await merge.getByRole("button", { name: "Both" }).click();
  await expect(sent(page)).toHaveValue(TEXT.replace("  - do: Read the cards\n", "  - do: Theirs\n  - do: Mine\n"));
  await page.getByRole("button", { name: "Save the merged text" }).click();
  await expect(page.getByText("Saved as a new version")).toBeVisible();
});

test("finds by body and never runs what a body holds", async ({ page, workspace }) => {
  const evil =
    '<script>window.ran = true</script><img src="https://evil.example/?q=1" onerror="window.ran = true"> ![x](https://evil.example/?q=2)\n\nzyzzyva\n';
  const href = await makePlaybook(workspace, TEXT.replace("Why it matters.\n", evil));
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await signInAs(page, workspace.people.viewer);
  await page.goto("/learnings?q=ZYZZYVA");
  await ready(page);
  await page.getByRole("table", { name: "Learnings" }).getByRole("link", { name: "Look the card up" }).click();
  await page.waitForURL(`**${href}`);
  await expect(page.getByRole("region", { name: "Preview" })).toContainText("zyzzyva");
  await expect(page.getByRole("button", { name: /^Save version/ })).toHaveAttribute("aria-disabled", "true");
  expect(await page.evaluate(() => "ran" in window)).toBe(false);
  expect(asked.filter((url) => url.includes("evil.example"))).toEqual([]);
});

test("shows the sessions that got it and those that it was kept from, and each of them what it got", async ({ page, workspace }) => {
  const href = await makePlaybook(workspace);
  const [agent] = (await workspace.api("GET", "/v1/agents")).data;
  await workspace.api("POST", `/v1/agents/${agent?.id}`, { dreaming: { holdout_share: 0.5 } });
  // All in one arm: once in half a million times.
  const asked = Array.from({ length: 20 }, (_, i) => `run-${i}`);
  const ask = (id: string) =>
    workspace.api("POST", `/v1/agents/${agent?.id}/context`, { task: "Book a flight", tools: ["book_flight"], session_id: id });
  const answers = await Promise.all(asked.map(ask));
  const isGiven = answers.map((answer) => (answer.learnings as unknown[]).length === 1);
  const given = isGiven.filter(Boolean).length;
  await workspace.importSessions(
    asked.map((id) =>
      JSON.stringify({ external_id: id, messages: [{ role: "user", content: `Book ${id}` }], outcome: { label: "success" } }),
    ),
    "Rebooking",
  );
  await signInAs(page, workspace.people.viewer);
  await page.goto(`${href}?tab=use`);
  await ready(page);
  await expect(page.locator("main")).toContainText(`Given to ${given} session`);
  await expect(page.locator("main")).toContainText("association");
  const rows = page.getByRole("table", { name: "Sessions" }).getByRole("row");
  await expect(rows).toHaveCount(21);
  for (const arm of ["Given", "Withheld"]) {
    await page.goto(`${href}?tab=use`);
    await ready(page);
    const row = rows.filter({ hasText: arm }).filter({ hasText: "Met" }).first();
    await row.getByRole("link").click();
    await page.waitForURL("**/sessions/sesn_*");
    await ready(page);
    await page.getByRole("tab", { name: /^Learnings/ }).click();
    const panel = page.getByRole("tabpanel", { name: /^Learnings/ });
    await expect(panel.getByRole("link", { name: "Look the card up" })).toHaveAttribute("href", href);
    await expect(panel.getByRole("heading", { name: "Withheld" })).toHaveCount(arm === "Withheld" ? 1 : 0);
  }
});
