import { describe, expect, it } from "vitest";
import { ObservationTally } from "@/lib/dreaming/miner/observation-tally";
import { nominateObservations } from "@/lib/dreaming/miner/observations";
import { surveySessions } from "@/lib/dreaming/miner/survey";
import { type PlannedCall, sourceOf, toLabelled } from "@/lib/dreaming/miner/synthetic-sessions";

const ok = (tool: string, input: Record<string, unknown>, result = "fine"): PlannedCall => ({ tool, input, result });
const bad = (tool: string, input: Record<string, unknown>, result = "Error: no"): PlannedCall => ({ tool, input, result, isError: true });

/** Nominations for sessions of tasks of their own, each followed by enough other calls that no tool looks like one that ends sessions. */
async function nominate(sessions: PlannedCall[][]) {
  const tail = ["x1", "x2", "x3"].map((tool) => ok(tool, {}));
  const items = sessions.map((calls, i) =>
    toLabelled(`n${i}`, { task: `t${i}`, request: "Do it", calls: [...calls, ...tail], success: null }),
  );
  const survey = await surveySessions(sourceOf(items), 1);
  const tally = new ObservationTally(survey, () => true);
  for (const { digest } of items) tally.add(digest);
  const { chosen, dropped } = nominateObservations(tally, 3);
  return { keys: chosen.map(({ key }) => key), dropped };
}

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

describe("nominateObservations", () => {
  it("keeps one change per error: what the value became rather than that it changed", async () => {
    const { keys, dropped } = await nominate(
      times(4, () => [bad("pay", { id: "r", card: "certificate_1" }), ok("pay", { id: "r", card: "gift_card_2" })]),
    );
    expect(keys).toEqual(["recovery|pay|Error: no|argument_changed|card|certificate_<n>|gift_card_<n>"]);
    expect(dropped.weaker_change_for_same_error).toBe(1);
  });

  it("says only which argument changed when the values went different ways", async () => {
    const cards = ["gift_card_2", "credit_card_3", "voucher_4"];
    const { keys } = await nominate(cards.map((card) => [bad("pay", { id: "r", card: "certificate_1" }), ok("pay", { id: "r", card })]));
    expect(keys).toEqual(["recovery|pay|Error: no|argument_changed|card|-|-"]);
  });

  it("keeps a call made first only if retries work more often with it than without", async () => {
    const edit = { file: "a", text: "x" };
    const read = [bad("edit", edit), ok("read", { file: "a" }), ok("edit", edit)];
    const blind = [bad("edit", edit), bad("edit", { ...edit, text: "y" }), ok("read", {}), bad("edit", { ...edit, text: "z" })];
    const helpful = await nominate(times(4, () => read));
    expect(helpful.keys).toEqual(["recovery|edit|Error: no|other_call_first|read|-"]);
    const useless = await nominate([
      ...times(4, () => read),
      ...times(3, () => blind),
      ...times(6, () => [bad("edit", edit), ok("edit", edit)]),
    ]);
    expect(useless.keys).toEqual([]);
    expect(useless.dropped.call_first_made_no_difference).toBe(1);
  });

  it("does not take polling for waste", async () => {
    const poll = [ok("status", { id: 1 }, "pending"), ok("status", { id: 1 }, "done")];
    const again = [ok("status", { id: 1 }, "pending"), ok("status", { id: 1 }, "pending")];
    expect((await nominate(times(4, () => again))).keys).toEqual(["waste|status|identical_call|-|-"]);
    const polled = await nominate([...times(4, () => again), ...times(5, () => poll)]);
    expect(polled.keys).toEqual([]);
    expect(polled.dropped.repeating_often_helps).toBe(1);
  });

  it("tells a loop and the repetition of the failing call as one, and few wastes of one tool", async () => {
    const loop = (error: string) => times(3, () => bad("db", { q: error }, `Error: ${error}`));
    const { keys, dropped } = await nominate(["one", "two", "three", "four"].flatMap((error, i) => times(3 + i, () => loop(error))));
    expect(keys).toEqual(["four", "three", "two"].map((error) => `waste|db|error_loop|Error: ${error}|-`));
    expect(dropped).toMatchObject({ near_duplicate: 4, similar_waste_of_same_tool: 1 });
  });

  it("leaves out errors without words: nobody could recognise them", async () => {
    const { keys, dropped } = await nominate(
      times(4, (i) => [bad("pay", { id: "r", card: "a", n: i }, ""), ok("pay", { id: "r", card: "b", n: i })]),
    );
    expect(keys).toEqual([]);
    expect(dropped.error_without_words).toBeGreaterThan(0);
  });
});
