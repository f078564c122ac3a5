import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { createEnvironmentKey, findEnvironmentKeyHolder } from "@/lib/environments/keys";
import { type HandedOut, pollWork } from "@/lib/environments/work/poll";
import { getQueueStats, getWork, listWork } from "@/lib/environments/work/queries";
import { queueWork, stopWork } from "@/lib/environments/work/queue";
import { workItems } from "@/lib/environments/work/schema";
import { acknowledgeWork, beatWork, NO_HEARTBEAT, stopWorkItem } from "@/lib/environments/work/serve";
import { findTokenHolder } from "@/lib/environments/work/token";
import { updateWork } from "@/lib/environments/work/update";
import type { EnvironmentId, SessionId } from "@/lib/ids";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { insertLiveSession, makeLiveHome } from "@/lib/testing/live-sessions";

let test: TestWorkspace;
let admin: Ctx;
let worker: Ctx;
let home: Awaited<ReturnType<typeof makeLiveHome>>;
let sessionId: SessionId;
beforeAll(async () => {
  test = await createTestWorkspace();
  admin = test.ctxFor("admin");
});
afterAll(() => test.close());
beforeEach(async () => {
  home = await makeLiveHome(admin);
  worker = await workerOf(home.environmentId);
  sessionId = await insertLiveSession(admin, home);
});

async function workerOf(environmentId: EnvironmentId): Promise<Ctx> {
  const { secret } = await createEnvironmentKey(admin, environmentId, {});
  const holder = await findEnvironmentKeyHolder(admin, secret);
  return test.ctxOf(holder?.actor ?? admin.actor);
}
const never = new AbortController().signal;
const needed = async () => true;
const notNeeded = async () => false;
const queue = (id: SessionId = sessionId) =>
  inWorkspace(admin, (tx, ctx) => queueWork(tx, ctx, { environmentId: home.environmentId, sessionId: id }));
const poll = (options: { workerId?: string; blockMs?: number; reclaimOlderThanMs?: number; ctx?: Ctx } = {}) =>
  pollWork(options.ctx ?? worker, { environmentId: home.environmentId, workerId: null, blockMs: 0, signal: never, ...options });
const refOf = ({ work }: HandedOut) => ({ environmentId: work.environmentId, workId: work.id });
async function take(): Promise<HandedOut> {
  const handedOut = await poll();
  if (!handedOut) throw new Error("Nothing was handed out");
  await acknowledgeWork(worker, refOf(handedOut));
  return handedOut;
}
const openItems = () =>
  inWorkspace(admin, (tx) => tx.select().from(workItems).where(eq(workItems.sessionId, sessionId)).orderBy(workItems.id));

