import { describe, expect, it } from "vitest";
import { DREAM_STAGES, type DreamStage, type StageState, type StageView } from "@/lib/dreaming/types";
import { etaInWords, isOverdue, queueInWords, shareDone, toProgressState } from "./progress-state";

const now = new Date("2026-11-22T12:00:00Z");
const stage = (name: DreamStage, state: StageState, part: Partial<StageView> = {}): StageView => ({
  stage: name,
  state,
  done: 0,
  total: 0,
  attempts: 1,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  summary: {},
  startedAt: null,
  endedAt: null,
  ...part,
});
const dream = { status: "running", stage: "digest", queuedAt: now, sessionsRead: 120 } as Parameters<typeof toProgressState>[0];

describe("how far a dream is", () => {
  it("counts a completed stage whole and the running one by its share", () => {
    const stages = DREAM_STAGES.map((name) =>
      name === "select"
        ? stage(name, "completed")
        : name === "digest"
          ? stage(name, "running", { done: 30, total: 120 })
          : stage(name, "pending"),
    );
    expect(shareDone(toProgressState(dream, stages, { now, hasWorker: true }))).toBe((1 + 0.25) / 8);
  });
  it("takes the running stage's time so far, and tells figures only of what is completed", () => {
    const [running, done] = toProgressState(
      dream,
      [
        stage("mine", "running", { startedAt: new Date(now.getTime() - 1500), summary: { candidates: 3 } }),
        stage("digest", "completed", { summary: { digested: 100, already_digested: 20 } }),
      ],
      { now, hasWorker: true },
    ).stages;
    expect(running).toMatchObject({ durationMs: 1500, summary: null });
    expect(done?.summary).toBe("100 digested, 20 known from before");
  });
  it("says that a worker is missing only after five seconds of waiting", () => {
    const pending = { ...dream, status: "pending" as const };
    const later = new Date(now.getTime() + 5_001);
    expect(isOverdue(pending, now)).toBe(false);
    expect(toProgressState(pending, [], { now: later, hasWorker: false }).waiting).toEqual({ hasWorker: false });
    expect(toProgressState(dream, [], { now: later, hasWorker: false }).waiting).toBeNull();
  });
  it("says that it is interrupted while it runs and no worker lives", () => {
    expect(toProgressState(dream, [], { now, hasWorker: false }).isInterrupted).toBe(true);
    expect(toProgressState({ ...dream, status: "completed" }, [], { now, hasWorker: false }).isInterrupted).toBe(false);
  });
  it("tells the time left as a range in one unit", () => {
    expect(etaInWords(null)).toBeNull();
    expect(etaInWords({ kind: "longer" })).toBe("longer than usual");
    expect(etaInWords({ kind: "range", lowMs: 0, highMs: 300 })).toBe("about 1\u00a0s left");
    expect(etaInWords({ kind: "range", lowMs: 12_400, highMs: 31_000 })).toBe("12 to 31\u00a0s left");
    expect(etaInWords({ kind: "range", lowMs: 150_000, highMs: 290_000 })).toBe("2 to 5\u00a0min left");
  });
  it("tells the place in the queue", () => {
    expect(queueInWords({ ahead: 0, running: 2 })).toBe("First in the queue, 2 run.");
    expect(queueInWords({ ahead: 1, running: 0 })).toBe("1\u00a0dream of this workspace waits before it.");
  });
});
