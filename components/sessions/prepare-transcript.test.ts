import { describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import type { SessionEvent } from "@/lib/sessions/types";
import { argumentStart, inputOf, openEnds, partsOf, prepareTranscript, summaryOf, textAt } from "./prepare-transcript";

let seq = 0;
function event(type: string, payload: Record<string, unknown> = {}): SessionEvent {
  seq += 1;
  return { id: newId("event"), seq, type, trust: "tool", payload, processedAt: null };
}
const text = (words: string) => ({ content: [{ type: "text", text: words }] });
const call = (input: unknown = {}) => event("agent.custom_tool_use", { name: "get", input });
const answer = (of: SessionEvent, words = "ok") => event("user.custom_tool_result", { custom_tool_use_id: of.id, ...text(words) });
const nothing = { earlierCalls: new Map(), laterResults: [] };

describe("prepareTranscript", () => {
  it("puts a result beside its call, also where other events came between", () => {
    const first = call();
    const second = call();
    const events = [event("user.message", text("hi")), first, second, answer(second), answer(first), event("agent.message", text("bye"))];
    const items = prepareTranscript(events, nothing);
    expect(items.map((item) => item.kind)).toEqual(["message", "call", "call", "message"]);
    expect(items[1]).toMatchObject({ call: first, result: events[4], isResultElsewhere: false });
    expect(items[2]).toMatchObject({ call: second, result: events[3] });
  });

  it("shows a call at the end with the result of the next page, and says so", () => {
    const last = call();
    const later = answer(last);
    const [item] = prepareTranscript([last], { earlierCalls: new Map(), laterResults: [later] });
    expect(item).toMatchObject({ kind: "call", result: later, isResultElsewhere: true });
  });

  it("shows a result at the beginning with the call of the page before, and without where there is none", () => {
    const before = call();
    const result = answer(before);
    const stray = event("user.custom_tool_result", text("?"));
    const items = prepareTranscript([result, stray], { earlierCalls: new Map([[before.id, before]]), laterResults: [] });
    expect(items[0]).toMatchObject({ kind: "call", at: result, call: before, isCallElsewhere: true });
    expect(items[1]).toMatchObject({ kind: "call", at: stray, call: null, isCallElsewhere: false });
  });

  it("loses no event: what answers twice and what is of another kind is shown too", () => {
    const one = call();
    const events = [one, answer(one), answer(one, "again"), event("session.status_idle", { stop_reason: { type: "end_turn" } })];
    expect(prepareTranscript(events, nothing).map((item) => item.kind)).toEqual(["call", "call", "other"]);
  });

  it("says who speaks", () => {
    const items = prepareTranscript([event("user.message"), event("agent.message"), event("system.message")], nothing);
    expect(items.map((item) => item.kind === "message" && item.who)).toEqual(["user", "agent", "operator"]);
  });
});

describe("openEnds", () => {
  it("names calls without their result and results without their call", () => {
    const before = call();
    const done = call();
    const open = call();
    expect(openEnds([answer(before), done, answer(done), open])).toEqual({ calls: [open.id], results: [before.id] });
  });
});

describe("partsOf", () => {
  it("gives each text with its place and names what is no text", () => {
    expect(partsOf({ content: [{ type: "image", source: {} }, { type: "text", text: "a" }, 7] })).toEqual([
      { kind: "blob", type: "image", bytes: null },
      { kind: "text", text: "a", pointer: "/content/1/text" },
      { kind: "blob", type: "number", bytes: null },
    ]);
    expect(partsOf({ content: "plain" })).toEqual([{ kind: "text", text: "plain", pointer: "/content" }]);
    expect(partsOf({})).toEqual([]);
  });
});

describe("a call's words", () => {
  it("writes texts as they are and everything else as JSON", () => {
    const made = call({ query: "select 1\nfrom t", name: "Ada", id: "007", flag: true, list: [1], none: "" });
    expect(inputOf(made.payload.input)).toBe('query:\nselect 1\nfrom t\nname: Ada\nid: "007"\nflag: true\nlist: [\n  1\n]\nnone: ""');
    expect(summaryOf(made)).toBe('query="select 1\\nfrom t", name="Ada", id="007", flag=true, list=[1], none=""');
    expect(inputOf(null)).toBeNull();
  });

  it("finds where an argument is written", () => {
    const written = inputOf({ id: "a", "x/y": "a" }) ?? "";
    expect(argumentStart(written, "/input/id")).toBe(0);
    expect(written.slice(argumentStart(written, "/input/x~1y"))).toBe("x/y: a");
    expect(argumentStart(written, "/name")).toBe(0);
    expect(argumentStart(written, "/input/none")).toBe(0);
  });

  it("finds a text by its pointer and sizes what is no text", () => {
    const source = { type: "base64", media_type: "image/png", data: "AAAA" };
    const made = event("user.custom_tool_result", { content: [{ type: "text", text: "a" }, { type: "image", source }, { type: "image" }] });
    expect(textAt(made, "/content/0/text")).toBe("a");
    expect(textAt(made, "/content/1/text")).toBeNull();
    expect(textAt(call({ id: "a" }), "/input")).toBe("id: a");
    expect(partsOf(made.payload).slice(1)).toEqual([
      { kind: "blob", type: "image/png", bytes: 3 },
      { kind: "blob", type: "image", bytes: null },
    ]);
  });
});
