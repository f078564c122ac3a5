import type { Page } from "@playwright/test";

/** Pages that every role may open. */
export const LISTS = [
  "/",
  "/review",
  "/sessions",
  "/dreams",
  "/learnings",
  "/agents",
  "/deployments",
  "/imports",
  "/usage",
  "/settings/models",
  "/settings/health",
  "/search?q=book",
  "/settings/api",
  "/settings/api/createAgent",
  "/resources/environments",
  "/resources/memory-stores",
  "/resources/files",
] as const;
/** Pages of the admin; others are told which role they need. */
export const ADMIN_PAGES = ["/settings/api-keys", "/settings/webhooks", "/settings/audit"] as const;

/** Where to find one object of each kind: the list, and how its address begins. */
const OBJECTS = [
  ["/sessions?range=all", "/sessions/sesn_"],
  ["/dreams?range=all", "/dreams/drm_"],
  ["/learnings", "/learnings/mem_"],
  ["/agents", "/agents/agent_"],
  ["/imports", "/imports/imp_"],
  ["/deployments", "/deployments/depl_"],
] as const;

/** The address of one object of each kind, read from the lists as a person would find it, and the tabs of those that have some. */
export async function objectRoutes(page: Page, ready: (page: Page) => Promise<void>): Promise<string[]> {
  const found: string[] = [];
  for (const [list, prefix] of OBJECTS) {
    await page.goto(list);
    await ready(page);
    const link = page.locator(`main a[href^="${prefix}"]`).first();
    await link.waitFor();
    found.push(((await link.getAttribute("href")) ?? "").replace(/[?#].*$/, ""));
  }
  const agent = found.find((href) => href.startsWith("/agents/")) ?? "";
  await page.goto(agent);
  await ready(page);
  const store = await page.locator('main a[href^="/stores/memstore_"]').first().getAttribute("href");
  return [...found, (store ?? "").replace(/[?#].*$/, "")];
}
