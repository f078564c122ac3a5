/** Every rule by which the real API refuses a request, driven with the real SDK client. */
import Anthropic, { type APIError } from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFakeModel } from "@/lib/testing/fake-model/server";
import type { FakeModel } from "@/lib/testing/fake-model/types";

let fake: FakeModel;
let client: Anthropic;
beforeAll(async () => {
  fake = await startFakeModel({ apiKey: "sk-test" });
  client = new Anthropic({ apiKey: "sk-test", baseURL: fake.url, maxRetries: 0 });
});
afterAll(() => fake.close());

type Body = Record<string, unknown>;
const hello = { role: "user", content: "Hello" };
const tool = { name: "look", input_schema: { type: "object" } };
const base: Body = { model: "claude-opus-5-5", max_tokens: 100, messages: [hello] };
const mark = { cache_control: { type: "ephemeral" } };
const text = (value: string, more: Body = {}) => ({ type: "text", text: value, ...more });
const use = (id: string, name = "look", input: unknown = {}) => ({ type: "tool_use", id, name, input });
const result = (id: string, more: Body = {}) => ({ type: "tool_result", tool_use_id: id, content: "ok", ...more });
const user = (...content: unknown[]) => ({ role: "user", content });
const assistant = (...content: unknown[]) => ({ role: "assistant", content });
const said = (...messages: unknown[]) => ({ messages, tools: [tool] });
/** What the types forbid goes out all the same: that is what is tested. */
const send = (body: Body) => client.messages.create(body as unknown as Anthropic.MessageCreateParamsNonStreaming, { timeout: 60_000 });

