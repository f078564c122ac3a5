import { DBOSClient } from "@dbos-inc/dbos-sdk";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAgent } from "@/lib/agents/commands";
import { systemClock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import { createEnvironment } from "@/lib/environments/commands";
import type { AgentId, EnvironmentId, EventId, SessionId } from "@/lib/ids";
import { JOBS_APPLICATION } from "@/lib/jobs/contracts";
import { purgeFinishedWorkflows } from "@/lib/jobs/purge";
import { archiveSession, updateSession } from "@/lib/sessions/change";
import { createSession } from "@/lib/sessions/create";
import { getSession, listEvents } from "@/lib/sessions/queries";
import { sendEvents } from "@/lib/sessions/send";
import type { SessionEvent } from "@/lib/sessions/types";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { callTool, echo, say, sequence } from "@/lib/testing/fake-model/scripts";
import { startFakeModel } from "@/lib/testing/fake-model/server";
import type { FakeModel } from "@/lib/testing/fake-model/types";
import { startMcpServer } from "@/lib/testing/mcp-server";
import { startWorkerProcess, type WorkerProcess } from "@/lib/testing/worker-process";

const CUSTOM = { type: "custom" as const, name: "look_up", description: "Looks something up.", input_schema: { type: "object" as const } };
const MODEL = { id: "claude-opus-5-5" };

describe("the agent loop", () => {
  let test: TestWorkspace;
  let ctx: Ctx;
  let fake: FakeModel;
  let environmentId: EnvironmentId;
  const workers: WorkerProcess[] = [];
  const startWorker = async () => {
    const worker = await startWorkerProcess(test.appUrl, { modelUrl: fake.url, mcpAllow: "127.0.0.1" });
    workers.push(worker);
    return worker;
  };
  beforeAll(async () => {
    test = await createTestWorkspace();
    ctx = { ...test.ctxFor("admin"), clock: systemClock };
    fake = await startFakeModel();
    environmentId = (await createEnvironment(ctx, { name: "Somewhere" })).id;
    await startWorker();
  });
  beforeEach(() => fake.respond(echo()));
  afterAll(async () => {
    for (const worker of workers) await worker.kill();
    await fake?.close();
    await test?.close();
  });
  afterEach((context) => {
    if (context.task.result?.state === "fail") for (const worker of workers) console.log(worker.log().slice(-3000));
  });

  const makeAgent = async (tools: Parameters<typeof createAgent>[1]["tools"] = []): Promise<AgentId> =>
    (await createAgent(ctx, { name: "Looped", model: MODEL, system: "You are terse.", tools })).id;
  const message = (text: string) => ({ type: "user.message" as const, content: [{ type: "text" as const, text }] });
  const begin = async (agentId: AgentId, text?: string) =>
    (await createSession(ctx, { agent: { id: agentId }, environmentId, initialEvents: text ? [message(text)] : [] })).id;
  const log = async (id: SessionId) => (await listEvents(ctx, { sessionId: id, limit: 1000 })).items;
  const types = (events: SessionEvent[]) => events.map((event) => event.type);
  const untilEvent = async (id: SessionId, isIt: (event: SessionEvent) => boolean, ms = 15_000): Promise<SessionEvent> => {
    const until = Date.now() + ms;
    for (;;) {
      const events = await log(id);
      const found = events.find(isIt);
      if (found) return found;
      if (Date.now() > until)
        throw new Error(`Not seen in ${ms} ms; the log: ${JSON.stringify(events.map((e) => [e.type, e.payload])).slice(-1500)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  /** The newest message of the newest request to the model. */
  const lastAsked = () => {
    const messages = fake.requests.at(-1)?.body?.messages as { role: string; content: { type: string }[] }[];
    return messages[messages.length - 1] as (typeof messages)[number];
  };
  const rested = (id: SessionId, type: string, after = 0) =>
    untilEvent(id, (e) => e.seq > after && e.type === "session.status_idle" && (e.payload.stop_reason as { type: string }).type === type);

  it("answers a message, in the order of the contract, and counts what it cost", async () => {
    const id = await begin(await makeAgent(), "Good day to you.");
    await rested(id, "end_turn");
    const events = await log(id);
    expect(types(events)).toEqual([
      "user.message",
      "session.status_running",
      "span.model_request_start",
      "agent.message",
      "span.model_request_end",
      "session.status_idle",
    ]);
    expect(events.every((event) => event.processedAt !== null)).toBe(true);
    expect(events[3]?.payload).toEqual({ content: [{ type: "text", text: "Good day to you." }] });
    const session = await getSession(ctx, id);
    expect(session).toMatchObject({ status: "idle", live: { stopReason: { type: "end_turn" }, hasUnpriced: false } });
    expect(session.live?.costMicroUsd).toBeGreaterThan(0);
    expect(session.live?.outputTokens).toBeGreaterThan(0);
  });

  it("calls custom tools, asks the client for each result, and goes on with the last", async () => {
    fake.respond(
      sequence([
        {
          blocks: [
            { type: "text", text: "Let me see." },
            { type: "tool_use", name: "look_up", input: { n: 1 } },
            { type: "tool_use", name: "look_up", input: { n: 2 } },
          ],
        },
        say("Both found."),
      ]),
    );
    const id = await begin(await makeAgent([CUSTOM]), "Find two things.");
    const asked = await rested(id, "requires_action");
    const ids = (asked.payload.stop_reason as { event_ids: EventId[] }).event_ids;
    expect(ids).toHaveLength(2);
    const result = (at: number) => ({
      type: "user.custom_tool_result" as const,
      custom_tool_use_id: ids[at] as EventId,
      content: [{ type: "text" as const, text: `r${at}` }],
    });
    await sendEvents(ctx, id, { events: [result(1)] });
    const again = await rested(id, "requires_action", asked.seq);
    expect((again.payload.stop_reason as { event_ids: EventId[] }).event_ids).toEqual([ids[0]]);
    await expect(sendEvents(ctx, id, { events: [result(1)] })).rejects.toMatchObject({ details: { reason: "already_answered" } });
    await sendEvents(ctx, id, { events: [result(0)] });
    await rested(id, "end_turn");
    const { content } = lastAsked();
    expect(content.map((block) => block.type)).toEqual(["tool_result", "tool_result"]);
    expect(JSON.stringify(content[0])).toContain("r0");
  });

  it("asks a person first where the policy says so; a denial goes to the model", async () => {
    fake.respond(callTool("bash", { command: "rm -rf /" }));
    const tools = [
      {
        type: "agent_toolset_20260401" as const,
        default_config: { enabled: true, permission_policy: { type: "always_ask" as const } },
        configs: [],
      },
    ];
    const id = await begin(await makeAgent(tools), "Clean up.");
    const asked = await rested(id, "requires_action");
    const [callId] = (asked.payload.stop_reason as { event_ids: EventId[] }).event_ids as [EventId];
    expect((await log(id)).find((event) => event.id === callId)).toMatchObject({
      type: "agent.tool_use",
      payload: { name: "bash", evaluated_permission: "ask" },
    });
    await sendEvents(ctx, id, {
      events: [{ type: "user.tool_confirmation", tool_use_id: callId, result: "deny", deny_message: "Never do that." }],
    });
    await rested(id, "end_turn");
    expect(JSON.stringify(lastAsked())).toContain("Never do that.");
  });

  it("queues what comes while it works, and takes it in the next turn", async () => {
    fake.fail({ kind: "delay", ms: 400 });
    const id = await begin(await makeAgent(), "first");
    await untilEvent(id, (event) => event.type === "span.model_request_start");
    const [queued] = await sendEvents(ctx, id, { events: [message("second")] });
    expect(queued?.processedAt).toBeNull();
    const first = await rested(id, "end_turn");
    await rested(id, "end_turn", first.seq);
    const events = await log(id);
    expect(events.find((event) => event.id === queued?.id)?.processedAt).not.toBeNull();
    expect(types(events).filter((type) => type === "session.status_idle")).toHaveLength(2);
  });

  it("is interrupted at once, and takes what was queued behind the interrupt", async () => {
    fake.fail({ kind: "hang" });
    const id = await begin(await makeAgent(), "Think for ever.");
    await untilEvent(id, (event) => event.type === "span.model_request_start");
    const before = Date.now();
    await sendEvents(ctx, id, { events: [message("Something else."), { type: "user.interrupt" }] });
    const idle = await rested(id, "end_turn");
    expect(Date.now() - before).toBeLessThan(3_000);
    await rested(id, "end_turn", idle.seq);
    const events = await log(id);
    expect(events.find((event) => event.type === "span.model_request_end")?.payload).toMatchObject({ is_error: true });
    expect(events.find((event) => event.type === "user.interrupt")?.processedAt).not.toBeNull();
    expect(events.findLast((event) => event.type === "agent.message")?.payload).toMatchObject({
      content: [{ text: expect.stringContaining("Something else.") }],
    });
  });

  it("tries again after a failure that passes, and says so; never keeps half a message", async () => {
    fake.fail({ kind: "cut", afterDeltas: 1 });
    fake.fail({ kind: "overloaded", retryAfterSeconds: 0 });
    const id = await begin(await makeAgent(), "Hold on to this sentence, all of it.");
    await rested(id, "end_turn");
    const events = await log(id);
    expect(types(events)).toEqual([
      "user.message",
      "session.status_running",
      "span.model_request_start",
      "span.model_request_end",
      "session.error",
      "session.status_rescheduled",
      "session.status_running",
      "span.model_request_start",
      "span.model_request_end",
      "session.error",
      "session.status_rescheduled",
      "session.status_running",
      "span.model_request_start",
      "agent.message",
      "span.model_request_end",
      "session.status_idle",
    ]);
    expect(events.filter((event) => event.type === "session.error").map((event) => (event.payload.error as { type: string }).type)).toEqual(
      ["model_request_failed_error", "model_overloaded_error"],
    );
  });

  it("gives up on what no retry helps, and takes new input after", async () => {
    fake.fail({ kind: "invalid_request", message: "no" });
    const id = await begin(await makeAgent(), "Bad luck.");
    const idle = await rested(id, "retries_exhausted");
    await sendEvents(ctx, id, { events: [message("Again.")] });
    await rested(id, "end_turn", idle.seq);
  });

  it("stops at its budget before the next request, and goes on when it is raised", async () => {
    fake.respond(callTool("look_up", {}, { rounds: 3 }));
    const agentId = await makeAgent([CUSTOM]);
    const { id } = await createSession(ctx, { agent: { id: agentId }, environmentId, budgetMicroUsd: 1, initialEvents: [message("Go.")] });
    const asked = await rested(id, "requires_action");
    const [callId] = (asked.payload.stop_reason as { event_ids: EventId[] }).event_ids as [EventId];
    await sendEvents(ctx, id, { events: [{ type: "user.custom_tool_result", custom_tool_use_id: callId }] });
    const spent = await rested(id, "budget_reached");
    expect((await log(id)).filter((event) => event.type === "span.model_request_start")).toHaveLength(1);
    await updateSession(ctx, id, { budget: null });
    await rested(id, "requires_action", spent.seq);
  });

  it("calls the tools of MCP servers by itself, asks first where it must, and goes on without a server that is away", async () => {
    const mcp = await startMcpServer();
    fake.respond(callTool("mcp__desk__echo", { text: "from the desk" }));
    const servers = [
      { type: "url" as const, name: "desk", url: mcp.url },
      { type: "url" as const, name: "away", url: "http://127.0.0.1:1/mcp" },
    ];
    const allowed = { default_config: { enabled: true, permission_policy: { type: "always_allow" as const } } };
    const agent = await createAgent(ctx, {
      name: "With a desk",
      model: MODEL,
      mcp_servers: servers,
      tools: [
        { type: "mcp_toolset", mcp_server_name: "desk", ...allowed },
        { type: "mcp_toolset", mcp_server_name: "away", ...allowed },
      ] as never,
    });
    const id = await begin(agent.id, "Ask the desk.");
    await rested(id, "end_turn");
    const events = await log(id);
    expect(events.find((event) => event.type === "session.error")?.payload.error).toMatchObject({
      type: "mcp_connection_failed_error",
      mcp_server_name: "away",
    });
    const call = events.find((event) => event.type === "agent.mcp_tool_use");
    expect(call?.payload).toMatchObject({ mcp_server_name: "desk", name: "echo", evaluated_permission: "allow" });
    expect(events.find((event) => event.type === "agent.mcp_tool_result")?.payload).toMatchObject({
      mcp_tool_use_id: call?.id,
      content: [{ type: "text", text: "from the desk" }],
    });
    expect(JSON.stringify(lastAsked())).toContain("from the desk");
    await mcp.close();
  });

  it("sums up a context that grows too long, and goes on with what it kept", async () => {
    await fake.close();
    fake = await startFakeModel({ contextWindow: 6_000, port: Number(new URL(fake.url).port) });
    const long = "This sentence fills the window. ".repeat(120);
    const id = await begin(await makeAgent(), `one ${long}`);
    let idle = await rested(id, "end_turn");
    for (const word of ["two", "three", "four"]) {
      await sendEvents(ctx, id, { events: [message(`${word} ${long}`)] });
      idle = await rested(id, "end_turn", idle.seq);
    }
    const events = await log(id);
    expect(types(events)).toContain("agent.thread_context_compacted");
    expect(types(events)).not.toContain("session.error");
    expect(JSON.stringify(fake.requests.at(-1)?.body?.messages)).toContain("summary_of_the_conversation_so_far");
  });

  it("leaves nothing in the queue's tables once its finished runs are purged, and runs on", async () => {
    const client = await DBOSClient.create({
      systemDatabaseUrl: test.appUrl,
      systemDatabasePoolSize: 1,
      applicationName: JOBS_APPLICATION,
    });
    const finished = async () => (await client.listWorkflows({ status: ["SUCCESS", "ERROR"] })).length;
    const id = await begin(await makeAgent(), "To be forgotten.");
    await rested(id, "end_turn");
    await archiveSession(ctx, id);
    const [worker] = workers.splice(0) as [WorkerProcess];
    // Stopping lets go of runs at rest: they end.
    await worker.stop();
    await expect.poll(finished).toBeGreaterThan(0);
    expect(await purgeFinishedWorkflows(client, new Date(0))).toBe(0);
    expect(await purgeFinishedWorkflows(client, new Date(Date.now() + 60_000))).toBeGreaterThan(0);
    expect(await finished()).toBe(0);
    await client.destroy();
    await startWorker();
    await rested(await begin(await makeAgent(), "Still here."), "end_turn");
  });

  it("survives kill -9 while it waits for the model: another worker asks again, and nothing is doubled", async () => {
    const [first] = workers.splice(0) as [WorkerProcess];
    fake.fail({ kind: "hang" });
    const id = await begin(await makeAgent(), "Survive this.");
    await untilEvent(id, (event) => event.type === "span.model_request_start");
    await expect.poll(() => fake.waitingFaults()).toBe(0);
    const second = startWorker();
    await first.kill();
    await second;
    await rested(id, "end_turn");
    const events = await log(id);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, at) => at + 1));
    expect(types(events).filter((type) => type === "agent.message")).toHaveLength(1);
    expect(types(events).filter((type) => type === "span.model_request_start")).toHaveLength(1);
    expect(fake.repeatedAfterAnswer()).toEqual([]);
  });
});
