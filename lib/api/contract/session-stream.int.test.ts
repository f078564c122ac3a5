/** Contract 5.3 to 5.5 over the wire, by the official SDK. The events are rows, as the sessions room adds them. */
import { BadRequestError, NotFoundError, PermissionDeniedError } from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Ctx } from "@/lib/context";
import { newId } from "@/lib/ids";
import { notify, PREVIEW_CHANNEL } from "@/lib/sessions/notifications";
import { sessionHub } from "@/lib/sessions/stream/hub";
import { appendTestEvents, insertLiveSession, type LiveHome, makeLiveHome } from "@/lib/testing/live-sessions";
import { refusal, type ServedApi, serveApi } from "@/lib/testing/served-api";

/** However busy the machine is. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

let api: ServedApi;
let ctx: Ctx;
let home: LiveHome;
beforeAll(async () => {
  api = await serveApi();
  ctx = api.ctxFor("admin");
  home = await makeLiveHome(ctx);
});
afterAll(() => api.close());

describe("GET /v1/sessions/{id}/events/stream", () => {
  it("loses nothing of what follows the opening, and ends with the session", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const stream = await api.client().beta.sessions.events.stream(sessionId);
    const sent = await appendTestEvents(ctx, sessionId, [
      { type: "user.message", payload: { content: [{ type: "text", text: "hi" }] } },
      { type: "session.status_running" },
      { type: "session.status_terminated" },
    ]);
    const seen: { id: string; type: string }[] = [];
    for await (const event of stream) if ("id" in event) seen.push(event);
    expect(seen.map((event) => event.id)).toEqual(sent.map((event) => event.id));
    expect(seen[0]).toMatchObject({ type: "user.message", content: [{ type: "text", text: "hi" }] });
  });

  it("shows what the client sends, and ends when the session is deleted", async () => {
    const client = api.client();
    const session = await client.beta.sessions.create({ agent: home.agentId, environment_id: home.environmentId });
    const stream = await client.beta.sessions.events.stream(session.id);
    const { data: sent } = await client.beta.sessions.events.send(session.id, { events: [{ type: "user.interrupt" }] });
    await client.beta.sessions.delete(session.id);
    const seen: { id: string; type: string }[] = [];
    for await (const event of stream) if ("id" in event) seen.push(event);
    expect(sent?.map((event) => event.id)).toEqual(seen.slice(0, -1).map((event) => event.id));
    expect(seen.at(-1)).toMatchObject({ type: "session.deleted" });
  });

  it("together with the history gives every event once, whatever is appended meanwhile", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    let isWriting = true;
    const written: string[] = [];
    const writer = (async () => {
      while (isWriting) for (const { id } of await appendTestEvents(ctx, sessionId, [{ type: "agent.thinking" }])) written.push(id);
      for (const { id } of await appendTestEvents(ctx, sessionId, [{ type: "session.status_terminated" }])) written.push(id);
    })();
    await until(() => expect(written.length).toBeGreaterThan(20));
    const stream = await api.client().beta.sessions.events.stream(sessionId);
    const known = new Set<string>();
    for await (const event of api.client().beta.sessions.events.list(sessionId, { limit: 1000 })) known.add(event.id);
    await until(() => expect(written.length).toBeGreaterThan(known.size + 20));
    isWriting = false;
    await writer;
    const streamed: string[] = [];
    for await (const event of stream) if ("id" in event) streamed.push(event.id as string);
    expect(new Set(streamed).size).toBe(streamed.length);
    expect([...known, ...streamed.filter((id) => !known.has(id))]).toEqual(written);
  });

  it("previews a message in pieces, then sends it whole", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const stream = await api.client().beta.sessions.events.stream(sessionId, { event_deltas: ["agent.message", "agent.thinking"] });
    const id = newId("event");
    await notify(ctx, PREVIEW_CHANNEL, [ctx.workspaceId, sessionId, "start", id, "agent.message"]);
    await notify(ctx, PREVIEW_CHANNEL, [ctx.workspaceId, sessionId, "delta", id, 0, 0, "Hel"]);
    await notify(ctx, PREVIEW_CHANNEL, [ctx.workspaceId, sessionId, "delta", id, 0, 3, "lo"]);
    await appendTestEvents(ctx, sessionId, [{ type: "agent.message", id }, { type: "session.status_terminated" }]);
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    expect(types).toEqual(["event_start", "event_delta", "event_delta", "agent.message", "session.status_terminated"]);
  });

  it("answers before the stream begins where it can't: unknown, not allowed, an unknown kind of preview", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const { key } = await api.makeKey({ scopes: ["ingest"] });
    const open = (id: string, client = api.client(), query = {}) => refusal(client.beta.sessions.events.stream(id, query));
    expect(await open(newId("session"))).toBeInstanceOf(NotFoundError);
    expect(await open(sessionId, api.client(key))).toBeInstanceOf(PermissionDeniedError);
    expect(await open(sessionId, api.client(), { event_deltas: ["agent.tool_use"] })).toBeInstanceOf(BadRequestError);
  });

  it("says how it must be passed on, and forgets a client that went away", async () => {
    const sessionId = await insertLiveSession(ctx, home);
    const leaving = new AbortController();
    const response = await fetch(`${api.url}/v1/sessions/${sessionId}/events/stream`, {
      headers: { "x-api-key": api.key },
      signal: leaving.signal,
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "request-id": expect.stringMatching(/^req_/),
    });
    const hub = sessionHub(api.db);
    expect(hub.size).toBe(1);
    leaving.abort();
    await until(() => expect(hub.size).toBe(0));
  });
});
