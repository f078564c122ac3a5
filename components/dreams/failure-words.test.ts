import { describe, expect, it } from "vitest";
import { DREAM_STAGES, type StageState } from "@/lib/dreaming/types";
import { causeInWords, keptInWords, retryInWords } from "./failure-words";

const failedAt = (at: number) =>
  DREAM_STAGES.map((stage, i) => ({
    stage,
    state: (i < at ? "completed" : i === at ? "failed" : "pending") as StageState,
    done: i === at ? 7 : 0,
  }));

describe("a failed dream in words", () => {
  it("says what was kept", () => {
    expect(keptInWords(failedAt(0), { sessionsRead: 0 })).toBe("Nothing was read yet.");
    expect(keptInWords(failedAt(1), { sessionsRead: 60 })).toContain("60\u00a0sessions selected, 7\u00a0digests");
    expect(keptInWords(failedAt(3), { sessionsRead: 60 })).toContain("60\u00a0digests");
  });
  it("says where a retry takes up and what it spares", () => {
    expect(retryInWords(failedAt(0))).toEqual({ from: "select", spared: null });
    expect(retryInWords(failedAt(1))).toEqual({ from: "digest", spared: "select is not done or paid for again" });
    expect(retryInWords(failedAt(3))).toEqual({ from: "validate", spared: "select, digest and mine are not done or paid for again" });
  });
  it("tells causes apart", () => {
    expect(["limit_exceeded", "unavailable", "not_found", "internal_error"].map(causeInWords)).toEqual([
      "Budget",
      "Provider or database",
      "Data",
      "A fault on our side",
    ]);
  });
});
