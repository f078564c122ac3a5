import { describe, expect, it } from "vitest";
import { complementOf, decisionPoints, featureName, holdsAt } from "@/lib/dreaming/miner/decision-points";
import type { GuardFeature } from "@/lib/dreaming/miner/pattern";
import { type PlannedCall, toLabelled } from "@/lib/dreaming/miner/synthetic-sessions";

const COMMANDS = new Map([["db", "query"]]);

function pointsOf(calls: PlannedCall[], revealing: ReadonlySet<string> = new Set()) {
  return decisionPoints(toLabelled("s", { task: null, request: "Do it", calls, success: null }).digest, COMMANDS, revealing);
}
const call = (tool: string, input: Record<string, unknown>, result = "ok", isError = false): PlannedCall => ({
  tool,
  input,
  result,
  isError,
});

describe("decisionPoints", () => {
  it("reads a tool's first use only: nothing that happens later changes it", () => {
    const calls = [call("look", {}), call("book", { cabin: "eco", id: "gift_card_12" }, "Error: no", true)];
    const later = [call("book", { cabin: "biz", extra: 1 }), call("pay", {}), call("look", {})];
    const before = pointsOf(calls);
    const after = pointsOf([...calls, ...later]).filter(({ tool }) => tool !== "pay");
    expect(after.map(({ tool, features }) => [tool, [...features.keys()]])).toEqual(
      before.map(({ tool, features }) => [tool, [...features.keys()]]),
    );
  });

  it("knows arguments, values, kinds of values, what came before and how the call ended", () => {
    const book = pointsOf([call("look", {}), call("book", { cabin: "eco", card: "gift_card_12", legs: [1, 2] }, "Error: no", true)]).find(
      ({ tool }) => tool === "book",
    );
    const features: Array<[GuardFeature, boolean]> = [
      [{ kind: "argument_present", argument: "cabin" }, true],
      [{ kind: "argument_absent", argument: "cabin" }, false],
      [{ kind: "argument_absent", argument: "note" }, true],
      [{ kind: "argument_value", argument: "cabin", value: "eco" }, true],
      [{ kind: "argument_form", argument: "card", form: "gift_card_<n>" }, true],
      [{ kind: "argument_form", argument: "legs[]", form: "2 items" }, true],
      [{ kind: "used_before", before: "look" }, true],
      [{ kind: "not_used_before", before: "look" }, false],
      [{ kind: "not_used_before", before: "ask" }, true],
      [{ kind: "first_call_errored", errorTemplate: "Error: no" }, true],
    ];
    for (const [feature, holds] of features) expect(holdsAt(book, feature), JSON.stringify(feature)).toBe(holds);
    expect(holdsAt(undefined, { kind: "used_before", before: "look" })).toBeNull();
  });

  it("describes a command by its first word and the words in it, not by its text", () => {
    const [point] = pointsOf([call("db", { query: "SELECT name FROM t JOIN u GROUP BY name" })]);
    for (const form of ['starts with "select"', 'contains "join"', 'contains "group by"']) {
      expect(holdsAt(point, { kind: "argument_form", argument: "query", form }), form).toBe(true);
    }
    expect(holdsAt(point, { kind: "argument_form", argument: "query", form: 'starts with "show"' })).toBe(false);
  });

  it("leaves unknown what a cut hides", () => {
    const wide = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, i]));
    const [point] = pointsOf([call("t", wide)]);
    expect(holdsAt(point, { kind: "argument_absent", argument: "zzz" })).toBeNull();
    expect(holdsAt(point, { kind: "not_used_before", before: "x" })).toBe(true);
    const { digest } = toLabelled("s", { task: null, request: "x", calls: [call("a", {}), call("b", {}), call("c", {})], success: null });
    const cut = { ...digest, steps: digest.steps.filter(({ index }) => index !== 1), stepsCut: 1 };
    expect(decisionPoints(cut, COMMANDS, new Set()).map(({ tool }) => tool)).toEqual(["a"]);
  });

  it("stops behind a tool that shows how the session went, but not before it", () => {
    const calls = [call("look", {}), call("book", {}), call("email", {})];
    expect(pointsOf(calls, new Set(["book"])).map(({ tool }) => tool)).toEqual(["look", "book"]);
  });

  it("gives both sides of a contrast one name", () => {
    const feature: GuardFeature = { kind: "used_before", before: "x" };
    const other = complementOf(feature);
    expect(other).toEqual({ kind: "not_used_before", before: "x" });
    expect(other === null ? "" : featureName("t", other)).toBe(featureName("t", feature));
    expect(complementOf({ kind: "argument_value", argument: "a", value: "b" })).toBeNull();
  });
});
