import { describe, expect, it } from "vitest";
import { parsePatternKey } from "@/lib/dreaming/miner/pattern";
import { type PlannedCall, toLabelled } from "@/lib/dreaming/miner/synthetic-sessions";
import { findWastes } from "@/lib/dreaming/miner/wastes";

const COMMANDS = new Map([["sh", "command"]]);

function wastesOf(calls: PlannedCall[]) {
  const { digest } = toLabelled("s", { task: null, request: "Do it", calls, success: null });
  return findWastes(digest, COMMANDS).map(({ key, polarity, wasted }) => ({ ...parsePatternKey(key), polarity, wasted }));
}
const call = (tool: string, value: unknown, result: string, isError = false): PlannedCall => ({ tool, input: { value }, result, isError });
const identical = (tool: string, errorTemplate: string | null = null, form: string | null = null) => ({
  family: "waste",
  tool,
  pattern: "identical_call",
  errorTemplate,
  form,
});

describe("findWastes", () => {
  it("counts identical calls with the identical result, near or far", () => {
    const found = wastesOf([call("get", 1, "a"), call("get", 2, "b"), call("get", 1, "a"), call("get", 1, "a")]);
    expect(found).toEqual([{ ...identical("get"), polarity: "supports", wasted: 2 }]);
  });

  it("holds against it when the same call brought something new", () => {
    expect(wastesOf([call("get", 1, "a"), call("get", 1, "b")])).toEqual([{ ...identical("get"), polarity: "contradicts", wasted: 0 }]);
  });

  it("says nothing of different calls, nor of calls without an answer", () => {
    expect(wastesOf([call("get", 1, "a"), call("get", 2, "a")])).toEqual([]);
  });

  it("tells the repetition of a failing call apart and knows the kind of command", () => {
    const run = (): PlannedCall => ({ tool: "sh", input: { command: "ls -x /" }, result: "Error: bad flag", isError: true });
    const found = wastesOf([run(), run()]);
    expect(found).toContainEqual({ ...identical("sh", "Error: bad flag"), polarity: "supports", wasted: 1 });
    expect(found).toContainEqual({ ...identical("sh", "Error: bad flag", "ls"), polarity: "supports", wasted: 1 });
  });

  it("finds an error three times in a row, counts what followed the first, and adds up loops", () => {
    const error = (value: number) => call("pay", value, "Error: no funds", true);
    const loop = { family: "waste", tool: "pay", pattern: "error_loop", errorTemplate: "Error: no funds", form: null };
    expect(wastesOf([error(1), error(2), error(3), error(4)])).toEqual([{ ...loop, polarity: "supports", wasted: 3 }]);
    expect(wastesOf([error(1), error(2), error(3), call("ask", 1, "x"), error(4), error(5), error(6)])).toEqual([
      { ...loop, polarity: "supports", wasted: 4 },
    ]);
    expect(wastesOf([error(1), error(2), call("ask", 1, "x")])).toEqual([{ ...loop, polarity: "contradicts", wasted: 0 }]);
    expect(wastesOf([error(1)])).toEqual([]);
  });
});
