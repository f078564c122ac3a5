import { describe, expect, it } from "vitest";
import { readOpenAiSession } from "@/lib/interop/formats/openai";

const text = (words: string) => ({ type: "text", text: words });
const call = (id: string | null, name: string, args: unknown) => ({ id, type: "function", function: { name, arguments: args } });
const calls = (...tool_calls: unknown[]) => ({ role: "assistant", content: null, tool_calls });
const answer = (tool_call_id: string, content: unknown, more = {}) => ({ role: "tool", tool_call_id, content, ...more });
const hi = { role: "user", content: "hi" };

const shown = (record: Record<string, unknown>) =>
  readOpenAiSession(record).events.map((event) => [
    event.type,
    event.callRef,
    event.payload.input ?? event.payload.content,
    event.payload.is_error,
  ]);

describe("readOpenAiSession: messages", () => {
  it("reads a conversation with tool calls", () => {
    const session = readOpenAiSession({
      messages: [
        { role: "system", content: "Be brief." },
        hi,
        { role: "assistant", content: "A moment.", tool_calls: [call("c1", "lookup", '{"id": 7}'), call("c2", "open_url", "{}")] },
        answer("c1", "Error: none", { name: "lookup" }),
        answer("c2", [text("a page"), { type: "image_url", image_url: {} }]),
        { role: "assistant", content: [text("Done."), { type: "refusal", refusal: "I won't." }] },
      ],
    });
    expect(session.systemPrompt).toBe("Be brief.");
    expect(session.events).toEqual([
      { type: "user.message", payload: { content: [text("hi")] }, callRef: null, at: null, trust: "user" },
      { type: "agent.message", payload: { content: [text("A moment.")] }, callRef: null, at: null, trust: "tool" },
      { type: "agent.custom_tool_use", payload: { name: "lookup", input: { id: 7 } }, callRef: "c1", at: null, trust: "tool" },
      { type: "agent.custom_tool_use", payload: { name: "open_url", input: {} }, callRef: "c2", at: null, trust: "tool" },
      {
        type: "user.custom_tool_result",
        payload: { content: [text("Error: none")], is_error: true },
        callRef: "c1",
        at: null,
        trust: "tool",
      },
      {
        type: "user.custom_tool_result",
        payload: { content: [text("a page"), text("[image]")], is_error: false },
        callRef: "c2",
        at: null,
        trust: "web",
      },
      { type: "agent.message", payload: { content: [text("Done.")] }, callRef: null, at: null, trust: "tool" },
      { type: "agent.message", payload: { content: [text("I won't.")] }, callRef: null, at: null, trust: "tool" },
    ]);
  });

  it("takes a result for an error only by text that begins with “Error”", () => {
    const results = ["Error", "Error: x", "error: x", " Error", "No Error", '{"error": true}'].map((content, i) =>
      answer(`c${i}`, content),
    );
    const events = shown({ messages: [calls(...results.map((_, i) => call(`c${i}`, "n", "{}"))), ...results] });
    expect(events.slice(results.length).map(([, , , isError]) => isError)).toEqual([true, true, false, false, false, false]);
  });

  it("keeps arguments word for word that are no JSON object", () => {
    const written = ['{"a": 1', "[1]", '"x"', "", undefined, { a: 1 }, '{"id": 1234567890123456789}'];
    const session = readOpenAiSession({ messages: [calls(...written.map((args, i) => call(`c${i}`, "n", args)))] });
    expect(session.events.map((event) => event.payload.input)).toEqual([
      { _raw: '{"a": 1' },
      { _raw: "[1]" },
      { _raw: '"x"' },
      {},
      {},
      { a: 1 },
      { id: "1234567890123456789" },
    ]);
    expect(session.numbersAsText).toBe(1);
  });

  it("reads the older function_call, tied to its result by name", () => {
    const messages = [
      hi,
      { role: "assistant", content: null, function_call: { name: "lookup", arguments: '{"id":1}' } },
      { role: "function", name: "lookup", content: "one" },
      { role: "assistant", content: "", function_call: { name: "lookup", arguments: '{"id":2}' } },
      { role: "function", name: "lookup", content: "two" },
    ];
    const events = shown({ messages }).slice(1);
    expect(events.map(([type, , content]) => [type, content])).toEqual([
      ["agent.custom_tool_use", { id: 1 }],
      ["user.custom_tool_result", [text("one")]],
      ["agent.custom_tool_use", { id: 2 }],
      ["user.custom_tool_result", [text("two")]],
    ]);
    expect(events[0]?.[1]).toBe(events[1]?.[1]);
    expect(events[2]?.[1]).toBe(events[3]?.[1]);
    expect(events[0]?.[1]).not.toBe(events[2]?.[1]);
  });

  it("gives a call id that is used again a suffix", () => {
    const messages = [calls(call("c", "n", "{}")), answer("c", "1"), calls(call("c", "n", "{}")), answer("c", "2")];
    expect(shown({ messages }).map(([, ref]) => ref)).toEqual(["c", "c", "c#2", "c#2"]);
  });

  it("keeps an instruction given in mid-conversation in its place, marked, as the operator's", () => {
    const { events, systemPrompt } = readOpenAiSession({
      messages: [
        { role: "developer", content: [text("A"), text("B")] },
        { role: "system", content: "C" },
        hi,
        { role: "system", content: "Now stop." },
      ],
    });
    expect(systemPrompt).toBe("A\nB\n\nC");
    expect(events[1]).toEqual({
      type: "user.message",
      payload: { content: [text("[system message] Now stop.")] },
      callRef: null,
      at: null,
      trust: "operator",
    });
  });

  it("has no event for the empty text beside a call, but one for an empty turn", () => {
    expect(shown({ messages: [hi, { ...calls(call("c", "n", "{}")), content: "" }] }).map(([type]) => type)).toEqual([
      "user.message",
      "agent.custom_tool_use",
    ]);
    expect(shown({ messages: [hi, { role: "assistant", content: "" }] }).map(([type]) => type)).toEqual(["user.message", "agent.message"]);
  });

  it("marks images, sound and files in their place, keeps a transcript, notes reasoning", () => {
    const session = readOpenAiSession({
      messages: [
        { role: "user", content: [{ type: "input_audio" }, { type: "file" }] },
        { role: "assistant", content: null, audio: { id: "a", transcript: "Good day." }, reasoning_content: "hmm" },
        calls({ id: "x", type: "custom", custom: { name: "sql", input: "select 1" } }),
      ],
    });
    expect(session.events.map((event) => event.payload.content ?? event.payload.input)).toEqual([
      [text("[audio]")],
      [text("[file]")],
      [text("[audio] Good day.")],
      { _raw: "select 1" },
    ]);
    expect(session.leftOut).toEqual(["reasoning of 1 message"]);
  });

  it.each([
    [{ messages: [] }, "The record holds nothing to import"],
    [{ messages: [{ role: "system", content: "x" }] }, "The record holds nothing to import"],
    [{ messages: {} }, "messages must be a list, but is an object."],
    [{ messages: [{ role: "bot", content: "x" }] }, "messages[0].role is “bot”; it must be one of"],
    [{ messages: [{ content: "x" }] }, "messages[0].role is missing."],
    [{ messages: [{ role: "user", content: [{ type: "smell" }] }] }, "messages[0].content[0].type is “smell”; a part may be"],
    [{ messages: [{ role: "user", content: [{ type: "constructor" }] }] }, "messages[0].content[0].type is “constructor”; a part may be"],
    [{ messages: [hi, answer("c", "x")] }, "messages[1]: a result for the call “c”, but no earlier call has that id."],
    [{ messages: [calls(call("c", "n", "{}")), answer("c", "x"), answer("c", "y")] }, "messages[2]: a second result for the call “c”"],
    [{ messages: [calls(call("c", "n", "{}"), call("c", "n", "{}"))] }, "messages[0].tool_calls[1]: the call id “c” is used again"],
    [
      { messages: [calls(call("c", "n", "{}"), call("d", "n", "{}")), { role: "tool", content: "x" }] },
      "messages[1]: which call this result answers can't be told",
    ],
    [{ messages: [calls({ id: "c", type: "function" })] }, "messages[0].tool_calls[0].function is missing."],
    [{ messages: [calls(call("c", "n", 3))] }, "messages[0].tool_calls[0]: arguments must be JSON in a string."],
    [{ messages: [hi], tools: [{}] }, "tools[0] has neither a function nor a name."],
  ])("refuses %j", (record, message) => {
    expect(() => readOpenAiSession(record)).toThrow(message);
  });
});

