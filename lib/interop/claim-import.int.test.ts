import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimImport } from "@/lib/interop/claim-import";
import { runImport, startImport } from "@/lib/interop/commands";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { bytesOfSessions, plannedSessions } from "@/lib/testing/sessions";

const INPUT = { agent_name: "Rebooking", format: "auto" as const };

describe("claimImport", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
  });
  afterAll(() => test.close());

  it("gives an import to one of two uploads that race", async () => {
    const ctx = test.ctxFor("operator");
    const { id } = await startImport(ctx, INPUT, "a.jsonl");
    const claims = await Promise.allSettled([claimImport(ctx, id), claimImport(ctx, id)]);
    expect(claims.map((claim) => claim.status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(claimImport(ctx, id)).rejects.toMatchObject({ code: "conflict", details: { reason: "already_sent" } });
  });

  it("refuses an import that ended", async () => {
    const ctx = test.ctxFor("operator");
    const started = await claimImport(ctx, (await startImport(ctx, INPUT, null)).id);
    const ended = await runImport(ctx, started, INPUT, { chunks: bytesOfSessions(plannedSessions(4)), fileName: null });
    expect(ended).toMatchObject({ status: "completed", imported: 4 });
    await expect(claimImport(ctx, started.id)).rejects.toMatchObject({ code: "conflict" });
  });

  it("lets nobody else send the file, whatever their role", async () => {
    const { id } = await startImport(test.ctxFor("operator"), INPUT, null);
    await expect(claimImport(test.ctxFor("admin"), id)).rejects.toMatchObject({ code: "forbidden", details: { reason: "not_yours" } });
    await expect(claimImport(test.ctxFor("reviewer"), id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(claimImport(test.ctxFor("operator"), id)).resolves.toMatchObject({ id });
  });

  it("does not see another workspace", async () => {
    const { id } = await startImport(test.ctxFor("operator"), INPUT, null);
    const other = await test.addWorkspace("Another");
    await expect(claimImport(test.ctxFor("operator", other), id)).rejects.toMatchObject({ code: "not_found" });
  });
});
