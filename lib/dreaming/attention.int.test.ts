import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "@/lib/context";
import { countOpenDreams, listFailedDreams } from "@/lib/dreaming/attention";
import { beginDream, cancelDream, failDream, startDream } from "@/lib/dreaming/commands";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { dreamInProcess, importPlanned } from "@/lib/testing/dreams";

describe("dreams that ask for attention", () => {
  let test: TestWorkspace;
  let operator: Ctx;
  let viewer: Ctx;
  let elsewhere: Ctx;
  beforeAll(async () => {
    test = await createTestWorkspace();
    operator = test.ctxFor("operator");
    viewer = test.ctxFor("viewer");
    elsewhere = test.ctxFor("admin", await test.addWorkspace("Another"));
  });
  afterAll(() => test?.close());

  it("counts a dream as open from its start until it is canceled, inside its workspace only", async () => {
    const dream = await startDream(operator, { agent_id: await importPlanned(operator, "Waiting", 4), sessions: "new" }, "manual");
    expect(await countOpenDreams(viewer)).toBe(1);
    await beginDream({ ...operator, actor: { type: "system", name: "dream" } }, dream.id);
    expect(await countOpenDreams(viewer)).toBe(1);
    expect(await countOpenDreams(elsewhere)).toBe(0);
    await cancelDream(operator, dream.id);
    expect(await countOpenDreams(viewer)).toBe(0);
  });

  it("lists a failed dream with its message until a later dream of the same agent goes through", async () => {
    const since = new Date(operator.clock.now().getTime() - 60_000);
    const agentId = await importPlanned(operator, "Failing", 40);
    const worker: Ctx = { ...operator, actor: { type: "system", name: "dream" } };
    const { id } = await startDream(operator, { agent_id: agentId, sessions: "new" }, "manual");
    await beginDream(worker, id);
    await failDream(worker, id, { type: "internal_error", message: "The disk was full." });
    expect(await listFailedDreams(viewer, since)).toMatchObject([{ id, agentName: "Failing", message: "The disk was full." }]);
    expect(await listFailedDreams(viewer, new Date(operator.clock.now().getTime() + 60_000))).toEqual([]);
    expect(await listFailedDreams(elsewhere, since)).toEqual([]);
    // Another agent's success changes nothing; the agent's own does.
    await dreamInProcess(operator, await importPlanned(operator, "Another agent", 40));
    expect(await listFailedDreams(viewer, since)).toHaveLength(1);
    await dreamInProcess(operator, agentId);
    expect(await listFailedDreams(viewer, since)).toEqual([]);
  });
});
