import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DIGEST_LIMITS, digestSession } from "@/lib/dreaming/digest/digest";
import type { Digest, DigestEvent, DigestInput, Excerpt } from "@/lib/dreaming/types";
import type { EventId, SessionId } from "@/lib/ids";

let next = 0;
function event(type: string, payload: Record<string, unknown>, trust: DigestEvent["trust"] = "tool"): DigestEvent {
  next += 1;
  return { id: `sevt_${next}` as EventId, type, trust, at: null, payload };
}
const text = (value: string) => [{ type: "text", text: value }];
const call = (name: string, input: unknown) => event("agent.custom_tool_use", { name, input }, "operator");
const answer = (to: DigestEvent, value: string, isError?: boolean, trust?: DigestEvent["trust"]) =>
  event(
    "user.custom_tool_result",
    { custom_tool_use_id: to.id, content: text(value), ...(isError === undefined ? {} : { is_error: isError }) },
    trust,
  );

function input(events: DigestEvent[], more: Partial<DigestInput> = {}): DigestInput {
  return {
    sessionId: "sesn_1" as SessionId,
    fingerprint: "f",
    taskKey: null,
    model: null,
    agentVersion: 1,
    variant: null,
    userKey: null,
    wall: null,
    events,
    ...more,
  };
}

/** The string that a JSON pointer names; undefined when it names none. */
function at(payload: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(
      (value, key) => (value !== null && typeof value === "object" ? (value as Record<string, unknown>)[key] : undefined),
      payload,
    );
}

function excerptsOf(digest: Digest): Excerpt[] {
  return [digest.intent.excerpt, ...digest.steps.flatMap((step) => [step.call, step.outcome])].filter((excerpt) => excerpt !== null);
}

function expectVerbatim(digest: Digest, events: readonly DigestEvent[]): void {
  for (const excerpt of excerptsOf(digest)) {
    const source = events.find(({ id }) => id === excerpt.eventId);
    const whole = at(source?.payload, excerpt.at);
    expect(typeof whole).toBe("string");
    expect(excerpt.quote.length).toBeGreaterThan(0);
    expect(String(whole)).toContain(excerpt.quote);
    expect(excerpt.trust).toBe(source?.trust);
  }
}

