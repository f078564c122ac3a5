import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent } from "@/lib/agents/commands";
import type { MemoryStoreId } from "@/lib/ids";
import { lockLearning, updateMemory } from "@/lib/learnings/commands";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { noteText, writeMemories } from "@/lib/testing/memories";

describe("/v1/memory_stores/{id}/revisions and rollback", () => {
  let api: ApiFixture;
  beforeAll(async () => {
    api = await createApiFixture();
  });
  afterAll(() => api?.close());

  /** Revision 1: a and b. Revision 2, a minute later: a changed. Revision 3, another minute later: b renamed. */
  async function threeRevisions() {
    const storeId: MemoryStoreId = (await createAgent(api.ctxFor("operator"), { name: "Agent", model: { id: "m" } })).learningsStoreId;
    const ctx = api.ctxFor("reviewer");
    const times = [api.clock.now().toISOString()];
    const [a, b] = await writeMemories(ctx, storeId, { "/a.md": noteText("A"), "/b.md": noteText("B") });
    if (!a || !b) throw new Error("two memories were written");
    api.clock.advance(60_000);
    times.push(api.clock.now().toISOString());
    await updateMemory(ctx, { storeId, memoryId: a }, { content: noteText("A2") }, "sharpen");
    api.clock.advance(60_000);
    await updateMemory(ctx, { storeId, memoryId: b }, { path: "/b2.md" });
    return { storeId, a, b, times, path: `/v1/memory_stores/${storeId}` };
  }

  it("lists every step, newest first, with who, why and how much", async () => {
    const { path, storeId, times } = await threeRevisions();
    const { data, next_page } = await api.expectCall(200, "GET", `${path}/revisions?limit=2`);
    expect(data?.map((revision) => [revision.number, revision.changes])).toEqual([
      [3, { created: 0, modified: 1, deleted: 0 }],
      [2, { created: 0, modified: 1, deleted: 0 }],
    ]);
    expect(data?.[1]).toMatchObject({
      type: "store_revision",
      memory_store_id: storeId,
      kind: "edit",
      message: "sharpen",
      dream_id: null,
      by: { type: "user", name: "Test reviewer" },
      created_at: times[1],
    });
    const rest = await api.expectCall(200, "GET", `${path}/revisions?limit=2&page=${next_page}`);
    expect([rest.data?.map((revision) => revision.number), rest.next_page]).toEqual([[1], null]);
  });

  it("shows what changed since the revision before, or since the one asked for", async () => {
    const { path, a, b } = await threeRevisions();
    const entries = async (query: string) => (await api.expectCall(200, "GET", `${path}/revisions/${query}`)).data;
    expect(await entries("2/diff")).toEqual([
      { path: "/a.md", previous_path: null, memory_id: a, operation: "modified", before: noteText("A"), after: noteText("A2") },
    ]);
    expect(await entries("1/diff")).toHaveLength(2);
    expect(await entries("3/diff?against=1")).toMatchObject([
      { path: "/a.md" },
      { path: "/b2.md", previous_path: "/b.md", memory_id: b, operation: "modified" },
    ]);
    expect(await entries("1/diff?against=3")).toMatchObject([
      { path: "/a.md", after: noteText("A") },
      { path: "/b.md", previous_path: "/b2.md" },
    ]);
    expect(await entries("3/diff?against=3")).toEqual([]);
    expect(await entries("3/diff?against=0")).toMatchObject([{ operation: "created" }, { operation: "created" }]);
    for (const query of ["4/diff", "0/diff", "x/diff", "-1/diff", "3/diff?against=9", "99999999999/diff"])
      await api.expectCall(404, "GET", `${path}/revisions/${query}`);
    await api.expectCall(400, "GET", `${path}/revisions/3/diff?against=x`);
  });

  it("rolls back by appending a revision, to a number or to a moment", async () => {
    const { path, storeId, times, a } = await threeRevisions();
    const rolled = await api.expectCall(200, "POST", `${path}/rollback`, { body: { to_revision: 1, message: "was better" } });
    expect(rolled).toMatchObject({
      type: "store_revision",
      memory_store_id: storeId,
      number: 4,
      kind: "rollback",
      message: "was better",
      dry_run: false,
      to_revision: 1,
      changes: { created: 0, modified: 2, deleted: 0 },
      by: { type: "api_key", name: "test key" },
      kept_locked: [],
    });
    expect(await api.expectCall(200, "GET", `${path}/memories/${a}`)).toMatchObject({ content: noteText("A") });
    const byTime = await api.expectCall(200, "POST", `${path}/rollback`, { body: { to_time: times[1] } });
    expect(byTime).toMatchObject({ number: 5, to_revision: 2 });
    const emptied = await api.expectCall(200, "POST", `${path}/rollback`, { body: { to_revision: 0 } });
    expect(emptied).toMatchObject({ number: 6, changes: { created: 0, modified: 0, deleted: 2 } });
  });

  it("says what a rollback would do without doing it, locked learnings apart", async () => {
    const { path, a, b } = await threeRevisions();
    await lockLearning(api.ctxFor("reviewer"), a);
    const planned = await api.expectCall(200, "POST", `${path}/rollback`, { body: { to_revision: 1, dry_run: true } });
    expect(planned).toMatchObject({
      number: null,
      created_at: null,
      dry_run: true,
      to_revision: 1,
      changes: { created: 0, modified: 1, deleted: 0 },
      diff: [{ memory_id: b, path: "/b.md" }],
      kept_locked: [{ memory_id: a, path: "/a.md" }],
    });
    expect(await api.expectCall(200, "GET", path)).toMatchObject({ head_revision: 3 });
  });

  it("refuses a rollback that is none", async () => {
    const { path } = await threeRevisions();
    for (const body of [
      {},
      { to_revision: 1, to_time: "2026-11-22T12:00:00Z" },
      { to_revision: -1 },
      { to_time: "yesterday" },
      { to_time: "0000-01-01T00:00:00Z" },
      { to_revision: 1, force: true },
    ]) {
      await api.expectCall(400, "POST", `${path}/rollback`, { body });
    }
    await api.expectCall(404, "POST", `${path}/rollback`, { body: { to_revision: 99 } });
    const { key } = await api.makeKey({ scopes: ["read"] });
    await api.expectCall(403, "POST", `${path}/rollback`, { key, body: { to_revision: 1 } });
  });

  it("reverts one revision out of the middle, says first what would happen, and refuses with what stands against it", async () => {
    const { path, a } = await threeRevisions();
    const dry = await api.expectCall(200, "POST", `${path}/revisions/2/revert`, { body: { dry_run: true } });
    expect(dry).toMatchObject({
      number: null,
      kind: "revert",
      dry_run: true,
      reverted_revision: 2,
      conflicts: [],
      diff: [{ path: "/a.md" }],
    });
    const done = await api.expectCall(200, "POST", `${path}/revisions/2/revert`, { body: { message: "too sharp" } });
    expect(done).toMatchObject({ number: 4, kind: "revert", message: "too sharp", dry_run: false, changes: { modified: 1 } });
    await lockLearning(api.ctxFor("reviewer"), a);
    const refused = await api.call("POST", `${path}/revisions/4/revert`, { body: {} });
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({ details: { conflicts: [{ memory_id: a, path: "/a.md", reason: "locked" }] } });
    const { key } = await api.makeKey({ scopes: ["read"] });
    expect((await api.call("POST", `${path}/revisions/1/revert`, { key, body: {} })).status).toBe(403);
    expect((await api.call("POST", `${path}/revisions/9/revert`, { body: {} })).status).toBe(404);
  });

  it("exports any revision as JSON and as a ZIP whose files are byte for byte the store's", async () => {
    const { path, storeId } = await threeRevisions();
    const json = await api.expectCall(200, "GET", `${path}/export?format=json&revision=1`);
    expect(json).toMatchObject({ type: "memory_store_export", memory_store_id: storeId, revision: 1 });
    expect(json.memories).toMatchObject([
      { path: "/a.md", content: noteText("A") },
      { path: "/b.md", content: noteText("B") },
    ]);
    const answer = await api.app.fetch(new Request(`http://127.0.0.1${path}/export`, { headers: { "x-api-key": api.key } }));
    expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="${storeId}-revision-3.zip"`);
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    expect(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]))).toEqual({
      "a.md": noteText("A2"),
      "b2.md": noteText("B"),
    });
    expect((await api.call("GET", `${path}/export?revision=9`)).status).toBe(404);
  });
});
