import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { cancelDream, startDream } from "@/lib/dreaming/commands";
import { getDream, listChanges, listStages } from "@/lib/dreaming/queries";
import type { DreamView } from "@/lib/dreaming/types";
import type { AgentId, DreamId } from "@/lib/ids";
import { runImport, startImport } from "@/lib/interop/commands";
import { createJobClient, type JobClient } from "@/lib/jobs/client";
import { hasLiveWorker } from "@/lib/jobs/liveness";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { structured } from "@/lib/testing/fake-model/scripts";
import { startFakeModel } from "@/lib/testing/fake-model/server";
import { bytesOfSessions, plannedSessions } from "@/lib/testing/sessions";
import { startWorkerProcess, type WorkerProcess } from "@/lib/testing/worker-process";

describe("a dream as durable work", () => {
  let test: TestWorkspace;
  let ctx: Ctx;
  let jobs: JobClient;
  const workers: WorkerProcess[] = [];
  const startWorker = async (modelUrl?: string) => {
    const worker = await startWorkerProcess(test.appUrl, { modelUrl });
    workers.push(worker);
    return worker;
  };

  beforeAll(async () => {
    test = await createTestWorkspace();
    ctx = { ...test.ctxFor("operator"), clock: systemClock };
    jobs = await createJobClient(test.appUrl);
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.kill();
  });
  afterAll(async () => {
    await jobs?.close();
    await test?.close();
  });

  async function agentWith(count: number, name: string): Promise<AgentId> {
    const input = { agent_name: name, format: "reverie" as const };
    const done = await runImport(ctx, await startImport(ctx, input, null), input, {
      chunks: bytesOfSessions(plannedSessions(count)),
      fileName: null,
    });
    expect(done).toMatchObject({ status: "completed", imported: count });
    return done.agentId as AgentId;
  }

  const start = async (agentId: AgentId) => {
    const dream = await startDream(ctx, { agent_id: agentId, sessions: "new" }, "manual");
    await jobs.enqueueDream({ workspaceId: ctx.workspaceId, dreamId: dream.id });
    return dream.id;
  };

  async function until(dreamId: DreamId, isThere: (dream: DreamView) => boolean, withinMs = 60_000): Promise<DreamView> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const dream = await getDream(ctx, dreamId);
      if (isThere(dream)) return dream;
      if (Date.now() > deadline)
        throw new Error(`Still ${dream.status} at ${dream.stage}:\n${workers.map((worker) => worker.log()).join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const ended = (dream: DreamView) => dream.status !== "pending" && dream.status !== "running";

  it("runs all stages, proposes what was planted with verbatim evidence, and gives the same change set again", async () => {
    const agentId = await agentWith(80, "Twice");
    await startWorker();
    const first = await until(await start(agentId), ended);
    expect(first).toMatchObject({ status: "completed", error: null, sessionsRead: 80 });
    const changes = (await listChanges(ctx, { dreamId: first.id, limit: 100 })).items;
    expect(new Set(changes.map((change) => change.family))).toEqual(new Set(["recovery", "waste"]));
    for (const change of changes) {
      expect(change.examples.filter((one) => one.polarity === "supports").length).toBeGreaterThanOrEqual(3);
      expect(change.checks.filter((check) => check.status === "fail")).toEqual([]);
    }
    const second = await until(await start(agentId), ended);
    const again = (await listChanges(ctx, { dreamId: second.id, limit: 100 })).items;
    const shapeOf = (list: typeof changes) =>
      list.map(({ action, path, after, stats, examples, patternKey }) => ({ action, path, after, stats, examples, patternKey }));
    expect(shapeOf(again)).toEqual(shapeOf(changes));
    expect(again[0]?.alsoProposedBy).toEqual([first.id]);
  });

  it.each(["digest", "mine", "validate", "verify"] as const)(
    "goes on elsewhere when its worker is killed in the stage %s: no change twice, no committed stage computed again",
    async (stage) => {
      const agentId = await agentWith(400, `Killed in ${stage}`);
      const doomed = await startWorker();
      // Holds the stage open at its result, so that the kill falls inside it whatever the machine's speed.
      const gate = await holdStage(stage);
      const dreamId = await start(agentId);
      await until(dreamId, (dream) => dream.stage === stage || ended(dream));
      await gate.reached();
      const survivor = startWorker();
      await doomed.kill();
      await gate.open();
      await survivor;
      const dream = await until(dreamId, ended);
      expect(dream).toMatchObject({ status: "completed", error: null });
      const stages = await listStages(ctx, dreamId);
      expect(stages.every((one) => one.state === "completed")).toBe(true);
      const attempts = Object.fromEntries(stages.map((one) => [one.stage, one.attempts]));
      for (const [name, n] of Object.entries(attempts)) expect(n, `${name} ran ${n} times`).toBe(name === stage ? 2 : 1);
      const [double] = await inWorkspace(ctx, (tx) =>
        tx.execute(
          sql`select count(*)::int as n from (select pattern_key, action, path from dream_changes where dream_id = ${dreamId} group by 1, 2, 3 having count(*) > 1) d`,
        ),
      );
      expect(double).toEqual({ n: 0 });
      expect((await listChanges(ctx, { dreamId, limit: 100 })).items.length).toBeGreaterThanOrEqual(2);
    },
  );

  it("pays once for Claude's words when its worker is killed behind the answer", async () => {
    const fake = await startFakeModel({ apiKey: "sk-test" });
    fake.respond(structured());
    try {
      const agentId = await agentWith(40, "Paid once");
      const doomed = await startWorker(fake.url);
      const gate = await holdStage("author");
      const dreamId = await start(agentId);
      await until(dreamId, (dream) => dream.stage === "author" || ended(dream));
      await gate.reached();
      const survivor = startWorker(fake.url);
      await doomed.kill();
      await gate.open();
      await survivor;
      const dream = await until(dreamId, ended);
      expect(dream).toMatchObject({ status: "completed", author: "claude", error: null });
      expect((await listStages(ctx, dreamId)).find(({ stage }) => stage === "author")).toMatchObject({
        attempts: 2,
        summary: { calls: 1 },
      });
      expect(fake.requests).toHaveLength(1);
      const [booked] = await inWorkspace(ctx, (tx) =>
        tx.execute(
          sql`select count(*)::int as calls, sum(cost_micro_usd)::float8 / 1e6 as usd from model_calls where dream_id = ${dreamId}`,
        ),
      );
      expect(booked).toEqual({ calls: 1, usd: expect.closeTo(dream.costUsd, 9) });
      expect(dream.costUsd).toBeGreaterThan(0);
    } finally {
      await fake.close();
    }
  });

  /** The worker blocks at the commit of that stage until opened. */
  async function holdStage(stage: string): Promise<{ reached(): Promise<void>; open(): Promise<void> }> {
    const owner = postgres(test.ownerUrl, { max: 1, onnotice: () => {} });
    await owner.unsafe(`
      create or replace function test_hold() returns trigger language plpgsql as $$
      begin
        if new.stage = '${stage}' and new.state = 'completed' and old.state <> 'completed' then perform pg_advisory_xact_lock_shared(777); end if;
        return new;
      end $$;
      drop trigger if exists test_hold on dream_stages;
      create trigger test_hold before update on dream_stages for each row execute function test_hold();`);
    await owner`select pg_advisory_lock(777)`;
    return {
      async reached() {
        for (;;) {
          const waiting = await owner`select 1 from pg_locks where locktype = 'advisory' and objid = 777 and not granted`;
          if (waiting.length > 0) return;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
      async open() {
        await owner`select pg_advisory_unlock(777)`;
        await owner.end();
      },
    };
  }

  it("stops a canceled dream before its next commit and keeps it canceled", async () => {
    const agentId = await agentWith(200, "Canceled");
    await startWorker();
    const gate = await holdStage("mine");
    const dreamId = await start(agentId);
    await gate.reached();
    const canceled = cancelDream(ctx, dreamId);
    await gate.open();
    // The commit that was under way may win; the dream ends all the same.
    expect((await canceled).status).toBe("canceled");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await getDream(ctx, dreamId)).toMatchObject({ status: "canceled" });
    expect((await listChanges(ctx, { dreamId, limit: 10 })).items).toEqual([]);
    expect((await cancelDream(ctx, dreamId)).status).toBe("canceled");
  });

  it("picks up a dream that nobody enqueued", async () => {
    const agentId = await agentWith(20, "Forgotten");
    const dream = await startDream(ctx, { agent_id: agentId, sessions: "new" }, "manual");
    await startWorker();
    expect(await until(dream.id, ended)).toMatchObject({ status: "completed" });
  });

  it("refuses a second dream of the same agent while one is open", async () => {
    const agentId = await agentWith(20, "Busy");
    await startDream(ctx, { agent_id: agentId, sessions: "new" }, "manual");
    await expect(startDream(ctx, { agent_id: agentId, sessions: "new" }, "manual")).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "already_dreaming" },
    });
  });

  it("knows whether a worker lives: from its start to its kill", async () => {
    expect(await hasLiveWorker(test.db)).toBe(false);
    const worker = await startWorker();
    expect(await hasLiveWorker(test.db)).toBe(true);
    await worker.kill();
    const deadline = Date.now() + 10_000;
    while ((await hasLiveWorker(test.db)) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await hasLiveWorker(test.db)).toBe(false);
  });

  it("stops cleanly on SIGTERM and leaves no executor behind", async () => {
    const worker = await startWorker();
    await worker.stop();
    const rows = await test.db.execute(sql`select 1 from worker_executors where executor_id = ${worker.executorId}`);
    expect(rows).toHaveLength(0);
  });
});