const REFUSED: [string, Body, RegExp][] = [
  ["no max_tokens", { max_tokens: undefined }, /^max_tokens: Field required/],
  ["no model", { model: undefined }, /^model: Field required/],
  ["no messages", { messages: undefined }, /^messages: Field required/],
  ["empty messages", { messages: [] }, /at least one message/],
  ["an unknown field", { colour: "red" }, /^colour: Extra inputs are not permitted/],
  ["temperature, gone since 2026-10-21", { temperature: 1 }, /^temperature: Extra inputs are not permitted/],
  ["a beta field without its header", { context_management: { edits: [] } }, /^context_management: Extra inputs/],
  ["a feature that isn't played", { thread: { type: "create" } }, /does not play/],
  ["too many max_tokens", { max_tokens: 128_001 }, /128001 > 128000/],
  ["a negative max_tokens", { max_tokens: -1 }, /^max_tokens: Input should be greater/],
  ["a broken max_tokens", { max_tokens: 1.5 }, /^max_tokens: Input should be a valid integer/],
  ["first role assistant", said(assistant(text("a")), hello), /first message must use the "user" role/],
  ["an unknown role", { messages: [hello, { role: "tool", content: "x" }] }, /^messages\.1\.role: Input should be/],
  ["prefill", { messages: [hello, assistant(text("I"))] }, /does not support assistant message prefill/],
  ["prefill with a blank end", { model: "claude-haiku-4-5", messages: [hello, assistant(text("I "))] }, /trailing whitespace/],
  ["empty content", { messages: [user()] }, /must have non-empty content/],
  ["an empty text", { messages: [user(text(""))] }, /must be non-empty/],
  ["a blank text", { messages: [user(text(" \n"))] }, /non-whitespace/],
  ["an unknown block", { messages: [user({ type: "video" })] }, /^messages\.0\.content\.0: Input tag 'video'/],
  ["an extra field in a block", { messages: [user(text("a", { size: 1 }))] }, /^messages\.0\.content\.0\.text\.size: Extra inputs/],
  ["a block without its field", { messages: [user({ type: "text" })] }, /^messages\.0\.content\.0\.text\.text: Field required/],
  ["a tool call by the user", said(user(use("t1"))), /`tool_use` blocks are not allowed in `user`/],
  [
    "a document by the assistant",
    said(hello, assistant({ type: "document", source: { type: "text", media_type: "text/plain", data: "x" } }), hello),
    /not allowed in `assistant`/,
  ],
  ["citations by the user", { messages: [user(text("a", { citations: [{ type: "char_location" }] }))] }, /citations are not allowed/],
  [
    "a broken image",
    { messages: [user({ type: "image", source: { type: "base64", media_type: "image/bmp", data: "AA==" } })] },
    /media_type/,
  ],
  [
    "a call without result",
    said(hello, assistant(use("t1")), user(text("and?"))),
    /^messages\.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1/,
  ],
  ["a call at the end", said(hello, assistant(use("t1"))), /`tool_use` ids were found without/],
  ["one of two calls unanswered", said(hello, assistant(use("t1"), use("t2")), user(result("t1"))), /immediately after: t2/],
  [
    "a result behind text",
    said(hello, assistant(use("t1")), user(text("here"), result("t1"))),
    /without `tool_result` blocks immediately after/,
  ],
  ["a result without call", said(user(result("t9"))), /unexpected `tool_use_id` found in `tool_result` blocks: t9/],
  ["two results for one call", said(hello, assistant(use("t1")), user(result("t1"), result("t1"))), /must have a single result/],
  [
    "a call id used twice",
    said(hello, assistant(use("t1")), user(result("t1")), assistant(use("t1")), user(result("t1"))),
    /ids must be unique/,
  ],
  [
    "a call id with a dot",
    said(hello, assistant(use("t.1")), user(result("t1"))),
    /^messages\.1\.content\.0\.tool_use\.id: String should match pattern/,
  ],
  [
    "a call's input that is no object",
    said(hello, assistant(use("t1", "look", "x")), user(result("t1"))),
    /tool_use\.input: Input should be a valid dictionary/,
  ],
  [
    "a failed result with an image",
    said(
      hello,
      assistant(use("t1")),
      user(
        result("t1", { is_error: true, content: [{ type: "image", source: { type: "base64", media_type: "image/png", data: "AA==" } }] }),
      ),
    ),
    /"is_error" is true/,
  ],
  [
    "thinking with a foreign signature",
    said(hello, assistant({ type: "thinking", thinking: "hm", signature: "no" }, text("a")), hello),
    /Invalid `signature`/,
  ],
  ["a system message first", { messages: [{ role: "system", content: "x" }, hello] }, /first message must use/],
  [
    "a system message between call and result",
    said(hello, assistant(use("t1")), { role: "system", content: "x" }, user(result("t1"))),
    /system message must directly follow/,
  ],
  [
    "a system message on an older model",
    { model: "claude-sonnet-4-6", messages: [hello, { role: "system", content: "x" }] },
    /not supported on this model/,
  ],
  ["a tool name with a dot", { tools: [{ ...tool, name: "a.b" }] }, /^tools\.0\.custom\.name: String should match pattern/],
  ["two tools of one name", { tools: [tool, tool] }, /Tool names must be unique/],
  ["a tool without schema", { tools: [{ name: "look" }] }, /^tools\.0\.custom\.input_schema: Field required/],
  ["a tool's schema that is no object's", { tools: [{ name: "look", input_schema: { type: "string" } }] }, /input_schema\.type/],
  [
    "a tool's broken schema",
    { tools: [{ name: "look", input_schema: { type: "object", properties: { a: { type: "text" } } } }] },
    /JSON schema is invalid/,
  ],
  ["a tool's oneOf at the top", { tools: [{ name: "look", input_schema: { type: "object", oneOf: [] } }] }, /does not support oneOf/],
  ["a tool's extra field", { tools: [{ ...tool, returns: {} }] }, /^tools\.0\.custom\.returns: Extra inputs/],
  ["an unknown tool type", { tools: [{ type: "fly_1", name: "fly" }] }, /Input tag 'fly_1'/],
  ["tool_choice without tools", { tool_choice: { type: "auto" } }, /may only be specified while providing/],
  ["tool_choice of no tool", { tools: [tool], tool_choice: { type: "tool", name: "no" } }, /Tool 'no' not found/],
  [
    "forced tools while thinking",
    { tools: [tool], tool_choice: { type: "any" }, thinking: { type: "adaptive" } },
    /Thinking may not be enabled/,
  ],
  [
    "five cache marks",
    { messages: [user(...[1, 2, 3, 4, 5].map((n) => text(`${n}`, mark)))] },
    /maximum of 4 blocks with cache_control may be provided\. Found 5/,
  ],
  [
    "a mark of an unknown kind",
    { messages: [user(text("a", { cache_control: { type: "forever" } }))] },
    /cache_control\.type: Input should be 'ephemeral'/,
  ],
  [
    "an hour's mark behind five minutes'",
    { messages: [user(text("a", mark), text("b", { cache_control: { type: "ephemeral", ttl: "1h" } }))] },
    /ttl='1h'/,
  ],
  ["a marked empty system", { system: [text("", mark)] }, /must be non-empty/],
  ["a system that is no text", { system: [{ type: "image" }] }, /^system/],
  ["manual thinking on a newer model", { thinking: { type: "enabled", budget_tokens: 1024 }, max_tokens: 2000 }, /not supported/],
  [
    "a small thinking budget",
    { model: "claude-haiku-4-5", thinking: { type: "enabled", budget_tokens: 10 } },
    /budget_tokens: Input should be greater/,
  ],
  [
    "a thinking budget over max_tokens",
    { model: "claude-haiku-4-5", thinking: { type: "enabled", budget_tokens: 1024 } },
    /must be greater than `thinking.budget_tokens`/,
  ],
  ["a blank stop sequence", { stop_sequences: [" "] }, /non-whitespace/],
  [
    "an open answer schema",
    { output_config: { format: { type: "json_schema", schema: { type: "object" } } } },
    /'additionalProperties' must be explicitly set to false/,
  ],
  ["a long user id", { metadata: { user_id: "x".repeat(257) } }, /^metadata\.user_id/],
];

