import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { queueWork, stopWork } from "@/lib/environments/work/queue";
import { workItems } from "@/lib/environments/work/schema";
import type { WorkState } from "@/lib/environments/work/types";
import type { SessionId } from "@/lib/ids";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { insertLiveSession, type LiveHome, makeLiveHome } from "@/lib/testing/live-sessions";

let test: TestWorkspace;
let ctx: Ctx;
let home: LiveHome;
beforeAll(async () => {
  test = await createTestWorkspace();
  ctx = test.ctxFor("admin");
  home = await makeLiveHome(ctx);
});
afterAll(() => test.close());

const queue = (sessionId: SessionId) =>
  inWorkspace(ctx, (tx, inner) => queueWork(tx, inner, { environmentId: home.environmentId, sessionId }));
const stop = (sessionId: SessionId) => inWorkspace(ctx, (tx, inner) => stopWork(tx, inner, sessionId));
const itemsOf = (sessionId: SessionId) =>
  inWorkspace(ctx, (tx) => tx.select().from(workItems).where(eq(workItems.sessionId, sessionId)).orderBy(workItems.id));
const setState = (sessionId: SessionId, state: WorkState) =>
  inWorkspace(ctx, (tx) =>
    tx
      .update(workItems)
      .set({ state })
      .where(and(eq(workItems.workspaceId, ctx.workspaceId), eq(workItems.sessionId, sessionId))),
  );

it("queues a session once, however many inputs race for it, and tells who waits for work", async () => {
  const sessionId = await insertLiveSession(ctx, home);
  const heard: string[] = [];
  const listening = await test.db.$client.listen("reverie_work", (payload) => heard.push(payload));
  await Promise.all(Array.from({ length: 8 }, () => queue(sessionId)));
  expect(await itemsOf(sessionId)).toMatchObject([{ state: "queued", environmentId: home.environmentId, stoppedAt: null }]);
  await expect.poll(() => heard).toEqual([JSON.stringify([ctx.workspaceId, home.environmentId])]);
  await listening.unlisten();
});

it("queues a session anew only after its item has stopped, and marks one that is stopping", async () => {
  const sessionId = await insertLiveSession(ctx, home);
  await queue(sessionId);
  await setState(sessionId, "active");
  await queue(sessionId);
  expect(await itemsOf(sessionId)).toMatchObject([{ state: "active", isWantedAgain: false }]);
  await setState(sessionId, "stopping");
  await queue(sessionId);
  expect(await itemsOf(sessionId)).toMatchObject([{ state: "stopping", isWantedAgain: true }]);
  await setState(sessionId, "stopped");
  await queue(sessionId);
  expect((await itemsOf(sessionId)).map((item) => item.state)).toEqual(["stopped", "queued"]);
});

it("takes what waits out of the queue and tells a worker at work to stop", async () => {
  const waiting = await insertLiveSession(ctx, home);
  await queue(waiting);
  await stop(waiting);
  expect(await itemsOf(waiting)).toMatchObject([{ state: "stopped", stoppedAt: ctx.clock.now(), stopRequestedAt: ctx.clock.now() }]);

  const served = await insertLiveSession(ctx, home);
  await queue(served);
  await setState(served, "stopping");
  await queue(served);
  await stop(served);
  expect(await itemsOf(served)).toMatchObject([{ state: "stopping", stoppedAt: null, isWantedAgain: false }]);
  await stop(await insertLiveSession(ctx, home));
});
