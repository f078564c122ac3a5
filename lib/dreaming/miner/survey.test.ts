import { describe, expect, it } from "vitest";
import { groupOf } from "@/lib/dreaming/miner/groups";
import { surveySessions } from "@/lib/dreaming/miner/survey";
import { bookingWorld, type PlannedSession, shuffled, sourceOf, toLabelled } from "@/lib/dreaming/miner/synthetic-sessions";
import { randomFrom } from "@/lib/dreaming/statistics/seeded-random";

const session = (name: string, tools: string[], more: Partial<PlannedSession> = {}) =>
  toLabelled(name, {
    task: "t",
    request: "Do it",
    calls: tools.map((tool) => ({ tool, input: {}, result: "ok" })),
    success: true,
    ...more,
  });

describe("surveySessions", () => {
  it("holds back whole tasks, a third of those with both outcomes, when there are many", async () => {
    const items = bookingWorld({ tasks: 30, attempts: 6 }, 3);
    const survey = await surveySessions(sourceOf(items), 1);
    const sides = new Map<string, Set<string>>();
    const mixed = new Set<string>();
    for (const { digest } of items) {
      const task = digest.taskKey ?? "";
      sides.set(task, new Set([...(sides.get(task) ?? []), survey.sideOf(digest)]));
      const group = groupOf(digest);
      if (group !== null && survey.isMixed(group)) mixed.add(task);
    }
    expect([...sides.values()].every((side) => side.size === 1)).toBe(true);
    const held = [...mixed].filter((task) => sides.get(task)?.has("held_back"));
    expect(held.length).toBe(Math.floor(mixed.size / 3));
  });

  it("holds back sessions within tasks when there are few tasks", async () => {
    const items = bookingWorld({ tasks: 3, attempts: 40 }, 3);
    const survey = await surveySessions(sourceOf(items), 1);
    for (const task of ["t0", "t1", "t2"]) {
      const sides = items.filter(({ digest }) => digest.taskKey === task).map(({ digest }) => survey.sideOf(digest));
      expect(new Set(sides)).toEqual(new Set(["mined", "held_back"]));
    }
  });

  it.each([
    ["by task", { tasks: 12, attempts: 4 }],
    ["within tasks", { tasks: 3, attempts: 20 }],
  ])("splits %s by seed and content alone: not by order, not by session id", async (_, world) => {
    const items = bookingWorld(world, 5);
    const renamed = items.map(({ digest, label }, i) => ({
      label,
      digest: { ...digest, sessionId: `sesn_${i}` as typeof digest.sessionId },
    }));
    const survey = await surveySessions(sourceOf(items), 1);
    const other = await surveySessions(sourceOf(shuffled(renamed, randomFrom(9))), 1);
    const reseeded = await surveySessions(sourceOf(items), 2);
    expect(renamed.map(({ digest }) => other.sideOf(digest))).toEqual(items.map(({ digest }) => survey.sideOf(digest)));
    expect(items.map(({ digest }) => reseeded.sideOf(digest))).not.toEqual(items.map(({ digest }) => survey.sideOf(digest)));
  });

  it("knows tools that end sessions, also one step before the end, and the tool that opens them all", async () => {
    const items = [
      ...Array.from({ length: 6 }, (_, i) => session(`a${i}`, ["look", "look", "work", "note", "submit"])),
      ...Array.from({ length: 4 }, (_, i) => session(`b${i}`, ["look", "work", "look", "hand_over"])),
    ];
    const { tools } = await surveySessions(sourceOf(items), 1);
    expect([...tools.terminal].sort()).toEqual(["hand_over", "note", "submit"]);
    expect(tools.opening.size).toBe(0);
    const single = await surveySessions(sourceOf(Array.from({ length: 5 }, (_, i) => session(`c${i}`, ["answer"]))), 1);
    expect([...single.tools.terminal]).toEqual(["answer"]);
    expect([...single.tools.opening]).toEqual(["answer"]);
  });

  it("knows the tool whose failure is the session's failure", async () => {
    const items = Array.from({ length: 40 }, (_, i) => {
      const isDeclined = i % 2 === 0;
      const calls = [
        { tool: "look", input: {}, result: "Error: none", isError: i % 4 < 2 },
        { tool: "book", input: {}, result: isDeclined ? "Error: declined" : "booked", isError: isDeclined },
        ...["mail", "log", "log", "mail"].map((tool) => ({ tool, input: {}, result: "ok" })),
      ];
      return toLabelled(`d${i}`, { task: "t", request: "Do it", calls, success: !isDeclined });
    });
    const { tools } = await surveySessions(sourceOf(items), 1);
    expect([...tools.revealing]).toEqual(["book"]);
    const unlabelled = await surveySessions(sourceOf(items.map(({ digest }) => ({ digest, label: null }))), 1);
    expect(unlabelled.tools.revealing.size).toBe(0);
  });

  it("learns from the texts, not from names, which argument is a command", async () => {
    const run = (i: number, input: Record<string, unknown>) =>
      toLabelled(`r${i}`, { task: null, request: "x", calls: [{ tool: "zork", input, result: "ok" }], success: null });
    const verbs = ["SELECT a FROM b", "SHOW TABLES", "DESC b"];
    const sql = Array.from({ length: 12 }, (_, i) => run(i, { grue: verbs[i % 3], limit: 3 }));
    expect((await surveySessions(sourceOf(sql), 1)).commands).toEqual(new Map([["zork", "grue"]]));
    const names = Array.from({ length: 40 }, (_, i) => run(i, { grue: `person${String.fromCharCode(97 + (i % 26))}${i} smith` }));
    expect((await surveySessions(sourceOf(names), 1)).commands.size).toBe(0);
    const prose = Array.from({ length: 12 }, (_, i) => run(i, { grue: "Check that the user is who they say" }));
    expect((await surveySessions(sourceOf(prose), 1)).commands.size).toBe(0);
  });
});

describe("groupOf", () => {
  const group = (more: Partial<PlannedSession>) => groupOf(session("x", [], more).digest);

  it("separates tasks, models and, without a task, requests that differ in one word", () => {
    expect(group({ task: "a" })?.stratum).not.toBe(group({ task: "b" })?.stratum);
    expect(group({ task: "a", model: "m1" })?.unit).toBe(group({ task: "a", model: "m2" })?.unit);
    expect(group({ task: "a", model: "m1" })?.stratum).not.toBe(group({ task: "a", model: "m2" })?.stratum);
    const asked = (request: string) => group({ task: null, request })?.stratum;
    expect(asked("Please cancel reservation AB12 for me")).toBe(asked("Could you cancel the reservation AB12?"));
    expect(asked("Cancel reservation AB12")).not.toBe(asked("Cancel reservation AB13"));
    expect(asked("Cancel all reservations of user 7")).not.toBe(asked("Cancel two reservations of user 7"));
  });

  it("compares nothing when a request is too general to say what the task was", () => {
    expect(group({ task: null, request: "Hi, I need some help with my flight" })).toBeNull();
    expect(group({ task: null, request: "" })).toBeNull();
  });
});
