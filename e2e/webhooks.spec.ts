import { startWebhookReceiver, type WebhookReceiver } from "../lib/testing/webhook-receiver";
import { expect, ready, signInAs, test } from "./fixtures";

test.describe("webhooks", () => {
  let receiver: WebhookReceiver;
  test.beforeEach(async () => {
    receiver = await startWebhookReceiver();
  });
  test.afterEach(() => receiver.close());

  test("an admin makes an endpoint, sees a failure with its answer, and delivers again with the same id", async ({ page, workspace }) => {
    await signInAs(page, workspace.people.admin);
    await page.goto("/settings/webhooks");
    await ready(page);
    const form = page.getByRole("form", { name: "New endpoint" });
    await form.getByLabel("URL").fill("http://10.0.0.8/hook");
    await form.getByRole("button", { name: "Create endpoint" }).click();
    await expect(form.getByRole("alert")).toContainText("private or reserved address");
    await form.getByLabel("URL").fill(receiver.url);
    await form.getByRole("button", { name: "Create endpoint" }).click();
    const secret = page.getByRole("textbox", { name: "Signing secret" });
    await expect(secret).toHaveValue(/^whsec_/);
    await page.getByRole("button", { name: "I have copied it" }).click();
    await expect(secret).toHaveCount(0);

    receiver.answer({ status: 500, body: "the receiver is being moved" });
    await page.getByRole("table", { name: "Endpoints" }).getByRole("link", { name: receiver.url }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(receiver.url);
    await workspace.api("POST", "/v1/environments", { name: "Containers" });
    const row = page.getByRole("row", { name: /environment\.created/ });
    // The page follows by itself.
    await expect(row).toContainText("status 500", { timeout: 20_000 });
    await expect(row).toContainText("Under way");
    await row.getByText("status 500").first().click();
    await expect(row.getByRole("figure", { name: "Answer to attempt 1" })).toContainText("the receiver is being moved");

    // What still waits is dropped by disabling; then it can be delivered by hand.
    await page.getByRole("button", { name: "Disable", exact: true }).click();
    await expect(page.getByText("An admin disabled it.")).toBeVisible();
    await expect(row).toContainText("Dropped");
    await page.getByRole("button", { name: "Enable", exact: true }).click();
    await expect(page.getByRole("button", { name: "Disable", exact: true })).toBeVisible();
    receiver.answer({ status: 200, body: "thanks" });
    await row.getByRole("button", { name: "Deliver again" }).click();
    await expect(row).toContainText("Delivered", { timeout: 20_000 });
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(receiver.received.length).toBe(2);
  });

  test("an endpoint that answers with a redirect is disabled, and the page says why", async ({ page, workspace }) => {
    receiver.answer({ status: 307, headers: { location: receiver.url } });
    const { id } = await workspace.api("POST", "/v1/webhook_endpoints", { url: receiver.url, events: ["environment.created"] });
    await workspace.api("POST", "/v1/environments", { name: "Containers" });
    await signInAs(page, workspace.people.admin);
    await page.goto(`/settings/webhooks/${id}`);
    await ready(page);
    await expect(page.getByText("It answered with a redirect, which is never followed.")).toBeVisible({ timeout: 20_000 });
    expect(receiver.received).toHaveLength(1);
    await page.getByRole("button", { name: "Rotate secret" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate", exact: true }).click();
    await expect(page.getByRole("textbox", { name: "Signing secret" })).toHaveValue(/^whsec_/);
    await page.getByRole("button", { name: "I have copied it" }).click();
    await expect(page.getByText("The secret before the last rotation signs too")).toBeVisible();
  });
});
