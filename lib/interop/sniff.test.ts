import { describe, expect, it } from "vitest";
import { describeUnknown, sniffRecord } from "@/lib/interop/sniff";

const said = (content: unknown, role = "user") => ({ role, content });

describe("sniffRecord", () => {
  it.each([
    ["tool_use blocks", { messages: [said([{ type: "tool_use", id: "1", name: "n", input: {} }], "assistant")] }],
    ["tool_result blocks", { messages: [said([{ type: "tool_result", tool_use_id: "1" }])] }],
    ["an external id beside plain texts", { external_id: "a", messages: [said("hi")] }],
    ["an outcome beside plain texts", { outcome: { label: null }, messages: [said("hi")] }],
    ["tools with input_schema", { tools: [{ name: "n", input_schema: {} }], messages: [said("hi")] }],
    ["an external id without messages", { external_id: "a" }],
  ])("knows the neutral format by %s", (_, record) => {
    expect(sniffRecord(record)).toBe("reverie");
  });

  it.each([
    ["a system message", { messages: [said("be kind", "system"), said("hi")] }],
    [
      "tool_calls, even beside an external id",
      { external_id: "a", messages: [said("hi"), { role: "assistant", content: null, tool_calls: [] }] },
    ],
    ["the role tool", { messages: [said("42", "tool")] }],
    ["function tools", { tools: [{ type: "function", function: { name: "n" } }], messages: [said("hi")] }],
    ["parts with image_url", { messages: [said([{ type: "image_url", image_url: { url: "data:" } }])] }],
    ["plain texts and nothing else", { messages: [said("hi"), said("hello", "assistant")] }],
    ["a trajectory", { task_id: 1, reward: 0, traj: [] }],
    ["a request with its response", { request: { messages: [] }, response: null }],
    ["messages that are no list", { messages: "oops" }],
  ])("knows OpenAI chat by %s", (_, record) => {
    expect(sniffRecord(record)).toBe("openai");
  });

  it.each([
    [null],
    [[]],
    ["text"],
    [3],
    [{}],
    [{ type: "user", uuid: "x", message: {} }],
    [{ role: "user", content: "hi" }],
    [{ agent: "x" }],
  ])("knows %j as no session", (value) => {
    expect(sniffRecord(value)).toBeNull();
  });
});

describe("describeUnknown", () => {
  it("names fields, not contents, and few of them", () => {
    const secret = { password: "hunter2", ["x".repeat(100)]: 1, c: 2, d: 3, e: 4 };
    expect(describeUnknown(secret)).toBe(
      "an object with the fields “password”, “xxxxxxxxxxxxxxxxxx”, “c” and 2 more, which is no session in a known format",
    );
    expect(describeUnknown({})).toBe("an object with no fields, which is no session in a known format");
    expect(describeUnknown([1])).toBe("a list, where a session (an object) was expected");
    expect(describeUnknown({ role: "user", content: "hi" })).toContain('put the list of messages into {"messages": [...]}');
  });
});
