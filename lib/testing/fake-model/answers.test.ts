/** What the fake answers, how it fails, and what it remembers: driven with the real SDK client. */
import { Agent, request } from "node:http";
import Anthropic from "@anthropic-ai/sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startFakeModelProcess } from "@/lib/testing/fake-model/process";
import { callTool, say, sequence, structured } from "@/lib/testing/fake-model/scripts";
import { startFakeModel } from "@/lib/testing/fake-model/server";
import type { FakeModel, FakeModelOptions, Fault } from "@/lib/testing/fake-model/types";

let fake: FakeModel;
let client: Anthropic;
let nowMs = 0;

async function restart(options: FakeModelOptions = {}): Promise<void> {
  await fake?.close();
  fake = await startFakeModel({ now: () => nowMs, ...options });
  client = new Anthropic({ apiKey: "sk-test", baseURL: fake.url, maxRetries: 0 });
}
beforeEach(() => restart());
afterEach(() => fake.close());

type Params = Anthropic.MessageCreateParamsNonStreaming;
const base: Params = { model: "claude-opus-5-5", max_tokens: 1000, messages: [{ role: "user", content: "Hello there, friend." }] };
const look: Anthropic.Tool = { name: "look", input_schema: { type: "object", properties: { at: { type: "string" } } } };
const caught = (promise: PromiseLike<unknown>) =>
  Promise.resolve(promise).then(
    () => null,
    (error: unknown) => error,
  );
const streamed = (params: Params = base) => client.messages.stream(params).finalMessage();

