import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent } from "@/lib/agents/commands";
import { newId } from "@/lib/ids";
import { refusal, type ServedApi, serveApi } from "@/lib/testing/served-api";

describe("contract 8: memory stores", () => {
  let api: ServedApi;
  let sdk: Anthropic;
  beforeAll(async () => {
    api = await serveApi();
    sdk = api.client();
  });
  afterAll(() => api?.close());

  it("8 MUST: create answers a store with every field; description is empty when left out; names need not be unique", async () => {
    const made = await sdk.beta.memoryStores.create({ name: "Notes" });
    expect(made).toEqual({
      id: expect.stringMatching(/^memstore_/),
      type: "memory_store",
      name: "Notes",
      description: "",
      metadata: {},
      head_revision: 0,
      created_at: "2026-11-22T12:00:00.000Z",
      updated_at: "2026-11-22T12:00:00.000Z",
      archived_at: null,
    });
    const again = await sdk.beta.memoryStores.create({ name: "Notes", description: "What we know.", metadata: { user: "a" } });
    expect(again).toMatchObject({ description: "What we know.", metadata: { user: "a" } });
    expect(again.id).not.toBe(made.id);
    expect(await sdk.beta.memoryStores.retrieve(made.id)).toEqual(made);
  });

  it("8 MUST: names of 1 to 255 characters without control characters, descriptions of at most 1,024", async () => {
    await sdk.beta.memoryStores.create({ name: "ä".repeat(255), description: "d".repeat(1024) });
    for (const bad of [
      { name: "" },
      { name: "x".repeat(256) },
      { name: "a\nb" },
      { name: "a\u0085b" },
      { name: "a", description: "d".repeat(1025) },
    ]) {
      expect(await refusal(sdk.beta.memoryStores.create(bad))).toBeInstanceOf(Anthropic.BadRequestError);
    }
  });

  it("8 MUST: update patches, and touches updated_at only when something changes", async () => {
    const made = await sdk.beta.memoryStores.create({ name: "a", description: "d", metadata: { keep: "1", gone: "2" } });
    api.clock.advance(1_000);
    expect(await sdk.beta.memoryStores.update(made.id, { name: null, metadata: null })).toEqual(made);
    const updated = await sdk.beta.memoryStores.update(made.id, { name: "b", description: "", metadata: { gone: null, fresh: "3" } });
    expect(updated).toMatchObject({
      name: "b",
      description: "",
      metadata: { keep: "1", fresh: "3" },
      updated_at: api.clock.now().toISOString(),
    });
    const many = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`k${i}`, "v"]));
    expect(await refusal(sdk.beta.memoryStores.update(made.id, { metadata: many }))).toBeInstanceOf(Anthropic.BadRequestError);
  });

  it("8 MUST: list is newest first, pages, filters by time, and leaves out archived ones unless asked", async () => {
    api.clock.advance(60_000);
    const since = api.clock.now().toISOString();
    const ids: string[] = [];
    for (const name of ["1", "2", "3"]) ids.unshift((await sdk.beta.memoryStores.create({ name })).id);
    await sdk.beta.memoryStores.archive(ids[1] ?? "");
    const paged: string[] = [];
    for await (const one of sdk.beta.memoryStores.list({ limit: 1, include_archived: true, "created_at[gte]": since })) paged.push(one.id);
    expect(paged).toEqual(ids);
    const living = await sdk.beta.memoryStores.list({ "created_at[gte]": since });
    expect(living.data.map((one) => one.id)).toEqual([ids[0], ids[2]]);
    expect(living.next_page).toBeNull();
    const before = await sdk.beta.memoryStores.list({ "created_at[lte]": new Date(api.clock.now().getTime() - 1).toISOString() });
    expect(before.data.map((one) => one.id)).not.toContain(ids[0]);
  });

  it("8 MUST: archive is final and idempotent: no create or update, while reading, deleting and redacting stay legal", async () => {
    const { id } = await sdk.beta.memoryStores.create({ name: "a" });
    const [one, two] = [
      await sdk.beta.memoryStores.memories.create(id, { path: "/a", content: "a" }),
      await sdk.beta.memoryStores.memories.create(id, { path: "/b", content: "b" }),
    ];
    const archived = await sdk.beta.memoryStores.archive(id);
    expect(archived.archived_at).not.toBeNull();
    expect(await sdk.beta.memoryStores.archive(id)).toEqual(archived);
    for (const call of [
      () => sdk.beta.memoryStores.update(id, { name: "b" }),
      () => sdk.beta.memoryStores.memories.create(id, { path: "/c", content: "c" }),
      () => sdk.beta.memoryStores.memories.update(one.id, { memory_store_id: id, content: "c" }),
    ]) {
      expect(await refusal(call())).toMatchObject({ status: 400, errorCode: "archived" });
    }
    expect((await sdk.beta.memoryStores.memories.retrieve(one.id, { memory_store_id: id })).content).toBe("a");
    expect(await sdk.beta.memoryStores.memories.delete(two.id, { memory_store_id: id })).toEqual({ id: two.id, type: "memory_deleted" });
    const redacted = await sdk.beta.memoryStores.memoryVersions.redact(two.memory_version_id, { memory_store_id: id });
    expect(redacted.redacted_at).not.toBeNull();
    expect(await sdk.beta.memoryStores.delete(id)).toEqual({ id, type: "memory_store_deleted" });
  });

  it("8 MUST: delete removes memories and versions with the store", async () => {
    const { id } = await sdk.beta.memoryStores.create({ name: "a" });
    const memory = await sdk.beta.memoryStores.memories.create(id, { path: "/a", content: "a" });
    expect(await sdk.beta.memoryStores.delete(id)).toEqual({ id, type: "memory_store_deleted" });
    for (const call of [
      () => sdk.beta.memoryStores.retrieve(id),
      () => sdk.beta.memoryStores.memories.list(id),
      () => sdk.beta.memoryStores.memories.retrieve(memory.id, { memory_store_id: id }),
      () => sdk.beta.memoryStores.memoryVersions.list(id),
      () => sdk.beta.memoryStores.memoryVersions.retrieve(memory.memory_version_id, { memory_store_id: id }),
      () => sdk.beta.memoryStores.delete(id),
    ]) {
      expect(await refusal(call())).toBeInstanceOf(Anthropic.NotFoundError);
    }
  });

  it("8: a store that a living agent learns into is neither archived nor deleted", async () => {
    const agent = await createAgent(api.ctxFor("admin"), { name: "Learner", model: { id: "m" } });
    for (const call of [
      () => sdk.beta.memoryStores.archive(agent.learningsStoreId),
      () => sdk.beta.memoryStores.delete(agent.learningsStoreId),
    ]) {
      expect(await refusal(call())).toMatchObject({ status: 409, errorCode: "agents_store" });
    }
    expect(await refusal(sdk.beta.memoryStores.retrieve(newId("memoryStore")))).toBeInstanceOf(Anthropic.NotFoundError);
  });
});
