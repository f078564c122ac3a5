import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";

describe("/v1/agents", () => {
  let api: ApiFixture;
  let sdk: Anthropic;
  beforeAll(async () => {
    api = await createApiFixture();
    sdk = api.sdk();
  });
  afterAll(() => api?.close());

  it("makes an agent at version 1 and answers every official and own field", async () => {
    const agent = await sdk.beta.agents.create({
      name: "Billing",
      model: "claude-opus-4-5",
      system: "Be kind.",
      metadata: { team: "a" },
      tools: [
        {
          type: "agent_toolset_20260401",
          default_config: { permission_policy: { type: "always_ask" } },
          configs: [{ name: "bash", enabled: false }],
        },
        { type: "custom", name: "refund", description: "Refunds.", input_schema: { type: "object", properties: {} } },
      ],
    });
    expect(agent).toMatchObject({
      type: "agent",
      version: 1,
      name: "Billing",
      model: { id: "claude-opus-4-5" },
      system: "Be kind.",
      description: null,
      metadata: { team: "a" },
      mcp_servers: [],
      skills: [],
      multiagent: null,
      execution_identity: { type: "service_account" },
      archived_at: null,
      tools: [
        {
          type: "agent_toolset_20260401",
          default_config: { enabled: true, permission_policy: { type: "always_ask" } },
          configs: [{ name: "bash", type: "bash", enabled: false, permission_policy: { type: "always_ask" } }],
        },
        { type: "custom", name: "refund" },
      ],
      dreaming: {
        enabled: true,
        author: "auto",
        review: "always",
        holdout_share: 0.1,
        budget: { max_usd_per_dream: null, max_usd_per_month: null },
      },
      retention: { session_days: null, note_days: null, playbook_days: null },
      wall_key: null,
      outcome_definition_id: null,
    });
    expect(agent).toHaveProperty("learnings_store_id", expect.stringMatching(/^memstore_/));
    expect(await sdk.beta.agents.retrieve(agent.id)).toEqual(agent);
  });

  it("answers the current version for an update that changes nothing", async () => {
    const made = await sdk.beta.agents.create({ name: "Same", model: "m", metadata: { a: "1" } });
    const updated = await sdk.beta.agents.update(made.id, { name: "Same", model: { id: "m" }, metadata: { a: "1", gone: null } });
    expect(updated).toEqual(made);
  });

  it("makes a new version of a real change and keeps the older one readable", async () => {
    const made = await sdk.beta.agents.create({ name: "V", model: "m", system: "one" });
    const updated = await sdk.beta.agents.update(made.id, { system: "two", version: 1 });
    expect([updated.version, updated.system]).toEqual([2, "two"]);
    const first = await sdk.beta.agents.retrieve(made.id, { version: 1 });
    expect([first.version, first.system]).toEqual([1, "one"]);
    await expect(sdk.beta.agents.retrieve(made.id, { version: 9 })).rejects.toThrow(Anthropic.NotFoundError);
    await expect(sdk.beta.agents.retrieve(made.id, { version: 0 })).rejects.toThrow(Anthropic.BadRequestError);
  });

  it("refuses an update of another version, even one that would change nothing, and tells the SDK not to repeat it", async () => {
    const made = await sdk.beta.agents.create({ name: "Lock", model: "m" });
    await sdk.beta.agents.update(made.id, { description: "x" });
    const retrying = api.sdk(api.key, { maxRetries: 2 });
    for (const change of [{ description: "y" }, { description: "x" }, {}]) {
      const error = await retrying.beta.agents.update(made.id, { ...change, version: 1 }).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(Anthropic.ConflictError);
      expect(error).toMatchObject({ type: "invalid_request_error", errorCode: "version_conflict", details: { current_version: 2 } });
      expect(error instanceof Anthropic.APIError && error.headers?.get("x-should-retry")).toBe("false");
    }
  });

  it("patches metadata: a string sets, null deletes, the rest stays", async () => {
    const made = await sdk.beta.agents.create({ name: "Meta", model: "m", metadata: { keep: "1", drop: "2", change: "3" } });
    const updated = await sdk.beta.agents.update(made.id, { metadata: { drop: null, change: "4", add: "5" } });
    expect(updated.metadata).toEqual({ keep: "1", change: "4", add: "5" });
    const tooMany = Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`k${i}`, "v"]));
    await expect(sdk.beta.agents.update(made.id, { metadata: tooMany })).rejects.toThrow("metadata: at most 16 keys");
  });

  it("merges dreaming and retention and keeps the version", async () => {
    const made = await api.expectCall(200, "POST", "/v1/agents", {
      body: { name: "Dreamer", model: "m", dreaming: { min_support: 5 }, wall_key: "matter" },
    });
    const updated = await api.expectCall(200, "POST", `/v1/agents/${made.id}`, {
      body: { dreaming: { review: "never" }, retention: { note_days: 30 } },
    });
    expect(updated).toMatchObject({
      version: 1,
      wall_key: "matter",
      dreaming: { min_support: 5, review: "never" },
      retention: { note_days: 30, session_days: null },
    });
  });

  it("names the field that is wrong", async () => {
    const refuse = async (body: unknown) =>
      (await api.expectCall(400, "POST", "/v1/agents", { body })) as { error: { type: string; message: string } };
    const said = async (body: unknown) => (await refuse(body)).error.message;
    expect(await said({ model: "m" })).toBe("name: required.");
    expect(await said({ name: "a", model: "m", colour: "red" })).toBe("colour: unknown field.");
    expect(await said({ name: "a", model: 7 })).toBe("model: expected string or object.");
    expect(await said({ name: "a", model: { id: "m", speed: "warp" } })).toMatch(/^model\.speed: /);
    expect(
      await said({
        name: "a",
        model: "m",
        tools: [{ type: "custom", name: "not allowed!", description: "d", input_schema: { type: "object" } }],
      }),
    ).toBe("tools.0.name: 1-128 letters, digits, _ or -");
    expect(await said({ name: "a", model: "m", tools: [{ type: "browser" }] })).toBe(
      "tools.0: type is not one of agent_toolset_20260401, custom, mcp_toolset.",
    );
    expect(await said({ name: "a", model: "m", metadata: { k: 1 } })).toMatch(/^metadata\.k: expected string/);
    expect(await said({ name: "nul \u0000", model: "m" })).toMatch(/^name: holds a NUL/);
    expect(await said([])).toMatch(/^The body: expected object/);
    expect((await refuse({ name: "a" })).error.type).toBe("invalid_request_error");
  });

  it("pages through all agents once, whatever the page size, and filters by creation", async () => {
    const all: string[] = [];
    for await (const agent of sdk.beta.agents.list({ limit: 2 })) all.push(agent.id);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(6);
    expect([...all].sort().reverse()).toEqual(all);
    const later = await sdk.beta.agents.list({ "created_at[gte]": "2030-01-01T00:00:00Z" });
    expect([later.data, later.next_page]).toEqual([[], null]);
    const offset = await api.expectCall(200, "GET", "/v1/agents?created_at[lte]=2026-11-22T15:00:00+02:00&limit=100");
    expect(offset.data).toHaveLength(all.length);
  });
});
