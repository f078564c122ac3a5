import { describe, expect, it } from "vitest";
import { NAMED_IN_ERROR } from "@/lib/dreaming/miner/argument-changes";
import { parsePatternKey } from "@/lib/dreaming/miner/pattern";
import { findEpisodes, RECOVERY_WINDOW } from "@/lib/dreaming/miner/recoveries";
import { type PlannedCall, toLabelled } from "@/lib/dreaming/miner/synthetic-sessions";

const SQL = new Map([["db", "query"]]);
const NO_COMMANDS = new Map<string, string>();

function digestOf(calls: PlannedCall[]) {
  return toLabelled("s", { task: "t", request: "Do it", calls, success: true }).digest;
}
const ok = (tool: string, input: Record<string, unknown>, result = "fine"): PlannedCall => ({ tool, input, result });
const bad = (tool: string, input: Record<string, unknown>, result = "Error: no"): PlannedCall => ({ tool, input, result, isError: true });

function changes(keys: Iterable<string>) {
  return [...keys].map((key) => {
    const pattern = parsePatternKey(key);
    return pattern.family === "recovery" ? pattern.change : null;
  });
}

function only(calls: PlannedCall[], commands = NO_COMMANDS) {
  const [episode, ...rest] = findEpisodes(digestOf(calls), commands);
  if (episode === undefined || rest.length > 0) throw new Error(`expected one episode, found ${rest.length + (episode ? 1 : 0)}`);
  return episode;
}

