import Anthropic from "@anthropic-ai/sdk";
import { expect, ready, signInAs, test } from "./fixtures";

test.describe("the list of agents", () => {
  test("shows an agent made with the SDK without a reload, and hides the archived until asked", async ({ page, workspace, baseURL }) => {
    const client = new Anthropic({ apiKey: workspace.key, baseURL, maxRetries: 0 });
    await client.beta.agents.create({ name: "Rebooking", model: "claude-sonnet-4-5" });
    await signInAs(page, workspace.people.admin);
    await page.goto("/agents");
    await ready(page);
    const table = page.getByRole("table", { name: "Agents" });
    await expect(table.getByRole("rowheader")).toHaveCount(1);
    await client.beta.agents.create({ name: "Front desk", model: "claude-sonnet-4-5" });
    await page.getByRole("button", { name: /1 new/ }).click();
    await expect(table.getByRole("link", { name: "Front desk" })).toBeVisible();

    await table.getByRole("link", { name: "Front desk" }).click();
    await ready(page);
    await page.getByRole("button", { name: "Archive" }).click();
    const question = page.getByRole("dialog", { name: "Archive Front desk?" });
    await expect(question).toContainText("This is final");
    await question.getByLabel("Type Front desk to confirm").fill("Front desk");
    await question.getByRole("button", { name: "Archive agent" }).click();
    await expect(page).toHaveURL(/\/agents$/);
    await expect(table.getByRole("link", { name: "Rebooking" })).toBeVisible();
    await expect(table.getByRole("link", { name: "Front desk" })).toHaveCount(0);
    await page.goto("/agents?status=archived");
    await ready(page);
    await expect(table.getByRole("link", { name: "Front desk" })).toBeVisible();
    await page.getByRole("link", { name: /Remove filter Status/ }).click();
    await expect(table.getByRole("link", { name: "Rebooking" })).toBeVisible();
  });
});
