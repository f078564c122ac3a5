import { expect, ready, signInAs, test } from "./fixtures";

test("marks a published dream on the overview, with the counts that the API has", async ({ page, workspace }) => {
  await workspace.importSessions(80);
  const dream = await workspace.dream(await workspace.agentId());
  const { data: changes } = await workspace.api("GET", `/v1/dreams/${dream.id}/changes?limit=100`);
  for (const change of changes)
    await workspace.api("POST", `/v1/dreams/${dream.id}/changes/${change.id}/decision`, { decision: "approve" });
  const published = await workspace.api("POST", `/v1/dreams/${dream.id}/publish`, { message: "From the API" });
  expect(published.revision ?? published.number).toBe(1);

  await signInAs(page, workspace.people.viewer);
  await page.goto("/?range=all");
  await ready(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview");
  const figure = page.getByRole("figure", { name: /^Completion rate over time/ });
  const mark = figure.getByRole("link", { name: /1: revision r1 of Rebooking/ });
  await expect(mark).toBeVisible();
  await expect(mark).toHaveAttribute("href", `/dreams/${dream.id}`);
  await expect(page.getByRole("table", { name: "Published revisions" }).getByRole("link", { name: "r1" })).toBeVisible();

  const { data: sessions } = await workspace.api("GET", "/v1/sessions?limit=100");
  expect(sessions).toHaveLength(80);
  await figure.getByText("Show as table").click();
  // All sessions came in today: half of the plans succeed.
  const row = figure.getByRole("table").getByRole("row").last();
  await expect(row).toContainText("80");
  await expect(row).toContainText("50.0 % (40/80)");
  await expect(page.getByRole("button", { name: "Dream now" })).toHaveAttribute("aria-disabled", "true");
});

test("offers an empty workspace three ways to begin, and each works", async ({ page, workspace }) => {
  await signInAs(page, workspace.people.admin);
  await page.goto("/");
  await ready(page);
  await expect(page.getByText("No sessions yet.")).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "Import sessions" })).toBeVisible();
  await page.getByRole("button", { name: "Load sample data" }).click();
  await expect(page.getByText("Sample data.", { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole("figure", { name: /^Completion rate over time/ })).toBeVisible();
  await expect(page.getByRole("table", { name: "Published revisions" }).getByRole("row")).toHaveCount(4);
  await expect(page.getByRole("region", { name: "Review queue" })).toContainText(/\d+\schanges/);

  await page.getByRole("button", { name: "Remove sample data" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove sample data" }).click();
  await expect(page.getByText("No sessions yet.")).toBeVisible();
});
