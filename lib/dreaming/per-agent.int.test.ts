import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countReviewQueue, countReviewQueueByAgent, getDreamOfChange } from "@/lib/dreaming/queries";
import { listReviewQueue } from "@/lib/dreaming/review-queue";
import type { AgentId } from "@/lib/ids";
import { countPublishedByAgent } from "@/lib/learnings/queries";
import { listOutcomeReports } from "@/lib/outcomes/queries";
import { listSessions } from "@/lib/sessions/queries";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { dreamInProcess, importPlanned } from "@/lib/testing/dreams";

describe("what an agent's row says", () => {
  let test: TestWorkspace;
  let dreaming: AgentId;
  let idle: AgentId;
  beforeAll(async () => {
    test = await createTestWorkspace();
    const operator = test.ctxFor("operator");
    dreaming = await importPlanned(operator, "Rebooking", 40);
    idle = await importPlanned(operator, "Resting", 4);
    await dreamInProcess(operator, dreaming);
  });
  afterAll(() => test.close());

  it("counts the open changes of each agent and leaves out who has none", async () => {
    const ctx = test.ctxFor("viewer");
    const { open } = await countReviewQueue(ctx);
    expect(open).toBeGreaterThan(0);
    expect(await countReviewQueueByAgent(ctx, [dreaming, idle])).toEqual(new Map([[dreaming, open]]));
    expect(await countPublishedByAgent(ctx, [dreaming, idle])).toEqual(new Map());
  });

  it("leads from a change to its dream", async () => {
    const ctx = test.ctxFor("viewer");
    const { items } = await listReviewQueue(ctx, { limit: 1 });
    const [change] = items;
    if (!change) throw new Error("The dream proposed nothing.");
    expect(await getDreamOfChange(ctx, change.id)).toBe(change.dreamId);
    const other = test.ctxFor("admin", await test.addWorkspace("Another"));
    await expect(getDreamOfChange(other, change.id)).rejects.toMatchObject({ code: "not_found" });
    expect(await countReviewQueueByAgent(other, [dreaming])).toEqual(new Map());
    expect(await countPublishedByAgent(other, [dreaming])).toEqual(new Map());
  });

  it("tells who said how a session went, inside the workspace only", async () => {
    const ctx = test.ctxFor("viewer");
    const { items } = await listSessions(ctx, { agentId: idle, limit: 1 });
    const [session] = items;
    if (!session) throw new Error("There is no session.");
    const reports = await listOutcomeReports(ctx, session.id);
    expect(reports).toMatchObject([{ source: "external", evaluator: "import", success: session.outcomeSuccess }]);
    expect(await listOutcomeReports(test.ctxFor("admin", await test.addWorkspace("Third")), session.id)).toEqual([]);
  });
});
