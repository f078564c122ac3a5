import { expect, ready, signInAs, test } from "./fixtures";

test("an operator sees when a deployment runs, pauses it, runs it by hand and unpauses it", async ({ page, workspace }) => {
  const agent = await workspace.api("POST", "/v1/agents", { name: "Reporter", model: "m" });
  const environment = await workspace.api("POST", "/v1/environments", { name: "Containers" });
  const deployment = await workspace.api("POST", "/v1/deployments", {
    name: "Nightly report",
    agent: agent.id,
    environment_id: environment.id,
    schedule: { type: "cron", expression: "30 2 * * *", timezone: "America/New_York" },
    initial_events: [{ type: "user.message", content: [{ type: "text", text: "Report." }] }],
  });
  await signInAs(page, workspace.people.operator);
  await page.goto("/deployments");
  await ready(page);
  const row = page.getByRole("row", { name: /Nightly report/ });
  await expect(row).toContainText("Every day at 02:30, America/New_York");
  await expect(row).toContainText("Active");
  await row.getByRole("link", { name: "Nightly report" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nightly report");

  const upcoming = (deployment.schedule as { upcoming_runs_at: string[] }).upcoming_runs_at;
  const shown = page.getByRole("list", { name: "Next runs" }).locator("li > time");
  await expect(shown).toHaveCount(5);
  expect(await shown.evaluateAll((all) => all.map((one) => one.getAttribute("datetime")))).toEqual(upcoming);
  await expect(shown.first()).toContainText("02:30");
  await expect(page.getByRole("list", { name: "What to know about this schedule" })).toContainText("does not exist");

  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.getByText("Paused: its schedule rests")).toBeVisible();
  await page.getByRole("button", { name: "Run now" }).click();
  const run = page.getByRole("table", { name: "Runs" }).getByRole("row", { name: /By hand/ });
  await expect(run.getByRole("link", { name: /Session/ })).toBeVisible();
  await page.getByRole("button", { name: "Unpause" }).click();
  await expect(page.getByText("Paused: its schedule rests")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  const { data } = await workspace.api("GET", `/v1/deployment_runs?deployment_id=${deployment.id}`);
  expect(data).toMatchObject([{ trigger_context: { type: "manual" }, error: null }]);
});

test("a viewer sees a deployment but may not act on it", async ({ page, workspace }) => {
  const agent = await workspace.api("POST", "/v1/agents", { name: "Reporter", model: "m" });
  const environment = await workspace.api("POST", "/v1/environments", { name: "Containers" });
  const { id } = await workspace.api("POST", "/v1/deployments", {
    name: "By hand",
    agent: agent.id,
    environment_id: environment.id,
    initial_events: [{ type: "user.message", content: [{ type: "text", text: "Report." }] }],
  });
  await signInAs(page, workspace.people.viewer);
  await page.goto(`/deployments/${id}`);
  await ready(page);
  await expect(page.getByText("By hand only")).toBeVisible();
  for (const name of ["Run now", "Pause", "Archive"])
    await expect(page.getByRole("button", { name, exact: true })).toHaveAccessibleDescription("Needs the operator role");
});
