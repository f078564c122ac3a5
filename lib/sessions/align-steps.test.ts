import { describe, expect, it } from "vitest";
import { alignSteps, type ComparedStep, toSteps } from "@/lib/sessions/align-steps";

const call = (seq: number, tool: string, text = "{}", result: string | null = "ok"): ComparedStep => ({
  id: `e${seq}`,
  seq,
  kind: "call",
  tool,
  text,
  result,
  isError: false,
});

describe("alignSteps", () => {
  it("puts the same tools beside each other and says what differs", () => {
    const a = [call(1, "search"), call(2, "book", '{"card":0}', "failed"), call(3, "seat")];
    const b = [call(1, "search"), call(2, "get_user"), call(3, "book", '{"card":1}'), call(4, "seat")];
    expect(alignSteps(a, b).map(({ state, a: left, b: right }) => [state, left?.tool ?? null, right?.tool ?? null])).toEqual([
      ["same", "search", "search"],
      ["only_b", null, "get_user"],
      ["changed", "book", "book"],
      ["same", "seat", "seat"],
    ]);
    expect(alignSteps([], [])).toEqual([]);
  });
});

describe("toSteps", () => {
  it("joins a call with its result", () => {
    expect(
      toSteps([
        { id: "e1", seq: 1, type: "user.message", payload: { content: [{ type: "text", text: "Hello" }] } },
        { id: "e2", seq: 2, type: "agent.custom_tool_use", payload: { name: "book", input: { a: 1 } } },
        {
          id: "e3",
          seq: 3,
          type: "user.custom_tool_result",
          payload: { custom_tool_use_id: "e2", is_error: true, content: [{ type: "text", text: "no" }] },
        },
      ]),
    ).toEqual([
      { id: "e1", seq: 1, kind: "user", tool: null, text: "Hello", result: null, isError: false },
      { id: "e2", seq: 2, kind: "call", tool: "book", text: '{"a":1}', result: "no", isError: true },
    ]);
  });
});
