import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "@/lib/canonical-json";
import { refusal, type ServedApi, serveApi } from "@/lib/testing/served-api";

describe("contract 8: memories and their versions", () => {
  let api: ServedApi;
  let sdk: Anthropic;
  let store: string;
  beforeAll(async () => {
    api = await serveApi();
    sdk = api.client();
  });
  afterAll(() => api?.close());
  beforeEach(async () => {
    store = (await sdk.beta.memoryStores.create({ name: "Store" })).id;
  });

  const create = (path: string, content: string, more: { view?: "basic" | "full" } = {}) =>
    sdk.beta.memoryStores.memories.create(store, { path, content, ...more });
  const update = (id: string, change: Omit<Anthropic.Beta.MemoryStores.MemoryUpdateParams, "memory_store_id">) =>
    sdk.beta.memoryStores.memories.update(id, { memory_store_id: store, ...change });
  const retrieve = (id: string) => sdk.beta.memoryStores.memories.retrieve(id, { memory_store_id: store });
  const versionsOf = async (id: string) => (await sdk.beta.memoryStores.memoryVersions.list(store, { memory_id: id, view: "full" })).data;

  it("8 MUST: create answers a memory with every field; content is null unless view=full", async () => {
    const made = await create("/notes/grüße.md", "Grüße");
    expect(made).toEqual({
      id: expect.stringMatching(/^mem_/),
      type: "memory",
      memory_store_id: store,
      path: "/notes/grüße.md",
      content: null,
      content_sha256: sha256("Grüße"),
      content_size_bytes: 7,
      memory_version_id: expect.stringMatching(/^memver_/),
      created_at: "2026-11-22T12:00:00.000Z",
      updated_at: "2026-11-22T12:00:00.000Z",
    });
    expect(await retrieve(made.id)).toEqual({ ...made, content: "Grüße" });
    expect((await create("/full", "x", { view: "full" })).content).toBe("x");
    expect((await update(made.id, { content: "y" })).content).toBeNull();
    expect((await update(made.id, { content: "z", view: "full" })).content).toBe("z");
    expect((await sdk.beta.memoryStores.memories.list(store)).data.map((one) => "content" in one && one.content)).toEqual([null, null]);
  });

  it("8 MUST: the hash is that of the UTF-8 bytes, without any normalization", async () => {
    for (const text of ["a\r\nb", "é", "e\u0301", "\ufeffx", " trailing \n", "😀"]) {
      const made = await create(`/h-${sha256(text).slice(0, 8)}`, text, { view: "full" });
      expect(made).toMatchObject({ content: text, content_sha256: sha256(text), content_size_bytes: Buffer.byteLength(text) });
    }
  });

  it("8 MUST: content holds 102,400 bytes; empty is legal, missing is not", async () => {
    expect((await create("/max", "ü".repeat(51_200))).content_size_bytes).toBe(102_400);
    expect((await create("/empty", "")).content_size_bytes).toBe(0);
    expect(await refusal(create("/over", `${"ü".repeat(51_200)}x`))).toBeInstanceOf(Anthropic.BadRequestError);
    await api.expectCall(400, "POST", `/v1/memory_stores/${store}/memories`, { body: { path: "/missing" } });
    await api.expectCall(400, "POST", `/v1/memory_stores/${store}/memories`, { body: { path: "/null", content: null } });
  });

  it.each([
    ["no slash at the start", "a"],
    ["nothing", ""],
    ["the root alone", "/"],
    ["an empty part", "/a//b"],
    ["a slash at the end", "/a/"],
    ["a dot part", "/a/./b"],
    ["a parent part", "/a/../b"],
    ["21 parts", "/a".repeat(21)],
    ["more than 1,024 bytes", `/${"ü".repeat(512)}`],
    ["a control character", "/a\u0001b"],
    ["a format character", "/a\u200bb"],
    ["a line separator", "/a\u2028b"],
    ["no normal form C", "/e\u0301"],
  ])("8 MUST: a path with %s is 400", async (_what, path) => {
    expect(await refusal(create(path, "x"))).toBeInstanceOf(Anthropic.BadRequestError);
    const { id } = await create("/ok", "x");
    expect(await refusal(update(id, { path }))).toBeInstanceOf(Anthropic.BadRequestError);
  });

  it("8 MUST: paths of 20 parts, of 1,024 bytes, and in two cases are legal and distinct", async () => {
    await create("/a".repeat(20), "x");
    await create(`/b${"c".repeat(1022)}`, "x");
    await create("/Case", "x");
    await create("/case", "x");
  });

  it("8 MUST: a path equal to, above or below another is 409 memory_path_conflict_error with the blocker", async () => {
    const blocker = await create("/a/b/c", "x");
    for (const path of ["/a/b/c", "/a/b", "/a", "/a/b/c/d"]) {
      const error = await refusal(create(path, "y"));
      expect(error).toBeInstanceOf(Anthropic.ConflictError);
      expect(error).toMatchObject({
        type: "memory_path_conflict_error",
        error: { error: { conflicting_memory_id: blocker.id, conflicting_path: "/a/b/c" } },
      });
    }
    for (const path of ["/a/b/cd", "/a/b2", "/a/b/c%"]) await create(path, "y");
  });

  it("8 MUST: a rename never overwrites; a memory does not conflict with itself", async () => {
    await create("/a", "a");
    const { id } = await create("/b", "b");
    expect(await refusal(update(id, { path: "/a" }))).toMatchObject({ status: 409, type: "memory_path_conflict_error" });
    expect((await update(id, { path: "/b/c" })).path).toBe("/b/c");
    expect((await update(id, { path: "/b" })).path).toBe("/b");
    expect((await retrieve(id)).content).toBe("b");
  });

  it("8 MUST: 20 creates at once in one store all succeed", async () => {
    const made = await Promise.all(Array.from({ length: 20 }, (_, i) => create(`/p/${i}`, `${i}`)));
    expect(new Set(made.map((one) => one.id)).size).toBe(20);
    const listed = await sdk.beta.memoryStores.memories.list(store, { limit: 100 });
    expect(listed.data).toHaveLength(20);
    expect(await sdk.beta.memoryStores.retrieve(store)).toMatchObject({ head_revision: 20 });
  });

  it("8 MUST: path conflicts hold among creates at once: one wins", async () => {
    const paths = ["/x", "/x/y", "/x/y/z", "/x", "/x/y", "/x/z", "/x/y/z", "/x"];
    const results = await Promise.allSettled(paths.map((path) => create(path, path)));
    const listed = (await sdk.beta.memoryStores.memories.list(store, { limit: 100 })).data.map((one) => one.path);
    expect(results.filter((one) => one.status === "fulfilled")).toHaveLength(listed.length);
    for (const one of results) if (one.status === "rejected") expect(one.reason).toMatchObject({ type: "memory_path_conflict_error" });
    for (const a of listed) for (const b of listed) if (a !== b) expect(b.startsWith(`${a}/`)).toBe(false);
  });

  it("8 MUST: a precondition that fails is 409 memory_precondition_failed_error, but 200 where the memory is as asked already", async () => {
    const { id } = await create("/a", "one");
    const given = (content: string) => ({ type: "content_sha256" as const, content_sha256: sha256(content) });
    await update(id, { content: "two", precondition: given("one") });
    const error = await refusal(update(id, { content: "three", precondition: given("one") }));
    expect(error).toBeInstanceOf(Anthropic.ConflictError);
    expect(error).toMatchObject({ type: "memory_precondition_failed_error" });
    expect((await update(id, { content: "two", path: "/a", precondition: given("one") })).content_sha256).toBe(sha256("two"));
    expect(await refusal(update(id, { content: "two", path: "/b", precondition: given("one") }))).toMatchObject({ status: 409 });
    expect(await versionsOf(id)).toHaveLength(2);
  });

  it("8 MUST: an update without effect is 200 without a version; one with neither field is 400; PATCH is an alias", async () => {
    const { id, memory_version_id } = await create("/a", "one");
    expect((await update(id, { content: "one" })).memory_version_id).toBe(memory_version_id);
    expect(await versionsOf(id)).toHaveLength(1);
    expect(await refusal(update(id, {}))).toBeInstanceOf(Anthropic.BadRequestError);
    const patched = await api.expectCall(200, "PATCH", `/v1/memory_stores/${store}/memories/${id}`, { body: { path: "/b" } });
    expect(patched.path).toBe("/b");
  });

  it("8 MUST: of two updates at once with the same precondition one wins", async () => {
    const { id } = await create("/a", "one");
    const precondition = { type: "content_sha256" as const, content_sha256: sha256("one") };
    const results = await Promise.allSettled(["x", "y", "z"].map((content) => update(id, { content, precondition })));
    expect(results.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect(await versionsOf(id)).toHaveLength(2);
  });

  it("8 MUST: delete answers memory_deleted, checks expected_content_sha256, and frees the path", async () => {
    const { id } = await create("/a", "one");
    expect(
      await refusal(sdk.beta.memoryStores.memories.delete(id, { memory_store_id: store, expected_content_sha256: sha256("two") })),
    ).toMatchObject({ status: 409, type: "memory_precondition_failed_error" });
    expect(await sdk.beta.memoryStores.memories.delete(id, { memory_store_id: store, expected_content_sha256: sha256("one") })).toEqual({
      id,
      type: "memory_deleted",
    });
    expect(await refusal(retrieve(id))).toBeInstanceOf(Anthropic.NotFoundError);
    const again = await create("/a", "one");
    expect(again.id).not.toBe(id);
  });

  it("8 MUST: path_prefix ends in a slash, matches whole segments, and is literal", async () => {
    for (const path of ["/a/1", "/a/b/2", "/ab/3", "/a%/4", "/a_/5", "/A/6"]) await create(path, "x");
    const list = async (path_prefix: string) =>
      (await sdk.beta.memoryStores.memories.list(store, { path_prefix })).data.map((one) => one.path);
    expect(await list("/a/")).toEqual(["/a/1", "/a/b/2"]);
    expect(await list("/a%/")).toEqual(["/a%/4"]);
    expect(await list("/a_/")).toEqual(["/a_/5"]);
    expect(await refusal(sdk.beta.memoryStores.memories.list(store, { path_prefix: "/a" }))).toBeInstanceOf(Anthropic.BadRequestError);
  });

  it("8 MUST: depth 1 lists direct children and rolls deeper ones into memory_prefix, which count toward limit; 2 is 400", async () => {
    for (const path of ["/a/1", "/a/2/x", "/b", "/c/1/2/3", "/c/2"]) await create(path, "x");
    const entries = async (params: Anthropic.Beta.MemoryStores.MemoryListParams) => {
      const all: string[] = [];
      for await (const one of sdk.beta.memoryStores.memories.list(store, params)) all.push(`${one.type} ${one.path}`);
      return all;
    };
    const top = ["memory_prefix /a/", "memory /b", "memory_prefix /c/"];
    expect(await entries({ depth: 1 })).toEqual(top);
    expect(await entries({ depth: 1, limit: 1 })).toEqual(top);
    expect(await entries({ depth: 1, path_prefix: "/c/" })).toEqual(["memory_prefix /c/1/", "memory /c/2"]);
    expect(await entries({ depth: 0 })).toHaveLength(5);
    for (const depth of [2, -1, 1.5]) {
      expect(await refusal(sdk.beta.memoryStores.memories.list(store, { depth }))).toBeInstanceOf(Anthropic.BadRequestError);
    }
  });

  it("8 MUST: pages with view=full hold at most 20", async () => {
    await Promise.all(Array.from({ length: 25 }, (_, i) => create(`/n/${String(i).padStart(2, "0")}`, "x")));
    const page = await sdk.beta.memoryStores.memories.list(store, { view: "full", limit: 100 });
    expect(page.data).toHaveLength(20);
    const all: string[] = [];
    for await (const one of sdk.beta.memoryStores.memories.list(store, { view: "full", limit: 100 })) all.push(one.path);
    expect(all).toEqual(Array.from({ length: 25 }, (_, i) => `/n/${String(i).padStart(2, "0")}`));
  });

  it("8 MUST: versions are newest first, name their actor, outlive the memory, and filter", async () => {
    const { key, id: keyId } = await api.makeKey();
    const { id } = await create("/a", "one");
    await api.client(key).beta.memoryStores.memories.update(id, { memory_store_id: store, content: "two" });
    await sdk.beta.memoryStores.memories.delete(id, { memory_store_id: store });
    const versions = await versionsOf(id);
    expect(versions.map((one) => [one.operation, one.path, one.content, one.content_size_bytes])).toEqual([
      ["deleted", "/a", null, null],
      ["modified", "/a", "two", 3],
      ["created", "/a", "one", 3],
    ]);
    expect(versions[0]).toMatchObject({ type: "memory_version", content_sha256: null, redacted_at: null, redacted_by: null });
    expect(versions[1]?.created_by).toEqual({ type: "api_actor", api_key_id: keyId });
    const ids = async (params: Anthropic.Beta.MemoryStores.MemoryVersionListParams) =>
      (await sdk.beta.memoryStores.memoryVersions.list(store, params)).data.map((one) => one.id);
    expect(await ids({ operation: "modified" })).toEqual([versions[1]?.id]);
    expect(await ids({ api_key_id: keyId })).toEqual([versions[1]?.id]);
    expect(await ids({ session_id: "sesn_none" })).toEqual([]);
    expect(await ids({ service_account_id: "svac_none" })).toEqual([]);
    expect((await sdk.beta.memoryStores.memoryVersions.list(store)).data.every((one) => one.content === null)).toBe(true);
    const paged: string[] = [];
    for await (const one of sdk.beta.memoryStores.memoryVersions.list(store, { limit: 1 })) paged.push(one.id);
    expect(paged).toEqual(versions.map((one) => one.id));
    expect(await sdk.beta.memoryStores.memoryVersions.retrieve(versions[1]?.id ?? "", { memory_store_id: store })).toEqual(versions[1]);
  });

  it("8 MUST: redact nulls content, hash, size and path, keeps the rest, can be repeated, and leaves the memory alone", async () => {
    const memory = await create("/a", "secret");
    const before = await retrieve(memory.id);
    const redacted = await sdk.beta.memoryStores.memoryVersions.redact(memory.memory_version_id, { memory_store_id: store });
    expect(redacted).toMatchObject({
      id: memory.memory_version_id,
      operation: "created",
      memory_id: memory.id,
      content: null,
      content_sha256: null,
      content_size_bytes: null,
      path: null,
      redacted_at: api.clock.now().toISOString(),
      created_by: { type: "api_actor" },
      redacted_by: { type: "api_actor" },
    });
    api.clock.advance(1_000);
    expect(await sdk.beta.memoryStores.memoryVersions.redact(memory.memory_version_id, { memory_store_id: store })).toEqual(redacted);
    expect(await retrieve(memory.id)).toEqual(before);
    const { key } = await api.makeKey({ scopes: ["read", "review"] });
    expect(
      await refusal(api.client(key).beta.memoryStores.memoryVersions.redact(memory.memory_version_id, { memory_store_id: store })),
    ).toBeInstanceOf(Anthropic.PermissionDeniedError);
  });

  it("8: a store whose head was redacted still rolls back to how it was", async () => {
    const memory = await create("/a", "one");
    await create("/b", "two");
    await sdk.beta.memoryStores.memoryVersions.redact(memory.memory_version_id, { memory_store_id: store });
    await api.expectCall(200, "POST", `/v1/memory_stores/${store}/rollback`, { body: { to_revision: 1 } });
    const listed = await sdk.beta.memoryStores.memories.list(store, { view: "full" });
    expect(listed.data.map((one) => [one.path, "content" in one && one.content])).toEqual([["/a", "one"]]);
  });

  it("8 MUST: a store's updated_at ignores writes to its memories; each write is one revision", async () => {
    const before = await sdk.beta.memoryStores.retrieve(store);
    api.clock.advance(5_000);
    const { id } = await create("/a", "one");
    await update(id, { content: "two" });
    await sdk.beta.memoryStores.memories.delete(id, { memory_store_id: store });
    expect(await sdk.beta.memoryStores.retrieve(store)).toEqual({ ...before, head_revision: 3 });
    const revisions = (await api.expectCall(200, "GET", `/v1/memory_stores/${store}/revisions`)).data ?? [];
    expect(revisions.map((one) => [one.number, one.kind])).toEqual([
      [3, "api"],
      [2, "api"],
      [1, "api"],
    ]);
  });
});
