import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent } from "@/lib/agents/commands";
import type { AgentView } from "@/lib/agents/types";
import type { MemoryId } from "@/lib/ids";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { noteText, writeMemories } from "@/lib/testing/memories";

describe("/v1/agents/{id}/context", () => {
  let api: ApiFixture;
  let agent: AgentView;
  let ids: MemoryId[];
  beforeAll(async () => {
    api = await createApiFixture();
    agent = await createAgent(api.ctxFor("admin"), { name: "Desk", model: { id: "m" }, dreaming: { holdout_share: 0.5 } });
    const texts = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`/notes/n${i}.md`, noteText(`Note ${i}`)]));
    ids = await writeMemories(api.ctxFor("reviewer"), agent.learningsStoreId, texts);
  });
  afterAll(() => api?.close());
  const ask = (body: unknown, key?: string) => api.call("POST", `/v1/agents/${agent.id}/context`, { body, key });

  it("answers context, tokens and learnings, and nothing of a record without a session", async () => {
    const { status, body } = await ask({ task: "Anything" });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(["context", "exposure_id", "learnings", "tokens", "withheld"]);
    expect(body).toMatchObject({ exposure_id: null, withheld: [] });
    expect(body.context).toContain("> Title: Note 0");
    const learnings = body.learnings as Record<string, unknown>[];
    expect(learnings.map((one) => one.id).sort()).toEqual([...ids].sort());
    expect(Object.keys(learnings[0] ?? {}).sort()).toEqual(
      ["id", "kind", "memory_version_id", "needs_revalidation", "path", "score", "title"].sort(),
    );
  });

  it("records a named session once, says why, and shows it at the learning", async () => {
    const first = await ask({ task: "Anything", session_id: "mine-1", explain: true });
    expect(first.body.exposure_id).toMatch(/^expo_/);
    expect(await ask({ task: "Anything", session_id: "mine-1", explain: true })).toMatchObject({ body: first.body });
    const withheld = first.body.withheld as { id: string; reason: string }[];
    const given = first.body.learnings as { id: string; why: string[]; memory_version_id: string }[];
    expect(withheld.length + given.length).toBe(6);
    expect(withheld.every((one) => one.reason === "holdout")).toBe(true);
    expect(given[0]?.why[0]).toBe("It has no trigger: it always applies");
    expect((first.body.left_out as { id: string; reason: string }[]).map(({ id, reason }) => ({ id, reason }))).toEqual(withheld);
    for (const one of given) {
      const learning = await api.expectCall(200, "GET", `/v1/learnings/${one.id}`);
      expect(learning).toMatchObject({
        exposure_count: { given: 1, withheld: 0 },
        exposures: [
          {
            exposure_id: first.body.exposure_id,
            session_id: null,
            external_id: "mine-1",
            memory_version_id: one.memory_version_id,
            arm: "given",
            holdout_share: 0.5,
            at: "2026-11-22T12:00:00.000Z",
          },
        ],
      });
    }
    const kept = await api.expectCall(200, "GET", `/v1/learnings/${withheld[0]?.id}`);
    expect(kept).toMatchObject({ exposure_count: { given: 0, withheld: 1 } });
  });

  it.each([
    [400, {}],
    [400, { task: "" }],
    [400, { task: "x", token_budget: 99 }],
    [400, { task: "x", token_budget: 20_001 }],
    [400, { task: "x", session_id: "" }],
    [400, { task: "x", session_id: "a\u0000b" }],
    [400, { task: "x", surprise: 1 }],
    [404, { task: "x", session_id: "sesn_01kb2c3d4e5f6g7h8j9kmnpqrs" }],
  ])("answers %i to %j", async (status, body) => {
    expect((await ask(body)).status).toBe(status);
  });

  it("knows no agent but the key's own, and asks for the scopes", async () => {
    expect((await api.call("POST", "/v1/agents/agent_01kb2c3d4e5f6g7h8j9kmnpqrs/context", { body: { task: "x" } })).status).toBe(404);
    const reader = await api.makeKey({ scopes: ["read"] });
    expect((await ask({ task: "x" }, reader.key)).status).toBe(200);
    expect((await ask({ task: "x", session_id: "s" }, reader.key)).status).toBe(403);
    const other = await api.makeKey({ workspaceId: await api.addWorkspace("Other") });
    expect((await ask({ task: "x" }, other.key)).status).toBe(404);
  });
});
