import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { type AgentId, newId } from "@/lib/ids";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { bookCalls, type TestCall } from "@/lib/testing/model-calls";
import { readUsage } from "@/lib/usage/queries";
import { rollUpUsage } from "@/lib/usage/roll-up";
import { usageDays, usageRollups } from "@/lib/usage/schema";
import { costUsd } from "@/lib/usage/totals";
import { USAGE_GROUPS, type UsageFilter } from "@/lib/usage/types";
import { workspaces } from "@/lib/workspaces/schema";

const agents: AgentId[] = [newId("agent"), newId("agent")];
const all = { from: null, to: null } as const;

/** Forty days of calls around the clock change in New York, some without a price, some for no agent. */
function manyCalls(): TestCall[] {
  const start = Date.parse("2026-10-13T03:10:00Z");
  return Array.from({ length: 240 }, (_, n) => ({
    at: new Date(start + n * 14_461_000).toISOString(),
    purpose: n % 9 === 0 ? ("dream" as const) : n % 31 === 0 ? ("grader" as const) : ("session" as const),
    agentId: n % 5 === 0 ? undefined : agents[n % 2],
    model: n % 7 === 0 ? "somebody-elses-model" : "claude-opus-5-5",
    costMicroUsd: n % 7 === 0 ? null : 1_000 + n,
    usage: { inputTokens: n, cacheCreation1h: n % 3 },
  }));
}

async function rollUpAll(ctx: Ctx): Promise<void> {
  while (await rollUpUsage(ctx)) {
    // A week at a time.
  }
}

describe("usage", () => {
  let test: TestWorkspace;
  let viewer: Ctx;
  beforeAll(async () => {
    test = await createTestWorkspace();
    viewer = test.ctxFor("viewer");
    await inWorkspace(test.ctxFor("admin"), (tx) => tx.update(workspaces).set({ timeZone: "America/New_York" }));
  });
  afterAll(() => test?.close());

  it("is nothing, and no share, before the first call", async () => {
    expect(await rollUpUsage(viewer)).toBe(false);
    expect(await readUsage(viewer, { ...all, groupBy: "day" })).toMatchObject({ rows: [], dreamingShare: null, unpriced: [] });
  });

  it("says the same whether days are summed or not, in every group and range", async () => {
    await bookCalls(test.ctxFor("admin"), manyCalls());
    const ranges: Pick<UsageFilter, "from" | "to">[] = [
      all,
      { from: new Date("2026-11-01T04:00:00Z"), to: null }, // the first instant of a day there
      { from: new Date("2026-10-20T13:37:00Z"), to: new Date("2026-11-02T05:00:00Z") },
      { from: new Date("2026-11-01T06:00:00Z"), to: new Date("2026-11-01T22:00:00Z") }, // within one day of 25 hours
      { from: null, to: new Date("2026-11-22T12:00:00Z") },
    ];
    const filters = ranges.flatMap((range) =>
      USAGE_GROUPS.flatMap((groupBy): UsageFilter[] => [
        { ...range, groupBy },
        { ...range, groupBy, agentIds: agents.slice(0, 1), purpose: "session" },
      ]),
    );
    const before = await Promise.all(filters.map((filter) => readUsage(viewer, filter)));
    expect(before[0]?.total).toMatchObject({ calls: 240, unpricedCalls: 35 });
    await rollUpAll(viewer);
    const summed = await inWorkspace(viewer, (tx) => tx.select().from(usageDays));
    expect(summed.length).toBeGreaterThan(100);
    expect(await Promise.all(filters.map((filter) => readUsage(viewer, filter)))).toEqual(before);
    // And it is the sums that are read: what they say is what is answered.
    await inWorkspace(viewer, (tx) => tx.execute(sql`update usage_days set calls = calls + 1000 where day = '2026-10-14'`));
    expect((await readUsage(viewer, { ...all, groupBy: "day" })).total.calls).toBeGreaterThan(1_240);
    await inWorkspace(viewer, (tx) => tx.execute(sql`update usage_days set calls = calls - 1000 where day = '2026-10-14'`));
  });

  it("adds up: rows to the whole, purposes to the total", async () => {
    for (const groupBy of USAGE_GROUPS) {
      const report = await readUsage(viewer, { ...all, groupBy });
      for (const field of ["calls", "unpricedCalls", "inputTokens", "cacheWrite1hTokens", "costMicroUsd"] as const) {
        expect(
          report.rows.reduce((sum, row) => sum + row.total[field], 0),
          `${groupBy} ${field}`,
        ).toBe(report.total[field]);
        expect(report.session[field] + report.dream[field] + report.grader[field]).toBe(report.total[field]);
      }
    }
    const models = await readUsage(viewer, { ...all, groupBy: "model" });
    expect(models.unpriced).toEqual([{ model: "somebody-elses-model", calls: 35 }]);
    const nameless = models.rows.find((row) => row.key === "somebody-elses-model");
    expect(nameless && costUsd(nameless.total)).toBeNull();
  });

  it("sums a day once it is over for an hour, once, whoever else tries", async () => {
    const rollup = async () => (await inWorkspace(viewer, (tx) => tx.select().from(usageRollups)))[0];
    expect(await rollup()).toMatchObject({ nextDay: "2026-11-22", until: new Date("2026-11-22T05:00:00Z") });
    expect(await rollUpUsage(viewer)).toBe(false);
    test.clock.set("2026-11-23T05:59:00Z");
    expect(await rollUpUsage(viewer)).toBe(false);
    test.clock.set("2026-11-23T06:00:00Z");
    const done = await Promise.all([rollUpUsage(viewer), rollUpUsage(viewer), rollUpUsage(viewer)]);
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await rollup()).toMatchObject({ nextDay: "2026-11-23" });
    expect((await readUsage(viewer, { ...all, groupBy: "day" })).total.calls).toBe(240);
  });

  it("counts the days anew when the workspace moves to another time zone", async () => {
    await inWorkspace(viewer, (tx) =>
      tx.update(workspaces).set({ timeZone: "Asia/Kathmandu" }).where(eq(workspaces.workspaceId, test.workspaceId)),
    );
    const before = await readUsage(viewer, { ...all, groupBy: "day" });
    expect(before.timeZone).toBe("Asia/Kathmandu");
    await rollUpAll(viewer);
    expect(await readUsage(viewer, { ...all, groupBy: "day" })).toEqual(before);
    expect(before.total.calls).toBe(240);
  });

  it("shows no other workspace's, and no range that ends before it begins", async () => {
    const other = test.ctxFor("admin", await test.addWorkspace("Other"));
    expect((await readUsage(other, { ...all, groupBy: "agent" })).total.calls).toBe(0);
    const at = new Date("2026-11-01T00:00:00Z");
    await expect(readUsage(viewer, { from: at, to: at, groupBy: "day" })).rejects.toMatchObject({ code: "invalid_input" });
  });
});
