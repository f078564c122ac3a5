import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { finishSession } from "@/lib/interop/formats/finish-session";
import { readReverieSession } from "@/lib/interop/formats/reverie";
import type { ImportedSession } from "@/lib/interop/types";

const untouched = { replaced: 0, numbersAsText: 0, mayNeedReplacing: false };

const record = {
  external_id: "a",
  task_id: "t",
  trial: 0,
  agent: { model: "m", scaffold: "s" },
  system_prompt: "S",
  tools: [{ name: "n", input_schema: { type: "object", properties: { a: {}, b: {} } } }],
  messages: [
    { role: "user", content: "hi" },
    { role: "assistant", content: [{ type: "tool_use", id: "c1", name: "n", input: { a: 1, b: { c: 2, d: 3 } } }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "c1", content: "ok" }] },
  ],
};
const finish = (changed: Record<string, unknown> = {}): ImportedSession =>
  finishSession(readReverieSession({ ...record, ...changed }), 1, untouched);
const base = finish().contentHash;

describe("contentHash", () => {
  it("is the sha256 of a text that is written down here, so that stored hashes stay comparable", () => {
    const input = '[["a",1],["b",[["c",2],["d",3]]]]';
    const tools = '[[["description",""],["input_schema",[["properties",[["a",[]],["b",[]]]],["type","object"]]],["name","n"]]]';
    const events = [
      '["user.message",null,null,{"content":[{"type":"text","text":"hi"}]},null]',
      `["agent.custom_tool_use",null,1,{"name":"n"},${input}]`,
      '["user.custom_tool_result",null,1,{"content":[{"type":"text","text":"ok"}],"is_error":false},null]',
    ];
    const text = `["session/1",["t","0","m","s",null],"S",${tools},[${events.join(",")}]]`;
    expect(base).toBe(createHash("sha256").update(text).digest("hex"));
  });

  it.each([
    ["external id", { external_id: "b" }],
    ["outcome", { outcome: { label: "success", reward: 1 } }],
    ["title and metadata", { title: "T", metadata: { k: "v" } }],
    ["spelling of call ids", { messages: JSON.parse(JSON.stringify(record.messages).replaceAll("c1", "toolu_9")) }],
    [
      "order of fields",
      { messages: JSON.parse(JSON.stringify(record.messages).replace('{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}')) },
    ],
  ])("does not depend on the %s", (_, changed) => {
    expect(finish(changed).contentHash).toBe(base);
  });

  it.each([
    ["system prompt", { system_prompt: "T" }],
    ["tools", { tools: null }],
    ["task", { task_id: "u" }],
    ["trial", { trial: 1 }],
    ["model", { agent: { model: "n", scaffold: "s" } }],
    ["variant", { agent: { model: "m" } }],
    ["start", { started_at: "2025-01-01T00:00:00Z" }],
    ["a text", { messages: JSON.parse(JSON.stringify(record.messages).replace("hi", "ho")) }],
    ["an argument", { messages: JSON.parse(JSON.stringify(record.messages).replace('"d":3', '"d":4')) }],
    [
      "an error flag",
      { messages: JSON.parse(JSON.stringify(record.messages).replace('"content":"ok"', '"content":"ok","is_error":true')) },
    ],
    ["a missing result", { messages: record.messages.slice(0, 2) }],
  ])("depends on the %s", (_, changed) => {
    expect(finish(changed).contentHash).not.toBe(base);
  });
});

describe("finishSession", () => {
  it("makes everything storable and says how much was replaced", () => {
    const messages = [
      { role: "user", content: "nul\u0000" },
      { role: "assistant", content: [{ type: "tool_use", id: "c\u0000", name: "n", input: { "k\u0000": ["\ud800"] } }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "c\u0000", content: "\u0000" }] },
    ];
    const draft = readReverieSession({ external_id: "x\u0000", messages, metadata: { m: "\u0000" }, outcome: { detail: { d: "\u0000" } } });
    const session = finishSession(draft, 3, { replaced: 2, numbersAsText: 1, mayNeedReplacing: true });
    expect(JSON.stringify(session)).not.toMatch(/\\u0000|\\ud800/);
    expect(session).toMatchObject({
      line: 3,
      externalId: "x\u2400",
      metadata: { m: "\u2400", "reverie.replaced_characters": "11", "reverie.numbers_as_text": "1" },
      events: [{}, { callRef: "c\u2400", payload: { input: { "k\u2400": ["\ufffd"] } } }, { callRef: "c\u2400" }],
    });
  });

  it("leaves no note where nothing was changed", () => {
    expect(finish().metadata).toEqual({ trial: "0" });
  });

  it("names what it left out, as far as a metadata value reaches, and counts the rest", () => {
    const many = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`field_number_${i}`, 1]));
    const note = finish(many).metadata["reverie.not_imported"] ?? "";
    expect(note).toMatch(/^field_number_0, field_number_1, .* … and \d+ more$/);
    expect(note.length).toBeLessThanOrEqual(512);
    const named = note.split(", ").length;
    expect(note).toContain(`and ${90 - named} more`);
  });

  it("refuses what is nested too deep to be stored", () => {
    const deep = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);
    const call = (input: unknown) => ({ messages: [{ role: "assistant", content: [{ type: "tool_use", id: "c", name: "n", input }] }] });
    expect(() => finish(call(deep(400)))).not.toThrow();
    for (const changed of [call(deep(100_000)), { outcome: { detail: deep(600) } }, { source: deep(100_000) }]) {
      expect(() => finish(changed)).toThrow(/is nested deeper than 500 levels/);
    }
  });
});
