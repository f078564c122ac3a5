import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mine } from "@/lib/dreaming/miner/mine";
import {
  bookingWorld,
  type PlannedCall,
  type PlannedSession,
  permuteLabels,
  shuffled,
  sourceOf,
  toLabelled,
  type World,
} from "@/lib/dreaming/miner/synthetic-sessions";
import { randomFrom } from "@/lib/dreaming/statistics/seeded-random";
import type { Candidate, LabelledDigest, MinerSettings } from "@/lib/dreaming/types";
import { collectEvidence, validate } from "@/lib/dreaming/validate/validate";

const SETTINGS: MinerSettings = { minSupport: 3, seed: 1, maxCandidates: 40 };

async function dream(items: LabelledDigest[], settings: MinerSettings = SETTINGS) {
  const source = sourceOf(items);
  const mined = await mine(source, settings);
  const validated = await validate(mined.candidates, source, settings);
  return { mined, validated, claims: validated.candidates.filter(({ stats }) => stats.claim === "effect") };
}

/** Success rate with minus without, over all sessions: what a naive reader would see. */
function crudeDifference(items: LabelledDigest[], has: (item: LabelledDigest) => boolean): number {
  const rate = (some: LabelledDigest[]) => some.filter(({ label }) => label?.success).length / some.length;
  return rate(items.filter(has)) - rate(items.filter((item) => !has(item)));
}

const uses = (tool: string) => (item: LabelledDigest) => item.digest.steps.some((step) => step.tool === tool);

const WORLD: World = { tasks: 40, attempts: 8 };

describe("a planted effect", () => {
  it("is found, with its size, on mined and on held-back tasks", async () => {
    const items = bookingWorld({ ...WORLD, effect: 0.5 }, 7);
    const { claims } = await dream(items);
    expect(claims.map(({ key }) => key)).toEqual(["guard|book|not_used_before|get_account"]);
    const { stats, facts, examples } = claims[0] as Candidate;
    expect(stats).toMatchObject({ claim: "effect", direction: "lowers", grouping: "task" });
    expect(stats.effect).toBeLessThan(-0.3);
    expect(stats.effect).toBeGreaterThan(-0.7);
    expect(stats.interval?.[1]).toBeLessThan(0);
    expect(stats.qValue).toBeLessThanOrEqual(0.05);
    expect(stats.outOfSample?.effect).toBeLessThan(-0.2);
    expect(stats.groups.length).toBe(6);
    expect(facts).toMatchObject({ family: "guard", tool: "book", failures: stats.support });
    // What supports "lowers" are failures without the look-up; what contradicts it, successes without it.
    for (const { sessionId, polarity } of examples) {
      const session = items.find(({ digest }) => digest.sessionId === sessionId);
      expect(session?.label?.success).toBe(polarity === "contradicts");
      expect(session?.digest.steps.some(({ tool }) => tool === "get_account")).toBe(false);
    }
  });

  it("is found among the attempts at a few tasks, too", async () => {
    const { claims } = await dream(bookingWorld({ tasks: 5, attempts: 60, effect: 0.5 }, 4));
    expect(claims.map(({ key }) => key)).toContain("guard|book|not_used_before|get_account");
  });

  it("is found in how a tool that takes commands is used first", async () => {
    const random = randomFrom(3);
    const items = Array.from({ length: 320 }, (_, i) => {
      const looksFirst = random() < 0.5;
      const success = random() < (looksFirst ? 0.8 : 0.3);
      const query = (text: string): PlannedCall => ({ tool: "db", input: { query: text }, result: `rows of ${text}` });
      const looks = looksFirst ? [query("SHOW TABLES"), query("DESC t")] : [];
      return toLabelled(`q${i}`, {
        task: `t${i % 40}`,
        request: "Ask",
        calls: [...looks, query("SELECT a FROM t"), query("SELECT b FROM u")],
        success,
      });
    });
    const { claims } = await dream(items);
    expect(claims.map(({ key, stats }) => [key, stats.direction])).toEqual([
      ['guard|db|argument_form|query|starts with "select"', "lowers"],
    ]);
  });

  it("is told as raising where it has no opposite in words", async () => {
    const random = randomFrom(2);
    const items = Array.from({ length: 320 }, (_, i) => {
      const cabin = ["eco", "biz", "first"][Math.floor(random() * 3)];
      const call: PlannedCall = { tool: "book", input: { cabin, seat: "x" }, result: "ok" };
      const success = random() < (cabin === "biz" ? 0.9 : 0.3);
      return toLabelled(`v${i}`, {
        task: `t${i % 40}`,
        request: "Book",
        calls: [call, { tool: "look", input: {}, result: "ok" }],
        success,
      });
    });
    const { claims } = await dream(items);
    const claim = claims.find(({ key }) => key === "guard|book|argument_value|cabin|biz");
    expect(claim?.stats.direction).toBe("raises");
    const supporting = claim?.examples.filter(({ polarity }) => polarity === "supports") ?? [];
    expect(supporting.length).toBeGreaterThan(0);
    for (const { sessionId, at, quote } of supporting) {
      expect([at, quote]).toEqual(["/input/cabin", "biz"]);
      expect(items.find(({ digest }) => digest.sessionId === sessionId)?.label?.success).toBe(true);
    }
  });
});

