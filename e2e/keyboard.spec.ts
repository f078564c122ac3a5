import type { Page } from "@playwright/test";
import { expect, ready, sessionsFile, test } from "./fixtures";

/** Each step reads the next page: on a busy machine that takes its time. */
const PATIENT = { timeout: 60_000 };
const MOST_STOPS = 150;

type Stop = { name: string; isMarked: boolean; isInView: boolean };

/** Where the focus stands: its name, whether one sees a mark around it, and whether it is in view and on top. */
async function stop(page: Page): Promise<Stop> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return { name: "", isMarked: true, isInView: true };
    const labels = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? [...(element.labels ?? [])] : [];
    const name = element.getAttribute("aria-label") ?? labels[0]?.textContent ?? element.textContent ?? "";
    const hasOutline = (one: Element | null): boolean => {
      const { outlineStyle, outlineWidth } = one ? getComputedStyle(one) : { outlineStyle: "none", outlineWidth: "0px" };
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
    };
    // A field inside a drawn box marks the box.
    const isMarked = hasOutline(element) || hasOutline(element.parentElement) || hasOutline(element.closest(".cm-editor"));
    const box = element.getBoundingClientRect();
    const [x, y] = [box.x + Math.min(box.width / 2, 40), box.y + Math.min(box.height / 2, 12)];
    const onTop = document.elementFromPoint(x, y);
    const isInView = box.width > 0 && box.height > 0 && onTop !== null && (element.contains(onTop) || onTop.contains(element));
    return { name: name.replace(/\s+/g, " ").trim(), isMarked, isInView };
  });
}

/** Presses Tab until the focus stands on what is called so; every stop on the way must be marked and in view. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const stops: string[] = [];
  for (let count = 0; count < MOST_STOPS; count += 1) {
    await page.keyboard.press("Tab");
    const at = await stop(page);
    stops.push(at.name);
    expect.soft(at, `the focus on "${at.name}" at ${page.url()}`).toMatchObject({ isMarked: true, isInView: true });
    if (typeof name === "string" ? at.name === name : name.test(at.name)) return;
  }
  throw new Error(`No stop is called ${name}. The stops were: ${stops.join(" → ")}`);
}

async function goTo(page: Page, key: string, heading: string): Promise<void> {
  await page.keyboard.press("g");
  await page.keyboard.press(key);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading, PATIENT);
  await ready(page);
}

/** The first row of the list, as `j` and Enter open it. */
async function openFirstRow(page: Page, address: RegExp): Promise<void> {
  await expect(page.getByRole("table").first().getByRole("row").nth(1)).toBeVisible(PATIENT);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(address, PATIENT);
  await ready(page);
}

test("goes through the whole loop by keyboard only: sign in, import, dream, review, publish, open the learning", async ({
  page,
  workspace,
}) => {
  test.setTimeout(600_000);
  const { operator } = workspace.people;
  await page.goto("/sign-in");
  await ready(page);
  await tabTo(page, "Email");
  await page.keyboard.type(operator.email);
  await tabTo(page, "Password");
  await page.keyboard.type(operator.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview", PATIENT);
  await ready(page);

  await goTo(page, "i", "Imports");
  await tabTo(page, "Skip to content");
  await page.keyboard.press("Enter");
  await tabTo(page, "Choose files");
  const asked = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await asked).setFiles(sessionsFile("rebooking.jsonl", 80));
  await expect(page.getByRole("list", { name: "Chosen files" })).toContainText("rebooking.jsonl");
  await tabTo(page, "Name of the new agent");
  await page.keyboard.type("Rebooking");
  await tabTo(page, "Import");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("table", { name: "Imports" }).getByRole("row").filter({ hasText: "rebooking.jsonl" })).toContainText(
    "80",
    PATIENT,
  );

  await goTo(page, "a", "Agents");
  await openFirstRow(page, /\/agents\/agent_/);
  const form = page.getByRole("form", { name: "Dream now" });
  await expect(form).toBeVisible(PATIENT);
  await page.keyboard.press("d");
  await expect(form.getByRole("radio", { name: "New sessions" })).toBeFocused();
  await tabTo(page, "Dream now");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/dreams\/drm_/, PATIENT);
  await expect(page.getByRole("region", { name: "Proposed changes" }).first()).toBeVisible(PATIENT);

  await goTo(page, "r", "Review");
  const title = page.getByRole("region", { name: "Change", exact: true }).getByRole("heading", { level: 2 });
  for (let left = 4; left > 0; left -= 1) {
    const before = (await title.textContent()) ?? "";
    if (left === 2) {
      await page.keyboard.press("r");
      await expect(page.getByRole("form", { name: "Reject the change" })).toBeVisible();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    } else await page.keyboard.press("a");
    if (left > 1) await expect(title).not.toHaveText(before, PATIENT);
  }
  await expect(page.getByText("All reviewed")).toBeVisible(PATIENT);

  await goTo(page, "d", "Dreams");
  await openFirstRow(page, /\/dreams\/drm_/);
  await expect(page.getByRole("form", { name: "Publish" })).toBeVisible(PATIENT);
  await tabTo(page, "Message of the revision");
  await page.keyboard.type("First lessons, by keyboard");
  await page.keyboard.press("Enter");
  await expect(
    page
      .getByRole("main")
      .getByText(/revision 1/i)
      .first(),
  ).toBeVisible(PATIENT);

  await goTo(page, "l", "Learnings");
  await expect(page.getByRole("table", { name: "Learnings" }).getByRole("row")).toHaveCount(4, PATIENT);
  await openFirstRow(page, /\/learnings\/mem_/);
  await expect(page.getByRole("button", { name: /^Save version 2/ })).toBeVisible(PATIENT);
  // Through the editor and out of it again: Tab must not be caught there.
  await tabTo(page, "Learning text");
  await tabTo(page, /^Save version 2/);
});
