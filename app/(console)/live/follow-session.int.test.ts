import { afterAll, beforeAll, expect, it } from "vitest";
import type { Ctx } from "@/lib/context";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { appendTestEvents, insertLiveSession, makeLiveHome } from "@/lib/testing/live-sessions";
import { readNews } from "../sessions/[sessionId]/read-news";
import { followSession } from "./follow-session";

let test: TestWorkspace;
let ctx: Ctx;
beforeAll(async () => {
  test = await createTestWorkspace();
  ctx = test.ctxFor("operator");
});
afterAll(() => test.close());

const text = (words: string) => ({ content: [{ type: "text", text: words }] });

it("says that it follows, then that something came, without what came", async () => {
  const id = await insertLiveSession(ctx, await makeLiveHome(ctx), "running");
  const gone = new AbortController();
  const sent: string[] = [];
  let heard = () => {};
  const until = async (words: string) => {
    while (!sent.join("").includes(words)) await new Promise<void>((resolve) => (heard = resolve));
  };
  const done = followSession(test.ctxFor("viewer"), id, {
    send: (frame) => {
      sent.push(frame);
      heard();
    },
    room: async () => undefined,
    signal: gone.signal,
  });
  await until("event: following");
  await appendTestEvents(ctx, id, [{ type: "agent.message", payload: text("a secret") }]);
  await until("event: log");
  expect(sent.join("")).toContain('event: log\ndata: {"type":"agent.message"}\n\n');
  expect(sent.join("")).not.toContain("a secret");
  gone.abort();
  await done;
});

it("reads what is new with the rows that ended or took effect by it", async () => {
  const id = await insertLiveSession(ctx, await makeLiveHome(ctx), "running");
  const [call] = await appendTestEvents(ctx, id, [
    { type: "agent.custom_tool_use", payload: { name: "book", input: { day: 1 } } },
    { type: "user.message", payload: text("And the hotel."), isQueued: true },
  ]);
  const first = await readNews(ctx, id, { afterSeq: 0, queued: [], isRaw: false });
  expect(first.events.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(first.rows.map(({ seq, isQueued, tool }) => [seq, isQueued, tool?.result ?? null])).toEqual([
    [1, false, null],
    [2, true, null],
  ]);
  await appendTestEvents(ctx, id, [{ type: "user.custom_tool_result", payload: { custom_tool_use_id: call?.id, ...text("booked") } }], [2]);
  const next = await readNews(ctx, id, { afterSeq: 2, queued: [2], isRaw: false });
  expect(next.events.map(({ seq, callId }) => [seq, callId])).toEqual([[3, call?.id]]);
  expect(next.rows.find(({ seq }) => seq === 1)?.tool?.result?.seq).toBe(3);
  expect(next.rows.find(({ seq }) => seq === 2)?.isQueued).toBe(false);
});

it("has no news of past sessions, nor of those elsewhere", async () => {
  const id = await insertLiveSession(ctx, await makeLiveHome(ctx));
  const other = await createTestWorkspace();
  try {
    await expect(readNews(other.ctxFor("admin"), id, { afterSeq: 0, queued: [], isRaw: false })).rejects.toMatchObject({
      code: "not_found",
    });
  } finally {
    await other.close();
  }
});