describe("answers", () => {
  it("echoes, streamed and not, with the same content and usage", async () => {
    const whole = await client.messages.create(base);
    const text: string[] = [];
    const built = await client.messages
      .stream(base)
      .on("text", (delta) => text.push(delta))
      .finalMessage();
    expect(whole.content).toEqual([{ type: "text", text: "Hello there, friend.", citations: null }]);
    expect(built.content).toEqual(whole.content);
    expect(built.usage).toMatchObject({ input_tokens: whole.usage.input_tokens, output_tokens: whole.usage.output_tokens });
    expect(built.stop_reason).toBe("end_turn");
    expect(text.join("")).toBe("Hello there, friend.");
    expect(whole._request_id).toBe(fake.requests[0]?.requestId);
  });

  it("streams every kind of event in the API's order", async () => {
    fake.respond(() => ({
      blocks: [
        { type: "thinking", thinking: "Hm." },
        { type: "tool_use", name: "look", input: { at: "that" } },
      ],
    }));
    const response = await client.messages.create({ ...base, tools: [look], stream: true }).asResponse();
    const events = [...(await response.text()).matchAll(/^event: (\w+)$/gm)].map((match) => match[1]);
    const block = ["content_block_start", "content_block_delta", "content_block_delta", "content_block_stop"];
    expect(events).toEqual(["message_start", block[0], "ping", ...block.slice(1), ...block, "message_delta", "message_stop"]);
  });

  it("takes its own thinking and tool calls back", async () => {
    fake.respond((request) =>
      request.messages.length > 1
        ? say("Seen.")
        : {
            blocks: [
              { type: "thinking", thinking: "Hm." },
              { type: "tool_use", name: "look", input: { at: "Käse 🧀" } },
            ],
          },
    );
    const first = await streamed({ ...base, tools: [look] });
    expect(first.stop_reason).toBe("tool_use");
    const call = first.content[1] as Anthropic.ToolUseBlock;
    expect(call.input).toEqual({ at: "Käse 🧀" });
    const result: Anthropic.ToolResultBlockParam = { type: "tool_result", tool_use_id: call.id, content: "cheese" };
    const next = await streamed({
      ...base,
      tools: [look],
      messages: [...base.messages, { role: "assistant", content: first.content }, { role: "user", content: [result] }],
    });
    expect(next.content[0]).toMatchObject({ text: "Seen." });
  });

  it("plays rounds of tool calls by the request alone", async () => {
    fake.respond(callTool("look", (round) => ({ at: `${round}` }), { rounds: 3, finish: "Three." }));
    const messages: Anthropic.MessageParam[] = [...base.messages];
    const inputs: unknown[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const answer = await streamed({ ...base, tools: [look], messages });
      const call = answer.content[0];
      if (call?.type !== "tool_use") {
        expect(call).toMatchObject({ text: "Three." });
        break;
      }
      inputs.push(call.input);
      messages.push(
        { role: "assistant", content: answer.content },
        { role: "user", content: [{ type: "tool_result", tool_use_id: call.id }] },
      );
    }
    expect(inputs).toEqual([{ at: "0" }, { at: "1" }, { at: "2" }]);
  });

  it("answers by a schema, by a sequence, and stops at a stop sequence", async () => {
    fake.respond(structured());
    const schema = {
      type: "object",
      properties: { ok: { type: "boolean" }, n: { type: "integer" } },
      required: ["ok", "n"],
      additionalProperties: false,
    };
    const answer = await client.messages.create({ ...base, output_config: { format: { type: "json_schema", schema } } });
    expect(JSON.parse((answer.content[0] as Anthropic.TextBlock).text)).toEqual({ ok: false, n: 0 });
    fake.respond(sequence([say("one END two"), say("later")]));
    const early = await client.messages.create({ ...base, stop_sequences: ["END"] });
    expect(early).toMatchObject({ stop_reason: "stop_sequence", stop_sequence: "END", content: [{ text: "one " }] });
  });

  it("cuts at max_tokens and at the window's end", async () => {
    fake.respond(() => say("x".repeat(1000)));
    const short = await streamed({ ...base, max_tokens: 10 });
    expect(short).toMatchObject({ stop_reason: "max_tokens", usage: { output_tokens: 10 } });
    expect((short.content[0] as Anthropic.TextBlock).text).toHaveLength(40);
    await restart({ contextWindow: 40, respond: () => say("x".repeat(1000)) });
    expect(await streamed()).toMatchObject({ stop_reason: "model_context_window_exceeded" });
  });

  it("fails loudly, without a retry, when the script calls a tool that wasn't offered", async () => {
    fake.respond(callTool("fly", {}));
    const patient = new Anthropic({ apiKey: "k", baseURL: fake.url, maxRetries: 3 });
    await expect(patient.messages.create(base)).rejects.toThrow(/which the request doesn't offer/);
    expect(fake.requests.map(({ outcome }) => outcome)).toEqual(["script_error"]);
  });
});

describe("the prompt cache", () => {
  const mark = { cache_control: { type: "ephemeral" as const } };
  const long = (letter: string, more: object = {}): Anthropic.TextBlockParam => ({ type: "text", text: letter.repeat(8000), ...more });
  const ask = async (system: Anthropic.TextBlockParam[], more: Partial<Params> = {}) =>
    (await client.messages.create({ ...base, system, ...more })).usage;

  it("writes at a mark, reads within five minutes, refreshes, and forgets", async () => {
    const first = await ask([long("a", mark)]);
    expect(first).toMatchObject({
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 2007, ephemeral_1h_input_tokens: 0 },
    });
    nowMs += 299_000;
    const second = await ask([long("a", mark)]);
    expect(second).toMatchObject({ cache_read_input_tokens: 2007, cache_creation_input_tokens: 0, input_tokens: first.input_tokens });
    nowMs += 299_000;
    expect((await ask([long("a", mark)])).cache_read_input_tokens).toBe(2007);
    nowMs += 301_000;
    expect((await ask([long("a", mark)])).cache_read_input_tokens).toBe(0);
  });

  it("keeps an hour's mark for an hour, and counts each kind of write", async () => {
    const usage = await ask([long("a", { cache_control: { type: "ephemeral", ttl: "1h" } }), long("b", mark)]);
    expect(usage.cache_creation).toEqual({ ephemeral_1h_input_tokens: 2007, ephemeral_5m_input_tokens: 2007 });
    nowMs += 3_000_000;
    expect((await ask([long("a", { cache_control: { type: "ephemeral", ttl: "1h" } }), long("b", mark)])).cache_read_input_tokens).toBe(
      2007,
    );
  });

  it("reads the longest known prefix as a conversation grows, and nothing of another model or another beginning", async () => {
    await client.messages.create({ ...base, cache_control: mark.cache_control, messages: [{ role: "user", content: "x".repeat(8000) }] });
    const grown: Params = {
      ...base,
      cache_control: mark.cache_control,
      messages: [
        { role: "user", content: "x".repeat(8000) },
        { role: "assistant", content: "yes" },
        { role: "user", content: "more" },
      ],
    };
    const { usage } = await client.messages.create(grown);
    expect(usage.cache_read_input_tokens).toBe(2007);
    expect(usage.cache_creation_input_tokens).toBeGreaterThan(0);
    expect(usage.input_tokens).toBe(0);
    expect((await client.messages.create({ ...grown, model: "claude-sonnet-5-5" })).usage.cache_read_input_tokens).toBe(0);
    expect((await client.messages.create({ ...grown, system: "Other." })).usage.cache_read_input_tokens).toBe(0);
  });

  it("caches nothing below the minimum", async () => {
    expect(await ask([{ type: "text", text: "short", ...mark }])).toMatchObject({
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    });
  });

  it("counts a prompt's tokens as it bills them", async () => {
    const counted = await client.messages.countTokens({ model: base.model, messages: base.messages });
    expect(counted.input_tokens).toBe((await client.messages.create(base)).usage.input_tokens);
    await expect(client.messages.countTokens({ ...base } as never)).rejects.toThrow(/max_tokens: Extra inputs/);
  });
});

