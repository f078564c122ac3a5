import Anthropic from "@anthropic-ai/sdk";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { DreamCanceled } from "@/lib/dreaming/stages/stage-run";
import { type DreamId, type MemoryStoreId, newId } from "@/lib/ids";
import { modelClient } from "@/lib/model/client";
import { importPlanned, runStoreDream } from "@/lib/testing/dreams";
import { lastUserText, say, structured } from "@/lib/testing/fake-model/scripts";
import { startFakeModel } from "@/lib/testing/fake-model/server";
import { noteText } from "@/lib/testing/memories";
import { refusal, type ServedApi, serveApi } from "@/lib/testing/served-api";

describe("contract 9: dreams in their official form", () => {
  let api: ServedApi;
  let sdk: Anthropic;
  let sessionIds: string[];
  beforeAll(async () => {
    api = await serveApi();
    sdk = api.client();
    await importPlanned(api.ctxFor("operator"), "Booker", 60);
    sessionIds = [];
    for await (const session of sdk.beta.sessions.list({ limit: 100 })) sessionIds.push(session.id);
  });
  afterAll(() => api?.close());

  const note = noteText("House rules", "Be kind.");
  async function newStore(name = "Store"): Promise<string> {
    const made = await sdk.beta.memoryStores.create({ name, description: "What we know." });
    await sdk.beta.memoryStores.memories.create(made.id, { path: "/notes/house-rules.md", content: note });
    return made.id;
  }
  const inputsOf = (storeId: string, ids = sessionIds) => [
    { type: "memory_store" as const, memory_store_id: storeId },
    { type: "sessions" as const, session_ids: ids },
  ];
  const dream = (storeId: string, more: Partial<Anthropic.Beta.DreamCreateParams> = {}) =>
    sdk.beta.dreams.create({ inputs: inputsOf(storeId), model: "claude-opus-4-5", ...more });
  const run = (id: string, stages?: number) => runStoreDream(api.ctxFor("operator"), id as DreamId, stages);
  async function contentOf(storeId: string): Promise<Record<string, string | null | undefined>> {
    const texts: Record<string, string | null | undefined> = {};
    for await (const one of sdk.beta.memoryStores.memories.list(storeId, { view: "full" })) {
      if (one.type === "memory") texts[one.path] = one.content;
    }
    return texts;
  }

  it("9 MUST: create answers a pending dream with every field, sessions sorted, and hands it to the worker", async () => {
    const storeId = await newStore();
    const made = await sdk.beta.dreams.create({
      inputs: inputsOf(storeId, [...sessionIds].reverse()),
      model: "claude-opus-4-5",
      instructions: "Short ones.",
    });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^drm_/),
      type: "dream",
      status: "pending",
      inputs: inputsOf(storeId, [...sessionIds].sort()),
      outputs: [],
      model: { id: "claude-opus-4-5", speed: "standard" },
      instructions: "Short ones.",
      output_behavior: { type: "create_new" },
      session_id: null,
      usage: { input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
      error: null,
      ended_at: null,
      archived_at: null,
    });
    expect(api.enqueued).toContainEqual({ workspaceId: api.workspaceId, dreamId: made.id });
    expect(await sdk.beta.dreams.retrieve(made.id)).toEqual(made);
    await sdk.beta.dreams.cancel(made.id);
  });

  it("9 MUST: create refuses what is not exactly one store and 1 to 100 distinct sessions, a fast model, long instructions", async () => {
    const storeId = await newStore();
    const [one = ""] = sessionIds;
    const stores = { type: "memory_store" as const, memory_store_id: storeId };
    const sessions = (ids: string[]) => ({ type: "sessions" as const, session_ids: ids });
    const bad: Partial<Anthropic.Beta.DreamCreateParams>[] = [
      { inputs: [] },
      { inputs: [stores] },
      { inputs: [sessions([one])] },
      { inputs: [stores, stores] },
      { inputs: [stores, sessions([one]), sessions([one])] },
      { inputs: [stores, sessions([])] },
      { inputs: [stores, sessions([one, one])] },
      { inputs: [stores, sessions(Array.from({ length: 101 }, () => newId("session")))] },
      { model: { id: "m", speed: "fast" } },
      { model: "" },
      { model: "x".repeat(257) },
      { instructions: "" },
      { instructions: "x".repeat(4097) },
      { output_behavior: { type: "update_existing", memory_store_id: newId("memoryStore") } },
    ];
    for (const more of bad) {
      const error = await refusal(dream(storeId, more));
      expect([JSON.stringify(more), error]).toEqual([JSON.stringify(more), expect.any(Anthropic.BadRequestError)]);
    }
    expect(await refusal(dream(storeId, { model: undefined }))).toMatchObject({ status: 400, apiMessage: "model: required." });
  });

  it("9 MUST: unknown store or session is 404, an archived store 400, an excluded session 400, an archived session legal", async () => {
    const storeId = await newStore();
    expect(await refusal(dream(newId("memoryStore")))).toBeInstanceOf(Anthropic.NotFoundError);
    expect(await refusal(dream("memstore_nope"))).toBeInstanceOf(Anthropic.NotFoundError);
    expect(await refusal(dream(storeId, { inputs: inputsOf(storeId, [newId("session")]) }))).toBeInstanceOf(Anthropic.NotFoundError);
    const archived = await newStore();
    await sdk.beta.memoryStores.archive(archived);
    expect(await refusal(dream(archived))).toMatchObject({ status: 400, errorCode: "archived" });
    const [first, second] = sessionIds;
    const set = (column: "archived_at" | "excluded_at", id: string | undefined, value: string | null) =>
      inWorkspace(api.ctxFor("admin"), (tx) =>
        tx.execute(sql`update sessions set ${sql.identifier(column)} = ${value}::timestamptz where id = ${id}`),
      );
    await set("archived_at", first, "2026-11-22T12:00:00Z");
    const legal = await dream(storeId, { inputs: inputsOf(storeId, [String(first)]) });
    expect(legal.status).toBe("pending");
    await sdk.beta.dreams.cancel(legal.id);
    await set("archived_at", first, null);
    await set("excluded_at", second, "2026-11-22T12:00:00Z");
    expect(await refusal(dream(storeId))).toMatchObject({ status: 400, errorCode: "session_excluded" });
    await set("excluded_at", second, null);
  });

  it("9 MUST: create_new writes to a copy that is there while it runs; the input and its versions never change", async () => {
    const storeId = await newStore("Input");
    const before = await sdk.beta.memoryStores.retrieve(storeId);
    const made = await dream(storeId);
    await run(made.id, 1);
    const running = await sdk.beta.dreams.retrieve(made.id);
    expect(running.status).toBe("running");
    const [output] = running.outputs;
    expect(output?.memory_store_id).toMatch(/^memstore_/);
    expect(output?.memory_store_id).not.toBe(storeId);
    const outputId = output?.memory_store_id ?? "";
    expect(await contentOf(outputId)).toEqual({ "/notes/house-rules.md": note });
    await run(made.id);
    const done = await sdk.beta.dreams.retrieve(made.id);
    expect(done).toMatchObject({ status: "completed", outputs: [output], error: null, session_id: null });
    expect(done.ended_at).not.toBeNull();
    const result = await contentOf(outputId);
    expect(result["/notes/house-rules.md"]).toBe(note);
    const learned = Object.keys(result).filter((path) => path !== "/notes/house-rules.md");
    expect(learned.length).toBeGreaterThan(0);
    expect(done).toMatchObject({ changes: { add: learned.length } });
    expect(await sdk.beta.memoryStores.retrieve(storeId)).toEqual(before);
    expect(await contentOf(storeId)).toEqual({ "/notes/house-rules.md": note });
    const ids = async (store: string) => (await sdk.beta.memoryStores.memories.list(store)).data.map((one) => ("id" in one ? one.id : ""));
    expect(new Set([...(await ids(storeId)), ...(await ids(outputId))]).size).toBe(1 + 1 + learned.length);
    // Without a key for a model nothing was paid for.
    expect(done.usage).toEqual({ input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 });
  });

  it("9: dreaming again on the result with the same sessions doubles nothing", async () => {
    const first = await dream(await newStore());
    await run(first.id);
    const outputId = (await sdk.beta.dreams.retrieve(first.id)).outputs[0]?.memory_store_id ?? "";
    const once = await contentOf(outputId);
    const second = await dream(outputId);
    await run(second.id);
    const again = (await sdk.beta.dreams.retrieve(second.id)).outputs[0]?.memory_store_id ?? "";
    expect(await contentOf(again)).toEqual(once);
  });

  it("9 SHOULD: update_existing writes to the input store as one audited revision, and takes the review scope", async () => {
    const storeId = await newStore();
    const output_behavior = { type: "update_existing" as const, memory_store_id: storeId };
    const { key } = await api.makeKey({ scopes: ["read", "dreams"] });
    expect(await refusal(api.client(key).beta.dreams.create({ inputs: inputsOf(storeId), model: "m", output_behavior }))).toBeInstanceOf(
      Anthropic.PermissionDeniedError,
    );
    const made = await dream(storeId, { output_behavior });
    expect(made.output_behavior).toEqual(output_behavior);
    await run(made.id);
    const done = await sdk.beta.dreams.retrieve(made.id);
    expect(done).toMatchObject({ status: "completed", outputs: [{ type: "memory_store", memory_store_id: storeId }] });
    expect(Object.keys(await contentOf(storeId)).length).toBeGreaterThan(1);
    const revisions = await api.expectCall(200, "GET", `/v1/memory_stores/${storeId}/revisions`);
    expect(revisions.data?.[0]).toMatchObject({ kind: "publish", dream_id: made.id, number: 2 });
    const audit = (await api.expectCall(200, "GET", "/v1/audit?limit=50")).data ?? [];
    expect(audit.map((entry) => entry.action)).toEqual(expect.arrayContaining(["change_set.publish", "dream.create"]));
  });

  it("9 SHOULD: two update_existing dreams on one store: 409 conflict_error that the SDK does not repeat", async () => {
    const storeId = await newStore();
    const output_behavior = { type: "update_existing" as const, memory_store_id: storeId };
    const first = await dream(storeId, { output_behavior });
    api.takeRequests();
    const stubborn = api.client(undefined, { maxRetries: 2 });
    const error = await refusal(stubborn.beta.dreams.create({ inputs: inputsOf(storeId), model: "m", output_behavior }));
    expect(error).toBeInstanceOf(Anthropic.ConflictError);
    expect(error).toMatchObject({ type: "conflict_error" });
    expect(api.takeRequests()).toHaveLength(1);
    // A copy holds nobody up.
    await sdk.beta.dreams.cancel((await dream(storeId)).id);
    await sdk.beta.dreams.cancel(first.id);
    await sdk.beta.dreams.cancel((await dream(storeId, { output_behavior })).id);
  });

  it("9 MUST: cancel is at once and idempotent, keeps what was written so far, and is 400 once completed", async () => {
    const made = await dream(await newStore());
    await run(made.id, 2);
    const canceled = await sdk.beta.dreams.cancel(made.id);
    expect(canceled).toMatchObject({ status: "canceled", outputs: [{ type: "memory_store" }] });
    expect(canceled.ended_at).not.toBeNull();
    expect(await sdk.beta.dreams.cancel(made.id)).toEqual(canceled);
    await expect(run(made.id)).rejects.toThrow(DreamCanceled);
    expect(await contentOf(canceled.outputs[0]?.memory_store_id ?? "")).toEqual({ "/notes/house-rules.md": note });
    const other = await dream(await newStore());
    await run(other.id);
    expect(await refusal(sdk.beta.dreams.cancel(other.id))).toBeInstanceOf(Anthropic.BadRequestError);
  });

  it("9 MUST: archive is 400 while it waits or runs, else idempotent; it leaves status and output alone", async () => {
    const made = await dream(await newStore());
    expect(await refusal(sdk.beta.dreams.archive(made.id))).toBeInstanceOf(Anthropic.BadRequestError);
    await run(made.id, 1);
    expect(await refusal(sdk.beta.dreams.archive(made.id))).toBeInstanceOf(Anthropic.BadRequestError);
    await run(made.id);
    const done = await sdk.beta.dreams.retrieve(made.id);
    const archived = await sdk.beta.dreams.archive(made.id);
    expect(archived).toEqual({ ...done, archived_at: expect.any(String) });
    expect(await sdk.beta.dreams.archive(made.id)).toEqual(archived);
    expect((await sdk.beta.dreams.list()).data.map((one) => one.id)).not.toContain(made.id);
    expect((await sdk.beta.dreams.list({ include_archived: true })).data.map((one) => one.id)).toContain(made.id);
    await sdk.beta.memoryStores.retrieve(done.outputs[0]?.memory_store_id ?? "");
  });

  it("9 MUST: list is newest first, pages, and filters by status and time", async () => {
    const all: string[] = [];
    for await (const one of sdk.beta.dreams.list({ limit: 2, include_archived: true })) all.push(one.id);
    expect(all.length).toBeGreaterThan(4);
    expect(all).toEqual([...all].sort().reverse());
    const canceled = await sdk.beta.dreams.list({ statuses: ["canceled", "failed"], include_archived: true, limit: 100 });
    expect(new Set(canceled.data.map((one) => one.status))).toEqual(new Set(["canceled"]));
    api.clock.advance(60_000);
    const since = api.clock.now().toISOString();
    api.clock.advance(60_000);
    const late = await dream(await newStore());
    expect((await sdk.beta.dreams.list({ "created_at[gt]": since })).data.map((one) => one.id)).toEqual([late.id]);
    expect((await sdk.beta.dreams.list({ "created_at[lt]": since, limit: 100 })).data.map((one) => one.id)).not.toContain(late.id);
    expect(await refusal(sdk.beta.dreams.list({ limit: 101 }))).toBeInstanceOf(Anthropic.BadRequestError);
    await sdk.beta.dreams.cancel(late.id);
  });

  it("9 SHOULD: archiving the input store in the middle fails the dream: input_memory_store_unavailable; partial output stays", async () => {
    const storeId = await newStore();
    const made = await dream(storeId);
    await run(made.id, 2);
    await sdk.beta.memoryStores.archive(storeId);
    await expect(run(made.id)).rejects.toThrow(DreamCanceled);
    const failed = await sdk.beta.dreams.retrieve(made.id);
    expect(failed).toMatchObject({ status: "failed", error: { type: "input_memory_store_unavailable", message: expect.any(String) } });
    await sdk.beta.memoryStores.retrieve(failed.outputs[0]?.memory_store_id ?? "");
  });

  it("9: a deleted input store leaves the dream readable", async () => {
    const storeId = await newStore();
    const made = await dream(storeId);
    await run(made.id);
    await sdk.beta.memoryStores.delete(storeId as MemoryStoreId);
    expect(await sdk.beta.dreams.retrieve(made.id)).toMatchObject({
      status: "completed",
      inputs: inputsOf(storeId, [...sessionIds].sort()),
    });
  });

  it("9 MUST: with a key it asks the model at least once, bounded, and answers what that used and cost", async () => {
    const fake = await startFakeModel({ apiKey: "sk-test" });
    try {
      const model = modelClient({ ANTHROPIC_API_KEY: "sk-test", ANTHROPIC_BASE_URL: fake.url });
      fake.respond(structured({ items: [], overview: "Flights were booked; the house rules do not cover payments." }));
      const storeId = await newStore();
      // Two sessions are too few for any pattern: the model is asked all the same.
      const made = await sdk.beta.dreams.create({
        inputs: inputsOf(storeId, sessionIds.slice(0, 2)),
        model: "claude-opus-4-5",
        instructions: "Short ones.",
      });
      await runStoreDream(api.ctxFor("operator"), made.id as DreamId, undefined, model);
      const done = await sdk.beta.dreams.retrieve(made.id);
      expect(done.status).toBe("completed");
      expect(done.usage.input_tokens).toBeGreaterThan(100);
      expect(done.usage.output_tokens).toBeGreaterThan(0);
      expect((done as unknown as { cost_usd: number }).cost_usd).toBeGreaterThan(0);
      expect(done).toMatchObject({ author: "claude" });
      const [request, ...more] = fake.requests;
      expect(more).toEqual([]);
      expect(request?.body).toMatchObject({ model: "claude-opus-4-5" });
      const sent = JSON.stringify(request?.body);
      for (const part of ["Short ones.", "Book me a flight from Oslo", "search_flights", "/notes/house-rules.md", "Be kind."])
        expect(sent).toContain(part);
      const stages = await api.expectCall(200, "GET", `/v1/dreams/${made.id}/stages`);
      expect(stages.data).toContainEqual(
        expect.objectContaining({
          stage: "author",
          input_tokens: done.usage.input_tokens,
          cost_usd: (done as unknown as { cost_usd: number }).cost_usd,
        }),
      );
    } finally {
      await fake.close();
    }
  });

  it("9: with a key too, dreaming again on the result doubles nothing and keeps the words", async () => {
    const fake = await startFakeModel({ apiKey: "sk-test" });
    try {
      const model = modelClient({ ANTHROPIC_API_KEY: "sk-test", ANTHROPIC_BASE_URL: fake.url });
      const wordedAs = (start: string) =>
        fake.respond((request) => {
          const text = lastUserText(request);
          const { items } = JSON.parse(text.slice(text.indexOf("<data>") + 6, text.lastIndexOf("</data>")));
          const said = items.map(({ ref, draft }: { ref: string; draft: { title: string; situation: string } }) => ({
            ref,
            ...draft,
            title: `${start} ${draft.title}`,
            situation: `${start} ${draft.situation}`,
          }));
          return say(JSON.stringify({ items: said, overview: "Flights." }));
        });
      const dreamOn = async (storeId: string) => {
        const { id } = await dream(storeId);
        await runStoreDream(api.ctxFor("operator"), id as DreamId, undefined, model);
        return (await sdk.beta.dreams.retrieve(id)).outputs[0]?.memory_store_id ?? "";
      };
      wordedAs("Once:");
      const outputId = await dreamOn(await newStore());
      const once = await contentOf(outputId);
      const texts = Object.values(once).filter((text) => text !== note);
      expect(texts.length).toBeGreaterThan(1);
      for (const text of texts) expect(text).toContain("Once:");
      wordedAs("Twice:");
      expect(await contentOf(await dreamOn(outputId))).toEqual(once);
      expect(fake.requests).toHaveLength(2);
    } finally {
      await fake.close();
    }
  });
});
