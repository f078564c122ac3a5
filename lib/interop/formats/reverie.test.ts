import { describe, expect, it } from "vitest";
import { readReverieSession } from "@/lib/interop/formats/reverie";

const user = (...content: unknown[]) => ({ role: "user", content });
const assistant = (...content: unknown[]) => ({ role: "assistant", content });
const text = (words: string) => ({ type: "text", text: words });
const use = (id: string, name = "lookup", input: unknown = {}) => ({ type: "tool_use", id, name, input });
const result = (id: string, content: unknown = "ok", more = {}) => ({ type: "tool_result", tool_use_id: id, content, ...more });

describe("readReverieSession", () => {
  it("makes one event of every block, in order, and never merges", () => {
    const { events } = readReverieSession({
      messages: [
        user(text("one"), text("two")),
        assistant(text("thinking aloud"), text("and more"), use("c1", "lookup", { id: 7 }), use("c2", "web_search", { q: "x" })),
        user(result("c2", "found", { is_error: false }), result("c1", "no such id", { is_error: true }), text("hurry")),
      ],
    });
    expect(events).toEqual([
      { type: "user.message", payload: { content: [text("one")] }, callRef: null, at: null, trust: "user" },
      { type: "user.message", payload: { content: [text("two")] }, callRef: null, at: null, trust: "user" },
      { type: "agent.message", payload: { content: [text("thinking aloud")] }, callRef: null, at: null, trust: "tool" },
      { type: "agent.message", payload: { content: [text("and more")] }, callRef: null, at: null, trust: "tool" },
      { type: "agent.custom_tool_use", payload: { name: "lookup", input: { id: 7 } }, callRef: "c1", at: null, trust: "tool" },
      { type: "agent.custom_tool_use", payload: { name: "web_search", input: { q: "x" } }, callRef: "c2", at: null, trust: "tool" },
      { type: "user.custom_tool_result", payload: { content: [text("found")], is_error: false }, callRef: "c2", at: null, trust: "web" },
      {
        type: "user.custom_tool_result",
        payload: { content: [text("no such id")], is_error: true },
        callRef: "c1",
        at: null,
        trust: "tool",
      },
      { type: "user.message", payload: { content: [text("hurry")] }, callRef: null, at: null, trust: "user" },
    ]);
  });

  it("takes text content for one block, also an empty one", () => {
    const { events } = readReverieSession({
      messages: [
        { role: "user", content: "hi" },
        { role: "assistant", content: "" },
      ],
    });
    expect(events.map((event) => event.payload)).toEqual([{ content: [text("hi")] }, { content: [text("")] }]);
  });

  it("reads every field around the messages", () => {
    const session = readReverieSession({
      source: { repo: "a/b", licence: "MIT" },
      external_id: "run-1",
      task_id: 12,
      trial: 2,
      domain: "billing",
      agent: { model: "not stated in the log", scaffold: "react", user: "simulated (LLM)" },
      started_at: "2025-01-02T03:04:05.123456+02:00",
      ended_at: "2025-01-02 03:05:05Z",
      title: "A refund",
      metadata: { matter: "M-1", retries: 2, urgent: true },
      user_id: "u-9",
      system_prompt: "Be brief.",
      tools: [{ name: "lookup", description: "Looks up.", input_schema: { type: "object" } }, { name: "bare" }],
      usage: { input_tokens: 100, output_tokens: 7 },
      messages: [{ role: "user", content: "hi", at: "2025-01-02T03:04:06Z" }],
      outcome: { label: "failure", reward: 0.25, detail: { checks: { db: false } } },
    });
    expect(session).toMatchObject({
      externalId: "run-1",
      taskKey: "12",
      trial: "2",
      variant: "react",
      title: "A refund",
      metadata: {
        matter: "M-1",
        retries: "2",
        urgent: "true",
        domain: "billing",
        trial: "2",
        user_played_by: "simulated (LLM)",
        source: '{"repo":"a/b","licence":"MIT"}',
      },
      model: "not stated in the log",
      systemPrompt: "Be brief.",
      tools: [
        { name: "lookup", description: "Looks up.", input_schema: { type: "object" } },
        { name: "bare", description: "", input_schema: {} },
      ],
      startedAt: "2025-01-02T03:04:05.123456+02:00",
      endedAt: "2025-01-02T03:05:05Z",
      userKey: "u-9",
      outcome: { success: false, score: 0.25, detail: { checks: { db: false } } },
      usage: { inputTokens: 100, outputTokens: 7 },
      leftOut: [],
    });
    expect(session.events[0]?.at).toBe("2025-01-02T03:04:06Z");
  });

  it("takes who played the user for no identity", () => {
    const session = readReverieSession({ agent: { user: "human" }, messages: [user(text("hi"))] });
    expect(session.userKey).toBeNull();
    expect(session.metadata).toEqual({ user_played_by: "human" });
  });

  it.each([
    [
      { label: "success", reward: null, detail: {} },
      { success: true, score: null, detail: {} },
    ],
    [{ label: "failure" }, { success: false, score: null, detail: {} }],
    [
      { label: null, reward: null, detail: { project: "x" } },
      { success: null, score: null, detail: { project: "x" } },
    ],
    [
      { label: null, reward: 0.5 },
      { success: null, score: 0.5, detail: {} },
    ],
    [{ label: null, reward: null, detail: {} }, null],
    [null, null],
  ])("reads the outcome %j", (outcome, expected) => {
    expect(readReverieSession({ outcome, messages: [user(text("hi"))] }).outcome).toEqual(expected);
  });

  it("takes a result for an error only where the source says true", () => {
    const { events } = readReverieSession({
      messages: [
        assistant(use("a"), use("b"), use("c")),
        user(result("a", "Error: no"), result("b", "x", { is_error: null }), result("c", "y", { is_error: true })),
      ],
    });
    expect(events.slice(3).map((event) => event.payload.is_error)).toEqual([false, false, true]);
  });

  it("marks what is no text in its place, and notes what it leaves out", () => {
    const session = readReverieSession({
      mood: "good",
      agent: { model: "m", temperature: 0.2 },
      outcome: { label: "success", grader: "me" },
      messages: [
        user({ type: "image", source: {} }, { type: "document", source: {} }),
        assistant({ type: "thinking", thinking: "…" }, { type: "redacted_thinking", data: "" }, use("a")),
        user(result("a", [text("see"), { type: "image", source: {} }, { type: "search_result" }])),
      ],
    });
    expect(session.events.map((event) => event.payload.content)).toEqual([
      [text("[image]")],
      [text("[document]")],
      undefined,
      [text("see"), text("[image]"), text("[search_result]")],
    ]);
    expect(session.leftOut).toEqual(["agent.temperature", "outcome.grader", "mood", "2 thinking blocks"]);
  });

  it("keeps a result without content, and a call without its result", () => {
    const { events } = readReverieSession({ messages: [assistant(use("a"), use("b")), user({ type: "tool_result", tool_use_id: "a" })] });
    expect(events.map((event) => [event.type, event.callRef])).toEqual([
      ["agent.custom_tool_use", "a"],
      ["agent.custom_tool_use", "b"],
      ["user.custom_tool_result", "a"],
    ]);
    expect(events[2]?.payload).toEqual({ content: [], is_error: false });
  });

  it("tells calls apart that use an id again after its result", () => {
    const { events } = readReverieSession({
      messages: [assistant(use("a")), user(result("a", "1")), assistant(use("a")), user(result("a", "2")), assistant(use("a#2"), use("a"))],
    });
    expect(events.map((event) => event.callRef)).toEqual(["a", "a", "a#2", "a#2", "a#2#2", "a#3"]);
  });

  it.each([
    [{ messages: [] }, "The record holds nothing to import"],
    [{}, "messages is missing."],
    [{ messages: "hi" }, "messages must be a list, but is text."],
    [{ messages: [user(text("hi")), { role: "bot", content: "x" }] }, 'messages[1].role must be one of "user", "assistant", but is “bot”.'],
    [{ messages: [{ role: "user", content: 3 }] }, "messages[0].content must be text or a list of blocks."],
    [{ messages: [user({ type: "text" })] }, "messages[0].content[0].text is missing."],
    [{ messages: [user("hi")] }, "messages[0].content[0] must be an object, but is text."],
    [
      { messages: [user({ type: "hologram" })] },
      'messages[0].content[0].type is “hologram”; a message with role "user" may hold text, image, document, tool_result.',
    ],
    [{ messages: [user(use("a"))] }, 'messages[0].content[0].type is “tool_use”; a message with role "user" may hold'],
    [
      { messages: [assistant({ type: "tool_use", id: "a", name: "n", input: "{}" })] },
      "messages[0].content[0].input must be an object, but is text.",
    ],
    [{ messages: [assistant({ type: "tool_use", id: "", name: "n", input: {} })] }, "messages[0].content[0].id is empty."],
    [
      { messages: [assistant(use("a")), user(result("b"))] },
      "messages[1].content[0]: a result for the call “b”, but no earlier call has that id.",
    ],
    [
      { messages: [user(result("a")), assistant(use("a"))] },
      "messages[0].content[0]: a result for the call “a”, but no earlier call has that id.",
    ],
    [
      { messages: [assistant(use("a")), user(result("a"), result("a"))] },
      "messages[1].content[1]: a second result for the call “a”; a call has one result.",
    ],
    [
      { messages: [assistant(use("a"), use("a"))] },
      "messages[0].content[1]: the call id “a” is used again before its first call has a result",
    ],
    [{ messages: [user(text("hi"))], outcome: { label: "solved" } }, 'outcome.label must be one of "success", "failure", but is “solved”.'],
    [{ messages: [user(text("hi"))], outcome: { reward: "1" } }, "outcome.reward must be a number, but is text."],
    [{ messages: [user(text("hi"))], started_at: "2025-01-02T03:04:05" }, "started_at must be a time with its zone"],
    [{ messages: [user(text("hi"))], started_at: "2025-02-30T03:04:05Z" }, "started_at must be a time with its zone"],
    [{ messages: [user(text("hi"))], external_id: "x".repeat(600) }, "external_id is longer than 512 characters."],
    [{ messages: [user(text("hi"))], external_id: {}, title: 3 }, "external_id must be text or a number (and 1 more fault)."],
    [{ messages: [user(text("hi"))], metadata: { a: { b: 1 } } }, "metadata.a must be text."],
    [{ messages: [user(text("hi"))], metadata: { a: "x".repeat(513) } }, "metadata.a is longer than 512 characters."],
    [
      { messages: [user(text("hi"))], metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, "v"])) },
      "metadata has more than 16 keys.",
    ],
    [{ messages: [user(text("hi"))], tools: [{ description: "nameless" }] }, "tools[0].name is missing."],
    [{ messages: [user(text("hi"))], agent: "bot" }, "agent must be an object, but is text."],
    [{ messages: [user(text("hi"))], usage: { input_tokens: -1 } }, "usage.input_tokens must not be negative."],
  ])("refuses %j", (record, message) => {
    expect(() => readReverieSession(record)).toThrow(message);
  });

  it("quotes little of what it refuses", () => {
    const record = { messages: [user({ type: `a secret ${"x".repeat(300)}` })] };
    expect(() => readReverieSession(record)).toThrow(/^messages\[0\]\.content\[0\]\.type is “a secret x{29,31}…”; /);
  });

  it("keeps the record's own metadata when ours has no room, and says so", () => {
    const own = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`k${i}`, "v"]));
    const session = readReverieSession({ domain: "d", trial: 1, source: "s", metadata: { ...own }, messages: [user(text("hi"))] });
    expect(session.metadata).toEqual({ ...own, domain: "d" });
    expect(session.leftOut).toEqual(["trial", "source"]);
  });
});