describe("findEpisodes", () => {
  it("says which arguments had changed, come or gone when the call worked", () => {
    const episode = only([
      bad("pay", { id: "r1", card: "certificate_12", sum: 5, old: 1 }),
      ok("pay", { id: "r1", card: "gift_card_7", sum: 5, fresh: true }),
    ]);
    expect(episode.calls).toBe(1);
    expect(changes(episode.worked.keys())).toEqual(
      expect.arrayContaining([
        { kind: "argument_changed", argument: "card", from: "certificate_<n>", to: "gift_card_<n>" },
        { kind: "argument_changed", argument: "card", from: null, to: null },
        { kind: "argument_added", argument: "fresh", to: null },
        { kind: "argument_removed", argument: "old", from: null },
      ]),
    );
    expect(episode.worked.size).toBe(4);
  });

  it("notices a value that the error itself named, and another number of items", () => {
    const named = only([
      bad("find", { entity: "Alpha" }, "Could not find [Alpha]. Similar: ['Alpha One']"),
      ok("find", { entity: "Alpha One" }),
    ]);
    expect(changes(named.worked.keys())).toEqual([{ kind: "argument_changed", argument: "entity", from: null, to: NAMED_IN_ERROR }]);
    const items = only([bad("pay", { id: "x", p: [{ a: 1 }] }), ok("pay", { id: "x", p: [{ a: 1 }, { a: 2 }] })]);
    expect(changes(items.worked.keys())).toContainEqual({ kind: "argument_changed", argument: "p[].a", from: "1 item", to: "2 items" });
  });

  it("says nothing of a change when a tool's only argument changed: nothing else could have", () => {
    const episode = only([bad("get", { id: "a" }), ok("get", { id: "b" })]);
    expect(episode.working).not.toBeNull();
    expect(episode.worked.size).toBe(0);
  });

  it("names another call that worked in between, with its first word where it is a command", () => {
    const plain = only([bad("edit", { file: "a", text: "x" }), ok("read", { file: "a" }), ok("edit", { file: "a", text: "x" })]);
    expect(changes(plain.worked.keys())).toEqual([{ kind: "other_call_first", via: "read", viaForm: null }]);
    const sql = only(
      [bad("db", { query: "SELECT a FROM b" }), ok("db", { query: "SHOW TABLES" }), ok("db", { query: "SELECT a FROM c" })],
      SQL,
    );
    expect(changes(sql.worked.keys())).toContainEqual({ kind: "other_call_first", via: "db", viaForm: "show" });
    expect(sql.calls).toBe(2);
  });

  it("does not count another call that failed, nor a command of another kind as the retry", () => {
    const calls = [bad("edit", { file: "a", text: "x" }), bad("read", { file: "a" }, "Error: gone"), ok("edit", { file: "a", text: "x" })];
    const edit = findEpisodes(digestOf(calls), NO_COMMANDS).find(({ tool }) => tool === "edit");
    expect(edit?.working?.index).toBe(2);
    expect(edit?.worked.size).toBe(0);
    const moved = only([bad("db", { query: "SELECT a FROM b" }), ok("db", { query: "SHOW TABLES" })], SQL);
    expect(moved.working).toBeNull();
    expect(moved.isRetried).toBe(false);
  });

  it("tells which words a command gained and lost", () => {
    const episode = only([bad("db", { query: "SELECT name FROM t" }), ok("db", { query: "SELECT name FROM t GROUP BY name" })], SQL);
    expect(changes(episode.worked.keys())).toContainEqual({
      kind: "argument_changed",
      argument: "query",
      from: null,
      to: 'contains "group by"',
    });
    expect(changes(episode.worked.keys())).not.toContainEqual({ kind: "argument_changed", argument: "query", from: null, to: null });
  });

  it("takes another command for a recovery only when the error says that the command does not exist", () => {
    const gone = only([bad("db", { query: "xxd a.bin" }, "line 1: xxd: command not found"), ok("db", { query: "od a.bin" })], SQL);
    expect(changes(gone.worked.keys())).toEqual([{ kind: "argument_changed", argument: "query", from: "xxd", to: "od" }]);
    expect(only([bad("db", { query: "cat a.bin" }, "cat: a.bin: denied"), ok("db", { query: "od a.bin" })], SQL).working).toBeNull();
  });

  it("does not take a call about something else for a retry", () => {
    expect(only([bad("edit", { file: "a", old: "x", text: "y" }), ok("edit", { file: "b", old: "p", text: "q" })]).working).toBeNull();
  });

  it("remembers the changes that failed, unless they worked in the end", () => {
    const pay = (card: string, note: string) => ({ id: "r", user: "u", card, note });
    const episode = only([bad("pay", pay("a", "n")), bad("pay", pay("b", "n")), ok("pay", pay("b", "m"))]);
    const bare = (argument: string) => ({ kind: "argument_changed", argument, from: null, to: null });
    expect(changes(episode.worked.keys())).toEqual([bare("note")]);
    expect(changes(episode.failed.keys())).toEqual([bare("card")]);
    expect(episode.calls).toBe(2);
    const another = only([bad("pay", pay("a", "n")), bad("pay", pay("b", "n")), ok("pay", pay("c", "n"))]);
    expect(changes(another.worked.keys())).toEqual([bare("card")]);
    expect(another.failed.size).toBe(0);
  });

  it("gives up after a few calls and does not look across a cut", () => {
    const far = [
      bad("pay", { id: "r", card: "a" }),
      ...Array.from({ length: RECOVERY_WINDOW }, () => ok("look", {})),
      ok("pay", { id: "r", card: "b" }),
    ];
    expect(only(far).working).toBeNull();
    const digest = digestOf([bad("pay", { id: "r", card: "a" }), ok("look", {}), ok("pay", { id: "r", card: "b" })]);
    const cut = { ...digest, steps: digest.steps.filter(({ index }) => index !== 1), stepsCut: 1 };
    expect(findEpisodes(cut, NO_COMMANDS)[0]?.working).toBeNull();
  });

  it("looks for the errors asked for only, and finds the same of them", () => {
    const calls = [
      bad("pay", { id: "r", card: "a" }, "Error: one"),
      ok("look", {}),
      ok("pay", { id: "r", card: "b" }),
      bad("get", { id: "x" }, "Error: two"),
    ];
    const [all] = findEpisodes(digestOf(calls), NO_COMMANDS);
    const [whole, ...rest] = findEpisodes(digestOf(calls), NO_COMMANDS, new Map([[all?.base ?? "", true]]));
    expect(rest).toEqual([]);
    expect([...(whole?.worked.keys() ?? [])]).toEqual([...(all?.worked.keys() ?? [])]);
    const [calling] = findEpisodes(digestOf(calls), NO_COMMANDS, new Map([[all?.base ?? "", false]]));
    expect(changes(calling?.worked.keys() ?? [])).toEqual([{ kind: "other_call_first", via: "look", viaForm: null }]);
  });

  it("counts an error of a tool once per session", () => {
    const twice = [
      bad("pay", { id: "r", card: "a" }),
      ok("pay", { id: "r", card: "b" }),
      bad("pay", { id: "s", card: "a" }),
      ok("pay", { id: "s", card: "b" }),
    ];
    expect(findEpisodes(digestOf(twice), NO_COMMANDS)).toHaveLength(1);
  });
});