describe("what only looks like an effect", () => {
  it("is not claimed when tasks differ and behaviour goes with them (Simpson's paradox)", async () => {
    const items = bookingWorld({ ...WORLD, isConfounded: true }, 3);
    expect(crudeDifference(items, uses("get_account"))).toBeGreaterThan(0.3);
    expect((await dream(items)).claims).toEqual([]);
  });

  it("is not claimed when failing sessions merely go on longer", async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const items = bookingWorld({ ...WORLD, leaksByLength: true }, seed);
      expect(crudeDifference(items, uses("check"))).toBeLessThan(-0.9);
      expect((await dream(items)).claims).toEqual([]);
    }
  });

  it("is not claimed of what sessions do once they know how it went", async () => {
    for (let seed = 1; seed <= 3; seed++) {
      const random = randomFrom(1000 * seed);
      const items = Array.from({ length: 320 }, (_, i) => {
        const success = random() < 0.5;
        const calls: PlannedCall[] = [];
        const call = (tool: string, input: Record<string, unknown> = {}, isError = false): void => {
          calls.push({ tool, input, result: isError ? "Error: declined" : "ok", isError });
        };
        if (random() < 0.5) call("search", { for: "trip" });
        call("book", {}, !success);
        if (random() < 0.7) call(success ? "email" : "check");
        if (random() < 0.35) call("search", { for: success ? "hotel" : "help" });
        call("log", { status: success ? "done" : "stuck" });
        call("finish");
        return toLabelled(`k${seed}-${i}`, { task: `t${i % 40}`, request: "Book", calls, success });
      });
      const { claims, mined } = await dream(items);
      // That the booking failed is no wonder; searching for help, mailing or logging "stuck" did not make it fail.
      expect(claims.filter(({ facts }) => facts.tool !== "book")).toEqual([]);
      expect(mined.funnel.tested).toBeGreaterThan(0);
    }
  });

  it("is not claimed of a call that ends sessions, whatever its arguments or errors", async () => {
    const random = randomFrom(5);
    const items = Array.from({ length: 240 }, (_, i) => {
      const success = random() < 0.5;
      const calls: PlannedCall[] = [{ tool: "look", input: { a: 1 }, result: "ok" }];
      if (random() < 0.5) calls.push({ tool: "ask", input: {}, result: "ok" });
      calls.push({ tool: "zumbu", input: { reason: success ? "solved" : "stuck" }, result: "ok" });
      return toLabelled(`e${i}`, { task: `t${i % 30}`, request: "Help", calls, success });
    });
    const { mined, validated } = await dream(items);
    expect(JSON.stringify(validated.candidates)).not.toContain("zumbu");
    expect(mined.funnel.nearestMiss ?? "").not.toContain("zumbu");
  });

  it("is claimed in at most one of twenty dreams when labels are permuted within tasks", async () => {
    // A rate needs more than twenty dreams to show: twenty permutations of each of five worlds, at most 5 % of the hundred.
    let claimed = 0;
    let tested = 0;
    for (let world = 1; world <= 5; world++) {
      const items = bookingWorld({ tasks: 30, attempts: 6, effect: 0.5 }, 100 * world);
      for (let seed = 1; seed <= 20; seed++) {
        const { claims, mined } = await dream(permuteLabels(items, seed));
        if (claims.length > 0) claimed += 1;
        tested += mined.funnel.tested;
      }
    }
    expect(tested).toBeGreaterThan(100 * 5);
    expect(claimed).toBeLessThanOrEqual(5);
  });
});