describe("the fake refuses", () => {
  it.each(REFUSED)("%s", async (_name, change, message) => {
    const error = await send({ ...base, ...change }).then(
      () => null,
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect((error as APIError).apiMessage).toMatch(message);
    expect((error as APIError).type).toBe("invalid_request_error");
    expect((error as APIError).requestID).toMatch(/^req_/);
    expect(fake.requests.at(-1)).toMatchObject({ outcome: "refused", status: 400, abortedByClient: false });
  });

  it("an unknown model with 404, as the API does", async () => {
    await expect(send({ ...base, model: "claude-9" })).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  });

  it("a wrong and a missing key with 401", async () => {
    const other = new Anthropic({ apiKey: "sk-other", baseURL: fake.url, maxRetries: 0 });
    await expect(other.messages.create(base as never)).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
    const response = await fetch(`${fake.url}/v1/messages`, { method: "POST", headers: { "anthropic-version": "2026-10-21" } });
    expect(response.status).toBe(401);
  });

  const raw = (headers: Record<string, string>, body = JSON.stringify(base)) =>
    fetch(`${fake.url}/v1/messages`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "x-api-key": "sk-test", "anthropic-version": "2026-10-21", ...headers },
    });

  it.each([
    ["an unknown version", { "anthropic-version": "2020-01-01" }],
    ["an unknown beta", { "anthropic-beta": "telepathy-2026-01-01" }],
    ["another content type", { "content-type": "text/plain" }],
  ])("%s", async (_name, headers) => {
    expect((await raw(headers)).status).toBe(400);
  });

  it("a body that is no JSON, an unknown path and a wrong method", async () => {
    expect((await raw({}, "{")).status).toBe(400);
    const headers = { "x-api-key": "sk-test", "anthropic-version": "2026-10-21" };
    expect((await fetch(`${fake.url}/v1/complete`, { method: "POST", headers })).status).toBe(404);
    expect((await fetch(`${fake.url}/v1/messages`, { headers })).status).toBe(405);
  });

  it("a missing version", async () => {
    const response = await fetch(`${fake.url}/v1/messages`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json", "x-api-key": "sk-test" },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: "error", error: { message: "anthropic-version: header is required" } });
  });

  it("a body above 32 MB with 413", async () => {
    const long = { ...base, messages: [{ role: "user", content: "x".repeat(33 * 1024 * 1024) }] };
    await expect(send(long)).rejects.toBeInstanceOf(Anthropic.ContentTooLargeError);
  });

  it("a prompt above the window", async () => {
    const small = await startFakeModel({ contextWindow: 50 });
    const other = new Anthropic({ apiKey: "any", baseURL: small.url, maxRetries: 0 });
    const long = { ...base, messages: [{ role: "user", content: "x".repeat(400) }] };
    await expect(other.messages.create(long as never)).rejects.toThrow(/prompt is too long: \d+ tokens > 50 maximum/);
    await small.close();
  });
});

const ACCEPTED: [string, Body][] = [
  ["consecutive messages of one role, which are one turn", { messages: [hello, hello, assistant(text("a")), assistant(text("b")), hello] }],
  [
    "results in two messages of one turn",
    said(hello, assistant(use("t1"), use("t2")), user(result("t1")), user(result("t2"), text("go on"))),
  ],
  ["a system message behind a user turn", { messages: [hello, { role: "system", content: "Be brief." }] }],
  ["system as blocks with a mark", { system: [text("Be brief.", mark)] }],
  ["prefill on a model that takes it", { model: "claude-haiku-4-5", messages: [hello, assistant(text("I"))] }],
  ["four marks", { messages: [user(...[1, 2, 3, 4].map((n) => text(`${n}`, mark)))] }],
  ["adaptive thinking", { thinking: { type: "adaptive", display: "summarized" } }],
  [
    "an image, a document and a search result",
    {
      messages: [
        user(
          { type: "image", source: { type: "base64", media_type: "image/png", data: "AA==" } },
          { type: "document", source: { type: "text", media_type: "text/plain", data: "x" } },
          { type: "search_result", source: "s", title: "t", content: [text("c")] },
          text("so?"),
        ),
      ],
    },
  ],
  [
    "every optional field",
    {
      metadata: { user_id: "u" },
      service_tier: "auto",
      speed: "standard",
      stop_sequences: ["END"],
      inference_geo: null,
      tools: [tool],
      tool_choice: { type: "auto" },
      output_config: { effort: "high" },
    },
  ],
];

describe("the fake accepts", () => {
  it.each(ACCEPTED)("%s", async (_name, change) => {
    expect((await send({ ...base, ...change })).type).toBe("message");
  });

  it("temperature under the version that had it", async () => {
    const options = { headers: { "anthropic-version": "2023-06-01" } };
    expect(await client.messages.create({ ...base, temperature: 0.5 } as never, options)).toMatchObject({ type: "message" });
  });

  it("context management with its beta, and says that nothing was edited", async () => {
    const answer = await client.beta.messages.create({
      model: "claude-opus-5-5",
      max_tokens: 10,
      messages: [{ role: "user", content: "Hello" }],
      betas: ["context-management-2025-06-27"],
      context_management: { edits: [{ type: "clear_tool_uses_20250919", keep: { type: "tool_uses", value: 3 } }] },
    });
    expect(answer.context_management).toEqual({ applied_edits: [] });
  });
});
