import type { Page } from "@playwright/test";
import { ADMIN, expect, ready, sessionsFile, signIn, test } from "./fixtures";

test.describe.configure({ mode: "serial" });

const main = (page: Page) => page.getByRole("main");

test.describe("from an empty installation to learned, reviewed and rolled back", () => {
  test("sends a stranger to sign in and back, and lets nobody set up without the code", async ({ page }) => {
    await page.goto("/dreams?status=failed");
    await expect(page).toHaveURL(/\/sign-in\?returnTo=%2Fdreams%3Fstatus%3Dfailed/);
    await page.goto("/setup");
    await expect(main(page).getByText("one-time code")).toBeVisible();
  });

  test("sets up the first admin once", async ({ page }) => {
    const setupUrl = process.env.REVERIE_SETUP_URL;
    expect(setupUrl, "the starter printed a set-up link").toBeTruthy();
    await page.goto(setupUrl ?? "");
    await ready(page);
    await page.getByLabel("Your name").fill(ADMIN.name);
    await page.getByLabel("Email").fill(ADMIN.email);
    await page.getByLabel("Password").fill("short");
    await page.getByLabel("Workspace").fill(ADMIN.workspace);
    await page.getByRole("button", { name: "Create account and workspace" }).click();
    await expect(page).toHaveURL(/\/setup/);
    await page.getByLabel("Password").fill(ADMIN.password);
    await page.getByRole("button", { name: "Create account and workspace" }).click();
    await expect(page).toHaveURL(/:\d+\/$/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview");
    await expect(page.getByRole("button", { name: "Load sample data" })).toBeVisible();
    const again = await page.request.get(setupUrl ?? "");
    expect(again.status()).toBe(404);
  });

  test("refuses a wrong password with one message, and returns to the deep link with its filters", async ({ page }) => {
    await page.goto("/sessions?outcome=met");
    await ready(page);
    await page.getByLabel("Email").fill(ADMIN.email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Email or password is wrong." })).toBeVisible();
    await page.getByLabel("Password").fill(ADMIN.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/sessions\?outcome=met$/);
  });

  test("imports a file with three broken lines: the rest is in, the three are named", async ({ page }) => {
    await signIn(page);
    await page.goto("/imports");
    await ready(page);
    const file = sessionsFile("rebooking.jsonl", 80, ["{", '{"messages": 7}', "nonsense"]);
    await page.getByLabel("Files").setInputFiles(file);
    const name = page.getByLabel("Name of the new agent");
    if (!(await name.isVisible())) await page.getByLabel("Agent", { exact: true }).selectOption({ label: "A new agent" });
    await name.fill("Rebooking");
    await page.getByRole("button", { name: "Import", exact: true }).click();
    const row = page.getByRole("table", { name: "Imports" }).getByRole("row").filter({ hasText: "rebooking.jsonl" });
    await expect(row).toContainText("80", { timeout: 60_000 });
    await row.getByRole("link").first().click();
    await expect(page).toHaveURL(/\/imports\/imp_/);
    for (const line of [81, 82, 83]) await expect(main(page).getByText(new RegExp(`Line ${line}\\b`))).toBeVisible();
  });

  test("shows a session as a trace", async ({ page }) => {
    await signIn(page);
    await page.goto("/sessions?outcome=met");
    await ready(page);
    const table = page.getByRole("table", { name: "Sessions" });
    await expect(table.getByRole("row").nth(1)).toBeVisible();
    await table.getByRole("row").nth(1).getByRole("link").first().click();
    await expect(page).toHaveURL(/\/sessions\/sesn_/);
    await ready(page);
    const transcript = page.getByRole("feed", { name: "Transcript" });
    await expect(transcript.getByText("payment method card_0 not found").first()).toBeVisible();
    await expect(transcript.getByText("book_flight").first()).toBeVisible();
  });

  test("dreams, and proposes four changes with evidence", async ({ page }) => {
    await signIn(page);
    await page.goto("/agents");
    await page.getByRole("link", { name: "Rebooking" }).first().click();
    await ready(page);
    await page.getByRole("form", { name: "Dream now" }).getByRole("button", { name: "Dream now" }).click();
    await expect(page).toHaveURL(/\/dreams\/drm_/);
    const changes = page.getByRole("region", { name: "Proposed changes" }).first();
    await expect(changes).toBeVisible({ timeout: 60_000 });
    await expect(changes.getByRole("list", { name: "Changes at a glance" }).getByRole("listitem")).toHaveCount(4);
    await expect(changes.getByRole("article")).toHaveCount(1);
    await expect(changes.getByText("effect not proven").first()).toBeVisible();
  });

  test("reviews: approves two, edits one, rejects one, and takes one decision back", async ({ page }) => {
    await signIn(page);
    await page.goto("/review");
    await ready(page);
    const change = page.getByRole("region", { name: "Change", exact: true });
    const queue = page
      .getByRole("list", { name: "Queue" })
      .or(page.getByRole("navigation", { name: "Queue" }))
      .first();
    await expect(queue).toBeVisible();
    const title = change.getByRole("heading").first();

    const first = (await title.textContent()) ?? "";
    await change.getByRole("button", { name: "Approve" }).click();
    await expect(title).not.toHaveText(first);
    await page.getByRole("button", { name: "Undo", exact: true }).first().click();
    await expect(page.getByRole("status").filter({ hasText: "0 of 4 decided" })).toBeVisible();
    await page.goto("/review");
    await ready(page);
    for (let i = 0; i < 2; i++) {
      const before = (await title.textContent()) ?? "";
      await change.getByRole("button", { name: "Approve" }).click();
      await expect(title).not.toHaveText(before);
    }

    const edited = (await title.textContent()) ?? "";
    await change.getByRole("button", { name: "Edit" }).click();
    const text = page.getByLabel("Proposed text");
    await text.fill((await text.inputValue()).replace(/^title: .*$/m, "title: In our desk's words"));
    await page.getByRole("button", { name: "Save and approve" }).click();
    await expect(title).not.toHaveText(edited);

    await change.getByRole("button", { name: "Reject" }).first().click();
    await page.getByLabel("Not useful").check();
    await page.getByRole("form", { name: "Reject the change" }).getByRole("button", { name: "Reject" }).click();
    await expect(main(page).getByText("All reviewed")).toBeVisible();
  });

  test("publishes what was approved as one revision", async ({ page }) => {
    await signIn(page);
    await page.goto("/review");
    await page.getByRole("link", { name: "Open the dream" }).first().click();
    await expect(page).toHaveURL(/\/dreams\/drm_/);
    await ready(page);
    const publish = page.getByRole("form", { name: "Publish" });
    await publish.getByLabel("Message of the revision").fill("First lessons from the desk");
    await publish.getByRole("button", { name: "Publish 3 changes" }).click();
    await expect(
      main(page)
        .getByText(/revision 1/i)
        .first(),
    ).toBeVisible();
    await page.goto("/learnings");
    const table = page.getByRole("table", { name: "Learnings" });
    await expect(table.getByRole("row")).toHaveCount(4);
    await expect(table.getByText("In our desk's words")).toBeVisible();
  });

  test("edits a learning, compares its versions and restores the first", async ({ page }) => {
    await signIn(page);
    await page.goto("/learnings");
    await page.getByRole("link", { name: "In our desk's words" }).click();
    await ready(page);
    // The editor is loaded on demand; what it holds is what the form sends.
    const sent = page.locator('input[type="hidden"][name="content"]');
    const original = await sent.inputValue();
    await page.getByRole("textbox", { name: "Learning text" }).press("Control+End");
    await page.keyboard.type("\nMind the fees.\n");
    await page.getByRole("button", { name: /^Save version/ }).click();
    await expect(page.getByText("Saved as a new version")).toBeVisible();
    await page.getByRole("link", { name: /^History( \d+)?$/ }).click();
    const versions = page.getByRole("table", { name: "Versions" });
    await expect(versions.getByRole("row")).toHaveCount(3);
    await expect(page.getByRole("region", { name: "Differences" }).getByText("Mind the fees.")).toBeVisible();
    await versions
      .getByRole("button", { name: /restore/i })
      .last()
      .click();
    const confirm = page.getByRole("dialog").getByRole("button", { name: /restore/i });
    if (await confirm.isVisible().catch(() => false)) await confirm.click();
    await expect(versions.getByRole("row")).toHaveCount(4);
    await page.getByRole("link", { name: "Edit" }).first().click();
    await expect(sent).toHaveValue(original);
  });

  test("shows the store's history and rolls it back by appending", async ({ page }) => {
    await signIn(page);
    await page.goto("/agents");
    await page.getByRole("link", { name: "Rebooking" }).first().click();
    await page
      .getByRole("link", { name: /history/i })
      .first()
      .click();
    await expect(page).toHaveURL(/\/stores\/memstore_/);
    await ready(page);
    const revisions = page.getByRole("list", { name: "Revisions" });
    // Three revisions, and the empty store they began from.
    await expect(revisions.getByRole("listitem")).toHaveCount(4);
    await page.getByRole("link", { name: "Roll back to revision 2" }).click();
    await page.getByRole("button", { name: "Roll back to 2" }).click();
    await expect(revisions.getByRole("listitem")).toHaveCount(5);
    await expect(
      main(page)
        .getByText(/Rolled back to revision 2/)
        .first(),
    ).toBeVisible();
  });

  test("keeps a verifiable audit trail of all of it", async ({ page }) => {
    await signIn(page);
    await page.goto("/settings/audit");
    await ready(page);
    await expect(page.getByRole("table", { name: /audit/i }).getByText("change_set.publish").first()).toBeVisible();
    await page.getByRole("button", { name: /verify/i }).click();
    await expect(page.getByText(/entries verified/i)).toBeVisible();
  });

  test("signs out for good", async ({ page, context }) => {
    await signIn(page);
    const cookies = await context.cookies();
    await page.getByRole("button", { name: new RegExp(ADMIN.name) }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await context.addCookies(cookies);
    await page.goto("/learnings");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});
