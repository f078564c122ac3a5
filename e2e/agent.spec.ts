import { expect, ready, signInAs, test } from "./fixtures";

test.describe("an agent", () => {
  test("is edited as a new version, of which only the changed field differs", async ({ page, workspace }) => {
    const agent = await workspace.api("POST", "/v1/agents", { name: "Rebooking", model: "m1", system: "You rebook flights." });
    await signInAs(page, workspace.people.operator);
    await page.goto(`/agents/${agent.id}?tab=configuration`);
    await ready(page);
    const form = page.getByRole("form", { name: "Edit configuration" });
    await form.getByLabel("System prompt").fill("You rebook flights and trains.");
    await expect(page.getByRole("figure", { name: "The same over the API" })).toContainText("flights and trains");
    await form.getByLabel("What is changed, and why").fill("Trains too");
    await form.getByRole("button", { name: "Save version 2" }).click();
    await expect(page).toHaveURL(/tab=versions/);
    const versions = page.getByRole("table", { name: "Versions" });
    await expect(versions.getByRole("row", { name: /Version 2/ })).toContainText("Trains too");
    const compared = page.getByRole("group", { name: "Compare versions" });
    await expect(compared.getByRole("table", { name: /^Differences/ })).toHaveCount(1);
    await expect(compared.getByRole("table", { name: "Differences, version 1 to 2, System prompt" })).toContainText("and trains");

    await versions.getByRole("button", { name: "Restore version 1" }).click();
    await expect(versions.getByRole("row", { name: /Version 3/ })).toContainText("Restored version 1");
    expect((await workspace.api("GET", `/v1/agents/${agent.id}`)).system).toBe("You rebook flights.");
  });

  test("joins what was typed with a version that was saved meanwhile", async ({ page, workspace }) => {
    const agent = await workspace.api("POST", "/v1/agents", { name: "Rebooking", model: "m1", system: "One\nTwo\nThree" });
    await signInAs(page, workspace.people.operator);
    await page.goto(`/agents/${agent.id}?tab=configuration`);
    await ready(page);
    const form = page.getByRole("form", { name: "Edit configuration" });
    await form.getByLabel("System prompt").fill("ONE\nTwo\nThree");
    await form.getByLabel("Model").fill("m2");
    await workspace.api("POST", `/v1/agents/${agent.id}`, { system: "One\nTwo\nTHREE", model: "m3" });
    await form.getByRole("button", { name: "Save version 2" }).click();
    const conflict = page.getByRole("region", { name: "Conflict with a newer version" });
    await expect(conflict).toContainText("Version 2 was saved while you were typing");
    await expect(form.getByLabel("System prompt")).toHaveValue("ONE\nTwo\nTHREE");
    await expect(form.getByLabel("Model")).toHaveValue("m2");
    await conflict.getByRole("button", { name: "Take theirs" }).click();
    await expect(form.getByLabel("Model")).toHaveValue("m3");
    await form.getByRole("button", { name: "Save version 3" }).click();
    await expect(page).toHaveURL(/tab=versions/);
    expect(await workspace.api("GET", `/v1/agents/${agent.id}`)).toMatchObject({ version: 3, system: "ONE\nTwo\nTHREE" });
  });

  test("dreams on its latest sessions, and tells a viewer why not", async ({ page, workspace }) => {
    await workspace.importSessions(20);
    const agentId = await workspace.agentId();
    await signInAs(page, workspace.people.viewer);
    await page.goto(`/agents/${agentId}?tab=configuration`);
    await ready(page);
    const save = page.getByRole("form", { name: "Edit configuration" }).getByRole("button", { name: /Save version/ });
    await expect(save).toHaveAttribute("aria-disabled", "true");
    await expect(save).toHaveAccessibleDescription("Needs the operator role");

    await page.context().clearCookies();
    await signInAs(page, workspace.people.operator);
    await page.goto(`/agents/${agentId}`);
    await ready(page);
    const form = page.getByRole("form", { name: "Dream now" });
    await form.getByLabel("How many").fill("12");
    await expect(form.getByRole("status")).toContainText("The latest 12 of 20 sessions");
    await form.getByRole("button", { name: "Dream now" }).click();
    await expect(page).toHaveURL(/\/dreams\/drm_/);
    const dream = (await workspace.api("GET", "/v1/dreams?limit=1")).data[0];
    expect(JSON.stringify(dream)).toContain('"last":12');
  });
});
