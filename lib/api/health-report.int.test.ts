import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readHealthReport } from "@/lib/api/health-report";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { announceExecutor } from "@/lib/jobs/liveness";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { insertLiveSession, makeLiveHome } from "@/lib/testing/live-sessions";

describe("the health report", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
  });
  afterAll(() => test?.close());

  it("names the workers, tells the living from the dead, and when one last swept", async () => {
    const viewer = test.ctxFor("viewer");
    expect(await readHealthReport(viewer)).toMatchObject({ workers: [], sweptAt: null });
    const announced = { databaseUrl: test.appUrl, clock: test.clock, onLost: () => undefined };
    const worker = await announceExecutor({ ...announced, executorId: "worker-a" });
    await test.db.execute(sql`insert into worker_executors (executor_id, host, pid, started_at, ready_at)
      values ('worker-dead', 'gone', 1, '2026-11-20T00:00:00Z', '2026-11-20T00:00:01Z')`);
    await worker.markReady();
    await worker.markSwept();
    const report = await readHealthReport(viewer);
    expect(report.workers.map(({ id, isAlive, readyAt }) => [id, isAlive, readyAt !== null])).toEqual([
      ["worker-dead", false, true],
      ["worker-a", true, true],
    ]);
    expect(report.sweptAt).toEqual(test.clock.now());
    expect(report.database.sizeBytes).toBeGreaterThan(1_000_000);
    expect(report.database.version).toMatch(/^\d+/);
    await worker.close();
    expect((await readHealthReport(viewer)).workers.map(({ id }) => id)).toEqual(["worker-dead"]);
  });

  it("counts what waits and what is under way, in this workspace only", async () => {
    const admin = test.ctxFor("admin");
    const home = await makeLiveHome(admin);
    const waiting = await insertLiveSession(admin, home, "running");
    const running = await insertLiveSession(admin, home, "running");
    await insertLiveSession(admin, home, "idle");
    await inWorkspace(admin, async (tx) => {
      await tx.execute(
        sql`update live_sessions set is_active = true, activated_at = '2026-11-22T11:00:00Z' where session_id in (${waiting}, ${running})`,
      );
      await tx.execute(sql`update live_sessions set picked_up_at = '2026-11-22T11:00:01Z' where session_id = ${running}`);
    });
    const of = async (ctx = admin) => (await readHealthReport(ctx)).queues.find(({ queue }) => queue === "sessions");
    expect(await of()).toEqual({ queue: "sessions", waiting: 1, underWay: 1, oldestAt: new Date("2026-11-22T11:00:00Z") });
    expect(await of(test.ctxFor("admin", await test.addWorkspace("Other")))).toMatchObject({ waiting: 0, underWay: 0 });
  });
});
