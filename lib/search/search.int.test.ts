import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AgentId } from "@/lib/ids";
import { searchWorkspace } from "@/lib/search/queries";
import { findWorkspaceOf } from "@/lib/search/which-workspace";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { importPlanned } from "@/lib/testing/dreams";

let workspace: TestWorkspace;
let agentId: AgentId;
beforeAll(async () => {
  workspace = await createTestWorkspace();
  agentId = await importPlanned(workspace.ctxFor("operator"), "Rebooking desk", 8);
});
afterAll(() => workspace.close());

describe("searchWorkspace", () => {
  it("finds by a piece of the name, whatever the case, and by the beginning of the id", async () => {
    const ctx = workspace.ctxFor("viewer");
    const byName = await searchWorkspace(ctx, { q: "BOOKing d", limit: 5 });
    expect(byName.agents.hits.map((hit) => hit.id)).toEqual([agentId]);
    expect(byName.dreams.hits).toEqual([]);
    const byId = await searchWorkspace(ctx, { q: agentId.slice(0, 20), isIdOnly: true, limit: 5 });
    expect(byId.agents.hits.map((hit) => hit.id)).toEqual([agentId]);
    expect(byId.sessions.hits).toEqual([]);
  });
  it("stops at the limit and says that there is more", async () => {
    const { sessions } = await searchWorkspace(workspace.ctxFor("viewer"), { q: "", kinds: ["sessions"], limit: 3 });
    expect(sessions.hits).toHaveLength(3);
    expect(sessions.hasMore).toBe(true);
  });
  it("takes signs of patterns as they are", async () => {
    const { agents } = await searchWorkspace(workspace.ctxFor("viewer"), { q: "%", limit: 5 });
    expect(agents.hits).toEqual([]);
  });
  it("sees nothing of another workspace, and says where a thing is only to who may ask there", async () => {
    const other = await workspace.addWorkspace("Other");
    const found = await searchWorkspace(workspace.ctxFor("viewer", other), { q: "rebooking", limit: 5 });
    expect(Object.values(found).flatMap((result) => result.hits)).toEqual([]);
    expect(await findWorkspaceOf(workspace.ctxFor("viewer", other), agentId, [workspace.workspaceId])).toBe(workspace.workspaceId);
    expect(await findWorkspaceOf(workspace.ctxFor("viewer", other), agentId, [other])).toBeNull();
  });
});
