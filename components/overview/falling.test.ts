import { describe, expect, it } from "vitest";
import type { AgentId } from "@/lib/ids";
import { findFalling } from "./falling";

const count = (agent: string, day: string, judged: number, met: number) => ({
  agentId: agent as AgentId,
  day,
  sessions: judged,
  judged,
  met,
});

describe("findFalling", () => {
  it("names an agent only when its fall is more than chance", () => {
    const falling = findFalling(
      [
        count("steady", "2026-11-01", 100, 70),
        count("steady", "2026-11-20", 20, 12),
        count("slips", "2026-11-01", 100, 80),
        count("slips", "2026-11-20", 40, 14),
        count("new", "2026-11-20", 40, 2),
      ],
      "2026-11-22",
    );
    expect(falling.map((one) => one.agentId)).toEqual(["slips"]);
    expect(falling[0]?.change.estimate).toBeCloseTo(-0.45);
  });
});
