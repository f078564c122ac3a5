import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AgentId } from "@/lib/ids";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { importPlanned } from "@/lib/testing/dreams";

const COUNT = 25;

describe("/v1/sessions", () => {
  let api: ApiFixture;
  let sdk: Anthropic;
  let agentId: AgentId;
  let others: AgentId;
  beforeAll(async () => {
    api = await createApiFixture();
    sdk = api.sdk();
    agentId = await importPlanned(api.ctxFor("operator"), "Booker", COUNT);
    api.clock.advance(60_000);
    others = await importPlanned(api.ctxFor("operator"), "Other", 3);
  });
  afterAll(() => api?.close());

  it("answers every official and own field of an imported session", async () => {
    const { data } = await sdk.beta.sessions.list({ agent_id: agentId, order: "asc", limit: 1 });
    const [session] = data;
    expect(session).toMatchObject({
      type: "session",
      status: "terminated",
      archived_at: null,
      agent: {
        type: "agent",
        id: agentId,
        version: 1,
        name: "Booker",
        model: { id: "test-model" },
        system: "You book flights.",
        multiagent: null,
        execution_identity: { type: "service_account" },
      },
      environment_id: expect.stringMatching(/^env_/),
      resources: [],
      vault_ids: [],
      outcome_evaluations: [],
      usage: {
        input_tokens: 0,
        output_tokens: 0,
        cache_read_input_tokens: 0,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
        active_seconds: 0,
      },
      stats: { active_seconds: 0, duration_seconds: 0 },
      budget: null,
      deployment_id: null,
      external_id: expect.stringMatching(/^s\d{5}$/),
      source: "import",
      task_id: expect.stringMatching(/^t\d+$/),
      import_id: expect.stringMatching(/^imp_/),
      outcome: { success: expect.any(Boolean), source: "external" },
      started_at: null,
    });
    expect(await sdk.beta.sessions.retrieve(session?.id ?? "")).toEqual(session);
  });

  it("pages forward through all, in the order asked for, each once", async () => {
    for (const order of ["asc", "desc"] as const) {
      const ids: string[] = [];
      for await (const session of sdk.beta.sessions.list({ agent_id: agentId, limit: 7, order })) ids.push(session.id);
      expect(new Set(ids).size).toBe(COUNT);
      expect(order === "asc" ? [...ids].sort() : [...ids].sort().reverse()).toEqual(ids);
    }
  });

  it("pages backward to the very pages that came before", async () => {
    const list = (page?: string | null) => sdk.beta.sessions.list({ agent_id: agentId, limit: 10, ...(page ? { page } : {}) });
    const first = await list();
    const second = await list(first.next_page);
    const third = await list(second.next_page);
    const ids = (page: typeof first) => page.data.map((session) => session.id);
    expect([first.prev_page, third.next_page, third.data.length]).toEqual([null, null, COUNT - 20]);
    const back = await list(third.prev_page);
    expect(ids(back)).toEqual(ids(second));
    const start = await list(back.prev_page);
    expect(ids(start)).toEqual(ids(first));
    expect(start.prev_page).toBeNull();
  });

  it("refuses a cursor with another order, and one of another list", async () => {
    const { next_page } = await sdk.beta.sessions.list({ limit: 2 });
    await expect(sdk.beta.sessions.list({ limit: 2, order: "asc", page: next_page })).rejects.toThrow(Anthropic.BadRequestError);
    await expect(sdk.beta.agents.list({ page: next_page })).rejects.toThrow(Anthropic.BadRequestError);
  });

  it("filters by agent, version, external id, status and creation", async () => {
    const count = async (query: string) => (await api.expectCall(200, "GET", `/v1/sessions?limit=100&${query}`)).data?.length;
    expect(await count("")).toBe(COUNT + 3);
    expect(await count(`agent_id=${others}`)).toBe(3);
    expect(await count(`agent_id=${agentId}&agent_version=1`)).toBe(COUNT);
    expect(await count(`agent_id=${agentId}&agent_version=2`)).toBe(0);
    expect(await count(`external_id=s00002&agent_id=${agentId}`)).toBe(1);
    expect(await count("external_id=nobody")).toBe(0);
    expect(await count("statuses[]=terminated&statuses[]=idle")).toBe(COUNT + 3);
    expect(await count("statuses%5B%5D=running")).toBe(0);
    expect(await count("statuses=terminated")).toBe(COUNT + 3);
    expect(await count("statuses=idle&statuses=running")).toBe(0);
    expect(await count("created_at[gt]=2026-11-22T12:00:00Z")).toBe(3);
    expect(await count("created_at[gte]=2026-11-22T12:00:00Z&created_at[lt]=2026-11-22T12:01:00Z")).toBe(COUNT);
    expect(await count("created_at[lte]=2026-11-22T12:00:00.000%2B00:00")).toBe(COUNT);
    expect(await count("memory_store_id=memstore_01kb2c3d4e5f6g7h8j9kmnpqrs")).toBe(0);
    expect(await count("deployment_id=depl_01kb2c3d4e5f6g7h8j9kmnpqrs")).toBe(0);
    await api.expectCall(400, "GET", "/v1/sessions?statuses[]=asleep");
    await api.expectCall(400, "GET", "/v1/sessions?agent_id=nope");
    const { data } = await sdk.beta.sessions.list({ statuses: ["terminated"], limit: 1 });
    expect(data).toHaveLength(1);
  });

  it("lists a session's events in the order of the log, up to 1,000 at once", async () => {
    const { data } = await sdk.beta.sessions.list({ agent_id: agentId, order: "asc", limit: 1 });
    const id = data[0]?.id ?? "";
    const events = (await sdk.beta.sessions.events.list(id, { limit: 1000 })).data;
    expect(events[0]).toMatchObject({
      id: expect.stringMatching(/^sevt_/),
      type: "user.message",
      processed_at: "2026-11-22T12:00:00.000Z",
      content: [{ type: "text", text: expect.stringContaining("Book me a flight") }],
    });
    const call = events.find((event) => event.type === "agent.custom_tool_use");
    expect(call).toMatchObject({ name: "search_flights", input: { from: "OSL" } });
    expect(events.find((event) => event.type === "user.custom_tool_result")).toMatchObject({
      custom_tool_use_id: call?.id,
      is_error: false,
    });
    const pages: string[] = [];
    for await (const event of sdk.beta.sessions.events.list(id, { limit: 2 })) pages.push(event.id);
    expect(pages).toEqual(events.map((event) => event.id));
    const newestFirst = await sdk.beta.sessions.events.list(id, { order: "desc" });
    expect(newestFirst.data.map((event) => event.id)).toEqual([...pages].reverse());
    const messages = await sdk.beta.sessions.events.list(id, { types: ["user.message", "agent.message"] });
    expect(new Set(messages.data.map((event) => event.type))).toEqual(new Set(["user.message", "agent.message"]));
    const later = await sdk.beta.sessions.events.list(id, { "created_at[gt]": "2026-11-22T12:00:00Z" });
    expect(later.data).toEqual([]);
    await api.expectCall(400, "GET", `/v1/sessions/${id}/events?limit=1001`);
  });

  it("takes ids that arrive percent-encoded", async () => {
    const { data } = await sdk.beta.sessions.list({ limit: 1 });
    const encoded = (data[0]?.id ?? "").replace("_", "%5F");
    expect((await api.expectCall(200, "GET", `/v1/sessions/${encoded}`)).id).toBe(data[0]?.id);
  });
});