describe("polling", () => {
  it("hands each item to one worker, oldest first, however many ask at once", async () => {
    const ids = [sessionId];
    await queue();
    for (let i = 0; i < 4; i++) {
      test.clock.advance(1);
      const id = await insertLiveSession(admin, home);
      ids.push(id);
      await queue(id);
    }
    const first = await poll();
    expect(first?.work).toMatchObject({ sessionId: ids[0], state: "queued" });
    const others = await Promise.all(Array.from({ length: 12 }, () => poll()));
    expect(others.filter((one) => one !== null).map((one) => one.work.sessionId)).toHaveLength(4);
    expect(new Set(others.map((one) => one?.work.sessionId))).toEqual(new Set([undefined, ...ids.slice(1)].map((id) => id)));
  });

  it("waits for work and is woken by it, not by the clock", async () => {
    const transactions = vi.spyOn(test.db, "transaction");
    const waiting = poll({ blockMs: 900 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    // It looked twice: at once, and after it began to listen.
    expect(transactions.mock.calls.length).toBe(2);
    transactions.mockRestore();
    const began = performance.now();
    await queue();
    expect((await waiting)?.work.sessionId).toBe(sessionId);
    expect(performance.now() - began).toBeLessThan(500);
    expect(await poll({ blockMs: 50 })).toBeNull();
  });

  it("stops waiting when the worker has gone", async () => {
    const gone = new AbortController();
    const waiting = pollWork(worker, { environmentId: home.environmentId, workerId: null, blockMs: 900, signal: gone.signal });
    const began = performance.now();
    setTimeout(() => gone.abort(), 100);
    expect(await waiting).toBeNull();
    expect(performance.now() - began).toBeLessThan(600);
  });

  it("hands out again what was not acknowledged in time, and voids the first token", async () => {
    await queue();
    const first = await poll();
    test.clock.advance(4_999);
    expect(await poll()).toBeNull();
    expect((await poll({ reclaimOlderThanMs: 4_000 }))?.work.id).toBe(first?.work.id);
    test.clock.advance(5_000);
    const second = await poll();
    expect(second?.work.id).toBe(first?.work.id);
    expect(await findTokenHolder(admin, first?.token ?? "")).toBeNull();
    expect(await findTokenHolder(admin, second?.token ?? "")).toMatchObject({ sessionId, work: { id: first?.work.id, isStopped: false } });
  });

  it("is for the environment's own key", async () => {
    const foreign = await workerOf((await makeLiveHome(admin)).environmentId);
    for (const ctx of [admin, foreign]) await expect(poll({ ctx })).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("serving", () => {
  it("goes from queued through starting and active to stopped", async () => {
    await queue();
    const item = await take();
    expect(await getWork(admin, refOf(item))).toMatchObject({ state: "starting", acknowledgedAt: test.clock.now(), startedAt: null });
    const lease = await beatWork(worker, refOf(item), { expectedLastHeartbeat: NO_HEARTBEAT });
    expect(lease).toEqual({ state: "active", lastHeartbeatAt: test.clock.now(), isExtended: true, ttlSeconds: 60 });
    test.clock.advance(1_000);
    const next = await beatWork(worker, refOf(item), {
      expectedLastHeartbeat: lease.lastHeartbeatAt?.toISOString(),
      desiredTtlSeconds: 10_000,
    });
    expect(next).toMatchObject({ lastHeartbeatAt: test.clock.now(), ttlSeconds: 600 });
    expect(await stopWorkItem(worker, refOf(item), false, notNeeded)).toMatchObject({
      state: "stopping",
      stopRequestedAt: test.clock.now(),
    });
    // Not compared any more.
    expect(await beatWork(worker, refOf(item), { expectedLastHeartbeat: "whatever" })).toMatchObject({
      state: "stopping",
      isExtended: true,
    });
    expect(await stopWorkItem(worker, refOf(item), true, notNeeded)).toMatchObject({ state: "stopped", stoppedAt: test.clock.now() });
    expect(await beatWork(worker, refOf(item), {})).toMatchObject({ state: "stopped", isExtended: false });
    await expect(stopWorkItem(worker, refOf(item), true, notNeeded)).rejects.toMatchObject({ code: "conflict" });
  });

  it("refuses a heartbeat that another one came before, and tells how the lease stands", async () => {
    await queue();
    const item = await take();
    const { lastHeartbeatAt } = await beatWork(worker, refOf(item), { expectedLastHeartbeat: NO_HEARTBEAT });
    await expect(beatWork(worker, refOf(item), { expectedLastHeartbeat: NO_HEARTBEAT })).rejects.toMatchObject({
      code: "precondition_failed",
      details: {
        reason: "heartbeat_precondition_failed",
        current_state: { last_heartbeat: lastHeartbeatAt?.toISOString(), lease_extended: false, state: "active", ttl_seconds: 60 },
      },
    });
    const again = await beatWork(worker, refOf(item), { expectedLastHeartbeat: lastHeartbeatAt?.toISOString() });
    expect(again.lastHeartbeatAt).not.toEqual(lastHeartbeatAt);
  });

  it("returns an item to the queue when its worker falls silent, and ends one that was to stop", async () => {
    await queue();
    const item = await take();
    await beatWork(worker, refOf(item), { expectedLastHeartbeat: NO_HEARTBEAT, desiredTtlSeconds: 30 });
    test.clock.advance(29_999);
    expect(await poll()).toBeNull();
    test.clock.advance(1);
    expect(await getWork(admin, refOf(item))).toMatchObject({ state: "queued" });
    expect(await getQueueStats(admin, home.environmentId)).toMatchObject({ depth: 1, pending: 0, active: 0 });
    const again = await poll();
    expect(again?.work).toMatchObject({ id: item.work.id, state: "queued", latestHeartbeatAt: null });
    await expect(acknowledgeWork(worker, refOf(item))).resolves.toMatchObject({ state: "starting" });
    await inWorkspace(admin, (tx, ctx) => stopWork(tx, ctx, sessionId));
    test.clock.advance(60_000);
    expect(await poll()).toBeNull();
    expect(await openItems()).toMatchObject([{ state: "stopped", leaseExpiresAt: null }]);
  });

  it("makes room for another worker where one let go of a session that needs one, sooner for one that served long", async () => {
    await queue();
    const failing = await take();
    await stopWorkItem(worker, refOf(failing), true, needed);
    const second = await take();
    expect(second.work.id).not.toBe(failing.work.id);
    await stopWorkItem(worker, refOf(second), true, needed);
    expect(await poll()).toBeNull();
    test.clock.advance(2_000);
    const third = await take();
    await beatWork(worker, refOf(third), { expectedLastHeartbeat: NO_HEARTBEAT });
    test.clock.advance(60_000);
    await stopWorkItem(worker, refOf(third), true, needed);
    expect(await openItems()).toMatchObject([{}, {}, {}, { state: "queued", failures: 0, availableAt: test.clock.now() }]);
  });

  it("lets a session rest whose worker is done, or was told to stop, unless input came meanwhile", async () => {
    await queue();
    await stopWorkItem(worker, refOf(await take()), true, notNeeded);
    expect(await poll()).toBeNull();
    await queue();
    const asked = await take();
    await stopWorkItem(worker, refOf(asked), false, needed);
    await stopWorkItem(worker, refOf(asked), true, needed);
    expect(await poll()).toBeNull();
    await queue();
    const wanted = await take();
    await stopWorkItem(worker, refOf(wanted), false, needed);
    await queue();
    await stopWorkItem(worker, refOf(wanted), true, notNeeded);
    expect((await poll())?.work.sessionId).toBe(sessionId);
  });

  it("is refused before the work is handed out, twice, and to others", async () => {
    await queue();
    const [row] = await openItems();
    const ref = { environmentId: home.environmentId, workId: row?.id as NonNullable<typeof row>["id"] };
    await expect(acknowledgeWork(worker, ref)).rejects.toMatchObject({ code: "conflict" });
    const item = await take();
    await expect(acknowledgeWork(worker, refOf(item))).rejects.toMatchObject({ code: "conflict" });
    const foreign = await workerOf((await makeLiveHome(admin)).environmentId);
    for (const ctx of [admin, foreign]) {
      await expect(beatWork(ctx, ref, {})).rejects.toMatchObject({ code: "forbidden" });
      await expect(stopWorkItem(ctx, ref, true, needed)).rejects.toMatchObject({ code: "forbidden" });
    }
  });
});

describe("a queue's numbers and items", () => {
  it("count what waits, is handed out and is served, and the workers seen in the last 30 s", async () => {
    const ids = [sessionId, await insertLiveSession(admin, home), await insertLiveSession(admin, home)];
    const since = test.clock.now();
    for (const id of ids) await queue(id);
    test.clock.advance(10);
    await acknowledgeWork(worker, refOf((await poll({ workerId: "one" })) as HandedOut));
    await poll({ workerId: "two" });
    expect(await getQueueStats(admin, home.environmentId)).toEqual({
      depth: 1,
      pending: 1,
      active: 1,
      oldestQueuedAt: since,
      workersPolling: 2,
    });
    test.clock.advance(30_001);
    await poll({ workerId: "two" });
    expect(await getQueueStats(admin, home.environmentId)).toMatchObject({ workersPolling: 1 });
    const page = await listWork(worker, { environmentId: home.environmentId, limit: 2 });
    const rest = await listWork(worker, { environmentId: home.environmentId, limit: 2, cursor: page.nextCursor });
    expect([...page.items, ...rest.items].map((item) => item.sessionId)).toEqual([...ids].reverse());
    await expect(listWork(admin, { environmentId: home.environmentId, limit: 2 })).rejects.toMatchObject({ code: "forbidden" });
  });

  it("keep metadata that a key may set and delete", async () => {
    await queue();
    const item = await take();
    expect(await updateWork(admin, refOf(item), { metadata: { a: "1", b: "2" } })).toMatchObject({ metadata: { a: "1", b: "2" } });
    expect(await updateWork(admin, refOf(item), { metadata: { a: null } })).toMatchObject({ metadata: { b: "2" } });
    await expect(updateWork(test.ctxFor("viewer"), refOf(item), {})).rejects.toMatchObject({ code: "forbidden" });
  });
});
