import { describe, expect, it } from "vitest";
import type { SessionRow } from "@/lib/sessions/list";
import { narrowedHrefs, narrowingKey, outcomeNarrowing } from "./narrowing";

const row = (change: Partial<SessionRow>) =>
  ({
    outcomeSuccess: true,
    isDisputed: false,
    status: "idle",
    agentId: "agent_1",
    agentVersion: 1,
    source: "live",
    ...change,
  }) as SessionRow;

describe("narrowedHrefs", () => {
  it("has one address for each thing that a row can narrow the list to", () => {
    const rows = [row({}), row({}), row({ outcomeSuccess: null, agentVersion: 2 }), row({ outcomeSuccess: false, isDisputed: true })];
    const hrefs = narrowedHrefs(rows, (narrowing) => `?${new URLSearchParams(Object.entries(narrowing).map(([k, v]) => [k, String(v)]))}`);
    expect(Object.values(hrefs).sort()).toEqual([
      "?agent=agent_1&version=1",
      "?agent=agent_1&version=2",
      "?outcome=disputed",
      "?outcome=met",
      "?outcome=none",
      "?outcome=not_met",
      "?source=live",
      "?status=idle",
    ]);
    expect(hrefs[narrowingKey(outcomeNarrowing(null))]).toBe("?outcome=none");
    expect(hrefs[narrowingKey({ agent: "agent_1", version: 2 })]).toBe("?agent=agent_1&version=2");
  });
});
