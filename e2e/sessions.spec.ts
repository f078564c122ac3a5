import { readFileSync } from "node:fs";
import { neutralLine, plannedSessions } from "../lib/testing/sessions";
import { expect, ready, signInAs, test } from "./fixtures";

/** One that nobody's title or words mention: only a tool returned it. */
const HIDDEN = "zanzibar-7731";

function lines(count: number): string[] {
  const made = plannedSessions(count).map(neutralLine);
  return made.map((line, index) =>
    index === 5 ? line.replace("payment method card_0 not found", `payment method ${HIDDEN} not found`) : line,
  );
}

test("sessions are found, kept in the address, marked, compared and exported", async ({ page, workspace }) => {
  test.slow();
  await workspace.importSessions(lines(60));
  await signInAs(page, workspace.people.operator);
  await page.goto("/sessions");
  await ready(page);
  await expect(page.getByRole("heading", { level: 1, name: "Sessions" })).toBeVisible();
  const table = page.getByRole("table", { name: "Sessions", exact: true });
  await expect(table.getByRole("rowheader")).toHaveCount(50);

  // A word that only a tool returned finds the session.
  const filter = page.getByRole("searchbox", { name: "Filter sessions" });
  await filter.fill(HIDDEN);
  await filter.press("Enter");
  await expect(table.getByRole("rowheader")).toHaveCount(1);
  await expect(table).toContainText("s00005");

  // An error points to its place; a good filter becomes the address.
  await filter.fill("outcome:maybe");
  await filter.press("Enter");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("outcome: is one of met, not_met, none, disputed.");
  await filter.fill("outcome:not_met errors:>1");
  await filter.press("Enter");
  await page.waitForURL(/outcome=not_met/);
  await ready(page);
  const rows = table.getByRole("rowheader");
  await expect(rows.first()).toBeVisible();
  const shown = await rows.count();

  // The file has exactly the rows that the list has.
  await page.getByRole("button", { name: "Export" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV, for spreadsheets" }).click();
  const csv = readFileSync(await (await downloading).path(), "utf8");
  expect(csv.trim().split("\r\n")).toHaveLength(shown + 1);
  await page.keyboard.press("Escape");

  // Reload and Back keep the state.
  await page.reload();
  await ready(page);
  await expect(rows).toHaveCount(shown);
  await page.getByRole("columnheader", { name: "Errors" }).getByRole("link").click();
  await page.waitForURL(/sort=-errors/);
  await page.goBack();
  await page.waitForURL((url) => !url.search.includes("sort="));
  await expect(rows).toHaveCount(shown);

  // A person's word outranks the file's.
  await page
    .getByRole("group", { name: "Facets" })
    .getByRole("link", { name: /Not met/ })
    .first()
    .click();
  await page.waitForURL((url) => !url.search.includes("outcome="));
  await ready(page);
  const boxes = table.getByRole("checkbox", { name: /^Select Book/ });
  await boxes.nth(0).check();
  const bar = page.getByRole("region", { name: "Selected sessions" });
  await expect(bar).toContainText("1 session selected");
  await bar.getByRole("button", { name: "Mark outcome" }).click();
  await page.getByRole("dialog").getByRole("radio", { name: "Met", exact: true }).check();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Mark 1/ })
    .click();
  await expect(page.getByText("Marked 1 session")).toBeVisible();

  // Two are laid side by side.
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await bar.getByRole("button", { name: "Compare" }).click();
  await page.waitForURL(/\/sessions\/compare\?a=/);
  await ready(page);
  await expect(page.getByRole("table", { name: "Figures of both sessions" })).toBeVisible();
});
