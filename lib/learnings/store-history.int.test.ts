import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent } from "@/lib/agents/commands";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { MemoryId, MemoryStoreId } from "@/lib/ids";
import { lockLearning, restoreMemoryVersion, rollbackStore, unlockLearning, updateMemory } from "@/lib/learnings/commands";
import { getLearning, listLearnings } from "@/lib/learnings/queries";
import { writeStore } from "@/lib/learnings/store-writes";
import { diffRevisions, getMemory, getMemoryStore, listMemories, listMemoryVersions, listStoreRevisions } from "@/lib/memory/queries";
import type { MemoryWrite } from "@/lib/memory/writes";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";

const note = (title: string, body = "Body.") => `---\nkind: note\ntitle: ${title}\n---\n${body}\n`;

describe("the history of a store", () => {
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
  const create = async (storeId: MemoryStoreId, path: string, content: string): Promise<MemoryId> => {
    const { applied } = await write(storeId, [{ operation: "created", path, content }]);
    return applied[0]?.memoryId as MemoryId;
  };
  const contents = async (storeId: MemoryStoreId) => {
    const { items } = await listMemories(ctx, { storeId, withContent: true, limit: 100 });
    return Object.fromEntries(items.map((memory) => [memory.path, memory.content]));
  };

  it("numbers revisions from 1 without a gap, also when many write at once", async () => {
    const storeId = await newStore();
    await Promise.all(Array.from({ length: 12 }, (_, i) => create(storeId, `/notes/n${i}.md`, note(`N${i}`))));
    const { items } = await listStoreRevisions(ctx, { storeId, limit: 50 });
    expect(items.map((revision) => revision.number)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect((await getMemoryStore(ctx, storeId)).headRevision).toBe(12);
  });

  it("keeps every version readable after an edit, and makes none for no change", async () => {
    const storeId = await newStore();
    const memoryId = await create(storeId, "/notes/a.md", note("A", "one"));
    await updateMemory(ctx, { storeId, memoryId }, { content: note("A", "two") });
    await updateMemory(ctx, { storeId, memoryId }, { content: note("A", "two") });
    const { items } = await listMemoryVersions(ctx, { storeId, memoryId, withContent: true, limit: 10 });
    expect(items.map((version) => [version.operation, version.content])).toEqual([
      ["modified", note("A", "two")],
      ["created", note("A", "one")],
    ]);
    expect(items[0]?.author).toMatchObject({ type: "user", name: "Test reviewer" });
  });

  it("lets one of two editors win and tells the other what is there now", async () => {
    const storeId = await newStore();
    const memoryId = await create(storeId, "/notes/a.md", note("A"));
    const { contentSha256 } = await getMemory(ctx, storeId, memoryId);
    const edit = (body: string) =>
      updateMemory(
        ctx,
        { storeId, memoryId },
        { content: note("A", body), precondition: { type: "content_sha256", content_sha256: contentSha256 } },
      );
    const results = await Promise.allSettled([edit("mine"), edit("yours")]);
    expect(results.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = results.find((one) => one.status === "rejected") as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ code: "precondition_failed", details: { reason: "content_changed" } });
    // What is there already needs no precondition.
    const now = await getMemory(ctx, storeId, memoryId);
    await expect(
      updateMemory(
        ctx,
        { storeId, memoryId },
        { content: now.content ?? "", precondition: { type: "content_sha256", content_sha256: contentSha256 } },
      ),
    ).resolves.toMatchObject({ contentSha256: now.contentSha256 });
  });

  it.each([
    ["/notes/a.md", "/notes/a.md"],
    ["/notes/a.md", "/notes/a.md/below.md"],
    ["/notes/a/b.md", "/notes/a"],
  ])("refuses %s beside %s", async (first, second) => {
    const storeId = await newStore();
    const blocker = await create(storeId, first, "x");
    await expect(create(storeId, second, "y")).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "path_conflict", conflicting_memory_id: blocker, conflicting_path: first },
    });
    // Only whole segments collide.
    await expect(create(storeId, `${first}x`, "z")).resolves.toBeTruthy();
  });

  it("renames into a free place and never onto another memory, and swaps two in one revision", async () => {
    const storeId = await newStore();
    const a = await create(storeId, "/a.md", "a");
    const b = await create(storeId, "/b.md", "b");
    await expect(updateMemory(ctx, { storeId, memoryId: a }, { path: "/b.md" })).rejects.toMatchObject({
      details: { reason: "path_conflict" },
    });
    await write(storeId, [
      { operation: "modified", memoryId: a, path: "/b.md" },
      { operation: "modified", memoryId: b, path: "/a.md" },
    ]);
    expect(await contents(storeId)).toEqual({ "/a.md": "b", "/b.md": "a" });
  });

  it("rolls back by appending, byte for byte, and the rollback can itself be rolled back", async () => {
    const storeId = await newStore();
    const a = await create(storeId, "/notes/a.md", note("A", "ä\u00a0 \r\n  end"));
    const first = await contents(storeId);
    await updateMemory(ctx, { storeId, memoryId: a }, { content: note("A", "changed") });
    await write(storeId, [{ operation: "deleted", memoryId: a }]);
    await create(storeId, "/notes/b.md", note("B"));
    const last = await contents(storeId);
    const plan = (await rollbackStore(ctx, storeId, { to_revision: 1, dry_run: true })).plan;
    expect(plan.changes.map((entry) => [entry.operation, entry.path])).toEqual([
      ["created", "/notes/a.md"],
      ["deleted", "/notes/b.md"],
    ]);
    expect(await contents(storeId)).toEqual(last);
    const { revision } = await rollbackStore(ctx, storeId, { to_revision: 1 });
    expect(revision).toMatchObject({ number: 5, kind: "rollback" });
    expect(await contents(storeId)).toEqual(first);
    expect((await listMemories(ctx, { storeId, withContent: false, limit: 1 })).items[0]?.id).toBe(a);
    expect((await getLearning(ctx, a)).status).toBe("published");
    await rollbackStore(ctx, storeId, { to_revision: 4 });
    expect(await contents(storeId)).toEqual(last);
    expect(await diffRevisions(ctx, storeId, 6, 4)).toEqual([]);
  });

  it("leaves locked learnings as they are", async () => {
    const storeId = await newStore();
    const a = await create(storeId, "/notes/a.md", note("A"));
    await updateMemory(ctx, { storeId, memoryId: a }, { content: note("A", "second") });
    await lockLearning(ctx, a);
    await expect(updateMemory(ctx, { storeId, memoryId: a }, { content: note("A", "third") })).rejects.toMatchObject({
      details: { reason: "locked" },
    });
    const { plan } = await rollbackStore(ctx, storeId, { to_revision: 0 });
    expect(plan).toMatchObject({ changes: [], keptLocked: [{ path: "/notes/a.md" }] });
    expect(await contents(storeId)).toEqual({ "/notes/a.md": note("A", "second") });
    await unlockLearning(ctx, a);
    await rollbackStore(ctx, storeId, { to_revision: 0 });
    expect(await contents(storeId)).toEqual({});
  });

  it("restores one version of one memory, also a deleted one", async () => {
    const storeId = await newStore();
    const a = await create(storeId, "/notes/a.md", note("A", "one"));
    await write(storeId, [{ operation: "deleted", memoryId: a }]);
    expect((await getLearning(ctx, a)).status).toBe("retired");
    const { items } = await listMemoryVersions(ctx, { storeId, memoryId: a, withContent: true, limit: 10 });
    const one = items.at(-1);
    if (!one) throw new Error("no version");
    await restoreMemoryVersion(ctx, { storeId, memoryId: a }, one);
    expect(await contents(storeId)).toEqual({ "/notes/a.md": note("A", "one") });
    expect((await getLearning(ctx, a)).status).toBe("published");
  });

  it("finds learnings by their text and keeps their columns in step with it", async () => {
    const storeId = await newStore();
    const a = await create(
      storeId,
      "/playbooks/p.md",
      "---\nkind: playbook\ntitle: Look first\ntrigger:\n  tools: [search]\nsteps:\n  - do: Search by number\n---\nThe zebra clause.\n",
    );
    const found = await listLearnings(ctx, { q: "ZEBRA", limit: 10 });
    expect(found.items).toMatchObject([
      { id: a, kind: "playbook", title: "Look first", tools: ["search"], status: "published", origin: "person" },
    ]);
    expect((await listLearnings(ctx, { tool: "search", kind: "playbook", limit: 10 })).items.map((one) => one.id)).toEqual([a]);
    expect((await listLearnings(ctx, { q: "100%_", limit: 10 })).items).toEqual([]);
  });

  it("needs the reviewer role and does not see another workspace", async () => {
    const storeId = await newStore();
    const a = await create(storeId, "/notes/a.md", note("A"));
    await expect(updateMemory(test.ctxFor("viewer"), { storeId, memoryId: a }, { content: "x" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(rollbackStore(test.ctxFor("viewer"), storeId, { to_revision: 0 })).rejects.toMatchObject({ code: "forbidden" });
    const other = test.ctxFor("admin", await test.addWorkspace("Other"));
    const attempts = [
      () => updateMemory(other, { storeId, memoryId: a }, { content: "x" }),
      () => rollbackStore(other, storeId, { to_revision: 0 }),
      () => getLearning(other, a),
      () => lockLearning(other, a),
      () => listMemories(other, { storeId, withContent: true, limit: 1 }),
      () => diffRevisions(other, storeId, 1, 0),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
  });

  it("goes back to any revision of any history: the difference to it is empty afterwards", async () => {
    const paths = ["/a.md", "/b.md", "/c/d.md"];
    const operation = fc.record({
      kind: fc.constantFrom("create", "modify", "delete", "rename"),
      path: fc.constantFrom(...paths),
      to: fc.constantFrom(...paths),
      text: fc.string({ maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 8 }), fc.nat(), async (operations, pick) => {
        const storeId = await newStore();
        for (const { kind, path, to, text } of operations) {
          const head = (await listMemories(ctx, { storeId, withContent: false, limit: 10 })).items;
          const memory = head.find((one) => one.path === path);
          const safe = text.replaceAll("\u0000", "");
          if (kind === "create" && !memory) await create(storeId, path, safe);
          else if (kind === "modify" && memory) await write(storeId, [{ operation: "modified", memoryId: memory.id, content: safe }]);
          else if (kind === "delete" && memory) await write(storeId, [{ operation: "deleted", memoryId: memory.id }]);
          else if (kind === "rename" && memory && !head.some((one) => one.path === to))
            await write(storeId, [{ operation: "modified", memoryId: memory.id, path: to }]);
        }
        const { headRevision } = await getMemoryStore(ctx, storeId);
        const target = headRevision === 0 ? 0 : pick % (headRevision + 1);
        const { revision } = await rollbackStore(ctx, storeId, { to_revision: target });
        expect(await diffRevisions(ctx, storeId, revision?.number ?? -1, target)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});
