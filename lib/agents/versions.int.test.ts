import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { archiveAgent, createAgent, restoreAgentVersion, updateAgent } from "@/lib/agents/commands";
import { getAgent, listAgents, listAgentVersions } from "@/lib/agents/queries";
import { listAuditEntries } from "@/lib/audit/queries";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";

describe("versions of an agent", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
  });
  afterAll(() => test?.close());
  const twoVersions = async () => {
    const ctx = test.ctxFor("operator");
    const agent = await createAgent(ctx, { name: "Desk", model: { id: "m1" }, metadata: { team: "north" } });
    await updateAgent(ctx, agent.id, { system: "Be brief.", metadata: { team: null, floor: "2" }, message: "shorter answers", version: 1 });
    return agent.id;
  };

  it("keeps each with who made it and why, and pages through them", async () => {
    const id = await twoVersions();
    const page = await listAgentVersions(test.ctxFor("viewer"), { agentId: id, limit: 1 });
    expect(page.items).toMatchObject([{ version: 2, message: "shorter answers", createdByName: "Test operator" }]);
    const rest = await listAgentVersions(test.ctxFor("viewer"), { agentId: id, limit: 1, cursor: page.nextCursor });
    expect([rest.items.map((one) => one.version), rest.nextCursor]).toEqual([[1], null]);
  });

  it("restores an old one as new, metadata and all, and is audited", async () => {
    const id = await twoVersions();
    const first = await getAgent(test.ctxFor("viewer"), id, 1);
    const restored = await restoreAgentVersion(test.ctxFor("operator"), id, 1);
    expect(restored).toMatchObject({ version: 3, config: first.config });
    await expect(restoreAgentVersion(test.ctxFor("operator"), id, 1)).rejects.toMatchObject({ details: { reason: "same_version" } });
    await expect(restoreAgentVersion(test.ctxFor("operator"), id, 9)).rejects.toMatchObject({ code: "not_found" });
    await expect(restoreAgentVersion(test.ctxFor("reviewer"), id, 1)).rejects.toMatchObject({ code: "forbidden" });
    const { items } = await listAuditEntries(test.ctxFor("admin"), { limit: 1 });
    expect(items[0]).toMatchObject({ action: "agent.update", details: { version: 3 } });
  });

  it("archives for good: hidden, refusing changes, with everything kept", async () => {
    const id = await twoVersions();
    await expect(archiveAgent(test.ctxFor("operator"), id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(archiveAgent(test.ctxFor("admin", await test.addWorkspace("Other")), id)).rejects.toMatchObject({ code: "not_found" });
    expect((await archiveAgent(test.ctxFor("admin"), id)).archivedAt).not.toBeNull();
    const { items } = await listAuditEntries(test.ctxFor("admin"), { limit: 1 });
    expect(items[0]).toMatchObject({ action: "agent.archive" });
    await archiveAgent(test.ctxFor("admin"), id);
    await expect(updateAgent(test.ctxFor("operator"), id, { name: "x" })).rejects.toMatchObject({ details: { reason: "archived" } });
    const ids = async (includeArchived: boolean) =>
      (await listAgents(test.ctxFor("viewer"), { includeArchived, limit: 100 })).items.map((agent) => agent.id);
    expect(await ids(false)).not.toContain(id);
    expect(await ids(true)).toContain(id);
  });
});