describe("observations", () => {
  const pay = (card: string, isError = false): PlannedCall => ({
    tool: "pay",
    input: { order: "o1", user: "u1", card },
    result: isError ? "Error: card 12 was declined" : "paid",
    isError,
  });
  const session = (name: string, calls: PlannedCall[], more: Partial<PlannedSession> = {}) =>
    toLabelled(name, { task: name, request: `Pay order ${name}`, calls, success: null, ...more });
  const recovered = (name: string, more: Partial<PlannedSession> = {}) => session(name, [pay("a", true), pay("b")], more);
  const KEY = "recovery|pay|Error: card <n> was declined|argument_changed|card|-|-";

  it("need no outcomes, and say nothing of success", async () => {
    const items = [recovered("a"), recovered("b"), recovered("c"), session("d", [pay("a", true), pay("c", true)])];
    const { validated } = await dream(items);
    const [candidate] = validated.candidates;
    expect(candidate?.key).toBe(KEY);
    expect(candidate?.facts).toMatchObject({
      sessionsWithError: 4,
      recovered: 3,
      recoveredOtherwise: 0,
      medianCalls: 1,
      errorExample: "Error: card 12 was declined",
    });
    expect(candidate?.stats).toMatchObject({
      support: 3,
      supportTasks: 3,
      supportUsers: null,
      claim: "observation",
      effect: null,
      qValue: null,
      direction: null,
    });
    expect(candidate?.examples.map(({ polarity }) => polarity)).toEqual(["supports", "supports", "supports", "contradicts"]);
  });

  it("need several sessions, several tasks and, where users are known, several users", async () => {
    const keys = async (items: LabelledDigest[]) => (await dream(items)).validated.candidates.map(({ key }) => key);
    expect(await keys([recovered("a"), recovered("b")])).toEqual([]);
    expect(await keys(["a", "b", "c"].map((name) => recovered(name, { task: "same" })))).toEqual([]);
    expect(await keys(["a", "b", "c"].map((name) => recovered(name, { user: "ann" })))).toEqual([]);
    expect(await keys(["a", "b", "c"].map((name, i) => recovered(name, { user: i === 0 ? "ann" : "bob" })))).toEqual([KEY]);
    expect(await keys(["a", "b", "c"].map((name) => recovered(name, { task: null })))).toEqual([KEY]);
  });

  it("need the change to work usually", async () => {
    const stuck = (name: string) => session(name, [pay("a", true), pay("b", true), { tool: "look", input: {}, result: "x" }]);
    const items = [...["a", "b", "c"].map((name) => recovered(name)), ...["d", "e", "f", "g"].map(stuck)];
    const { mined, validated } = await dream(items);
    expect(validated.candidates.filter(({ family }) => family === "recovery")).toEqual([]);
    expect(mined.funnel.dropped.change_seldom_works).toBeGreaterThan(0);
  });

  it("inherit the lowest trust of the calls and results they rest on, also where the quote is of better trust", async () => {
    const items = ["a", "b", "c"].map((name) => recovered(name));
    const fromTheWeb = items.map(({ digest, label }, i) => ({
      digest: {
        ...digest,
        steps: digest.steps.map((step) => ({ ...step, trust: i === 1 && step.index === 0 ? ("web" as const) : step.trust })),
      },
      label,
    }));
    const [candidate] = (await dream(fromTheWeb)).validated.candidates;
    expect(candidate?.trust).toBe("web");
    expect(candidate?.examples.map(({ sessionId, trust }) => [sessionId, trust]).sort()).toEqual([
      ["sesn_a", "tool"],
      ["sesn_b", "web"],
      ["sesn_c", "tool"],
    ]);
  });

  it("carry models, the one wall and the lowest trust of what they rest on", async () => {
    const items = ["a", "b", "c"].map((name, i) => recovered(name, { model: i === 0 ? "m2" : "m1", wall: "matter-1" }));
    const { validated } = await dream(items);
    expect(validated.candidates[0]).toMatchObject({ models: ["m1", "m2"], wall: "matter-1", trust: "tool" });
    const mixed = await dream(items.map((item, i) => ({ ...item, digest: { ...item.digest, wall: i === 0 ? null : "matter-1" } })));
    expect(mixed.validated.candidates[0]?.wall).toBeNull();
  });
});

