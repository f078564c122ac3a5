import { setMaxListeners } from "node:events";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { newId, type SessionId } from "@/lib/ids";
import { LOG_CHANNEL, notify, PREVIEW_CHANNEL, WATCH_CHANNEL } from "@/lib/sessions/notifications";
import { sessions } from "@/lib/sessions/schema";
import { SessionHub } from "@/lib/sessions/stream/hub";
import { openSessionStream } from "@/lib/sessions/stream/open";
import type { PreviewedType } from "@/lib/sessions/stream/types";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { appendTestEvents, insertLiveSession, type LiveHome, makeLiveHome } from "@/lib/testing/live-sessions";

type Sent = { name: string; data: { id?: string; type: string; processed_at?: string | null } & Record<string, unknown> };

/** However busy the machine is. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

let test: TestWorkspace;
let ctx: Ctx;
let home: LiveHome;
let hub: SessionHub;
let ending: AbortController;
beforeAll(async () => {
  test = await createTestWorkspace();
  ctx = test.ctxFor("viewer");
  home = await makeLiveHome(test.ctxFor("admin"));
  hub = new SessionHub(test.db);
});
afterAll(() => test.close());
beforeEach(() => {
  ending = new AbortController();
  setMaxListeners(100, ending.signal);
});
afterEach(() => ending.abort());

/** Opens a stream and collects what it sends. */
async function follow(sessionId: SessionId, options: { previews?: PreviewedType[]; signal?: AbortSignal; ctx?: Ctx } = {}) {
  const { signal = ending.signal, previews } = options;
  const stream = await openSessionStream(options.ctx ?? ctx, sessionId, { previews, signal }, hub);
  const seen = { events: [] as Sent[], comments: [] as string[], isOver: false };
  const read = async () => {
    let text = "";
    for await (const chunk of stream) {
      text += Buffer.from(chunk).toString("utf8");
      const frames = text.split("\n\n");
      text = frames.pop() ?? "";
      for (const frame of frames) {
        if (frame.startsWith(":")) seen.comments.push(frame);
        else {
          const [name, data, ...more] = frame.split("\n");
          expect(more).toEqual([]);
          seen.events.push({ name: name?.replace(/^event: /, "") ?? "", data: JSON.parse(data?.replace(/^data: /, "") ?? "") });
        }
      }
    }
    seen.isOver = true;
  };
  void read().catch(() => undefined);
  return { ...seen, events: seen.events, over: () => seen.isOver };
}
const idsOf = (stream: { events: Sent[] }) => stream.events.map((event) => event.data.id);

