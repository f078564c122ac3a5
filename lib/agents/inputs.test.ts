import { describe, expect, it } from "vitest";
import { CreateAgentInput } from "@/lib/agents/inputs";

describe("an agent's dreaming schedule", () => {
  const parse = (expression: string, timezone = "Europe/Berlin") =>
    CreateAgentInput.safeParse({ name: "A", model: "m", dreaming: { schedule: { type: "cron", expression, timezone } } });

  it("is one that the scheduler's own matcher can keep", () => {
    expect(parse("0 3 * * 1-5").success).toBe(true);
    for (const bad of ["every night", "0 25 * * *", "0 3 30 2 *"]) expect(parse(bad).success, bad).toBe(false);
    expect(parse("0 3 * * *", "Mars/Olympus").success).toBe(false);
  });
});
