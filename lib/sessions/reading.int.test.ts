import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AgentId, EventId, SessionId } from "@/lib/ids";
import { countSessions, findEvents, listEvents, listSessions } from "@/lib/sessions/queries";
import { findFirstWords, summariseSessions } from "@/lib/sessions/summaries";
import { findResultsAfter, listErrors, listEventRange, listOutline, searchEvents } from "@/lib/sessions/trace";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { importPlanned } from "@/lib/testing/dreams";

const COUNT = 25;

describe("reading sessions", () => {
  let test: TestWorkspace;
  let agentId: AgentId;
  let first: SessionId;
  beforeAll(async () => {
    test = await createTestWorkspace();
    agentId = await importPlanned(test.ctxFor("operator"), "Rebooking", COUNT);
    const { items } = await listSessions(test.ctxFor("viewer"), { limit: 1, outcome: "not_met" });
    first = items[0]?.id ?? ("" as SessionId);
  });
  afterAll(() => test.close());

  it("pages forward over every session once and back to where it began", async () => {
    const ctx = test.ctxFor("viewer");
    const all = (await listSessions(ctx, { limit: 100 })).items.map((session) => session.id);
    expect(all).toHaveLength(COUNT);
    const pages: SessionId[][] = [];
    const previous: (string | null)[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listSessions>> = await listSessions(ctx, { limit: 10, cursor });
      pages.push(page.items.map((session) => session.id));
      previous.push(page.previousCursor);
      cursor = page.nextCursor;
    } while (cursor);
    expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
    expect(pages.flat()).toEqual(all);
    expect(previous[0]).toBeNull();
    const back = await listSessions(ctx, { limit: 10, cursor: previous[2] });
    expect(back.items.map((session) => session.id)).toEqual(pages[1]);
    const start = await listSessions(ctx, { limit: 10, cursor: back.previousCursor });
    expect(start.items.map((session) => session.id)).toEqual(pages[0]);
    expect(start.previousCursor).toBeNull();
    expect(start.nextCursor).not.toBeNull();
  });

  it("counts what the filter finds and sums up an agent", async () => {
    const ctx = test.ctxFor("viewer");
    const met = await countSessions(ctx, { agentId, outcome: "met" });
    expect(await countSessions(ctx, {})).toBe(COUNT);
    const { items } = await listSessions(ctx, { agentId, outcome: "met", limit: 100 });
    expect(items).toHaveLength(met);
    expect(await summariseSessions(ctx, [agentId])).toEqual(
      new Map([[agentId, { agentId, total: COUNT, judged: COUNT, met, lastAt: test.clock.now() }]]),
    );
  });

  it("names a session by how it began, on one line", async () => {
    const words = await findFirstWords(test.ctxFor("viewer"), [first]);
    expect(words.get(first)).toMatch(/^Book me a flight from Oslo to Trondheim, task t\d+\. I am user_s\d+\.$/);
  });

  it("reads a stretch of the log, the results behind it and the errors in it", async () => {
    const ctx = test.ctxFor("viewer");
    const { items: log } = await listEvents(ctx, { sessionId: first, limit: 100 });
    expect(await listEventRange(ctx, { sessionId: first, fromSeq: 2, limit: 3 })).toEqual(log.slice(1, 4));
    const call = log.find((event) => event.type === "agent.custom_tool_use");
    const result = log.find((event) => event.payload.custom_tool_use_id === call?.id);
    const callIds = call ? [call.id] : [];
    expect(await findResultsAfter(ctx, { sessionId: first, callIds, afterSeq: call?.seq ?? 0 })).toEqual([result]);
    expect(await findResultsAfter(ctx, { sessionId: first, callIds, afterSeq: result?.seq ?? 0 })).toEqual([]);
    const failed = log.filter((event) => event.payload.is_error === true);
    const errors = await listErrors(ctx, { sessionId: first, limit: 50 });
    expect(errors.map((error) => error.id)).toEqual(failed.map((event) => event.id));
    expect(errors[0]?.words).toMatch(/^Error: /);
  });

  it("outlines the whole log and finds words in the values of any event, not in the names of fields", async () => {
    const ctx = test.ctxFor("viewer");
    const { items: log } = await listEvents(ctx, { sessionId: first, limit: 100 });
    const outline = await listOutline(ctx, { sessionId: first, limit: 100 });
    expect(outline.map(({ id, seq, type }) => ({ id, seq, type }))).toEqual(log.map(({ id, seq, type }) => ({ id, seq, type })));
    expect(outline[0]).toMatchObject({ tool: null, callId: null, isError: false, thread: null });
    expect(outline[0]?.words).toMatch(/^Book me a flight/);
    const search = (text: string) => searchEvents(ctx, { sessionId: first, text, limit: 10 });
    expect(await search("BOOK ME A FLIGHT")).toEqual([1]);
    expect(await search("tool_use_id")).toEqual([]);
    expect(await search('100% _ \\ " .*')).toEqual([]);
    expect((await search("card_0")).length).toBeGreaterThan(0);
  });

  it("does not see another workspace", async () => {
    const other = test.ctxFor("admin", await test.addWorkspace("Another"));
    const { items: log } = await listEvents(test.ctxFor("viewer"), { sessionId: first, limit: 1 });
    const eventIds = log.map((event): EventId => event.id);
    expect((await listSessions(other, { limit: 10 })).items).toEqual([]);
    expect(await countSessions(other, {})).toBe(0);
    expect(await summariseSessions(other, [agentId])).toEqual(new Map());
    expect(await findFirstWords(other, [first])).toEqual(new Map());
    expect(await listEventRange(other, { sessionId: first, fromSeq: 1, limit: 10 })).toEqual([]);
    expect(await findResultsAfter(other, { sessionId: first, callIds: eventIds, afterSeq: 0 })).toEqual([]);
    expect(await listErrors(other, { sessionId: first, limit: 10 })).toEqual([]);
    expect(await findEvents(other, eventIds)).toEqual(new Map());
    expect(await listOutline(other, { sessionId: first, limit: 10 })).toEqual([]);
    expect(await searchEvents(other, { sessionId: first, text: "flight", limit: 10 })).toEqual([]);
  });
});
