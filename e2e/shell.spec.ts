import { expect, ready, signInAs, test } from "./fixtures";

test.describe("the shell", () => {
  test("the palette finds an agent by part of its name; a viewer is not offered to dream", async ({ page, workspace }) => {
    await workspace.importSessions(4);
    await signInAs(page, workspace.people.operator);
    await page.goto("/learnings");
    await ready(page);

    await page.getByRole("link", { name: "Learnings" }).first().focus();
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Command palette" });
    const input = palette.getByRole("combobox", { name: "Search or run a command" });
    await expect(input).toBeFocused();
    await expect(palette.getByRole("option", { name: "Dream now with Rebooking" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(palette).toBeHidden();
    await expect(page.getByRole("link", { name: "Learnings" }).first()).toBeFocused();

    await page.keyboard.press("Control+k");
    await page.keyboard.type("ebook");
    await expect(palette.getByRole("option", { name: /^Rebooking/ })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Rebooking" })).toBeVisible();

    await page.context().clearCookies();
    await signInAs(page, workspace.people.viewer);
    await page.goto("/learnings");
    await ready(page);
    await page.keyboard.press("Control+k");
    await expect(input).toBeFocused();
    await page.keyboard.type("rebooking");
    await expect(palette.getByRole("option", { name: /^Rebooking/ })).toBeVisible();
    await expect(palette.getByRole("option", { name: /Dream now/ })).toHaveCount(0);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("xyzzy");
    await palette.getByRole("option", { name: "Search the text of sessions for “xyzzy”" }).click();
    await expect(page).toHaveURL(/\/search\?q=xyzzy&kind=sessions/);
    await expect(page.getByText("No sessions with “xyzzy”.")).toBeVisible();
  });

  test("keys say themselves, lead about, and can be switched off", async ({ page, workspace }) => {
    await workspace.importSessions(4);
    await signInAs(page, workspace.people.operator);
    await page.goto("/agents");
    await ready(page);
    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keys" });
    await expect(help.getByText("Search or run a command")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(help).toBeHidden();

    await page.keyboard.press("j");
    await expect(page.getByRole("link", { name: "Rebooking" })).toBeFocused();
    await page.keyboard.press("g");
    await page.keyboard.press("l");
    await expect(page.getByRole("heading", { level: 1, name: "Learnings" })).toBeVisible();

    await page.getByRole("button", { name: "Appearance" }).click();
    await page.getByRole("group", { name: "Single keys" }).getByLabel("Off").check();
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await expect(page.getByRole("heading", { level: 1, name: "Learnings" })).toBeVisible();
  });

  test("theme and times hold across a reload, right from the first paint", async ({ page, workspace }) => {
    await workspace.importSessions(2);
    await signInAs(page, workspace.people.viewer);
    await page.goto("/agents");
    await ready(page);
    await page.getByRole("button", { name: "Appearance" }).click();
    await page.getByRole("group", { name: "Theme" }).getByLabel("Dark").check();
    await page.getByRole("group", { name: "Times" }).getByLabel("UTC").check();
    const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(window, { seenThemes: seen });
      new MutationObserver(() => seen.push(document.documentElement.dataset.theme ?? "none")).observe(document, {
        childList: true,
        subtree: true,
      });
    });
    await page.reload({ waitUntil: "commit" });
    await ready(page);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(dark);
    // From the body's first child on, the page was dark.
    const html = await (await page.request.get("/agents")).text();
    expect(html).toContain('data-time="utc"');
  });

  test("the time range is chosen by keyboard and stands in the address", async ({ page, workspace }) => {
    await signInAs(page, workspace.people.viewer);
    await page.goto("/sessions");
    await ready(page);
    await page.keyboard.press("t");
    const typed = page.getByRole("textbox", { name: "Range" });
    await expect(typed).toBeFocused();
    await typed.fill("whenever");
    await page.keyboard.press("Enter");
    await expect(page.getByText("Write it as “last 7d”")).toBeVisible();
    await typed.fill("2026-11-01 to 2026-11-08");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/range=2026-11-01\.\.2026-11-08/);
    await expect(page.getByRole("button", { name: "Time range: 1 to 8 Nov 2026" })).toBeVisible();
    await page.getByRole("group", { name: "Time range" }).getByRole("button", { name: "Earlier" }).first().click();
    await expect(page).toHaveURL(/range=2026-10-24\.\.2026-10-31/);
    await page.goBack();
    await expect(page).toHaveURL(/range=2026-11-01\.\.2026-11-08/);
  });

  test("says whether it is live, pauses, and catches up after the line broke", async ({ page, workspace, context }) => {
    await signInAs(page, workspace.people.viewer);
    await page.goto("/imports");
    await ready(page);
    await expect(page.getByRole("button", { name: /^Live/ })).toBeVisible();
    await page.getByRole("button", { name: /^Live/ }).click();
    await page.getByRole("button", { name: /^Paused/ }).click();
    await expect(page.getByRole("button", { name: /^Live/ })).toBeVisible();
    await context.setOffline(true);
    await expect(page.getByRole("button", { name: /^Reconnecting/ })).toBeVisible();
    await context.setOffline(false);
    await expect(page.getByRole("button", { name: /^Live/ })).toBeVisible();
  });

  test("what is missing says why, and leads to the workspace that has it", async ({ page, workspace }) => {
    await signInAs(page, workspace.people.viewer);
    await page.goto("/sessions/sesn_01h00000000000000000000000");
    await ready(page);
    await expect(page.getByText("This never existed in your workspaces.")).toBeVisible();
  });

  test("fits 320 px, and prints the page without the shell", async ({ page, workspace }) => {
    await workspace.importSessions(2);
    await signInAs(page, workspace.people.operator);
    await page.setViewportSize({ width: 320, height: 700 });
    for (const path of ["/agents", "/sessions", "/search?q=flight"]) {
      await page.goto(path);
      await ready(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
    await page.getByRole("button", { name: "Open navigation" }).click();
    await expect(page.getByRole("link", { name: "Dreams", exact: true })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 1000, height: 700 });
    await page.goto("/sessions?range=7d");
    await ready(page);
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("banner")).toBeHidden();
    await expect(page.getByText(/Reverie \/sessions · Last 7 days · printed/)).toBeVisible();
  });
});
