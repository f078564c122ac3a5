import AxeBuilder from "@axe-core/playwright";
import { expect, ready, signIn, test } from "./fixtures";

// Runs after loop.spec.ts (files run in the order of their names): the pages hold what that journey made.
const PAGES = ["/review", "/sessions", "/dreams", "/learnings", "/agents", "/imports", "/settings/api-keys", "/settings/audit"];

for (const scheme of ["light", "dark"] as const) {
  test(`every page is sound in the ${scheme} theme, wide and narrow`, async ({ page }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme: scheme });
    await signIn(page);
    const targets = [...PAGES];
    for (const [list, prefix] of [
      ["/sessions", "/sessions/sesn_"],
      ["/dreams", "/dreams/drm_"],
      ["/learnings", "/learnings/mem_"],
      ["/agents", "/agents/agent_"],
      ["/imports", "/imports/imp_"],
      ["/agents", "/stores/memstore_"],
    ] as const) {
      await page.goto(list);
      if (prefix.startsWith("/stores")) await page.locator('main a[href^="/agents/agent_"]').first().click();
      const link = page.locator(`main a[href^="${prefix}"]`).first();
      await expect(link, `${list} links to one of its objects`).toBeVisible();
      targets.push((await link.getAttribute("href")) ?? "");
    }
    const problems: string[] = [];
    for (const target of targets) {
      for (const width of [1440, 390, 320]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(target);
        await ready(page);
        const headings = await page.getByRole("heading", { level: 1 }).count();
        if (headings !== 1) problems.push(`${target} ${width}: ${headings} headings of level 1`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (overflow > 0) problems.push(`${target} ${width}: scrolls sideways by ${overflow} px`);
        if (width === 320) continue;
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
        for (const one of violations.filter(({ impact }) => impact === "serious" || impact === "critical")) {
          problems.push(`${target} ${width}: ${one.id} ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
        }
      }
    }
    expect(problems).toEqual([]);
  });
}
