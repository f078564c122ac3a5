import Anthropic from "@anthropic-ai/sdk";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent } from "@/lib/agents/commands";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { DREAM_STAGES } from "@/lib/dreaming/types";
import type { AgentId } from "@/lib/ids";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { dreamInProcess, importPlanned } from "@/lib/testing/dreams";

describe("/v1/dreams", () => {
  let api: ApiFixture;
  let agentId: AgentId;
  beforeAll(async () => {
    api = await createApiFixture();
    agentId = await importPlanned(api.ctxFor("operator"), "Booker", 60);
  });
  afterAll(() => api?.close());

  const create = (body: Record<string, unknown>) => api.call("POST", "/v1/dreams", { body });
  const ofAgent = (id: string, sessions?: unknown) => ({
    inputs: [{ type: "agent", agent_id: id, ...(sessions === undefined ? {} : { sessions }) }],
  });

  describe("asking for one", () => {
    it("answers a pending dream with every field, and hands it to the worker", async () => {
      const dream = await api.expectCall(200, "POST", "/v1/dreams", {
        body: { ...ofAgent(agentId, "new"), model: "claude-opus-4-5", instructions: "Short ones." },
      });
      expect(dream).toMatchObject({
        id: expect.stringMatching(/^drm_/),
        type: "dream",
        status: "pending",
        inputs: [{ type: "agent", agent_id: agentId, sessions: "new" }],
        outputs: [],
        model: { id: "claude-opus-4-5", speed: "standard" },
        instructions: "Short ones.",
        output_behavior: { type: "create_new" },
        session_id: null,
        usage: { input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
        error: null,
        agent_id: agentId,
        author: "template",
        trigger: "api",
        requested_by: { type: "api_key", name: "test key" },
        stage: null,
        progress: { done: 0, total: 0 },
        cost_usd: 0,
        session_cost_usd: null,
        sessions_read: 0,
        changes: { add: 0, reinforce: 0, revise: 0, merge: 0, retire: 0 },
        created_at: "2026-11-22T12:00:00.000Z",
        ended_at: null,
        archived_at: null,
      });
      expect(api.enqueued).toEqual([{ workspaceId: api.workspaceId, dreamId: dream.id }]);
      expect(await api.sdk().beta.dreams.retrieve(String(dream.id))).toEqual(dream);
    });

    it("refuses a second one for the agent while the first is open, and tells the SDK not to repeat it", async () => {
      const { status, headers, body } = await create(ofAgent(agentId));
      expect(status).toBe(409);
      expect(headers.get("x-should-retry")).toBe("false");
      expect(body).toMatchObject({ error: { type: "conflict_error", details: { error_code: "already_dreaming" } } });
    });

    it("names what is wrong with the request", async () => {
      const said = async (body: Record<string, unknown>, status = 400) => {
        const answer = await create(body);
        expect([body, answer.status]).toEqual([body, status]);
        return (answer.body.error as { message: string }).message;
      };
      expect(await said({})).toBe("inputs: required.");
      const oneForm = "inputs: expected one memory_store and one sessions, or one agent alone.";
      expect(await said({ inputs: [] })).toBe(oneForm);
      expect(await said({ inputs: [...ofAgent(agentId).inputs, ...ofAgent(agentId).inputs] })).toBe(oneForm);
      expect(await said(ofAgent("agent_x"))).toMatch(/^inputs\.0\.agent_id: /);
      expect(await said(ofAgent(agentId, "all"))).toBe('inputs.0.sessions: expected "new" or object.');
      expect(await said(ofAgent(agentId, { since: "yesterday" }))).toMatch(/^inputs\.0\.sessions\.since: /);
      expect(await said(ofAgent(agentId, { until: "9999-12-31T23:59:59-10:00" }))).toMatch(/^inputs\.0\.sessions\.until: expected a year/);
      expect(await said(ofAgent(agentId, {}))).toMatch(/^inputs\.0\.sessions: Give since, until or both/);
      expect(await said({ ...ofAgent(agentId), instructions: "" })).toMatch(/^instructions: /);
      expect(await said({ ...ofAgent(agentId), speed: "fast" })).toBe("speed: unknown field.");
      expect(await said(ofAgent("agent_01kb2c3d4e5f6g7h8j9kmnpqrs"), 404)).toMatch(/There is no agent/);
      const idle = await createAgent(api.ctxFor("operator"), { name: "Idle", model: { id: "m" } });
      expect(await said(ofAgent(idle.id))).toMatch(/no sessions yet/);
      const { key } = await api.makeKey({ scopes: ["read"] });
      await api.expectCall(403, "POST", "/v1/dreams", { key, body: ofAgent(agentId) });
    });
  });

  it("cancels a dream at once, again without effect, and not one that has ended", async () => {
    const [open] = (await api.expectCall(200, "GET", "/v1/dreams?statuses[]=pending&statuses[]=running")).data ?? [];
    for (let i = 0; i < 2; i++) {
      const canceled = await api.sdk().beta.dreams.cancel(String(open?.id));
      expect([canceled.status, canceled.ended_at]).toEqual(["canceled", "2026-11-22T12:00:00.000Z"]);
    }
    api.clock.advance(1_000);
    const done = await dreamInProcess(api.ctxFor("operator"), agentId);
    await expect(api.sdk().beta.dreams.cancel(done.id)).rejects.toThrow(Anthropic.BadRequestError);
  });

  it("shows its stages in order, with what they say in figures", async () => {
    const [done] = (await api.expectCall(200, "GET", "/v1/dreams?statuses=completed")).data ?? [];
    const { data, next_page } = await api.expectCall(200, "GET", `/v1/dreams/${done?.id}/stages`);
    expect(data?.map((stage) => [stage.stage, stage.state, stage.type])).toEqual(
      DREAM_STAGES.map((stage) => [stage, "completed", "dream_stage"]),
    );
    expect(data?.find((stage) => stage.stage === "digest")?.summary).toMatchObject({ sessions: 60 });
    expect(data?.find((stage) => stage.stage === "mine")?.summary).toHaveProperty("nearest_miss");
    expect(next_page).toBeNull();
  });

  it("lists dreams newest first, by agent, status and time, a page at a time", async () => {
    api.clock.advance(1_000);
    await create(ofAgent(agentId, { since: "2020-01-01T00:00:00+02:00" }));
    const list = async (query: string) => (await api.expectCall(200, "GET", `/v1/dreams?${query}`)).data ?? [];
    const all = await list("limit=100");
    expect(all.map((dream) => dream.status)).toEqual(["pending", "completed", "canceled"]);
    expect(all[0]?.inputs).toEqual([{ type: "agent", agent_id: agentId, sessions: { since: "2019-12-31T22:00:00.000Z", until: null } }]);
    const paged: string[] = [];
    for await (const dream of api.sdk().beta.dreams.list({ limit: 1 })) paged.push(dream.id);
    expect(paged).toEqual(all.map((dream) => dream.id));
    expect(await list("statuses[]=completed")).toHaveLength(1);
    expect(await list(`agent_id=${agentId}&created_at[gt]=2026-11-22T12:00:01Z`)).toHaveLength(1);
    expect(await list("created_at[lt]=2026-11-22T12:00:00Z")).toEqual([]);
    await api.expectCall(400, "GET", "/v1/dreams?statuses[]=asleep");
  });

  it("answers the error of a dream that failed", async () => {
    const [open] = (await api.expectCall(200, "GET", "/v1/dreams?statuses=pending")).data ?? [];
    await inWorkspace(api.ctxFor("admin"), (tx) =>
      tx.execute(
        sql`update dreams set status = 'failed', error = ${JSON.stringify({ type: "timeout", message: "Took too long.", stage: "mine" })}::text::jsonb where id = ${String(open?.id)}`,
      ),
    );
    const failed = await api.sdk().beta.dreams.retrieve(String(open?.id));
    expect([failed.status, failed.error]).toEqual(["failed", { type: "timeout", message: "Took too long.", stage: "mine" }]);
  });
});
