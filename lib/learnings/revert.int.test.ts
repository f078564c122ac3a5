import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent } from "@/lib/agents/commands";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { MemoryId, MemoryStoreId } from "@/lib/ids";
import { lockLearning, rollbackStore, unlockLearning, updateMemory } from "@/lib/learnings/commands";
import { revertRevision } from "@/lib/learnings/revert";
import { writeStore } from "@/lib/learnings/store-writes";
import { filesAtRevision } from "@/lib/memory/export";
import { diffRevisions, getMemoryStore, listMemories } from "@/lib/memory/queries";
import type { MemoryWrite } from "@/lib/memory/writes";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";

const lines = (...all: string[]) => `${all.join("\n")}\n`;

describe("reverting one revision", () => {
  let test: TestWorkspace;
  let ctx: Ctx;
  beforeAll(async () => {
    test = await createTestWorkspace();
    ctx = test.ctxFor("reviewer");
  });
  afterAll(() => test?.close());

  async function newStore(): Promise<MemoryStoreId> {
    return (await createAgent(test.ctxFor("operator"), { name: "Agent", model: { id: "m" } })).learningsStoreId;
  }
  const write = (storeId: MemoryStoreId, writes: MemoryWrite[]) =>
    inWorkspace(ctx, (tx, inner) => writeStore(tx, inner, { action: "test.write", storeId, kind: "edit", message: null, writes }));
  const create = async (storeId: MemoryStoreId, path: string, content: string): Promise<MemoryId> =>
    (await write(storeId, [{ operation: "created", path, content }])).applied[0]?.memoryId as MemoryId;
  const contents = async (storeId: MemoryStoreId) => {
    const { items } = await listMemories(ctx, { storeId, withContent: true, limit: 100 });
    return Object.fromEntries(items.map((memory) => [memory.path, memory.content]));
  };

  it("takes a revision out of the middle, keeps what came later, and is audited", async () => {
    const storeId = await newStore();
    const a = await create(storeId, "/a.md", lines("one", "two", "three", "four", "five"));
    await updateMemory(ctx, { storeId, memoryId: a }, { content: lines("ONE", "two", "three", "four", "five") });
    await updateMemory(ctx, { storeId, memoryId: a }, { content: lines("ONE", "two", "three", "four", "FIVE") });
    await create(storeId, "/b.md", "b");
    const dry = await revertRevision(ctx, { storeId, revision: 2 }, { dry_run: true });
    expect(dry.revision).toBeNull();
    expect(dry.plan.changes.map((change) => [change.operation, change.path])).toEqual([["modified", "/a.md"]]);
    expect((await getMemoryStore(ctx, storeId)).headRevision).toBe(4);
    const { revision } = await revertRevision(ctx, { storeId, revision: 2 }, {});
    expect(revision).toMatchObject({ number: 5, kind: "revert", message: "Reverted revision 2" });
    expect(await contents(storeId)).toEqual({ "/a.md": lines("one", "two", "three", "four", "FIVE"), "/b.md": "b" });
    const { items } = await listAuditEntries(test.ctxFor("admin"), { limit: 1 });
    expect(items[0]).toMatchObject({ action: "store.revert", details: { reverted_revision: 2, revision: 5 } });
  });

  it("lists what stands against it and changes nothing then, not even the other files", async () => {
    const storeId = await newStore();
    const a = await create(storeId, "/a.md", lines("one"));
    const b = await create(storeId, "/b.md", "b");
    await write(storeId, [
      { operation: "modified", memoryId: a, content: lines("two") },
      { operation: "modified", memoryId: b, content: "b2" },
    ]);
    await updateMemory(ctx, { storeId, memoryId: a }, { content: lines("three") });
    const before = await contents(storeId);
    const { plan } = await revertRevision(ctx, { storeId, revision: 3 }, { dry_run: true });
    expect(plan.conflicts).toMatchObject([
      { path: "/a.md", reason: "changed_since", places: [{ ours: lines("three"), theirs: lines("one") }] },
    ]);
    await expect(revertRevision(ctx, { storeId, revision: 3 }, {})).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "revert_conflict", conflicts: [{ memory_id: a, path: "/a.md", reason: "changed_since" }] },
    });
    expect(await contents(storeId)).toEqual(before);
  });

  it("does not touch locked files, nor files whose place is taken, nor files that went away since", async () => {
    const storeId = await newStore();
    const a = await create(storeId, "/a.md", "a");
    await updateMemory(ctx, { storeId, memoryId: a }, { content: "a2" });
    await lockLearning(ctx, a);
    const reasons = async (revision: number) =>
      (await revertRevision(ctx, { storeId, revision }, { dry_run: true })).plan.conflicts.map((conflict) => conflict.reason);
    expect(await reasons(2)).toEqual(["locked"]);
    await unlockLearning(ctx, a);
    await write(storeId, [{ operation: "deleted", memoryId: a }]);
    expect(await reasons(2)).toEqual(["removed_since"]);
    await create(storeId, "/a.md/below.md", "x");
    expect(await reasons(3)).toEqual(["path_taken"]);
  });

  it("says so when nothing of it is left, and when there is no such revision", async () => {
    const storeId = await newStore();
    await create(storeId, "/a.md", "a");
    await revertRevision(ctx, { storeId, revision: 1 }, {});
    await expect(revertRevision(ctx, { storeId, revision: 1 }, {})).rejects.toMatchObject({ details: { reason: "nothing_to_revert" } });
    await expect(revertRevision(ctx, { storeId, revision: 9 }, {})).rejects.toMatchObject({ code: "not_found" });
  });

  it("needs the reviewer role and does not see another workspace", async () => {
    const storeId = await newStore();
    await create(storeId, "/a.md", "a");
    await expect(revertRevision(test.ctxFor("viewer"), { storeId, revision: 1 }, {})).rejects.toMatchObject({ code: "forbidden" });
    const other = test.ctxFor("admin", await test.addWorkspace("Other"));
    await expect(revertRevision(other, { storeId, revision: 1 }, {})).rejects.toMatchObject({ code: "not_found" });
    await expect(filesAtRevision(other, storeId, 1).next()).rejects.toMatchObject({ code: "not_found" });
  });

  const paths = ["/a.md", "/b.md", "/c/d.md"];
  const operation = fc.record({
    kind: fc.constantFrom("create", "modify", "modify", "delete", "rename"),
    path: fc.constantFrom(...paths),
    to: fc.constantFrom(...paths),
    text: fc.array(fc.constantFrom("one", "two", "three"), { maxLength: 4 }).map((words) => words.join("\n")),
  });
  async function replay(storeId: MemoryStoreId, operations: { kind: string; path: string; to: string; text: string }[]): Promise<number> {
    for (const { kind, path, to, text } of operations) {
      const head = (await listMemories(ctx, { storeId, withContent: false, limit: 10 })).items;
      const memory = head.find((one) => one.path === path);
      if (kind === "create" && !memory) await create(storeId, path, text);
      else if (kind === "modify" && memory) await write(storeId, [{ operation: "modified", memoryId: memory.id, content: text }]);
      else if (kind === "delete" && memory) await write(storeId, [{ operation: "deleted", memoryId: memory.id }]);
      else if (kind === "rename" && memory && !head.some((one) => one.path === to))
        await write(storeId, [{ operation: "modified", memoryId: memory.id, path: to }]);
    }
    return (await getMemoryStore(ctx, storeId)).headRevision;
  }

  it("undoes any revision of any history so that reverting the revert gives every byte back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 8 }), fc.nat(), async (operations, pick) => {
        const storeId = await newStore();
        const head = await replay(storeId, operations);
        if (head === 0) return;
        const before = await contents(storeId);
        const target = { storeId, revision: 1 + (pick % head) };
        const { plan } = await revertRevision(ctx, target, { dry_run: true });
        if (plan.conflicts.length > 0 || plan.changes.length === 0) return;
        const { revision } = await revertRevision(ctx, target, {});
        if (target.revision === head) expect(await diffRevisions(ctx, storeId, head + 1, head - 1)).toEqual([]);
        await revertRevision(ctx, { storeId, revision: revision?.number ?? -1 }, {});
        expect(await contents(storeId)).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });

  it("goes back to any revision of any history with every byte as it was then", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 6 }), fc.nat(), async (operations, pick) => {
        const storeId = await newStore();
        const head = await replay(storeId, operations);
        const target = pick % (head + 1);
        const then = new Map<string, string>();
        for await (const file of filesAtRevision(ctx, storeId, target)) then.set(file.path, file.content);
        const { revision } = await rollbackStore(ctx, storeId, { to_revision: target });
        expect(await diffRevisions(ctx, storeId, revision?.number ?? -1, target)).toEqual([]);
        expect(await contents(storeId)).toEqual(Object.fromEntries(then));
      }),
      { numRuns: 20 },
    );
  });
});
