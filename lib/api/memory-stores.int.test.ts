import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent } from "@/lib/agents/commands";
import { sha256 } from "@/lib/canonical-json";
import type { MemoryStoreId } from "@/lib/ids";
import { lockLearning } from "@/lib/learnings/commands";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { noteText, writeMemories } from "@/lib/testing/memories";

describe("/v1/memory_stores", () => {
  let api: ApiFixture;
  let sdk: Anthropic;
  beforeAll(async () => {
    api = await createApiFixture();
    sdk = api.sdk();
  });
  afterAll(() => api?.close());

  const newStore = async (): Promise<MemoryStoreId> =>
    (await createAgent(api.ctxFor("operator"), { name: "Agent", model: { id: "m" } })).learningsStoreId;
  const write = (storeId: MemoryStoreId, texts: Record<string, string>) => writeMemories(api.ctxFor("reviewer"), storeId, texts);
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      (thrown: unknown) => thrown,
    );

  it("answers a store and a memory with all fields, content by view", async () => {
    const storeId = await newStore();
    const text = noteText("A", "Grüße");
    const [id = ""] = await write(storeId, { "/notes/a.md": text });
    expect(await sdk.beta.memoryStores.retrieve(storeId)).toMatchObject({
      id: storeId,
      type: "memory_store",
      name: "Learnings of Agent",
      metadata: {},
      archived_at: null,
      head_revision: 1,
    });
    const full = await sdk.beta.memoryStores.memories.retrieve(id, { memory_store_id: storeId });
    expect(full).toMatchObject({
      type: "memory",
      memory_store_id: storeId,
      path: "/notes/a.md",
      content: text,
      content_sha256: sha256(text),
      content_size_bytes: Buffer.byteLength(text),
      memory_version_id: expect.stringMatching(/^memver_/),
    });
    expect(await sdk.beta.memoryStores.memories.retrieve(id, { memory_store_id: storeId, view: "basic" })).toEqual({
      ...full,
      content: null,
    });
    const listed = await sdk.beta.memoryStores.memories.list(storeId);
    expect(listed.data).toEqual([{ ...full, content: null }]);
  });

  it("updates content and path by POST, or by PATCH, with one version each", async () => {
    const storeId = await newStore();
    const [id = ""] = await write(storeId, { "/notes/a.md": noteText("A") });
    const updated = await sdk.beta.memoryStores.memories.update(id, { memory_store_id: storeId, content: noteText("B"), path: null });
    expect([updated.path, updated.content]).toEqual(["/notes/a.md", null]);
    const moved = await sdk.beta.memoryStores.memories.update(id, { memory_store_id: storeId, path: "/notes/b.md", view: "full" });
    expect([moved.path, moved.content]).toEqual(["/notes/b.md", noteText("B")]);
    const patched = await api.expectCall(200, "PATCH", `/v1/memory_stores/${storeId}/memories/${id}?view=full`, {
      body: { content: noteText("C") },
    });
    expect(patched.content).toBe(noteText("C"));
    const versions = await sdk.beta.memoryStores.memoryVersions.list(storeId, { memory_id: id, view: "full" });
    expect(versions.data.map((version) => [version.operation, version.path, version.content])).toEqual([
      ["modified", "/notes/b.md", noteText("C")],
      ["modified", "/notes/b.md", noteText("B")],
      ["modified", "/notes/a.md", noteText("B")],
      ["created", "/notes/a.md", noteText("A")],
    ]);
    const [newest] = versions.data;
    expect(newest?.created_by).toMatchObject({ type: "api_actor", api_key_id: expect.stringMatching(/^apikey_/) });
    expect(versions.data[3]?.created_by).toMatchObject({ type: "user_actor" });
    expect(await sdk.beta.memoryStores.memoryVersions.retrieve(newest?.id ?? "", { memory_store_id: storeId })).toEqual(newest);
  });

  it("keeps the version when nothing changes", async () => {
    const storeId = await newStore();
    const [id = ""] = await write(storeId, { "/notes/a.md": noteText("A") });
    const before = await sdk.beta.memoryStores.memories.retrieve(id, { memory_store_id: storeId });
    const after = await sdk.beta.memoryStores.memories.update(id, {
      memory_store_id: storeId,
      content: noteText("A"),
      path: "/notes/a.md",
      view: "full",
    });
    expect(after).toEqual(before);
  });

  it("refuses a failed precondition, unless the memory is as asked already", async () => {
    const storeId = await newStore();
    const [id = ""] = await write(storeId, { "/notes/a.md": noteText("A") });
    const update = (content: string, hash: string) =>
      sdk.beta.memoryStores.memories.update(id, {
        memory_store_id: storeId,
        content,
        precondition: { type: "content_sha256", content_sha256: hash },
      });
    await update(noteText("B"), sha256(noteText("A")));
    const error = await failure(update(noteText("C"), sha256(noteText("A"))));
    expect(error).toBeInstanceOf(Anthropic.ConflictError);
    expect(error).toMatchObject({ type: "memory_precondition_failed_error", details: { current_sha256: sha256(noteText("B")) } });
    expect((await update(noteText("B"), sha256(noteText("A")))).content_sha256).toBe(sha256(noteText("B")));
  });

  it("names the blocker of a path conflict: equal, above or below", async () => {
    const storeId = await newStore();
    const [blocker = "", id = ""] = await write(storeId, { "/notes/deep/a.md": noteText("A"), "/notes/b.md": noteText("B") });
    for (const path of ["/notes/deep/a.md", "/notes/deep", "/notes/deep/a.md/x"]) {
      const error = await failure(sdk.beta.memoryStores.memories.update(id, { memory_store_id: storeId, path }));
      expect(error).toMatchObject({
        status: 409,
        type: "memory_path_conflict_error",
        error: { error: { conflicting_memory_id: blocker, conflicting_path: "/notes/deep/a.md" } },
      });
    }
    expect((await sdk.beta.memoryStores.memories.update(id, { memory_store_id: storeId, path: "/notes/b2.md" })).path).toBe("/notes/b2.md");
  });

  it("refuses what is no update, no path, too large or unknown", async () => {
    const storeId = await newStore();
    const [id = ""] = await write(storeId, { "/notes/a.md": noteText("A") });
    const said = async (body: unknown) => {
      const { error } = await api.expectCall(400, "POST", `/v1/memory_stores/${storeId}/memories/${id}`, { body });
      return (error as { message: string }).message;
    };
    expect(await said({})).toBe("content: Give content, path or both.");
    expect(await said({ content: null, path: null })).toBe("content: Give content, path or both.");
    expect(await said({ content: "x", etag: null })).toBe("etag: unknown field.");
    expect(await said({ path: "notes/a.md" })).toMatch(/slash/);
    expect(await said({ path: "/notes/../a.md" })).toMatch(/part/);
    expect(await said({ content: "ü".repeat(51_201) })).toMatch(/^content: At most 102400 bytes/);
    expect(await said({ content: "x", precondition: { type: "content_sha256", content_sha256: "no" } })).toMatch(
      /^precondition\.content_sha256: /,
    );
    expect((await sdk.beta.memoryStores.memories.update(id, { memory_store_id: storeId, content: "" })).content_size_bytes).toBe(0);
  });

  it("refuses to change a locked learning", async () => {
    const storeId = await newStore();
    const [id] = await write(storeId, { "/notes/a.md": noteText("A") });
    if (!id) throw new Error("no memory");
    await lockLearning(api.ctxFor("reviewer"), id);
    const error = await failure(sdk.beta.memoryStores.memories.update(id, { memory_store_id: storeId, content: "x" }));
    expect(error).toMatchObject({ status: 409, type: "invalid_request_error", errorCode: "locked" });
  });

  it("lists a folder's content at any depth, or rolled up at depth 1, by path and page", async () => {
    const storeId = await newStore();
    const paths = [
      "/a%/z.md",
      "/a.md",
      "/a/x.md",
      "/a/y/1.md",
      "/a/y/2.md",
      "/a_/z.md",
      "/b/😀/1.md",
      "/b/😀/2.md",
      "/b/😀😀.md",
      "/top.md",
    ];
    await write(storeId, Object.fromEntries(paths.map((path) => [path, "text"])));
    const list = async (query: Anthropic.Beta.MemoryStores.MemoryListParams) => {
      const found: string[] = [];
      for await (const item of sdk.beta.memoryStores.memories.list(storeId, query))
        found.push(`${item.type === "memory_prefix" ? "+" : ""}${item.path}`);
      return found;
    };
    for (const limit of [1, 2, 3, 100]) {
      expect(await list({ limit })).toEqual(paths);
      expect(await list({ limit, depth: 0, path_prefix: "/a/" })).toEqual(["/a/x.md", "/a/y/1.md", "/a/y/2.md"]);
      expect(await list({ limit, depth: 1 })).toEqual(["+/a%/", "/a.md", "+/a/", "+/a_/", "+/b/", "/top.md"]);
      expect(await list({ limit, depth: 1, path_prefix: "/" })).toEqual(["+/a%/", "/a.md", "+/a/", "+/a_/", "+/b/", "/top.md"]);
      expect(await list({ limit, depth: 1, path_prefix: "/a/" })).toEqual(["/a/x.md", "+/a/y/"]);
      expect(await list({ limit, depth: 1, path_prefix: "/b/😀/" })).toEqual(["/b/😀/1.md", "/b/😀/2.md"]);
      expect(await list({ limit, depth: 1, path_prefix: "/b/" })).toEqual(["+/b/😀/", "/b/😀😀.md"]);
      expect(await list({ limit, path_prefix: "/a%/" })).toEqual(["/a%/z.md"]);
      expect(await list({ limit, path_prefix: "/none/" })).toEqual([]);
    }
    for (const query of ["path_prefix=/a", "path_prefix=a/", "path_prefix=", "depth=2", "depth=-1", "view=all"]) {
      await api.expectCall(400, "GET", `/v1/memory_stores/${storeId}/memories?${query}`);
    }
  });

  it("holds at most 20 texts on a page, and loses none", async () => {
    const storeId = await newStore();
    await write(
      storeId,
      Object.fromEntries(Array.from({ length: 45 }, (_, i) => [`/notes/${String(i).padStart(2, "0")}.md`, `text ${i}`])),
    );
    const first = await sdk.beta.memoryStores.memories.list(storeId, { view: "full", limit: 100 });
    expect(first.data).toHaveLength(20);
    const texts: unknown[] = [];
    for await (const memory of sdk.beta.memoryStores.memories.list(storeId, { view: "full", limit: 100 }))
      texts.push("content" in memory ? memory.content : null);
    expect(texts).toEqual(Array.from({ length: 45 }, (_, i) => `text ${i}`));
    expect((await sdk.beta.memoryStores.memoryVersions.list(storeId, { view: "full", limit: 100 })).data).toHaveLength(20);
    expect((await sdk.beta.memoryStores.memories.list(storeId, { limit: 100 })).data).toHaveLength(45);
  });

  it("filters versions by memory, operation, writer and time", async () => {
    const storeId = await newStore();
    const [a = "", b = ""] = await write(storeId, { "/a.md": "a", "/b.md": "b" });
    api.clock.advance(60_000);
    const { key, id: keyId } = await api.makeKey();
    await api.sdk(key).beta.memoryStores.memories.update(b, { memory_store_id: storeId, content: "b2" });
    const found = async (query: Anthropic.Beta.MemoryStores.MemoryVersionListParams) =>
      (await sdk.beta.memoryStores.memoryVersions.list(storeId, query)).data.map((version) => [version.memory_id, version.operation]);
    const now = api.clock.now().toISOString();
    expect(await found({ memory_id: a })).toEqual([[a, "created"]]);
    expect(await found({ operation: "modified" })).toEqual([[b, "modified"]]);
    expect(await found({ api_key_id: keyId })).toEqual([[b, "modified"]]);
    expect(await found({ api_key_id: "apikey_other" })).toEqual([]);
    expect(await found({ session_id: "sesn_other" })).toEqual([]);
    expect(await found({ service_account_id: "svac_x" })).toEqual([]);
    expect(await found({ "created_at[gte]": now })).toEqual([[b, "modified"]]);
    expect((await found({ "created_at[lte]": "2026-11-22T12:00:00Z" })).length).toBeLessThanOrEqual(2);
    expect(await found({})).toHaveLength(3);
  });
});
