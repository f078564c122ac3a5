import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { dreamInProcess, importPlanned } from "@/lib/testing/dreams";

describe("what a dream's sessions cost", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
  });
  afterAll(() => test?.close());

  it("is unknown where no session's cost is known, and the dream of the template author costs nothing", async () => {
    const ctx = test.ctxFor("operator");
    const dream = await dreamInProcess(ctx, await importPlanned(ctx, "Unknown", 6));
    expect(dream).toMatchObject({ sessionsRead: 6, sessionCostUsd: null, uncostedSessions: 6, costUsd: 0 });
    expect(dream.usage).toEqual({ inputTokens: 0, outputTokens: 0 });
  });

  it("is the sum of what is known, with how many are not in it", async () => {
    const ctx = test.ctxFor("operator");
    const agentId = await importPlanned(ctx, "Known", 6);
    await inWorkspace(test.ctxFor("admin"), (tx) =>
      tx.execute(sql`update sessions set cost_micro_usd = 250000 where agent_id = ${agentId} and external_id <= 's00003'`),
    );
    const dream = await dreamInProcess(ctx, agentId);
    expect(dream.sessionCostUsd).toBe(((6 - (dream.uncostedSessions ?? 0)) * 250_000) / 1_000_000);
    expect(dream.uncostedSessions).toBeGreaterThan(0);
    expect(dream.sessionCostUsd).toBeGreaterThan(0);
  });
});
