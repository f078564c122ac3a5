import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { Role } from "../lib/context";
import { expect, ready, signInAs, type TestWorkspace, test } from "./fixtures";
import { ADMIN_PAGES, LISTS, objectRoutes } from "./routes";

const WIDE = 1440;
/** Between the widths that are loaded: tables are at their tightest with the navigation beside them. */
const LAPTOP = 1280;
const NARROWER = [768, 320];
/** A tenth of what Chromium takes for a steady page (0.1). */
const SEEN_SHIFT = 0.01;
const TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
/** The only rules that a theme can break: it changes colours and nothing else. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

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

async function layoutProblems(page: Page, name: string): Promise<string[]> {
  const overflow = await page.evaluate(() =>
    // A part that reaches beyond the page is cut off there, and the page itself stays as wide as it is.
    Math.max(...[document.documentElement, ...document.querySelectorAll("main, main > *")].map((one) => one.scrollWidth - one.clientWidth)),
  );
  return overflow > 0 ? [`${name}: scrolls sideways by ${overflow} px`] : [];
}

async function headProblems(page: Page, name: string): Promise<string[]> {
  const problems: string[] = [];
  const headings = await page.getByRole("heading", { level: 1 }).count();
  if (headings !== 1) problems.push(`${name}: ${headings} headings of level 1`);
  const title = await page.title();
  if (!/ · Reverie$|^Reverie$/.test(title)) problems.push(`${name}: title is "${title}"`);
  return problems;
}

/** What moved from the moment the page was ready until now: asked as late as can be. */
async function shiftProblems(page: Page, name: string): Promise<string[]> {
  const shift = await page.evaluate(() => (window as unknown as { layoutShift: { total: number } }).layoutShift.total);
  return shift > SEEN_SHIFT ? [`${name}: moves by ${shift.toFixed(3)} after it is ready`] : [];
}

/** What axe finds that is serious, in the light and then in the dark theme; leaves the page light. */
async function axeProblems(page: Page, name: string): Promise<string[]> {
  const light = await seriousFindings(new AxeBuilder({ page }).setLegacyMode().withTags(TAGS));
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
  const dark = await seriousFindings(new AxeBuilder({ page }).setLegacyMode().withRules(COLOUR_RULES));
  await page.emulateMedia({ colorScheme: "light" });
  return [...light.map((found) => `${name} light: ${found}`), ...dark.map((found) => `${name} dark: ${found}`)];
}

async function seriousFindings(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map((one) => `${one.id} ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/**
 * One load at full width, held to everything in both themes, then the narrower widths: each loaded anew as the admin, who sees every control;
 * for the others the same document is made narrower, since what a role may not use stays in its place.
 */
async function problemsOf(page: Page, target: string, role: Role): Promise<string[]> {
  const name = (width: number) => `${target} ${width}`;
  const open = async (width: number) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(target);
    await ready(page);
  };
  await open(WIDE);
  const problems = [...(await headProblems(page, name(WIDE))), ...(await layoutProblems(page, name(WIDE)))];
  problems.push(...(await axeProblems(page, name(WIDE))), ...(await shiftProblems(page, name(WIDE))));
  await page.setViewportSize({ width: LAPTOP, height: 900 });
  problems.push(...(await layoutProblems(page, name(LAPTOP))));
  for (const width of NARROWER) {
    if (role === "admin") await open(width);
    else await page.setViewportSize({ width, height: 900 });
    problems.push(...(await headProblems(page, name(width))), ...(await layoutProblems(page, name(width))));
    if (role !== "admin") continue;
    if (width === 320) problems.push(...(await axeProblems(page, name(width))));
    problems.push(...(await shiftProblems(page, name(width))));
  }
  return problems;
}

/** A deployment that ran once, told to an endpoint on this machine where nobody listens; answers the endpoint's page. */
async function deployWithWebhook(workspace: TestWorkspace, agent: string): Promise<string> {
  const endpoint = await workspace.api("POST", "/v1/webhook_endpoints", { url: "http://127.0.0.1:9/hook", events: ["*"] });
  const environment = await workspace.api("POST", "/v1/environments", { name: "Containers" });
  const deployment = await workspace.api("POST", "/v1/deployments", {
    name: "Nightly report",
    agent,
    environment_id: environment.id,
    schedule: { type: "cron", expression: "30 2 * * *", timezone: "America/New_York" },
    initial_events: [{ type: "user.message", content: [{ type: "text", text: "Report." }] }],
  });
  await workspace.api("POST", `/v1/deployments/${deployment.id}/run`);
  return `/settings/webhooks/${endpoint.id}`;
}

/** A session that waits for a person's yes; answers its page. */
async function askingSession(workspace: TestWorkspace): Promise<string> {
  const tools = [{ type: "agent_toolset_20260401", default_config: { permission_policy: { type: "always_ask" } } }];
  const agent = await workspace.api("POST", "/v1/agents", { name: "Deploys", model: "claude-haiku-4-5", tools });
  const environment = await workspace.api("POST", "/v1/environments", { name: "Laptop" });
  const session = await workspace.api("POST", "/v1/sessions", {
    agent: agent.id,
    environment_id: environment.id,
    initial_events: [{ type: "user.message", content: [{ type: "text", text: 'call bash {"command":"make deploy"}' }] }],
  });
  while ((await workspace.api("GET", `/v1/sessions/${session.id}`)).status !== "idle") await new Promise((done) => setTimeout(done, 200));
  return `/sessions/${session.id}`;
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
    const endpoint = await deployWithWebhook(workspace, agent);
    await watchShifts(page);
    await signInAs(page, workspace.people[role]);
    const change = changes.data.at(-1)?.id;
    const single = [`/dreams/${dream.id}/changes/${change}`, endpoint, await askingSession(workspace)];
    const targets = [...LISTS, ...ADMIN_PAGES, ...(await objectRoutes(page, ready)), ...single];
    // Without motion a change of theme is over at once, and axe doesn't measure a colour on its way.
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    const problems: string[] = [];
    for (const target of targets) problems.push(...(await problemsOf(page, target, role)));
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