describe("readOpenAiSession: around the messages", () => {
  it("reads a fine-tuning line with its tools", () => {
    const session = readOpenAiSession({
      messages: [hi],
      parallel_tool_calls: false,
      functions: [{ name: "old" }],
      tools: [
        { type: "function", function: { name: "lookup", description: "Looks up.", parameters: { type: "object" } } },
        { type: "custom", custom: { name: "sql", description: "Runs SQL." } },
        { type: "web_search" },
      ],
    });
    expect(session).toMatchObject({ externalId: null, userKey: null, outcome: null, usage: null, leftOut: ["parallel_tool_calls"] });
    expect(session.tools).toEqual([
      { name: "lookup", description: "Looks up.", input_schema: { type: "object" } },
      { name: "sql", description: "Runs SQL.", input_schema: {} },
      { name: "web_search", description: "", input_schema: {} },
      { name: "old", description: "", input_schema: {} },
    ]);
  });

  it("reads the neutral format's fields beside chat messages", () => {
    const record = {
      id: "ignored for the external id",
      external_id: "run-1",
      task_id: "t",
      model: "gpt-x",
      user: "u-1",
      metadata: { matter: "M" },
      usage: { prompt_tokens: 9, completion_tokens: 1 },
      outcome: { label: "success" },
      messages: [{ ...hi, at: "2025-01-02T03:04:05Z" }],
    };
    expect(readOpenAiSession(record)).toMatchObject({
      externalId: "run-1",
      taskKey: "t",
      model: "gpt-x",
      userKey: "u-1",
      metadata: { matter: "M" },
      usage: { inputTokens: 9, outputTokens: 1 },
      outcome: { success: true },
      events: [{ at: "2025-01-02T03:04:05Z" }],
    });
    expect(readOpenAiSession({ messages: [hi], usage: { input_tokens: 3, output_tokens: 4 } }).usage).toEqual({
      inputTokens: 3,
      outputTokens: 4,
    });
  });

  it("reads a logged request with its response", () => {
    const session = readOpenAiSession({
      request: {
        model: "gpt-x",
        user: "u-1",
        temperature: 0,
        metadata: { a: "request", b: "request" },
        messages: [{ role: "system", content: "S" }, hi],
        tools: [{ type: "function", function: { name: "lookup" } }],
      },
      metadata: { b: "record" },
      response: {
        id: "chatcmpl-1",
        object: "chat.completion",
        model: "gpt-x-2025-01-01",
        created: 1_735_787_045,
        system_fingerprint: "fp",
        choices: [{ index: 0, finish_reason: "tool_calls", message: { ...calls(call("c", "lookup", "{}")), refusal: null } }],
        usage: { prompt_tokens: 50, completion_tokens: 5 },
      },
    });
    expect(session).toMatchObject({
      externalId: "chatcmpl-1",
      model: "gpt-x-2025-01-01",
      userKey: "u-1",
      startedAt: "2025-01-02T03:04:05.000Z",
      systemPrompt: "S",
      metadata: { a: "request", b: "record" },
      tools: [{ name: "lookup" }],
      usage: { inputTokens: 50, outputTokens: 5 },
      leftOut: ["request.temperature", "response.system_fingerprint"],
    });
    expect(session.events.map((event) => event.type)).toEqual(["user.message", "agent.custom_tool_use"]);
  });

  it.each([
    [{ request: { messages: [hi] }, response: null }, "response must be an object, but is null."],
    [{ request: { messages: [hi] }, response: { choices: [] } }, "response.choices has 0 entries; a session goes on with exactly one."],
    [{ request: { messages: [hi] }, response: { choices: [{ message: hi }, { message: hi }] } }, "response.choices has 2 entries"],
    [{ request: { messages: [hi] }, response: { choices: [{ message: { role: "x" } }] } }, "response.choices[0].message.role is “x”"],
    [{ request: { messages: 1 }, response: { choices: [{ message: hi }] } }, "request.messages must be a list, but is a number."],
  ])("refuses the pair %j", (record, message) => {
    expect(() => readOpenAiSession(record)).toThrow(message);
  });
});