describe("a dream", () => {
  it("is the same whatever the order and the ids of its sessions", async () => {
    const items = bookingWorld({ tasks: 14, attempts: 5, effect: 0.6 }, 9);
    const expected = await dream(items);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1000 }), async (seed) => {
        const original = new Map<string, string>();
        const others = shuffled(items, randomFrom(seed)).map((item, i) => {
          const sessionId = `sesn_other_${i}` as typeof item.digest.sessionId;
          original.set(sessionId, item.digest.sessionId);
          return { ...item, digest: { ...item.digest, sessionId } };
        });
        const other = await dream(others);
        const named = JSON.stringify(other).replaceAll(/sesn_other_\d+/g, (id) => original.get(id) ?? id);
        expect(JSON.parse(named)).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
      { numRuns: 5 },
    );
  });

  it("does not depend on what tools are called", async () => {
    const items = bookingWorld({ ...WORLD, effect: 0.5 }, 7);
    const names: Record<string, string> = {
      search: "qux",
      get_account: "zor",
      calculate: "blip",
      book: "frob",
      check: "narf",
      hand_over: "wib",
    };
    const renamed = items.map((item) => ({
      ...item,
      digest: { ...item.digest, steps: item.digest.steps.map((step) => ({ ...step, tool: names[step.tool] ?? step.tool })) },
    }));
    const { claims } = await dream(renamed);
    expect(claims.map(({ key }) => key)).toEqual(["guard|frob|not_used_before|zor"]);
  });

  it("shows claims first, keeps to its limit and counts what it left out", async () => {
    const items = bookingWorld({ ...WORLD, effect: 0.5 }, 7);
    const all = await dream(items);
    expect(all.validated.candidates.length).toBeGreaterThan(2);
    const firstObservation = all.validated.candidates.findIndex(({ stats }) => stats.claim === "observation");
    expect(all.validated.candidates.slice(firstObservation).every(({ stats }) => stats.claim === "observation")).toBe(true);
    const few = await dream(items, { ...SETTINGS, maxCandidates: 1 });
    expect(few.mined.candidates.length).toBeLessThanOrEqual(2);
    expect(few.validated.candidates).toEqual(all.validated.candidates.slice(0, 1));
    expect((few.mined.funnel.dropped.over_limit ?? 0) + (few.validated.funnel.dropped.over_limit ?? 0)).toBe(
      all.validated.candidates.length - 1,
    );
  });

  it("counts in the funnel what went in and what was tested", async () => {
    const items = bookingWorld({ ...WORLD, effect: 0.5 }, 7).map((item, i) => (i % 10 === 0 ? { ...item, label: null } : item));
    const { mined } = await dream(items);
    expect(mined.funnel).toMatchObject({ sessions: 320, labelled: 288, candidates: mined.candidates.length });
    expect(mined.funnel.tested).toBeGreaterThan(0);
    expect(mined.funnel.nearestMiss).toMatch(/^guard\|.* q 0\.\d+ \(a claim needs 0\.05\)/);
  });

  it("refuses a support of one session and makes nothing of nothing", async () => {
    await expect(mine(sourceOf([]), { ...SETTINGS, minSupport: 1 })).rejects.toMatchObject({ code: "invalid_input" });
    expect((await dream([])).validated.candidates).toEqual([]);
  });

  it("has for every candidate exactly the evidence it counts, one verbatim quote a session", async () => {
    const items = bookingWorld({ ...WORLD, effect: 0.5 }, 7);
    const { validated } = await dream(items);
    const quotes = new Map<string, Set<string>>();
    const supporting = new Map<string, number>();
    for await (const { candidateKey, evidence } of collectEvidence(validated.candidates, sourceOf(items))) {
      const seen = quotes.get(candidateKey) ?? new Set();
      expect(seen.has(evidence.sessionId)).toBe(false);
      quotes.set(candidateKey, seen.add(evidence.sessionId));
      if (evidence.polarity === "supports") supporting.set(candidateKey, (supporting.get(candidateKey) ?? 0) + 1);
    }
    expect(validated.candidates.map(({ key }) => supporting.get(key))).toEqual(validated.candidates.map(({ stats }) => stats.support));
    for (const { examples } of validated.candidates) {
      expect(examples.length).toBeLessThanOrEqual(12);
      expect(new Set(examples.map(({ sessionId }) => sessionId)).size).toBe(examples.length);
      const polarities = examples.map(({ polarity }) => polarity);
      expect(polarities).toEqual([...polarities].sort().reverse());
    }
  });
});
