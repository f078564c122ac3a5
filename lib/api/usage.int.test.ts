import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { bookCalls } from "@/lib/testing/model-calls";

describe("GET /v1/usage", () => {
  let api: ApiFixture;
  let agentId: string;
  beforeAll(async () => {
    api = await createApiFixture();
    const agent = await api.sdk().beta.agents.create({ name: "Desk", model: "claude-opus-5-5" });
    agentId = agent.id;
    const mine = { agentId: agent.id as never };
    await bookCalls(api.ctxFor("admin"), [
      { at: "2026-11-20T10:00:00Z", ...mine, costMicroUsd: 1_500_000 },
      { at: "2026-11-20T23:00:00Z", ...mine, costMicroUsd: 500_000 },
      { at: "2026-11-21T01:00:00Z", purpose: "dream", ...mine, costMicroUsd: 40_000 },
      { at: "2026-11-21T02:00:00Z", purpose: "grader", model: "home-grown", costMicroUsd: null },
    ]);
  });
  afterAll(() => api?.close());

  const read = (query = "", status = 200) => api.expectCall(status, "GET", `/v1/usage${query}`);

  it("answers tokens and dollars by purpose, the dreaming share, and days", async () => {
    const body = await read("?from=2026-11-20T00:00:00Z&to=2026-11-22T00:00:00Z&group_by=day");
    expect(body).toMatchObject({
      type: "usage_report",
      group_by: "day",
      time_zone: "UTC",
      session: {
        calls: 2,
        unpriced_calls: 0,
        input_tokens: 200,
        output_tokens: 40,
        cache_read_input_tokens: 2_000,
        cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 0 },
        cost_usd: 2,
      },
      dream: { calls: 1, cost_usd: 0.04 },
      grader: { calls: 1, unpriced_calls: 1, input_tokens: 100, cost_usd: null },
      total: { calls: 4, unpriced_calls: 1, cost_usd: 2.04 },
      dreaming_share: 0.02,
      unpriced: [{ model: "home-grown", calls: 1 }],
    });
    expect(body.data?.map(({ key, total }) => [key, (total as { cost_usd: number }).cost_usd])).toEqual([
      ["2026-11-20", 2],
      ["2026-11-21", 0.04],
    ]);
  });

  it("groups by agent, purpose and model, and narrows", async () => {
    const keys = async (query: string) => (await read(query)).data?.map(({ key, name }) => [key, name]);
    expect(await keys("?group_by=agent")).toEqual([
      [agentId, "Desk"],
      [null, null],
    ]);
    expect(await keys("?group_by=purpose")).toEqual([
      ["session", null],
      ["dream", null],
      ["grader", null],
    ]);
    expect(await keys("?group_by=model")).toEqual([
      ["claude-opus-5-5", null],
      ["home-grown", null],
    ]);
    expect(await keys(`?group_by=purpose&agent_id=${agentId}`)).toEqual([
      ["session", null],
      ["dream", null],
    ]);
    expect(await read("?from=2026-11-21T00:00:00Z&purpose=session")).toMatchObject({ data: [], total: { calls: 0, cost_usd: 0 } });
  });

  it("refuses what makes no range or group, and keys that may not read", async () => {
    await read("?group_by=week", 400);
    await read("?from=yesterday", 400);
    await read("?from=2026-11-21T00:00:00Z&to=2026-11-20T00:00:00Z", 400);
    await read("?agent_id=agent_1", 400);
    const { key } = await api.makeKey({ scopes: ["ingest"] });
    await api.expectCall(403, "GET", "/v1/usage", { key });
  });
});
