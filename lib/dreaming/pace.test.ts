import { describe, expect, it } from "vitest";
import { estimateRemaining, type PastDream } from "@/lib/dreaming/pace";
import { DREAM_STAGES, type DreamStage, type StageState } from "@/lib/dreaming/types";

const now = new Date("2026-11-22T12:00:00Z");
const stageAt = (running: DreamStage, spentMs: number) => {
  const at = DREAM_STAGES.indexOf(running);
  return DREAM_STAGES.map((stage, i) => {
    const state: StageState = i < at ? "completed" : i === at ? "running" : "pending";
    return { stage, state, done: 0, total: 0, startedAt: i === at ? new Date(now.getTime() - spentMs) : null };
  });
};
const past = (sessions: number, ms: number): PastDream => ({
  sessions,
  stageMs: Object.fromEntries(DREAM_STAGES.map((stage) => [stage, ms])),
});

describe("how long a dream still takes", () => {
  it("says nothing without past dreams, nor with few before two stages are over", () => {
    expect(estimateRemaining(stageAt("validate", 0), [], 100, now)).toBeNull();
    expect(estimateRemaining(stageAt("digest", 0), [past(100, 10_000)], 100, now)).toBeNull();
    expect(estimateRemaining(stageAt("digest", 0), Array(5).fill(past(100, 10_000)), 100, now)).not.toBeNull();
    expect(estimateRemaining(stageAt("mine", 0), [past(100, 10_000)], 100, now)).not.toBeNull();
  });
  it("scales the stages that read sessions, and takes off what is spent", () => {
    const eta = estimateRemaining(stageAt("validate", 5_000), Array(5).fill(past(100, 10_000)), 200, now);
    // 20 s of validating less 5, and four stages of 10 s: 55 s, with a margin.
    expect(eta).toEqual({ kind: "range", lowMs: 55_000 * 0.85, highMs: 55_000 * 1.15 });
  });
  it("gives a range that holds the slow and the fast ones", () => {
    const eta = estimateRemaining(
      stageAt("mine", 0),
      [5, 10, 10, 10, 30].map((s) => past(100, s * 1000)),
      100,
      now,
    );
    expect(eta).toMatchObject({ kind: "range" });
    if (eta?.kind !== "range") throw new Error("no range");
    expect(eta.lowMs).toBeLessThanOrEqual(30_000);
    expect(eta.highMs).toBeGreaterThanOrEqual(180_000);
  });
  it("says that it takes longer than usual once no past dream would still be at it", () => {
    expect(estimateRemaining(stageAt("mine", 60_000), Array(5).fill(past(100, 10_000)), 100, now)).toEqual({ kind: "longer" });
  });
});
