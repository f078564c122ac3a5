import { expect, ready, signInAs, test } from "./fixtures";

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

test("an admin finds where the money goes, and a model without a price, and gives it one", async ({ page, workspace }) => {
  const agent = await workspace.api("POST", "/v1/agents", { name: "Front desk", model: "claude-opus-5-5" });
  const agentId = agent.id as never;
  await workspace.bookCalls([
    { at: daysAgo(2), agentId, costMicroUsd: 3_000_000 },
    { at: daysAgo(1), agentId, costMicroUsd: 1_000_000 },
    { at: daysAgo(1), agentId, purpose: "dream", costMicroUsd: 40_000 },
    { at: daysAgo(1), purpose: "grader", model: "house-model", costMicroUsd: null },
  ]);
  await signInAs(page, workspace.people.admin);
  await page.goto("/usage");
  await ready(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Usage and cost");

  // What the page says is what the API says.
  const usage = await workspace.api("GET", "/v1/usage?group_by=purpose");
  expect(usage).toMatchObject({ total: { cost_usd: 4.04 }, dreaming_share: 0.01 });
  const figure = page.getByRole("figure", { name: /^Cost by purpose: \$4\.04 .*1\.0.% of what sessions cost went to dreaming/ });
  await expect(figure).toBeVisible();
  await figure.getByText("Show as table").click();
  await expect(figure.getByRole("table", { name: "Cost by purpose, as table" })).toBeVisible();
  const total = page.getByRole("table", { name: "Usage" }).getByRole("row", { name: /In all/ });
  await expect(total).toContainText("$4.04");
  await expect(total).toContainText("1 call without a price");

  await page.getByRole("link", { name: "By agent" }).click();
  await page.getByRole("table", { name: "Usage" }).getByRole("link", { name: "Front desk" }).click();
  await expect(page.getByRole("link", { name: /Remove filter Agent: Front desk/ })).toBeVisible();
  await expect(page.getByText("call without a price")).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole("table", { name: "Usage" }).getByRole("row", { name: /No agent/ })).toBeVisible();

  await page.getByRole("link", { name: "Set its price" }).click();
  await ready(page);
  const form = page.getByRole("form", { name: "Price of house-model" });
  await form.getByLabel("Input").first().fill("a lot");
  for (const [label, value] of [
    ["Output", "15"],
    ["Cache read", "0.3"],
    ["Cache write, 5 min", "3.75"],
    ["Cache write, 1 h", "6"],
  ] as const)
    await form.getByLabel(label).first().fill(value);
  await form.getByRole("button", { name: "Set price" }).click();
  await expect(form.getByRole("alert")).toContainText("A price in dollars");
  await form.getByLabel("Input").first().fill("3");
  await form.getByRole("button", { name: "Set price" }).click();
  const row = page.getByRole("row", { name: /house-model/ });
  await expect(row).toContainText("Own, set by Ada Brandt");
  await expect(row).toContainText("$3.00");

  // The past keeps what it had; undo leaves the model without a price again.
  expect(await workspace.api("GET", "/v1/usage")).toMatchObject({ unpriced: [{ model: "house-model", calls: 1 }] });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row).toContainText("No price");
});

test("everybody sees how the house does, and nobody but an admin sets a price", async ({ page, workspace }) => {
  await signInAs(page, workspace.people.viewer);
  await page.goto("/settings/health");
  await ready(page);
  await expect(page.getByRole("table", { name: "Workers" })).toContainText("Takes work");
  await expect(page.getByRole("table", { name: "Queues" }).getByRole("row", { name: /Dreams/ })).toBeVisible();
  await page.goto("/settings/models");
  await ready(page);
  await expect(page.getByRole("table", { name: "Models and prices" })).toContainText("Price list, read");
  await expect(page.getByRole("button", { name: "Set price" })).toHaveAttribute("aria-disabled", "true");
});
