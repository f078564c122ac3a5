import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Ctx } from "@/lib/context";
import { removeSample, startSample } from "@/lib/demo/commands";
import { findSample } from "@/lib/demo/queries";
import { runSampleStep, samplePlan } from "@/lib/demo/steps";
import { SAMPLE_AGENTS } from "@/lib/demo/types";
import { listPublishedRevisions } from "@/lib/dreaming/published-revisions";
import { listDreams } from "@/lib/dreaming/queries";
import { summariseWaiting } from "@/lib/dreaming/waiting";
import { countByPeriod, countInWindows } from "@/lib/outcomes/rates";
import { hasSessions } from "@/lib/sessions/any-session";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";

let workspace: TestWorkspace;
let admin: Ctx;
let system: Ctx;

beforeAll(async () => {
  workspace = await createTestWorkspace();
  admin = workspace.ctxFor("admin");
  system = { ...admin, actor: { type: "system", name: "Sample data" } };
});
afterAll(() => workspace.close());

async function loadAll(): Promise<void> {
  for (const step of samplePlan()) await runSampleStep(system, step);
}

describe("sample data", () => {
  it("refuses too low a role", async () => {
    await expect(startSample(workspace.ctxFor("reviewer"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(removeSample(workspace.ctxFor("operator"))).rejects.toMatchObject({ code: "forbidden" });
  });

  it("leaves revisions behind and changes to review, from real dreams, and is the same when a step is repeated", async () => {
    await startSample(admin);
    await loadAll();
    const agentIds = (await findSample(admin))?.agentIds ?? [];
    expect(agentIds).toHaveLength(SAMPLE_AGENTS.length);
    const everything = { agentIds, since: null, until: null };
    const revisions = await listPublishedRevisions(admin, { ...everything, limit: 20 });
    expect(revisions.length).toBeGreaterThanOrEqual(3);
    const now = admin.clock.now().getTime();
    for (const revision of revisions) expect(now - revision.at.getTime()).toBeGreaterThan(7 * 86_400_000);
    expect((await summariseWaiting(admin, agentIds, 3)).open).toBeGreaterThanOrEqual(4);
    const dreams = await listDreams(admin, { limit: 50 });
    expect(dreams.items.every((dream) => dream.status === "completed")).toBe(true);

    await loadAll();
    expect(await listPublishedRevisions(admin, { ...everything, limit: 20 })).toHaveLength(revisions.length);
    expect((await listDreams(admin, { limit: 50 })).items).toHaveLength(dreams.items.length);
  }, 120_000);

  it("keeps the true time in the audit", async () => {
    const { items } = await listAuditEntries(admin, { limit: 100 });
    const published = items.filter((entry) => entry.action === "change_set.publish");
    expect(published.length).toBeGreaterThanOrEqual(3);
    for (const entry of published) expect(entry.at.getTime()).toBe(admin.clock.now().getTime());
  });

  it("counts the same by day as over the whole range", async () => {
    const agentIds = (await findSample(admin))?.agentIds ?? [];
    const range = { agentIds, since: null, until: null };
    const days = await countByPeriod(admin, { ...range, zone: "Europe/Berlin", by: "day" });
    const [all] = await countInWindows(admin, [range]);
    expect(days.reduce((sum, day) => sum + day.judged, 0)).toBe(all?.n);
    expect(days.reduce((sum, day) => sum + day.met, 0)).toBe(all?.successes);
    expect(await countInWindows(workspace.ctxFor("admin", await workspace.addWorkspace("Another")), [range])).toEqual([
      { n: 0, successes: 0 },
    ]);
  });

  it("goes in one act, and nothing else with it", async () => {
    await removeSample(admin);
    expect(await findSample(admin)).toBeNull();
    expect(await hasSessions(admin)).toBe(false);
    expect((await listDreams(admin, { limit: 5 })).items).toHaveLength(0);
    await expect(removeSample(admin)).rejects.toMatchObject({ code: "not_found" });
  });
});
