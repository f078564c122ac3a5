import { describe, expect, it } from "vitest";
import { type Pattern, patternKey } from "@/lib/dreaming/miner/pattern";
import { emptyFacts, indexCandidates, sightingsIn } from "@/lib/dreaming/miner/sightings";
import { type PlannedCall, toLabelled } from "@/lib/dreaming/miner/synthetic-sessions";

const SURVEY = {
  commands: new Map([["db", "query"]]),
  tools: { terminal: new Set<string>(), opening: new Set<string>(), revealing: new Set<string>(), sessionsUsing: () => 0 },
};
const ok = (tool: string, input: Record<string, unknown>, result = "fine"): PlannedCall => ({ tool, input, result });
const bad = (tool: string, input: Record<string, unknown>, result = "Error: no"): PlannedCall => ({ tool, input, result, isError: true });

function sighted(pattern: Pattern, calls: PlannedCall[], success: boolean | null = null, direction: "raises" | "lowers" | null = null) {
  const key = patternKey(pattern);
  const index = indexCandidates([{ key, facts: emptyFacts(key), stats: { direction } }]);
  const item = toLabelled("s", { task: null, request: "Do it", calls, success });
  return [...sightingsIn(item, index, SURVEY)].map(({ polarity, excerpt, amount }) => [polarity, excerpt.at, excerpt.quote, amount]);
}

describe("sightingsIn quotes what shows the pattern best", () => {
  const recovery = (change: Extract<Pattern, { family: "recovery" }>["change"], tool = "pay"): Pattern => ({
    family: "recovery",
    tool,
    errorTemplate: "Error: no",
    change,
  });
  const changed = (argument: string) => recovery({ kind: "argument_changed", argument, from: null, to: null });

  it("of a recovery the new value, or the error where the value is no text", () => {
    const calls = [bad("pay", { id: "r", card: "a", sum: 1 }), ok("pay", { id: "r", card: "b", sum: 2 })];
    expect(sighted(changed("card"), calls)).toEqual([["supports", "/input/card", "b", 1]]);
    expect(sighted(changed("sum"), calls)).toEqual([["supports", "/content/0/text", "Error: no", 1]]);
  });

  it("of a call made first its name, or what it said where it is a command", () => {
    const edit = [bad("pay", { id: "r", x: "1" }), ok("look", { id: "account 12" }), ok("pay", { id: "r", x: "1" })];
    expect(sighted(recovery({ kind: "other_call_first", via: "look", viaForm: null }), edit)).toEqual([["supports", "/name", "look", 2]]);
    const sql = [bad("db", { query: "SELECT a FROM b" }), ok("db", { query: "SHOW TABLES" }), ok("db", { query: "SELECT a FROM c" })];
    const shown = sighted(recovery({ kind: "other_call_first", via: "db", viaForm: "show" }, "db"), sql);
    expect(shown).toEqual([["supports", "/input/query", "SHOW TABLES", 2]]);
  });

  it("holds against a recovery that another change worked, or that this one failed; an error nobody retried is neither", () => {
    const start = bad("pay", { id: "r", user: "u", card: "a", note: "n" });
    const other = [start, ok("pay", { id: "r", user: "u", card: "a", note: "m" })];
    expect(sighted(changed("card"), other)[0]?.[0]).toBe("contradicts");
    expect(sighted(changed("card"), [start, bad("pay", { id: "r", user: "u", card: "b", note: "n" })])).toEqual([
      ["contradicts", "/content/0/text", "Error: no", 0],
    ]);
    expect(sighted(changed("card"), [start])[0]?.[0]).toBe("neutral");
  });

  it("of a repeated success the call, of a repeated failure the error", () => {
    const waste = (errorTemplate: string | null): Pattern => ({
      family: "waste",
      tool: "get",
      pattern: "identical_call",
      errorTemplate,
      form: null,
    });
    const get = (isError: boolean): PlannedCall => ({
      tool: "get",
      input: { q: "two words" },
      result: isError ? "Error: no" : "a",
      isError,
    });
    expect(sighted(waste(null), [get(false), get(false)])).toEqual([["supports", "/input/q", "two words", 1]]);
    expect(sighted(waste("Error: no"), [get(true), get(true)])).toEqual([["supports", "/content/0/text", "Error: no", 1]]);
  });

  it("of a guard the argument, for and against by the outcome and the direction; nothing without an outcome", () => {
    const guard: Pattern = { family: "guard", tool: "book", feature: { kind: "argument_value", argument: "cabin", value: "eco" } };
    const calls = [ok("book", { cabin: "eco", id: "long id 12" })];
    expect(sighted(guard, calls, false)).toEqual([["supports", "/input/cabin", "eco", 0]]);
    expect(sighted(guard, calls, true)[0]?.[0]).toBe("contradicts");
    expect(sighted(guard, calls, true, "raises")[0]?.[0]).toBe("supports");
    expect(sighted(guard, calls, null)).toEqual([]);
    expect(sighted(guard, [ok("book", { cabin: "biz" })], false)).toEqual([]);
  });
});
