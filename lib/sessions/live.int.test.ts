import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "@/lib/context";
import type { SessionId } from "@/lib/ids";
import { archiveSession, deleteSession, reportEvents, updateSession } from "@/lib/sessions/change";
import { createSession } from "@/lib/sessions/create";
import { getSession, listEvents } from "@/lib/sessions/queries";
import { sendEvents } from "@/lib/sessions/send";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { type LiveHome, makeLiveHome } from "@/lib/testing/live-sessions";

let test: TestWorkspace;
let ctx: Ctx;
let home: LiveHome;
beforeAll(async () => {
  test = await createTestWorkspace();
  ctx = test.ctxFor("admin");
  home = await makeLiveHome(ctx);
});
afterAll(() => test.close());

const begin = () => createSession(ctx, { agent: { id: home.agentId }, environmentId: home.environmentId });
const say = (text: string) => ({ type: "user.message" as const, content: [{ type: "text" as const, text }] });
const log = async (id: SessionId) => (await listEvents(ctx, { sessionId: id, limit: 1000 })).items;

describe("a live session", () => {
  it("starts at rest, and runs as soon as it has something to do", async () => {
    const idle = await begin();
    expect(idle).toMatchObject({ status: "idle", source: "live", live: { stopReason: null, costMicroUsd: 0 }, resources: [] });
    const busy = await createSession(ctx, {
      agent: { id: home.agentId },
      environmentId: home.environmentId,
      initialEvents: [say("Hello")],
    });
    expect(busy.status).toBe("running");
    expect((await log(busy.id)).map((event) => [event.seq, event.type, event.processedAt === null])).toEqual([
      [1, "user.message", true],
      [2, "session.status_running", false],
    ]);
  });

  it("numbers events without a gap while twenty send at once, each batch in its own order", async () => {
    const { id } = await begin();
    await Promise.all(
      Array.from({ length: 20 }, (_, sender) =>
        sendEvents(ctx, id, { events: Array.from({ length: 5 }, (_, n) => say(`${sender}-${n}`)) }),
      ),
    );
    const events = await log(id);
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 101 }, (_, n) => n + 1));
    const said = events.filter((event) => event.type === "user.message").map((event) => JSON.stringify(event.payload));
    for (let sender = 0; sender < 20; sender += 1) {
      const places = Array.from({ length: 5 }, (_, n) => said.findIndex((text) => text.includes(`"${sender}-${n}"`)));
      expect(places).toEqual(Array.from({ length: 5 }, (_, n) => (places[0] ?? -1) + n));
    }
    expect((await getSession(ctx, id)).eventCount).toBe(101);
  });

  it("takes an interrupt at rest without effect", async () => {
    const { id } = await begin();
    const [event] = await sendEvents(ctx, id, { events: [{ type: "user.interrupt" }] });
    expect(event?.processedAt).not.toBeNull();
    expect((await getSession(ctx, id)).status).toBe("idle");
  });

  it("refuses results nobody asked for, and stores nothing of the batch", async () => {
    const { id } = await begin();
    const result = { type: "user.custom_tool_result" as const, custom_tool_use_id: "sevt_00000000000000000000000000" as never };
    await expect(sendEvents(ctx, id, { events: [say("before"), result] })).rejects.toMatchObject({ code: "invalid_input" });
    expect(await log(id)).toEqual([]);
  });

  it("changes title, metadata, tools and budget, and says only what changed", async () => {
    const { id } = await createSession(ctx, {
      agent: { id: home.agentId },
      environmentId: home.environmentId,
      metadata: { a: "1", b: "2" },
    });
    await updateSession(ctx, id, { title: "T", metadata: { a: null, c: "3" } });
    await updateSession(ctx, id, { title: "T" });
    const changed = await updateSession(ctx, id, {
      agent: { tools: [{ type: "custom", name: "t", description: "d", input_schema: { type: "object" } }] },
    });
    expect(changed).toMatchObject({ title: "T", metadata: { b: "2", c: "3" }, agent: { tools: [{ name: "t" }] }, agentVersion: 1 });
    expect((await log(id)).map((event) => [event.type, Object.keys(event.payload)])).toEqual([
      ["session.updated", ["title", "metadata"]],
      ["session.updated", ["agent"]],
    ]);
  });

  it("can only be read once archived, and is not deleted or archived while at work", async () => {
    const { id } = await begin();
    await archiveSession(ctx, id);
    expect((await archiveSession(ctx, id)).archivedAt).not.toBeNull();
    await expect(sendEvents(ctx, id, { events: [say("late")] })).rejects.toMatchObject({ details: { reason: "session_archived" } });
    const busy = await createSession(ctx, {
      agent: { id: home.agentId },
      environmentId: home.environmentId,
      initialEvents: [say("Hello")],
    });
    await expect(archiveSession(ctx, busy.id)).rejects.toMatchObject({ details: { reason: "session_running" } });
    await expect(deleteSession(ctx, busy.id)).rejects.toMatchObject({ details: { reason: "session_running" } });
    const { id: other } = await begin();
    await deleteSession(ctx, other);
    await expect(getSession(ctx, other)).rejects.toMatchObject({ code: "not_found" });
  });

  it("that runs elsewhere takes reports of any event, at the times they tell", async () => {
    const session = await createSession(ctx, {
      agent: { id: home.agentId },
      environmentId: home.environmentId,
      source: "api",
      externalId: "e-1",
    });
    await reportEvents(ctx, session.id, [
      { type: "user.message", content: [{ type: "text", text: "Hi" }], processed_at: "2026-01-02T03:04:05Z" },
      { type: "session.status_running" },
      { type: "agent.custom_tool_use", name: "look", input: {} },
      { type: "user.custom_tool_result", custom_tool_use_id: "x", is_error: true },
      { type: "session.status_terminated" },
    ]);
    const view = await getSession(ctx, session.id);
    expect(view).toMatchObject({ status: "terminated", eventCount: 5, turnCount: 1, callCount: 1, errorCount: 1 });
    expect((await log(session.id))[0]?.processedAt?.toISOString()).toBe("2026-01-02T03:04:05.000Z");
    await expect(reportEvents(ctx, session.id, [{ type: "user.message" }])).rejects.toMatchObject({ code: "conflict" });
    await expect(
      createSession(ctx, { agent: { id: home.agentId }, environmentId: home.environmentId, source: "api", externalId: "e-1" }),
    ).rejects.toMatchObject({ details: { reason: "external_id_known" } });
  });
});
