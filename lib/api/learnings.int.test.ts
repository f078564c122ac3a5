import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent } from "@/lib/agents/commands";
import type { AgentView } from "@/lib/agents/types";
import type { MemoryId } from "@/lib/ids";
import { updateMemory } from "@/lib/learnings/commands";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { noteText, writeMemories } from "@/lib/testing/memories";

const playbook = `---
kind: playbook
title: Look the card up
trigger:
  tools: [book_flight]
steps:
  - do: Read the user's cards.
    tool: get_user
confidence: 0.75
---
Why it matters.
`;

describe("/v1/learnings", () => {
  let api: ApiFixture;
  let agent: AgentView;
  let note: MemoryId;
  let book: MemoryId;
  beforeAll(async () => {
    api = await createApiFixture();
    agent = await createAgent(api.ctxFor("operator"), { name: "Agent", model: { id: "m" } });
    const ctx = api.ctxFor("reviewer");
    const [first] = await writeMemories(ctx, agent.learningsStoreId, { "/notes/a.md": noteText("A note", "Say hello first.") });
    api.clock.advance(1_000);
    const [second] = await writeMemories(ctx, agent.learningsStoreId, { "/playbooks/b.md": playbook });
    if (!first || !second) throw new Error("two memories were written");
    [note, book] = [first, second];
  });
  afterAll(() => api?.close());

  it("answers a learning with its parsed front matter and the fields that are not there yet", async () => {
    const learning = await api.expectCall(200, "GET", `/v1/learnings/${book}`);
    expect(learning).toMatchObject({
      id: book,
      type: "learning",
      memory_store_id: agent.learningsStoreId,
      agent_id: agent.id,
      agent_name: "Agent",
      path: "/playbooks/b.md",
      kind: "playbook",
      status: "published",
      title: "Look the card up",
      tools: ["book_flight"],
      confidence: 0.75,
      locked: false,
      content: playbook,
      body: "Why it matters.\n",
      front_matter: {
        trigger: { tools: ["book_flight"], errors: [] },
        steps: [{ do: "Read the user's cards.", tool: "get_user" }],
        avoid: [],
      },
      problems: [],
      evidence: [],
      evidence_count: { supports: 0, contradicts: 0 },
      exposures: [],
      exposure_count: { given: 0, withheld: 0 },
      uplift: null,
      stats: null,
    });
  });

  it("filters by agent, kind, status, tool and words, and orders by what is asked", async () => {
    const found = async (query: string) =>
      (await api.expectCall(200, "GET", `/v1/learnings?${query}`)).data?.map((learning) => learning.id);
    expect(await found("")).toEqual([book, note]);
    expect(await found(`agent_id=${agent.id}&kind=note`)).toEqual([note]);
    expect(await found("status=retired")).toEqual([]);
    expect(await found("tool=book_flight")).toEqual([book]);
    expect(await found("q=HELLO")).toEqual([note]);
    expect(await found("q=")).toEqual([book, note]);
    expect(await found("order_by=created_at")).toEqual([book, note]);
    api.clock.advance(1_000);
    await updateMemory(
      api.ctxFor("reviewer"),
      { storeId: agent.learningsStoreId, memoryId: note },
      { content: noteText("A note", "Say hello last.") },
    );
    expect(await found("order_by=updated_at")).toEqual([note, book]);
    const { data, next_page } = await api.expectCall(200, "GET", "/v1/learnings?order_by=updated_at&limit=1");
    expect(data).toMatchObject([{ id: note }]);
    expect(await found(`order_by=updated_at&limit=1&page=${next_page}`)).toEqual([book]);
    await api.expectCall(400, "GET", `/v1/learnings?limit=1&page=${next_page}`);
    for (const query of ["kind=rule", "status=gone", "order_by=uplift"]) await api.expectCall(400, "GET", `/v1/learnings?${query}`);
  });

  it("locks and unlocks, however often, and answers the learning", async () => {
    const { key } = await api.makeKey({ scopes: ["review"] });
    for (let i = 0; i < 2; i++)
      expect(await api.expectCall(200, "POST", `/v1/learnings/${note}/lock`, { key })).toMatchObject({
        locked: true,
        locked_by: "test key",
      });
    await api.expectCall(409, "POST", `/v1/memory_stores/${agent.learningsStoreId}/memories/${note}`, { body: { content: "x" } });
    for (let i = 0; i < 2; i++)
      expect(await api.expectCall(200, "POST", `/v1/learnings/${note}/unlock`, { key, body: {} })).toMatchObject({
        locked: false,
        locked_by: null,
      });
    const { error } = await api.expectCall(400, "POST", `/v1/learnings/${note}/lock`, { body: { reason: "x" } });
    expect(error).toMatchObject({ message: "reason: unknown field." });
    const { key: reader } = await api.makeKey({ scopes: ["read"] });
    await api.expectCall(403, "POST", `/v1/learnings/${note}/lock`, { key: reader });
  });

  it("pins, retires with a reason and revives, and says where each line comes from", async () => {
    const { key } = await api.makeKey({ scopes: ["review", "read"] });
    const post = (verb: string, body?: unknown) => api.expectCall(200, "POST", `/v1/learnings/${note}/${verb}`, { key, body });
    expect(await post("pin")).toMatchObject({ pinned: true });
    expect(await post("unpin")).toMatchObject({ pinned: false });
    const { runs } = await api.expectCall(200, "GET", `/v1/learnings/${note}/blame`, { key });
    const { content } = await api.expectCall(200, "GET", `/v1/learnings/${note}`, { key });
    expect((runs as { lines: string[] }[]).flatMap((run) => run.lines).join("")).toBe(content);
    expect(runs).toMatchObject([{ from_line: 1, version: 1 }, { version: 2 }]);
    await api.expectCall(400, "POST", `/v1/learnings/${note}/retire`, { key, body: { reason: " " } });
    expect(await post("retire", { reason: "Out of date" })).toMatchObject({ status: "retired", retired_reason: "Out of date", path: null });
    expect(await post("revive")).toMatchObject({ status: "published", content });
  });
});