describe("digestSession", () => {
  it("pairs calls with results that come later and out of order", () => {
    const [a, b, c] = [call("find", { q: "one" }), call("find", { q: "two" }), call("save", {})];
    const events = [event("user.message", { content: text("Go") }, "user"), a, b, answer(b, "", false), answer(a, "Error: no", true), c];
    const digest = digestSession(input(events));
    expect(digest.steps.map(({ index, tool, result }) => [index, tool, result])).toEqual([
      [0, "find", "error"],
      [1, "find", "empty"],
      [2, "save", "unanswered"],
    ]);
    expect(digest.steps[0]?.errorTemplate).toBe("Error: no");
    expect(digest.steps[0]?.resultEventId).toBe(events[4]?.id);
    expect(digest.steps[2]?.resultHash).toBeNull();
    expect(digest.turns).toBe(1);
    expectVerbatim(digest, events);
  });

  it("reads every kind of call and result of the wire", () => {
    const builtin = event("agent.tool_use", { name: "bash", input: { command: "ls -la" } });
    const mcp = event("agent.mcp_tool_use", { name: "fetch", input: {} });
    const events = [
      builtin,
      event("agent.tool_result", { tool_use_id: builtin.id, content: text("a"), is_error: false }),
      mcp,
      event("agent.mcp_tool_result", { mcp_tool_use_id: mcp.id, content: text("b") }),
      event("user.tool_result", { tool_use_id: builtin.id, content: text("a second answer is ignored") }),
    ];
    expect(digestSession(input(events)).steps.map(({ tool, result }) => [tool, result])).toEqual([
      ["bash", "ok"],
      ["fetch", "ok"],
    ]);
  });

  it("trusts the source's verdict and falls back to the words only where there is none", () => {
    const verdict = (value: string, isError?: boolean) => {
      const made = call("t", {});
      return digestSession(input([made, answer(made, value, isError)])).steps[0]?.result;
    };
    expect(verdict("Error: no such user")).toBe("error");
    expect(verdict('{"error":{"message":"no"}}')).toBe("error");
    expect(verdict('{"error":null,"ok":true}')).toBe("ok");
    expect(verdict("Error: quoted in a document", false)).toBe("ok");
    expect(verdict("all fine", true)).toBe("error");
    expect(verdict("[]")).toBe("empty");
    expect(verdict("  null\n", false)).toBe("empty");
  });

  it("flattens arguments to sorted leaves with array items in their order", () => {
    const made = call("book", {
      user: "u1",
      legs: [{ no: "Z9" }, { no: "A1" }],
      flags: { vip: true, note: null },
      "odd.key": 2.5,
      none: [],
    });
    const [step] = digestSession(input([made])).steps;
    expect(step?.arguments).toEqual([
      { path: '["odd.key"]', type: "number", value: "2.5" },
      { path: "flags.note", type: "null", value: "" },
      { path: "flags.vip", type: "boolean", value: "true" },
      { path: "legs[].no", type: "string", value: "Z9" },
      { path: "legs[].no", type: "string", value: "A1" },
      { path: "user", type: "string", value: "u1" },
    ]);
    expect(step?.argumentsCut).toBe(false);
  });

  it("gives equal hashes to equal calls whatever the order of their keys, and only to them", () => {
    const hash = (name: string, value: unknown) => digestSession(input([call(name, value)])).steps[0]?.callHash;
    expect(hash("t", { a: 1, b: { c: [1, 2], d: "x" } })).toBe(hash("t", { b: { d: "x", c: [1, 2] }, a: 1 }));
    expect(hash("t", { a: [1, 2] })).not.toBe(hash("t", { a: [2, 1] }));
    expect(hash("t", { a: 1 })).not.toBe(hash("t", { a: "1" }));
    expect(hash("t", {})).not.toBe(hash("s", {}));
    expect(hash("t", {})).toMatch(/^[0-9a-f]{16}$/);
  });

  it("quotes the text that tells most, and the tool's name where there is no text", () => {
    const quote = (value: unknown) => {
      const excerpt = digestSession(input([call("tool", value)])).steps[0]?.call;
      return [excerpt?.at, excerpt?.quote];
    };
    expect(quote({ cabin: "economy", "a/b": { "~": "drop the table" } })).toEqual(["/input/a~1b/~0", "drop the table"]);
    expect(quote({ cabin: "economy", id: "R77" })).toEqual(["/input/id", "R77"]);
    expect(quote({ amounts: [12, 13] })).toEqual(["/name", "tool"]);
    expect(quote({ pay: [{ sum: 1 }, { method: "card_12" }] })).toEqual(["/input/pay/1/method", "card_12"]);
  });

  it("gives a step the lower trust of call and result", () => {
    const made = call("web", {});
    expect(digestSession(input([made, answer(made, "page", false, "web")])).steps[0]?.trust).toBe("web");
  });

  it("takes the intent from the first message of the user that has text", () => {
    const events = [
      event("agent.message", { content: text("Hello, how can I help?") }),
      event("user.message", { content: [{ type: "image" }, { type: "text", text: " " }] }, "user"),
      event("user.message", { content: text("Hi! Please cancel reservation AB12 for me, thanks") }, "user"),
    ];
    const { intent } = digestSession(input(events));
    expect(intent.excerpt?.at).toBe("/content/0/text");
    expect(intent.excerpt?.eventId).toBe(events[2]?.id);
    expect(intent.terms).toEqual(["ab12", "cancel", "reservation"]);
  });

  it("counts what it cuts and keeps beginning and end", () => {
    const events = Array.from({ length: DIGEST_LIMITS.maxSteps + 40 }, (_, i) => call(`tool${i}`, {}));
    const digest = digestSession(input(events));
    expect(digest.steps).toHaveLength(DIGEST_LIMITS.maxSteps);
    expect(digest.stepsCut).toBe(40);
    expect(digest.steps[0]?.index).toBe(0);
    expect(digest.steps.at(-1)?.index).toBe(events.length - 1);
    const wide = digestSession(input([call("t", Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, i])))]));
    expect(wide.steps[0]?.arguments).toHaveLength(DIGEST_LIMITS.maxLeaves);
    expect(wide.steps[0]?.argumentsCut).toBe(true);
  });

  it("stays below the hard limit whatever a session holds, and quotes verbatim even then", () => {
    const events = Array.from({ length: 150 }, (_, i) =>
      call("t", Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`k${k}`, `${i} é😀 `.repeat(60)]))),
    ).flatMap((made) => [made, answer(made, `Error: ${"x😀".repeat(300)}`, true)]);
    const digest = digestSession(input(events));
    expect(Buffer.byteLength(JSON.stringify(digest))).toBeLessThanOrEqual(DIGEST_LIMITS.hardBytes);
    expect(digest.steps.length + digest.stepsCut).toBe(150);
    expectVerbatim(digest, events);
  });

  it("reads a tool's first call the same in a short and in a long session: its length must not show there", () => {
    const query = (i: number) => call("db", { query: `SELECT ${"column_name, ".repeat(12)} x${i} FROM t GROUP BY y` });
    const first = query(0);
    const short = digestSession(input([first]));
    const long = digestSession(input([first, ...Array.from({ length: 60 }, (_, i) => query(i + 1))]));
    expect(long.steps[0]?.arguments).toEqual(short.steps[0]?.arguments);
    expect(long.steps[1]?.arguments[0]?.value.length).toBeLessThan(short.steps[0]?.arguments[0]?.value.length ?? 0);
  });

  it("survives malformed payloads and quotes only what is there", () => {
    const events = [
      event("user.message", { content: "plain string" }, "user"),
      event("agent.tool_use", { input: { q: "no name" } }),
      event("agent.tool_use", { name: "t", input: "not an object" }),
      event("user.tool_result", { tool_use_id: 7, content: null }),
    ];
    const digest = digestSession(input(events));
    expect(digest.steps.map(({ tool }) => tool)).toEqual(["t"]);
    expect(digest.stepsCut).toBe(1);
    expectVerbatim(digest, events);
  });

  it("is deterministic and verbatim for any input", () => {
    const leaf = fc.oneof(fc.string({ unit: "binary", maxLength: 120 }), fc.double(), fc.boolean(), fc.constant(null));
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("node"), { maxLength: 4 }),
        fc.dictionary(fc.string({ maxLength: 6 }), tie("node"), { maxKeys: 4 }),
      ),
    })).node;
    const calls = fc.array(
      fc.tuple(fc.constantFrom("a", "b"), value, fc.string({ unit: "binary", maxLength: 120 }), fc.constantFrom(true, false, undefined)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(calls, (list) => {
        const events = list.flatMap(([name, given, result, isError]) => {
          const made = call(name, given);
          return [made, answer(made, result, isError)];
        });
        const digest = digestSession(input(events));
        expect(digestSession(input(events))).toEqual(digest);
        expect(JSON.parse(JSON.stringify(digest))).toEqual(digest);
        expectVerbatim(digest, events);
      }),
      { numRuns: 40 },
    );
  });
});
