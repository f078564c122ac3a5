import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callTool, echo, say, sequence } from "@/lib/testing/fake-model/scripts";
import { startFakeModel } from "@/lib/testing/fake-model/server";
import type { FakeModel } from "@/lib/testing/fake-model/types";
import { refusal, type ServedApi, serveApi } from "@/lib/testing/served-api";
import { startWorkerProcess, type WorkerProcess } from "@/lib/testing/worker-process";

type Event = Anthropic.Beta.Sessions.BetaManagedAgentsSessionEvent;
type Stream = Anthropic.Beta.Sessions.BetaManagedAgentsStreamSessionEvents;
const TOOL = { type: "custom" as const, name: "look_up", description: "Looks up.", input_schema: { type: "object" as const } };
const say1 = (text: string) => ({ type: "user.message" as const, content: [{ type: "text" as const, text }] });

describe("contract 4 and 5: sessions and their events, with the agent loop behind them", () => {
  let api: ServedApi;
  let sdk: Anthropic;
  let fake: FakeModel;
  let worker: WorkerProcess;
  let agent: string;
  let environment_id: string;
  beforeAll(async () => {
    api = await serveApi();
    sdk = api.client();
    fake = await startFakeModel();
    worker = await startWorkerProcess(api.appUrl, { modelUrl: fake.url });
    agent = (await sdk.beta.agents.create({ name: "A", model: "claude-opus-5-5", system: "Be brief.", tools: [TOOL] })).id;
    environment_id = (await sdk.beta.environments.create({ name: "E" })).id;
  });
  beforeEach(() => fake.respond(echo()));
  afterAll(async () => {
    await worker?.kill();
    await fake?.close();
    await api?.close();
  });

  const list = async (id: string, params: Anthropic.Beta.Sessions.EventListParams = {}): Promise<Event[]> => {
    const all: Event[] = [];
    for await (const event of sdk.beta.sessions.events.list(id, { limit: 1000, ...params })) all.push(event);
    return all;
  };
  /** Opens the stream, then sends; what came until the session rests for another reason than an action, or until `isEnough`. */
  const follow = async (id: string, send: () => Promise<unknown>, isEnough: (event: Stream) => boolean): Promise<Stream[]> => {
    const stream = await sdk.beta.sessions.events.stream(id, { event_deltas: ["agent.message"] });
    const seen: Stream[] = [];
    await send();
    for await (const event of stream) {
      seen.push(event);
      if (isEnough(event)) break;
    }
    return seen;
  };
  const isRest = (event: Stream) => event.type === "session.status_idle" && event.stop_reason.type !== "requires_action";

  it("4 MUST: create by id string answers the whole session, idle, with the agent's snapshot", async () => {
    const session = await sdk.beta.sessions.create({ agent, environment_id, title: "T", metadata: { k: "v" } });
    expect(session).toMatchObject({
      type: "session",
      status: "idle",
      title: "T",
      metadata: { k: "v" },
      environment_id,
      agent: { type: "agent", id: agent, version: 1, name: "A", model: { id: "claude-opus-5-5" }, tools: [TOOL] },
      resources: [],
      vault_ids: [],
      outcome_evaluations: [],
      usage: { input_tokens: 0, output_tokens: 0 },
      stats: { active_seconds: 0 },
      budget: null,
      deployment_id: null,
      archived_at: null,
    });
    expect(session.id).toMatch(/^sesn_/);
    expect(await sdk.beta.sessions.retrieve(session.id)).toEqual(session);
  });

  it("4 MUST: create pinned to a version, and with overrides that make no new version", async () => {
    await sdk.beta.agents.update(agent, { description: "second" });
    const pinned = await sdk.beta.sessions.create({ agent: { type: "agent", id: agent, version: 1 }, environment_id });
    expect(pinned.agent).toMatchObject({ version: 1, description: null });
    const overridden = await sdk.beta.sessions.create({
      agent: { type: "agent_with_overrides", id: agent, model: "claude-haiku-5-5", system: null, tools: [] },
      environment_id,
    });
    expect(overridden.agent).toMatchObject({
      id: agent,
      version: 2,
      model: { id: "claude-haiku-5-5" },
      system: null,
      tools: [],
      description: "second",
    });
    expect((await sdk.beta.agents.retrieve(agent)).version).toBe(2);
    const strays = {
      type: "agent_with_overrides" as const,
      id: agent,
      mcp_servers: [{ type: "url" as const, name: "desk", url: "https://desk.example/mcp" }],
    };
    expect(await refusal(sdk.beta.sessions.create({ agent: strays, environment_id }))).toBeInstanceOf(Anthropic.BadRequestError);
    const nothing = { type: "agent_with_overrides", id: agent, model: null } as unknown as string;
    expect(await refusal(sdk.beta.sessions.create({ agent: nothing, environment_id }))).toBeInstanceOf(Anthropic.BadRequestError);
  });

  it("4 MUST: unknown agent, version, environment and store are 404; archived ones are refused", async () => {
    const unknown = "01kb2c3d4e5f6g7h8j9kmnpqrs";
    for (const body of [
      { agent: `agent_${unknown}`, environment_id },
      { agent: { type: "agent" as const, id: agent, version: 99 }, environment_id },
      { agent, environment_id: `env_${unknown}` },
      { agent, environment_id, resources: [{ type: "memory_store" as const, memory_store_id: `memstore_${unknown}` }] },
    ])
      expect(await refusal(sdk.beta.sessions.create(body))).toBeInstanceOf(Anthropic.NotFoundError);
    const old = await sdk.beta.agents.create({ name: "Old", model: "claude-opus-5-5" });
    await sdk.beta.agents.archive(old.id);
    expect(await refusal(sdk.beta.sessions.create({ agent: old.id, environment_id }))).toMatchObject({
      status: 400,
      errorCode: "agent_archived",
    });
    const store = await sdk.beta.memoryStores.create({ name: "Gone" });
    await sdk.beta.memoryStores.archive(store.id);
    const resources = [{ type: "memory_store" as const, memory_store_id: store.id }];
    expect(await refusal(sdk.beta.sessions.create({ agent, environment_id, resources }))).toMatchObject({
      status: 400,
      errorCode: "memory_store_archived",
    });
  });

  it("4 MUST: memory stores attach with their snapshot and mount path, and list as resources", async () => {
    const stores = [
      await sdk.beta.memoryStores.create({ name: "Case Law", description: "d" }),
      await sdk.beta.memoryStores.create({ name: "case law!" }),
    ];
    const session = await sdk.beta.sessions.create({
      agent,
      environment_id,
      resources: stores.map((store, at) => ({
        type: "memory_store",
        memory_store_id: store.id,
        ...(at === 0 ? { access: "read_only", instructions: "Look first." } : {}),
      })),
    });
    expect(session.resources).toMatchObject([
      {
        type: "memory_store",
        memory_store_id: stores[0]?.id,
        access: "read_only",
        instructions: "Look first.",
        name: "Case Law",
        description: "d",
        mount_path: "/mnt/memory/case-law",
      },
      { access: "read_write", mount_path: "/mnt/memory/case-law-2" },
    ]);
    const { data } = await sdk.beta.sessions.resources.list(session.id);
    expect(data).toEqual(session.resources);
    expect((await sdk.beta.sessions.list({ memory_store_id: stores[1]?.id })).data.map((one) => one.id)).toEqual([session.id]);
    const learnings = await api.expectCall(200, "GET", `/v1/agents/${agent}`);
    const own = { type: "memory_store" as const, memory_store_id: String(learnings.learnings_store_id) };
    expect((await sdk.beta.sessions.create({ agent, environment_id, resources: [own] })).resources[0]).toMatchObject({
      access: "read_only",
    });
    expect(await refusal(sdk.beta.sessions.create({ agent, environment_id, resources: [{ ...own, access: "read_write" }] }))).toMatchObject(
      { status: 400, errorCode: "learnings_read_only" },
    );
  });

  it("4 MUST: update patches title and metadata, takes tools at rest, refuses vaults, and says what changed", async () => {
    const { id } = await sdk.beta.sessions.create({ agent, environment_id, metadata: { a: "1", b: "2" } });
    const updated = await sdk.beta.sessions.update(id, { title: "New", metadata: { a: null, c: "3" }, agent: { tools: [] } });
    expect(updated).toMatchObject({ title: "New", metadata: { b: "2", c: "3" }, agent: { tools: [], version: 2 } });
    expect(await refusal(sdk.beta.sessions.update(id, { vault_ids: ["vlt_x"] } as never))).toBeInstanceOf(Anthropic.BadRequestError);
    const [event] = await list(id);
    expect(event).toMatchObject({ type: "session.updated", title: "New" });
  });

  it("4 MUST: archive is read-only and hidden; sending is 409; delete answers session_deleted; both are 409 while it runs", async () => {
    const { id } = await sdk.beta.sessions.create({ agent, environment_id });
    expect((await sdk.beta.sessions.archive(id)).archived_at).not.toBeNull();
    expect(await refusal(sdk.beta.sessions.events.send(id, { events: [say1("late")] }))).toBeInstanceOf(Anthropic.ConflictError);
    const ids = async (params: Anthropic.Beta.SessionListParams) =>
      (await sdk.beta.sessions.list({ limit: 100, ...params })).data.map((one) => one.id);
    expect(await ids({})).not.toContain(id);
    expect(await ids({ include_archived: true })).toContain(id);
    expect(await sdk.beta.sessions.delete(id)).toEqual({ id, type: "session_deleted" });
    expect(await refusal(sdk.beta.sessions.retrieve(id))).toBeInstanceOf(Anthropic.NotFoundError);
    fake.fail({ kind: "delay", ms: 1_500 });
    const busy = await sdk.beta.sessions.create({ agent, environment_id, initial_events: [say1("slow")] });
    expect(busy.status).toBe("running");
    for (const act of [sdk.beta.sessions.archive(busy.id), sdk.beta.sessions.delete(busy.id)]) {
      const error = (await refusal(act)) as InstanceType<typeof Anthropic.ConflictError>;
      expect(error).toBeInstanceOf(Anthropic.ConflictError);
      expect(error.headers?.get("x-should-retry")).toBe("false");
    }
  });

  it("5.3 MUST: open stream, then send: the turn in the contract's order, previews before their event, history the same", async () => {
    const { id } = await sdk.beta.sessions.create({ agent, environment_id });
    const seen = await follow(
      id,
      () => sdk.beta.sessions.events.send(id, { events: [say1("What a lovely long sentence this is, in several pieces.")] }),
      isRest,
    );
    const kinds = seen.map((event) => event.type);
    const persisted = seen.filter((event) => event.type !== "event_start" && event.type !== "event_delta") as Event[];
    expect([...new Set(persisted.map((event) => event.type))]).toEqual([
      "user.message",
      "session.status_running",
      "span.model_request_start",
      "agent.message",
      "span.model_request_end",
      "session.status_idle",
    ]);
    const start = seen.find((event) => event.type === "event_start");
    const message = seen.find((event) => event.type === "agent.message") as Extract<Event, { type: "agent.message" }>;
    expect(start?.event.id).toBe(message.id);
    const text = seen.flatMap((event) =>
      event.type === "event_delta" && event.delta.type === "content_delta" ? [event.delta.content] : [],
    );
    const said = message.content[0] as { text: string };
    expect(said.text.startsWith(text.map((piece) => (piece as { text: string }).text).join(""))).toBe(true);
    expect(kinds.indexOf("event_start")).toBeLessThan(kinds.indexOf("agent.message"));
    const history = await list(id);
    expect(history.map((event) => event.id)).toEqual([...new Set(persisted.map((event) => event.id))]);
    expect(new Set(history.map((event) => event.id)).size).toBe(history.length);
  });

  it("5.6 MUST: custom tools: requires_action, the remainder re-emitted, only the last result resumes", async () => {
    fake.respond(sequence([{ blocks: [1, 2].map((n) => ({ type: "tool_use" as const, name: "look_up", input: { n } })) }, say("Done.")]));
    const { id } = await sdk.beta.sessions.create({ agent, environment_id });
    const asked: string[][] = [];
    let answered = 0;
    const seen = await follow(
      id,
      () => sdk.beta.sessions.events.send(id, { events: [say1("go")] }),
      (event) => {
        if (event.type === "session.status_idle" && event.stop_reason.type === "requires_action") {
          asked.push(event.stop_reason.event_ids);
          const custom_tool_use_id = event.stop_reason.event_ids.at(-1) ?? "";
          answered += 1;
          void sdk.beta.sessions.events.send(id, {
            events: [{ type: "user.custom_tool_result", custom_tool_use_id, content: [{ type: "text", text: "r" }] }],
          });
        }
        return isRest(event);
      },
    );
    expect(asked.map((ids) => ids.length)).toEqual([2, 1]);
    expect(answered).toBe(2);
    expect(seen.filter((event) => event.type === "session.status_running").length).toBe(2);
    const again = { type: "user.custom_tool_result" as const, custom_tool_use_id: asked[0]?.[0] ?? "", content: [] };
    expect(await refusal(sdk.beta.sessions.events.send(id, { events: [again] }))).toMatchObject({ status: 400 });
  });

  it("5.6 MUST: the SDK's toolRunner helper answers custom tools by itself", async () => {
    fake.respond(callTool("look_up", { q: "x" }, { rounds: 3 }));
    const { id } = await sdk.beta.sessions.create({ agent, environment_id, initial_events: [say1("go")] });
    const runner = sdk.beta.sessions.events.toolRunner(id, {
      maxIdleMs: 300,
      tools: [{ ...TOOL, run: () => "found", parse: (content: unknown) => content } as never],
    });
    const calls = [];
    for await (const call of runner) calls.push(call);
    expect(calls.map((call) => [call.name, call.posted, call.isError])).toEqual(Array.from({ length: 3 }, () => ["look_up", true, false]));
    expect((await sdk.beta.sessions.retrieve(id)).status).toBe("idle");
  });

  it("5.1 MUST: what a client may not send is 400, and a batch is stored whole or not at all", async () => {
    const { id } = await sdk.beta.sessions.create({ agent, environment_id });
    const bad: unknown[] = [
      { type: "agent.message", content: [] },
      { type: "user.message", content: [] },
      { type: "user.message", content: [{ type: "text", text: "" }] },
      { type: "user.message", content: [{ type: "text", text: "x" }], extra: 1 },
      { type: "user.tool_confirmation", tool_use_id: "sevt_01kb2c3d4e5f6g7h8j9kmnpqrs", result: "allow", deny_message: "no" },
      { type: "user.custom_tool_result", custom_tool_use_id: "sevt_01kb2c3d4e5f6g7h8j9kmnpqrs" },
    ];
    for (const event of bad) {
      const error = await refusal(sdk.beta.sessions.events.send(id, { events: [say1("before"), event] as never }));
      expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    }
    const alone = { type: "system.message", content: [{ type: "text", text: "alone" }] } as never;
    expect(await refusal(sdk.beta.sessions.events.send(id, { events: [alone] }))).toBeInstanceOf(Anthropic.BadRequestError);
    expect((await list(id)).filter((event) => event.type === "agent.message" || event.type === "user.custom_tool_result")).toEqual([]);
  });

  it("5 MUST: events page by limit in both orders and filter by type", async () => {
    const { id } = await sdk.beta.sessions.create({ agent, environment_id });
    await follow(id, () => sdk.beta.sessions.events.send(id, { events: [say1("a")] }), isRest);
    const all = await list(id);
    expect((await list(id, { limit: 2 })).map((event) => event.id)).toEqual(all.map((event) => event.id));
    expect((await list(id, { limit: 2, order: "desc" })).map((event) => event.id)).toEqual(all.map((event) => event.id).reverse());
    expect((await list(id, { types: ["user.message", "agent.message"] })).map((event) => event.type)).toEqual([
      "user.message",
      "agent.message",
    ]);
  });

  it("1.1 MUST: sessions page forward by auto-pagination and back by prev_page", async () => {
    const made = [];
    // Ids made within one millisecond need not sort as they were made; the test's clock stands still.
    for (let n = 0; n < 5; n += 1) {
      api.clock.advance(1);
      made.push((await sdk.beta.sessions.create({ agent, environment_id, metadata: { page: "1" } })).id);
    }
    const forward: string[] = [];
    for await (const session of sdk.beta.sessions.list({ agent_id: agent, limit: 2 })) forward.push(session.id);
    expect(forward.slice(0, 5)).toEqual([...made].reverse());
    const first = await sdk.beta.sessions.list({ agent_id: agent, limit: 2 });
    const second = await sdk.beta.sessions.list({ agent_id: agent, limit: 2, page: first.next_page ?? "" });
    const back = await sdk.beta.sessions.list({ agent_id: agent, limit: 2, page: second.prev_page ?? "" });
    expect(back.data.map((one) => one.id)).toEqual(first.data.map((one) => one.id));
  });

  it("5.6 MUST: an interrupt ends the turn idle end_turn, with its processed_at", async () => {
    fake.fail({ kind: "hang" });
    const { id } = await sdk.beta.sessions.create({ agent, environment_id });
    const seen = await follow(
      id,
      async () => {
        await sdk.beta.sessions.events.send(id, { events: [say1("forever")] });
        await expect.poll(() => fake.waitingFaults(), { timeout: 10_000 }).toBe(0);
        await sdk.beta.sessions.events.send(id, { events: [{ type: "user.interrupt" }] });
      },
      isRest,
    );
    expect(seen.at(-1)).toMatchObject({ type: "session.status_idle", stop_reason: { type: "end_turn" } });
    expect((await list(id)).find((event) => event.type === "user.interrupt")).toMatchObject({ processed_at: expect.any(String) });
  });
});
