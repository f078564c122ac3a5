/** A model call against the strict fake: a whole answer or a sorted error, and nothing asked for twice. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { frozenClock } from "@/lib/clock";
import type { ModelDelta } from "@/lib/model/answer-builder";
import { callModel, type ModelCallRequest } from "@/lib/model/call";
import { type ModelClient, modelClient } from "@/lib/model/client";
import { ModelError, type ModelFailure } from "@/lib/model/errors";
import { listModels } from "@/lib/model/models";
import { estimateTokens } from "@/lib/model/tokens";
import { callTool, say } from "@/lib/testing/fake-model/scripts";
import { startFakeModel } from "@/lib/testing/fake-model/server";
import type { FakeModel, FakeModelOptions, Fault } from "@/lib/testing/fake-model/types";

let fake: FakeModel;
let client: ModelClient;

function clientOf(url: string, key = "sk-test"): ModelClient {
  const made = modelClient({ ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: url });
  if (!made) throw new Error("There is a key, so there is a client.");
  return made;
}
async function restart(options: FakeModelOptions = {}): Promise<void> {
  await fake?.close();
  fake = await startFakeModel({ apiKey: "sk-test", ...options });
  client = clientOf(fake.url);
}
beforeEach(() => restart());
afterEach(() => fake.close());

const hello: ModelCallRequest = {
  model: "claude-opus-5-5",
  max_tokens: 1000,
  messages: [{ role: "user", content: "Hello there, friend." }],
};
const tools: ModelCallRequest["tools"] = [{ name: "look", input_schema: { type: "object" } }];

async function failureOf(work: Promise<unknown>): Promise<ModelFailure> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ModelError)) throw new Error(`No model error: ${String(error)}`);
  return error.failure;
}

describe("an answer", () => {
  it("comes whole, with its usage and the API's ids", async () => {
    const answer = await callModel(client, hello);
    expect(answer).toMatchObject({
      content: [{ type: "text", text: "Hello there, friend." }],
      stopReason: "end_turn",
      stopDetails: null,
      cutToolCall: null,
    });
    expect(answer.usage).toMatchObject({ outputTokens: 5, cacheReadTokens: 0, cacheCreation5m: 0, cacheCreation1h: 0 });
    expect(answer.usage.inputTokens).toBeGreaterThan(0);
    expect(answer.requestId).toBe(fake.requests[0]?.requestId);
    expect(answer.messageId).toMatch(/^msg_/);
  });

  it("is heard piece by piece, and the pieces are the answer", async () => {
    fake.respond(() => ({
      blocks: [
        { type: "thinking", thinking: "Somebody wants me to look at something." },
        { type: "text", text: "I shall look at the place that you named." },
        { type: "tool_use", name: "look", input: { at: "Käse 🧀", deep: { n: [1, 2.5, null] } } },
      ],
    }));
    const heard: ModelDelta[] = [];
    const answer = await callModel(client, { ...hello, tools }, { onDelta: (delta) => heard.push(delta) });
    const joined = (type: "text" | "thinking") => heard.map((delta) => (delta.type === type ? delta.text : "")).join("");
    const [thinking, text, call] = answer.content;
    expect(thinking).toMatchObject({ type: "thinking", thinking: joined("thinking") });
    expect(text).toMatchObject({ type: "text", text: joined("text") });
    expect(call).toMatchObject({ type: "tool_use", name: "look", input: { at: "Käse 🧀", deep: { n: [1, 2.5, null] } } });
    expect(JSON.parse(heard.map((delta) => (delta.type === "tool_input" ? delta.json : "")).join(""))).toEqual({
      at: "Käse 🧀",
      deep: { n: [1, 2.5, null] },
    });
    expect(
      heard.filter(({ type }) => type === "block_start" || type === "block_stop").map(({ type, index }) => `${type} ${index}`),
    ).toEqual([0, 1, 2].flatMap((index) => [`block_start ${index}`, `block_stop ${index}`]));
    expect(answer.stopReason).toBe("tool_use");
  });

  it("goes back as it came, thinking and all", async () => {
    fake.respond(({ messages }) =>
      messages.length > 1
        ? say("Seen.")
        : {
            blocks: [
              { type: "thinking", thinking: "Hm." },
              { type: "tool_use", name: "look", input: {} },
            ],
          },
    );
    const first = await callModel(client, { ...hello, tools });
    const call = first.content[1];
    if (call?.type !== "tool_use") throw new Error("A tool call was expected.");
    const next = await callModel(client, {
      ...hello,
      tools,
      messages: [
        ...hello.messages,
        { role: "assistant", content: first.content },
        { role: "user", content: [{ type: "tool_result", tool_use_id: call.id }] },
      ],
    });
    expect(next.content[0]).toMatchObject({ text: "Seen." });
  });

  it("counts cache writes by lifetime, and reads", async () => {
    const block = (letter: string, ttl: "5m" | "1h") => ({
      type: "text" as const,
      text: letter.repeat(8000),
      cache_control: { type: "ephemeral" as const, ttl },
    });
    const request: ModelCallRequest = { ...hello, system: [block("a", "1h"), block("b", "5m")] };
    expect((await callModel(client, request)).usage).toMatchObject({ cacheReadTokens: 0, cacheCreation1h: 2007, cacheCreation5m: 2007 });
    expect((await callModel(client, request)).usage).toMatchObject({ cacheReadTokens: 4014, cacheCreation1h: 0, cacheCreation5m: 0 });
  });

  it("tells a refusal, and leaves out a tool call that max_tokens cut", async () => {
    fake.fail({ kind: "refusal", category: "bio" });
    expect(await callModel(client, hello)).toMatchObject({ stopReason: "refusal", stopDetails: { category: "bio" }, content: [] });
    fake.respond(() => ({
      blocks: [
        { type: "text", text: "ok" },
        { type: "tool_use", name: "look", input: { at: "a place with a long name" }, id: "toolu_1" },
      ],
    }));
    fake.fail({ kind: "max_tokens", afterTokens: 4 });
    expect(await callModel(client, { ...hello, tools })).toMatchObject({
      stopReason: "max_tokens",
      content: [{ type: "text", text: "ok" }],
      cutToolCall: { id: "toolu_1", name: "look" },
    });
  });
});

const FAILURES: [Fault, Partial<ModelFailure>][] = [
  [
    { kind: "rate_limited", retryAfterSeconds: 7 },
    { kind: "rate_limited", retryAfterMs: 7000, isRetryable: true },
  ],
  [{ kind: "overloaded" }, { kind: "overloaded", isRetryable: true }],
  [
    { kind: "overloaded", retryAfterSeconds: 2 },
    { kind: "overloaded", retryAfterMs: 2000 },
  ],
  [{ kind: "server_error" }, { kind: "server", isRetryable: true }],
  [
    { kind: "server_error", status: 503 },
    { kind: "server", isRetryable: true },
  ],
  [
    { kind: "invalid_request", message: "no such thing" },
    { kind: "invalid_request", message: "no such thing", isRetryable: false },
  ],
  [{ kind: "disconnect" }, { kind: "connection", isRetryable: true }],
  [{ kind: "cut" }, { kind: "connection", isRetryable: true }],
  [{ kind: "stream_error" }, { kind: "overloaded", isRetryable: true }],
  [
    { kind: "stream_error", type: "api_error" },
    { kind: "server", isRetryable: true },
  ],
];

describe("a failure", () => {
  it.each(FAILURES)("%o", async (fault, expected) => {
    fake.fail(fault);
    fake.respond(() => say("a long answer that takes several deltas to be told"));
    expect(await failureOf(callModel(client, hello))).toMatchObject(expected);
    // Nobody but the caller retries.
    expect(fake.requests).toHaveLength(1);
  });

  it("names the request, and knows a key, a model and a prompt that won't do", async () => {
    expect(await failureOf(callModel(clientOf(fake.url, "sk-other"), hello))).toMatchObject({ kind: "authentication", isRetryable: false });
    const unknown = await failureOf(callModel(client, { ...hello, model: "claude-9" }));
    expect(unknown).toMatchObject({ kind: "invalid_request", requestId: fake.requests.at(-1)?.requestId });
    await restart({ contextWindow: 20 });
    expect(await failureOf(callModel(client, { ...hello, system: "x".repeat(200) }))).toMatchObject({
      kind: "context_too_long",
      isRetryable: false,
    });
  });

  it("isn't retried when the API says so", async () => {
    fake.respond(callTool("fly", {}));
    expect(await failureOf(callModel(client, hello))).toMatchObject({ kind: "server", isRetryable: false });
  });

  it("is canceled at once: before, while waiting, in the middle", async () => {
    expect(await failureOf(callModel(client, hello, { signal: AbortSignal.abort() }))).toMatchObject({
      kind: "canceled",
      isRetryable: false,
    });
    fake.fail({ kind: "hang" });
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(), 50);
    expect((await failureOf(callModel(client, hello, { signal: waiting.signal }))).kind).toBe("canceled");
    await expect.poll(() => fake.requests.at(-1)?.abortedByClient).toBe(true);
    fake.respond(() => say("x".repeat(2400)));
    fake.fail({ kind: "slow", msPerDelta: 20 });
    const reading = new AbortController();
    const startedAt = performance.now();
    const call = callModel(client, hello, { signal: reading.signal, onDelta: ({ type }) => type === "text" && reading.abort() });
    expect((await failureOf(call)).kind).toBe("canceled");
    expect(performance.now() - startedAt).toBeLessThan(1500);
    await expect.poll(() => fake.requests.at(-1)?.abortedByClient).toBe(true);
  });

  it("comes from silence, before the answer and within it", async () => {
    fake.fail({ kind: "hang" });
    expect(await failureOf(callModel(client, hello, { silenceMs: 50 }))).toMatchObject({
      kind: "connection",
      isRetryable: true,
      message: expect.stringMatching(/sent nothing/),
    });
    fake.respond(() => say("x".repeat(100)));
    fake.fail({ kind: "slow", msPerDelta: 5000 });
    expect(await failureOf(callModel(client, hello, { silenceMs: 50 }))).toMatchObject({
      kind: "connection",
      message: expect.stringMatching(/sent nothing/),
    });
  });

  it("lets a listener's own error out, and hangs up", async () => {
    fake.respond(() => say("x".repeat(2400)));
    fake.fail({ kind: "slow", msPerDelta: 20 });
    const mine = new Error("mine");
    const call = callModel(client, hello, {
      onDelta: ({ type }) => {
        if (type === "text") throw mine;
      },
    });
    await expect(call).rejects.toBe(mine);
    await expect.poll(() => fake.requests.at(-1)?.abortedByClient).toBe(true);
  });
});

describe("a stream that the API would not send", () => {
  const start = { type: "message_start", message: { id: "msg_1", model: "m", usage: { input_tokens: 1 } } };
  const delta = { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 1 } };
  const text = (index: number) => ({ type: "content_block_start", index, content_block: { type: "text", text: "" } });
  const stop = { type: "message_stop" };
  const call = { type: "content_block_start", index: 0, content_block: { type: "tool_use", id: "t", name: "look", input: {} } };
  const half = { type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json: '{"at":' } };
  it.each([
    ["ends without message_stop", [start, delta], /ended in the middle/],
    ["stops within a block", [start, text(0), delta, stop], /middle of a block/],
    ["gives no reason", [start, stop], /no reason/],
    ["nests blocks", [start, text(0), text(1)], /within another/],
    [
      "sends an unknown piece",
      [start, text(0), { type: "content_block_delta", index: 0, delta: { type: "odour_delta" } }],
      /unknown piece odour_delta/,
    ],
    [
      "ends naturally with half a tool call",
      [start, call, half, { type: "content_block_stop", index: 0 }, delta, stop],
      /input is no JSON/,
    ],
    ["sends no JSON", ["{"], /connection to the model broke/],
  ])("%s", async (_name, events, message) => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(events.map((event) => `event: x\ndata: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`).join(""));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const failure = await failureOf(callModel(clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), hello));
    server.closeAllConnections();
    server.close();
    expect(failure).toMatchObject({ kind: "connection", isRetryable: true });
    expect(failure.message).toMatch(message);
  });
});

describe("models", () => {
  it("come from the API once an hour, from the price list without a key, and a failure isn't kept", async () => {
    const clock = frozenClock("2026-11-25T12:00:00Z");
    expect(modelClient({})).toBeNull();
    expect((await listModels(null, clock)).map(({ id }) => id)).toContain("claude-opus-5-5");
    await expect(listModels(clientOf(fake.url, "sk-other"), clock)).rejects.toBeInstanceOf(ModelError);
    const asked = () => fake.requests.filter(({ path, status }) => path === "/v1/models" && status === 200).length;
    const [models] = await Promise.all([listModels(client, clock), listModels(client, clock)]);
    expect(models[0]).toEqual({
      id: "claude-fable-5-2",
      displayName: expect.any(String),
      contextWindow: 1_000_000,
      mostOutputTokens: 128_000,
    });
    expect(asked()).toBe(1);
    clock.advance(3_599_000);
    await listModels(client, clock);
    expect(asked()).toBe(1);
    clock.advance(2_000);
    await listModels(client, clock);
    expect(asked()).toBe(2);
  });
});

describe("estimateTokens", () => {
  it("counts bytes, not characters, and rounds up", () => {
    expect([estimateTokens(""), estimateTokens("a"), estimateTokens("abc"), estimateTokens("abcd"), estimateTokens("🧀")]).toEqual([
      0, 1, 1, 2, 2,
    ]);
  });
});
