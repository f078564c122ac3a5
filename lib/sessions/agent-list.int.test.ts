import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { archiveAgent, createAgent } from "@/lib/agents/commands";
import { completionLines, listAgentsWithCompletion } from "@/lib/sessions/agent-list";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";

describe("the list of agents", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
    for (const name of ["Beta", "alpha", "Gamma"]) {
      test.clock.advance(1_000);

      await createAgent(test.ctxFor("operator"), { name, model: { id: name === "Gamma" ? "m2" : "m1" } });
    }
  });
  afterAll(() => test?.close());
  const list = async (filter: Partial<Parameters<typeof listAgentsWithCompletion>[1]> = {}) =>
    listAgentsWithCompletion(test.ctxFor("viewer"), { span: { since: new Date(0), until: null }, sort: "new", limit: 10, ...filter });

  it("finds by name and model, newest first, and says nothing of what is not known", async () => {
    expect((await list()).items.map((row) => row.name)).toEqual(["Gamma", "alpha", "Beta"]);
    expect((await list({ q: "ALPH" })).items).toMatchObject([
      { name: "alpha", current: { judged: 0 }, lastSessionAt: null, lastDream: null },
    ]);
    expect((await list({ model: "m2" })).items.map((row) => row.name)).toEqual(["Gamma"]);
    expect((await list({ span: { since: null, until: null } })).items[0]?.before).toBeNull();
  });

  it.each(["new", "name", "sessions", "completion", "change", "last"] as const)("pages through every agent once, by %s", async (sort) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ sort, limit: 1, cursor });
      seen.push(...page.items.map((row) => row.name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.toSorted()).toEqual(["Beta", "Gamma", "alpha"]);
  });

  it("hides the archived until asked, and other workspaces always", async () => {
    const agent = await createAgent(test.ctxFor("operator"), { name: "Old", model: { id: "m1" } });
    await archiveAgent(test.ctxFor("admin"), agent.id);
    expect((await list()).items.map((row) => row.name)).not.toContain("Old");
    expect((await list({ isArchived: true })).items.map((row) => row.name)).toEqual(["Old"]);
    const other = test.ctxFor("admin", await test.addWorkspace("Other"));
    expect((await listAgentsWithCompletion(other, { span: { since: null, until: null }, sort: "new", limit: 10 })).items).toEqual([]);
    expect(await completionLines(other, [agent.id], { since: new Date(0), until: null }, 4)).toEqual(new Map());
  });
});
