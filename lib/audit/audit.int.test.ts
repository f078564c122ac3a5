import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent, updateAgent } from "@/lib/agents/commands";
import { findLastEntryOf, listAuditEntries, verifyAudit } from "@/lib/audit/queries";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";

describe("the audit chain", () => {
  let test: TestWorkspace;
  let owner: postgres.Sql;
  beforeAll(async () => {
    test = await createTestWorkspace();
    owner = postgres(test.ownerUrl, { max: 1, onnotice: () => {} });
    // The owner is no superuser and row-level security is forced: tampering needs its own door.
    await owner`alter table audit_entries no force row level security`;
    await owner`alter table audit_heads no force row level security`;
  });
  afterAll(async () => {
    await owner?.end();
    await test?.close();
  });

  it("chains every change and verifies", async () => {
    const ctx = test.ctxFor("admin");
    const agent = await createAgent(ctx, { name: "A", model: { id: "m" } });
    await updateAgent(ctx, agent.id, { description: "changed" });
    const page = await listAuditEntries(ctx, { limit: 10 });
    expect(page.items.map((entry) => entry.action)).toEqual(["agent.update", "agent.create", "memory_store.create"]);
    expect(page.items[0]).toMatchObject({ actorType: "user", actorName: "Test admin", subjectId: agent.id });
    expect(await verifyAudit(ctx)).toEqual({ ok: true, entries: 3, firstBad: null });
  });

  it("knows who did the last thing to one subject, and tells no other workspace", async () => {
    const agent = await createAgent(test.ctxFor("admin"), { name: "Touched", model: { id: "m" } });
    await updateAgent(test.ctxFor("operator"), agent.id, { description: "changed" });
    expect(await findLastEntryOf(test.ctxFor("viewer"), agent.id)).toMatchObject({ action: "agent.update", actorName: "Test operator" });
    expect(await findLastEntryOf(test.ctxFor("admin", await test.addWorkspace("Elsewhere")), agent.id)).toBeNull();
  });

  it("leaves no gap and no fork when many write at once", async () => {
    const ctx = test.ctxFor("admin");
    const before = (await verifyAudit(ctx)).entries;
    await Promise.all(Array.from({ length: 20 }, (_, i) => createAgent(ctx, { name: `Parallel ${i}`, model: { id: "m" } })));
    expect(await verifyAudit(ctx)).toEqual({ ok: true, entries: before + 40, firstBad: null });
  });

  it("writes no entry when the change fails", async () => {
    const ctx = test.ctxFor("admin");
    const before = await verifyAudit(ctx);
    const agent = (await listAuditEntries(ctx, { limit: 1, action: "agent.create" })).items[0]?.subjectId as never;
    await expect(updateAgent(ctx, agent, { description: "x", version: 99 })).rejects.toMatchObject({ code: "conflict" });
    expect(await verifyAudit(ctx)).toEqual(before);
  });

  it("is closed to all but admins, and to another workspace", async () => {
    await expect(verifyAudit(test.ctxFor("operator"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(listAuditEntries(test.ctxFor("viewer"), { limit: 1 })).rejects.toMatchObject({ code: "forbidden" });
    const other = await test.addWorkspace("Other");
    expect((await listAuditEntries(test.ctxFor("admin", other), { limit: 10 })).items).toEqual([]);
  });

  it.each([
    ["a changed word", (sql: postgres.Sql) => sql`update audit_entries set details = '{"name":"forged"}' where seq = 2`, 2],
    ["a removed entry", (sql: postgres.Sql) => sql`delete from audit_entries where seq = 2`, 2],
    ["a cut end", (sql: postgres.Sql) => sql`delete from audit_entries where seq = (select max(seq) from audit_entries)`, null],
  ])("names the first bad entry after %s", async (_what, tamper, firstBad) => {
    const ctx = test.ctxFor("admin");
    const { entries } = await verifyAudit(ctx);
    const original = await owner`select * from audit_entries`;
    await tamper(owner);
    const verdict = await verifyAudit(ctx);
    await owner`delete from audit_entries`;
    for (const row of original) await owner`insert into audit_entries ${owner(row)}`;
    expect(verdict).toMatchObject({ ok: false, firstBad: firstBad ?? entries });
    expect(await verifyAudit(ctx)).toMatchObject({ ok: true, entries });
  });
});