describe("readOpenAiSession: tau-bench", () => {
  const gold = { name: "GOLD_ACTION", kwargs: { secret: "GOLD_VALUE" } };
  const info = {
    task: { user_id: "GOLD_USER", instruction: "GOLD_SCRIPT", actions: [gold], outputs: ["GOLD_OUTPUT"] },
    reward_info: {
      reward: 0,
      info: { r_actions: 0, r_outputs: 1, outputs: { GOLD_OUTPUT: true }, gt_data_hash: "GOLD_HASH" },
      actions: [gold],
    },
  };

  it("takes task, trial and reward, and nothing of the answer sheet", () => {
    const session = readOpenAiSession({ task_id: 7, trial: 2, reward: 1, info, traj: [{ role: "system", content: "S" }, hi] });
    expect(session).toMatchObject({
      taskKey: "7",
      trial: "2",
      externalId: "7-2",
      systemPrompt: "S",
      userKey: null,
      outcome: { success: true, score: 1, detail: { checks: { r_actions: 0, r_outputs: 1 } } },
    });
    expect(JSON.stringify(session)).not.toContain("GOLD");
  });

  it.each([
    [{ reward: 0 }, { success: false, score: 0, detail: { checks: {} } }],
    [{ reward: 0.5 }, { success: false, score: 0.5, detail: { checks: {} } }],
    [{}, null],
  ])("reads %j as the outcome", (more, outcome) => {
    const session = readOpenAiSession({ task_id: "a", traj: [hi], ...more });
    expect(session.outcome).toEqual(outcome);
    expect(session.externalId).toBeNull();
  });

  it.each([
    [{ task_id: 1, traj: [] }, "The record holds nothing to import"],
    [{ traj: [hi] }, "task_id must be text or a number"],
    [{ task_id: 1, traj: "x" }, "traj must be a list, but is text."],
    [{ task_id: 1, traj: [hi, { role: "tool", tool_call_id: "c", content: "x" }] }, "traj[1]: a result for the call “c”"],
  ])("refuses %j", (record, message) => {
    expect(() => readOpenAiSession(record)).toThrow(message);
  });
});