describe("failures on command", () => {
  it.each<[Fault, new (...args: never[]) => unknown, number]>([
    [{ kind: "rate_limited", retryAfterSeconds: 7 }, Anthropic.RateLimitError, 429],
    [{ kind: "overloaded" }, Anthropic.InternalServerError, 529],
    [{ kind: "server_error", status: 503 }, Anthropic.InternalServerError, 503],
    [{ kind: "invalid_request", message: "no" }, Anthropic.BadRequestError, 400],
  ])("%o", async (fault, kind, status) => {
    fake.fail(fault);
    const error = await caught(client.messages.create(base));
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ status });
    if (fault.kind === "rate_limited") expect((error as Anthropic["messages"] & { headers: Headers }).headers.get("retry-after")).toBe("7");
    expect((await client.messages.create(base)).stop_reason).toBe("end_turn");
    expect(fake.waitingFaults()).toBe(0);
    expect(fake.requests.map(({ status: sent }) => sent)).toEqual([status, 200]);
  });

  it("closes the connection before and in the middle of a block", async () => {
    fake.fail({ kind: "disconnect" });
    expect(await caught(streamed())).toBeInstanceOf(Anthropic.APIConnectionError);
    fake.respond(() => say("a long answer that takes several deltas to be told"));
    fake.fail({ kind: "cut", afterDeltas: 1 });
    const seen: string[] = [];
    const stream = client.messages.stream(base).on("text", (delta) => seen.push(delta));
    expect(await caught(stream.finalMessage())).not.toBeNull();
    expect(seen).toEqual(["a long answer that takes"]);
    expect(fake.requests.map(({ outcome, abortedByClient }) => ({ outcome, abortedByClient }))).toEqual([
      { outcome: "failed", abortedByClient: false },
      { outcome: "failed", abortedByClient: false },
    ]);
  });

  it("sends the API's error event within a stream", async () => {
    fake.fail({ kind: "stream_error" });
    expect(await caught(streamed())).toMatchObject({ type: "overloaded_error" });
  });

  it("refuses as a model does, and stops at max_tokens in the middle of a tool call", async () => {
    fake.fail({ kind: "refusal", category: "cyber" });
    expect(await streamed()).toMatchObject({ stop_reason: "refusal", content: [], stop_details: { category: "cyber" } });
    fake.respond(callTool("look", { at: "a place with a long name" }));
    fake.fail({ kind: "max_tokens", afterTokens: 3 });
    const cut = await client.messages.create({ ...base, tools: [look] });
    expect(cut).toMatchObject({ stop_reason: "max_tokens", content: [{ type: "tool_use", input: {} }] });
  });

  it("is slow, late or silent, and notices when the client leaves", async () => {
    fake.respond(() => say("x".repeat(24 * 4)));
    fake.fail({ kind: "slow", msPerDelta: 20 });
    let startedAt = performance.now();
    await streamed();
    expect(performance.now() - startedAt).toBeGreaterThan(75);
    fake.fail({ kind: "delay", ms: 60 });
    startedAt = performance.now();
    await streamed();
    expect(performance.now() - startedAt).toBeGreaterThan(55);
    fake.fail({ kind: "hang" });
    const leaving = new AbortController();
    setTimeout(() => leaving.abort(), 50);
    expect(await caught(client.messages.create({ ...base, stream: true }, { signal: leaving.signal }))).toBeInstanceOf(
      Anthropic.APIUserAbortError,
    );
    await expect.poll(() => fake.requests.at(-1)).toMatchObject({ outcome: "aborted", abortedByClient: true });
  });

  it("strikes only the requests that match, and keeps the rest waiting", async () => {
    fake.fail({ kind: "overloaded" }, { times: 2, when: ({ model }) => model === "claude-sonnet-5-5" });
    await client.messages.create(base);
    expect(await caught(client.messages.create({ ...base, model: "claude-sonnet-5-5" }))).toMatchObject({ status: 529 });
    expect(fake.waitingFaults()).toBe(1);
  });
});