describe("a session's stream", () => {
  it("sends what is appended after it opened, in the log's order, named by type, and nothing from before", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const other = await insertLiveSession(ctx, home);
    await appendTestEvents(ctx, sessionId, [{ type: "user.message" }]);
    const stream = await follow(sessionId);
    await appendTestEvents(ctx, other, [{ type: "user.message" }]);
    const batches = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        appendTestEvents(ctx, sessionId, [{ type: "agent.message", payload: { content: [{ type: "text", text: `line\n${i}` }] } }]),
      ),
    );
    const expected = batches.flat().sort((a, b) => a.seq - b.seq);
    await until(() => expect(idsOf(stream)).toEqual(expected.map((event) => event.id)));
    expect(stream.comments[0]).toBe(": ok");
    expect(stream.events[0]).toMatchObject({
      name: "agent.message",
      data: { type: "agent.message", processed_at: ctx.clock.now().toISOString() },
    });
  });

  it("sends a queued event again once it takes effect, and every other event once", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const [early] = await appendTestEvents(ctx, sessionId, [{ type: "user.message", isQueued: true }]);
    const stream = await follow(sessionId);
    const [late] = await appendTestEvents(ctx, sessionId, [{ type: "user.message", isQueued: true }]);
    await until(() => expect(stream.events).toHaveLength(1));
    const [running] = await appendTestEvents(ctx, sessionId, [{ type: "session.status_running" }], [1, 2]);
    await until(() => expect(stream.events).toHaveLength(4));
    expect(stream.events.map(({ data }) => [data.id, data.processed_at === null])).toEqual([
      [late?.id, true],
      [early?.id, false],
      [late?.id, false],
      [running?.id, false],
    ]);
  });

  it("reads the database once for an append, however many streams there are", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const streams = await Promise.all(Array.from({ length: 50 }, () => follow(sessionId)));
    const transactions = vi.spyOn(test.db, "transaction");
    try {
      await appendTestEvents(ctx, sessionId, [{ type: "user.message" }, { type: "session.status_running" }]);
      for (const stream of streams) await until(() => expect(stream.events).toHaveLength(2));
      // The append's own, and one read.
      expect(transactions).toHaveBeenCalledTimes(2);
    } finally {
      transactions.mockRestore();
    }
  });

  it("ends after the session terminated, and at once where it had", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const stream = await follow(sessionId);
    await appendTestEvents(ctx, sessionId, [{ type: "session.error" }, { type: "session.status_terminated" }]);
    await until(() => expect(stream.over()).toBe(true));
    expect(stream.events.map((event) => event.name)).toEqual(["session.error", "session.status_terminated"]);
    const late = await follow(await insertLiveSession(ctx, home, "terminated"));
    await until(() => expect(late.over()).toBe(true));
    expect(late.events).toEqual([]);
  });

  it("tells that the session was deleted, with one id on all streams, and ends", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const streams = [await follow(sessionId), await follow(sessionId)];
    await inWorkspace(ctx, async (tx, inner) => {
      await tx.delete(sessions).where(eq(sessions.id, sessionId));
      await notify(inner, LOG_CHANNEL, [ctx.workspaceId, sessionId, 1, 0, []]);
    });
    for (const stream of streams) await until(() => expect(stream.over()).toBe(true));
    expect(streams[0]?.events.map((event) => event.name)).toEqual(["session.deleted"]);
    expect(streams[0]?.events).toEqual(streams[1]?.events);
  });

  it("is refused for an unknown session, another workspace's, and to those who may not read", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const elsewhere = test.ctxFor("viewer", await test.addWorkspace("Another"));
    await expect(follow(newId("session"))).rejects.toMatchObject({ code: "not_found" });
    await expect(follow(sessionId, { ctx: elsewhere })).rejects.toMatchObject({ code: "not_found" });
    const key = test.ctxOf({ type: "api_key", apiKeyId: newId("apiKey"), scopes: ["ingest"], name: "k" });
    await expect(follow(sessionId, { ctx: key })).rejects.toMatchObject({ code: "forbidden" });
    expect(hub.size).toBe(0);
  });

  it("loses nothing when the listening connection breaks", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const [queued] = await appendTestEvents(ctx, sessionId, [{ type: "user.message", isQueued: true }]);
    const stream = await follow(sessionId);
    const ended = await test.db.$client`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen %'`;
    expect(ended.length).toBeGreaterThan(0);
    const sent = await appendTestEvents(ctx, sessionId, [{ type: "session.status_running" }, { type: "agent.message" }], [1]);
    await until(() => expect(idsOf(stream)).toEqual([queued?.id, ...sent.map((event) => event.id)]));
    const [after] = await appendTestEvents(ctx, sessionId, [{ type: "session.status_idle" }]);
    await until(() => expect(idsOf(stream).at(-1)).toBe(after?.id));
    expect(stream.events).toHaveLength(4);
  });

  it("is forgotten as soon as its reader is gone", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const gone = new AbortController();
    await follow(sessionId, { signal: gone.signal });
    const stream = await openSessionStream(ctx, sessionId, { signal: ending.signal }, hub);
    expect(hub.size).toBe(2);
    gone.abort();
    await stream.cancel();
    expect(hub.size).toBe(0);
  });

  it("sends a beat where nothing else is sent, at least every 8 s", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const stream = await follow(await insertLiveSession(ctx, home));
      for (let beats = 1; beats <= 3; beats++) {
        vi.advanceTimersByTime(beats === 1 ? 7_900 : 4_000);
        await until(() => expect(stream.comments.filter((comment) => comment === ": beat").length).toBeGreaterThanOrEqual(beats));
      }
    } finally {
      ending.abort();
      vi.useRealTimers();
    }
  });
});

describe("previews", () => {
  it("come to those who asked, before the message they are of, and workers are told that somebody watches", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const watched: string[] = [];
    const watching = await test.db.$client.listen(WATCH_CHANNEL, (payload) => watched.push(payload));
    const asked = await follow(sessionId, { previews: ["agent.message"] });
    const plain = await follow(sessionId);
    await until(() => expect(watched.map((payload) => JSON.parse(payload))).toEqual([[ctx.workspaceId, sessionId]]));
    const id = newId("event");
    const say = (text: string, offset: number) => notify(ctx, PREVIEW_CHANNEL, [ctx.workspaceId, sessionId, "delta", id, 0, offset, text]);
    await appendTestEvents(ctx, sessionId, [{ type: "span.model_request_start" }]);
    await notify(ctx, PREVIEW_CHANNEL, [ctx.workspaceId, sessionId, "start", id, "agent.message"]);
    await say("Hel", 0);
    const joined = await follow(sessionId, { previews: ["agent.message"] });
    await say("lo", 3);
    await appendTestEvents(ctx, sessionId, [{ type: "agent.message", id }]);
    await until(() => expect(asked.events.at(-1)?.data.id).toBe(id));
    expect(asked.events.map((event) => event.name)).toEqual([
      "span.model_request_start",
      "event_start",
      "event_delta",
      "event_delta",
      "agent.message",
    ]);
    expect(asked.events[2]?.data).toEqual({
      type: "event_delta",
      event_id: id,
      delta: { type: "content_delta", index: 0, content: { type: "text", text: "Hel" } },
    });
    await until(() => expect(plain.events.map((event) => event.name)).toEqual(["span.model_request_start", "agent.message"]));
    await until(() => expect(joined.events.map((event) => event.name)).toEqual(["agent.message"]));
    await watching.unlisten();
  });
});
