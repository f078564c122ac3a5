import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { Role } from "../lib/context";
import { expect, ready, signInAs, test } from "./fixtures";
import { ADMIN_PAGES, LISTS, objectRoutes } from "./routes";

const WIDTHS = [1440, 768, 320];
const SCHEMES = ["light", "dark"] as const;
/** Half of what Chromium takes for a steady page (0.1). The learning's editor, which comes on demand, moves the page by 0.04. */
const SEEN_SHIFT = 0.05;

/** Sums what moves without anybody's doing, from the moment the page says that it is ready. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = { total: 0 };
    Object.assign(window, { layoutShift: seen });
    const isReady = () => document.querySelector('main[data-ready="true"]') !== null;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
        if (isReady() && !hadRecentInput) seen.total += value;
      }
    }).observe({ type: "layout-shift" });
  });
}

async function problemsOf(page: Page, name: string, withAxe: boolean): Promise<string[]> {
  const problems: string[] = [];
  const headings = await page.getByRole("heading", { level: 1 }).count();
  if (headings !== 1) problems.push(`${name}: ${headings} headings of level 1`);
  if (!/ · Reverie$|^Reverie$/.test(await page.title())) problems.push(`${name}: title is "${await page.title()}"`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (overflow > 0) problems.push(`${name}: scrolls sideways by ${overflow} px`);
  const shift = await page.evaluate(() => (window as unknown as { layoutShift: { total: number } }).layoutShift.total);
  if (shift > SEEN_SHIFT) problems.push(`${name}: moves by ${shift.toFixed(3)} after it is ready`);
  if (!withAxe) return problems;
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  for (const one of violations.filter(({ impact }) => impact === "serious" || impact === "critical")) {
    problems.push(`${name}: ${one.id} ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  }
  return problems;
}

for (const role of ["admin", "operator", "reviewer", "viewer"] satisfies Role[]) {
  test(`every page is sound for the ${role}: light and dark, 1440, 768 and 320 px`, async ({ page, workspace }) => {
    test.setTimeout(900_000);
    await workspace.importSessions(80);
    const agent = await workspace.agentId();
    const dream = await workspace.dream(agent);
    const changes = await workspace.api("GET", `/v1/dreams/${dream.id}/changes`);
    for (const change of changes.data.slice(0, 2))
      await workspace.api("POST", `/v1/dreams/${dream.id}/changes/${change.id}/decision`, { decision: "approve" });
    await workspace.api("POST", `/v1/dreams/${dream.id}/publish`, { message: "First learnings" });
    await watchShifts(page);
    await signInAs(page, workspace.people[role]);
    const change = changes.data.at(-1)?.id;
    const targets = [...LISTS, ...ADMIN_PAGES, ...(await objectRoutes(page, ready)), `/dreams/${dream.id}/changes/${change}`];
    const problems: string[] = [];
    for (const scheme of SCHEMES) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const target of targets) {
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await page.goto(target);
          await ready(page);
          // The axe rules depend on role and theme, hardly on the width: the narrow layout is held to them once per theme.
          const withAxe = width === 1440 || (width === 320 && role === "admin");
          problems.push(...(await problemsOf(page, `${target} ${scheme} ${width}`, withAxe)));
        }
      }
    }
    expect(problems).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto("/sessions");
    await ready(page);
    await page.getByRole("navigation", { name: "Main" }).first().getByRole("link", { name: "Dreams" }).click();
    await expect(page).toHaveURL(/\/dreams$/);
    await page.goBack();
    await expect(page).toHaveURL(/\/sessions$/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sessions");
  });
}
