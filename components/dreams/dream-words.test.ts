import { describe, expect, it } from "vitest";
import { changeCounts, changesInWords, decisionsInWords, dropsInWords, scopeInWords, supportInWords, triggerInWords } from "./dream-words";

const none = { add: 0, reinforce: 0, revise: 0, merge: 0, retire: 0 };
const undecided = { pending: 0, approved: 0, edited: 0, rejected: 0, needs_evidence: 0, held: 0, published: 0 };
const now = new Date("2026-11-22T12:00:00Z");

describe("a dream in words", () => {
  it("names only the actions there are, in their order", () => {
    expect(changesInWords({ ...none, revise: 1, add: 3 })).toBe("3 added, 1 revised");
    expect(changesInWords(none)).toBeNull();
    expect(changeCounts({ ...none, retire: 2 })).toEqual([{ action: "retire", sign: "−", count: 2, word: "retired" }]);
  });
  it("counts an edited change as approved", () => {
    expect(decisionsInWords({ ...undecided, approved: 1, edited: 1, pending: 2 })).toBe("2 approved, 2 to review");
    expect(decisionsInWords(undecided)).toBeNull();
  });
  it("tells drops most first, and an unknown reason by its own name", () => {
    expect(dropsInWords({ one_task: 2, too_little_support: 12, brand_new_reason: 5, locked: 0 })).toEqual([
      "12 seen in too few sessions",
      "5 brand new reason",
      "2 seen in one task only",
    ]);
  });
  it("says who asked, where that is known", () => {
    expect(triggerInWords({ trigger: "manual", requestedBy: { type: "user", id: "u", name: "Ines" } })).toBe("By hand, Ines");
    expect(triggerInWords({ trigger: "schedule", requestedBy: { type: "system", id: null, name: null } })).toBe("Schedule");
  });
  it("tells the range that was asked for", () => {
    expect(scopeInWords("new", now, "UTC")).toBe("new sessions");
    expect(scopeInWords({ since: "2026-11-01T00:00:00Z", until: "2026-11-08T00:00:00Z" }, now, "UTC")).toBe(
      "sessions from 1\u00a0Nov to 8\u00a0Nov",
    );
    expect(scopeInWords({ since: null, until: "2026-11-08T00:00:00Z" }, now, "UTC")).toBe("sessions before 8\u00a0Nov");
  });
  it("counts tasks where the source names them, else kinds of request", () => {
    expect(supportInWords({ support: 18, supportTasks: 12, supportUsers: null, grouping: "task" })).toBe(
      "18\u00a0sessions of 12\u00a0tasks",
    );
    expect(supportInWords({ support: 4, supportTasks: 1, supportUsers: 3, grouping: "intent" })).toBe(
      "4\u00a0sessions of 1\u00a0kind of request, 3\u00a0users",
    );
  });
});