describe("the log", () => {
  it("tells what was asked again after its answer had been delivered, and only that", async () => {
    fake.fail({ kind: "overloaded" });
    await caught(client.messages.create(base));
    await client.messages.create(base);
    expect(fake.repeatedAfterAnswer()).toEqual([]);
    await client.messages.create(base);
    expect(fake.repeatedAfterAnswer()).toHaveLength(1);
    expect(fake.requests[0]?.body).toMatchObject({ model: base.model });
  });
});

describe("models", () => {
  it("pages both ways and retrieves one", async () => {
    const all: string[] = [];
    for await (const model of client.models.list({ limit: 5 })) all.push(model.id);
    expect(all).toHaveLength(22);
    expect(new Set(all).size).toBe(22);
    const back = await client.models.list({ limit: 3, before_id: all[5] });
    expect(back.data.map(({ id }) => id)).toEqual(all.slice(2, 5));
    expect(await client.models.retrieve("claude-opus-5-5")).toMatchObject({ display_name: "Claude opus 5.5", max_tokens: 128_000 });
    await expect(client.models.retrieve("claude-9")).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  });
});

describe("a process of its own", () => {
  it("answers, fails on command, tells its log, and keeps up", async () => {
    const other = await startFakeModelProcess({ script: { script: "echo" }, keepBodies: false });
    try {
      const theirs = new Anthropic({ apiKey: "k", baseURL: other.url, maxRetries: 0 });
      await other.fail({ kind: "overloaded" });
      expect(await caught(theirs.messages.create(base))).toMatchObject({ status: 529 });
      const body = JSON.stringify({ ...base, stream: true });
      const headers = { "content-type": "application/json", "x-api-key": "k", "anthropic-version": "2026-10-21" };
      const agent = new Agent({ keepAlive: true, maxSockets: 50 });
      const send = () =>
        new Promise<void>((resolve, reject) => {
          const sent = request(`${other.url}/v1/messages`, { method: "POST", agent, headers }, (response) =>
            response.resume().once("end", resolve),
          );
          sent.once("error", reject).end(body);
        });
      const count = 2000;
      const before = await other.cpuMs();
      await Promise.all(Array.from({ length: count }, send));
      agent.destroy();
      const cpuMs = ((await other.cpuMs()) - before) / count;
      console.log(`the fake in its own process: ${cpuMs.toFixed(2)} ms of processor time for a streamed answer`);
      const log = await other.requests();
      expect(log).toHaveLength(count + 1);
      expect(log.filter(({ outcome }) => outcome === "answered")).toHaveLength(count);
      // 500 answers a second on one core; processor time, because the machine may be doing other things too.
      expect(cpuMs).toBeLessThan(2);
    } finally {
      await other.stop();
    }
  });
});
