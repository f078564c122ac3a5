import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { refusal, type ServedApi, serveApi } from "@/lib/testing/served-api";

type Create = Anthropic.Beta.AgentCreateParams;
type Update = Anthropic.Beta.AgentUpdateParams;

describe("contract 2: agents", () => {
  let api: ServedApi;
  let sdk: Anthropic;
  beforeAll(async () => {
    api = await serveApi();
    sdk = api.client();
  });
  afterAll(() => api?.close());

  const create = (more: Partial<Create> = {}) => sdk.beta.agents.create({ name: "Agent", model: "m", ...more });
  /** Bodies that the SDK's own types would not let through. */
  const badCreate = (more: object) => refusal(sdk.beta.agents.create({ name: "Agent", model: "m", ...more } as Create));
  const custom = (name: string) => ({ type: "custom" as const, name, description: "d", input_schema: { type: "object" as const } });

  it("2 MUST: create answers every field, model always as an object, execution_identity service_account", async () => {
    const made = await create({ description: "d", system: "s", metadata: { k: "v" }, execution_identity: { type: "service_account" } });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^agent_/),
      type: "agent",
      version: 1,
      name: "Agent",
      description: "d",
      model: { id: "m" },
      system: "s",
      tools: [],
      mcp_servers: [],
      skills: [],
      metadata: { k: "v" },
      multiagent: null,
      execution_identity: { type: "service_account" },
      created_at: "2026-11-22T12:00:00.000Z",
      updated_at: "2026-11-22T12:00:00.000Z",
      archived_at: null,
    });
    expect(await sdk.beta.agents.retrieve(made.id)).toEqual(made);
  });

  it("2 MUST: limits of name, description, system and metadata", async () => {
    await create({ name: "n".repeat(256), description: "d".repeat(2048), system: "s".repeat(100_000) });
    await create({ metadata: Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`${i}`.padEnd(64, "k"), "v".repeat(512)])) });
    for (const bad of [
      { name: "" },
      { name: "n".repeat(257) },
      { name: null },
      { model: null },
      { model: "" },
      { description: "d".repeat(2049) },
      { system: "s".repeat(100_001) },
      { metadata: { ["k".repeat(65)]: "v" } },
      { metadata: { "": "v" } },
      { metadata: { k: "v".repeat(513) } },
      { metadata: { k: 1 } },
      { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, "v"])) },
      { colour: "red" },
      { execution_identity: { type: "aws_role", role_arn: "arn" } },
    ]) {
      expect([JSON.stringify(bad).slice(0, 60), await badCreate(bad)]).toEqual([expect.any(String), expect.any(Anthropic.BadRequestError)]);
    }
  });

  it("2 SHOULD: effort is taken as a string or an object and answered as an object; an update without it keeps it", async () => {
    const made = await create({ model: { id: "m", speed: "fast", effort: "high", inference_geo: "eu" } });
    expect(made.model).toEqual({ id: "m", speed: "fast", effort: { type: "high" }, inference_geo: "eu" });
    expect((await create({ model: { id: "m", effort: { type: "max" }, speed: null } })).model).toEqual({
      id: "m",
      effort: { type: "max" },
    });
    const other = await sdk.beta.agents.update(made.id, { model: { id: "n" } });
    expect(other.model).toEqual({ id: "n", effort: { type: "high" } });
    expect((await sdk.beta.agents.update(made.id, { model: { id: "n", effort: null } })).model).toEqual({ id: "n" });
    for (const model of [{ id: "m", effort: "extreme" }, { id: "m", speed: "warp" }, { id: "m", temperature: 1 }, {}]) {
      expect(await badCreate({ model })).toBeInstanceOf(Anthropic.BadRequestError);
    }
  });

  it("2 MUST: a toolset is answered fully resolved, each given config inheriting the default", async () => {
    const made = await create({
      tools: [
        {
          type: "agent_toolset_20260401",
          default_config: { permission_policy: { type: "always_ask" } },
          configs: [
            { name: "bash", enabled: false },
            { name: "read", permission_policy: { type: "always_allow" } },
            { name: "web_fetch", allowed_domains: ["example.org"] },
          ],
        },
      ],
    });
    const ask = { type: "always_ask" };
    expect(made.tools).toEqual([
      {
        type: "agent_toolset_20260401",
        default_config: { enabled: true, permission_policy: ask },
        configs: [
          { name: "bash", type: "bash", enabled: false, permission_policy: ask },
          { name: "read", type: "read", enabled: true, permission_policy: { type: "always_allow" } },
          {
            name: "web_fetch",
            type: "web_fetch",
            enabled: true,
            permission_policy: ask,
            allowed_domains: ["example.org"],
            url_sources: null,
          },
        ],
      },
    ]);
    expect((await create({ tools: [{ type: "agent_toolset_20260401" }] })).tools).toEqual([
      { type: "agent_toolset_20260401", default_config: { enabled: true, permission_policy: { type: "always_allow" } }, configs: [] },
    ]);
  });

  it("2 MUST: what is no tool is 400", async () => {
    const toolset = { type: "agent_toolset_20260401" };
    for (const tools of [
      [{ type: "browser" }],
      [{ ...toolset, configs: [{ name: "teleport" }] }],
      [{ ...toolset, configs: [{ name: "bash" }, { name: "bash" }] }],
      [{ ...toolset, configs: [{ name: "bash", type: "read" }] }],
      [{ ...toolset, default_config: { permission_policy: { type: "never" } } }],
      [{ ...toolset, surprise: 1 }],
      [toolset, toolset],
      [custom("not allowed!")],
      [custom("n".repeat(129))],
      [custom("same"), custom("same")],
      [toolset, custom("bash")],
      [{ ...custom("a"), description: "" }],
      [{ ...custom("a"), description: "d".repeat(4097) }],
      [{ ...custom("a"), input_schema: { type: "array" } }],
      [{ ...custom("a"), input_schema: undefined }],
    ]) {
      expect([JSON.stringify(tools).slice(0, 80), await badCreate({ tools })]).toEqual([
        expect.any(String),
        expect.any(Anthropic.BadRequestError),
      ]);
    }
    const disabled = { ...toolset, configs: [{ name: "bash", enabled: false }] } as NonNullable<Create["tools"]>[number];
    await create({ tools: [disabled, custom("bash")] });
  });

  it("2 MUST: at most 256 tools over all sets", async () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => custom(`t${i}`));
    expect((await create({ tools: many(256) })).tools).toHaveLength(256);
    expect(await badCreate({ tools: many(257) })).toBeInstanceOf(Anthropic.BadRequestError);
    expect(await badCreate({ tools: [{ type: "agent_toolset_20260401" }, ...many(249)] })).toBeInstanceOf(Anthropic.BadRequestError);
  });

  it("2 SHOULD: MCP servers are stored with their toolsets resolved, which ask by default", async () => {
    const server = (name: string) => ({ type: "url" as const, name, url: `https://${name}.example.org/mcp` });
    const toolset = (name: string) => ({ type: "mcp_toolset" as const, mcp_server_name: name });
    const made = await create({
      mcp_servers: [server("a")],
      tools: [{ ...toolset("a"), configs: [{ name: "search", permission_policy: { type: "always_allow" } }] }],
    });
    expect(made.mcp_servers).toEqual([server("a")]);
    expect(made.tools).toEqual([
      {
        ...toolset("a"),
        default_config: { enabled: true, permission_policy: { type: "always_ask" } },
        configs: [{ name: "search", enabled: true, permission_policy: { type: "always_allow" } }],
      },
    ]);
    const names = Array.from({ length: 21 }, (_, i) => `s${i}`);
    for (const bad of [
      { mcp_servers: [server("a")] },
      { tools: [toolset("a")] },
      { mcp_servers: [server("a"), server("a")], tools: [toolset("a")] },
      { mcp_servers: [{ ...server("a"), url: "ftp://a" }], tools: [toolset("a")] },
      { mcp_servers: names.map(server), tools: names.map(toolset) },
      { mcp_servers: [server("n".repeat(256))], tools: [toolset("n".repeat(256))] },
    ]) {
      expect(await badCreate(bad)).toBeInstanceOf(Anthropic.BadRequestError);
    }
    // The rule holds for what results, whichever field was sent.
    expect(await refusal(sdk.beta.agents.update(made.id, { tools: [] }))).toBeInstanceOf(Anthropic.BadRequestError);
    expect((await sdk.beta.agents.update(made.id, { tools: [], mcp_servers: null })).mcp_servers).toEqual([]);
  });

  it("2: skills are stored and answered with a version", async () => {
    const made = await create({
      skills: [
        { type: "anthropic", skill_id: "xlsx" },
        { type: "custom", skill_id: "skill_1", version: "3" },
      ],
    });
    expect(made.skills).toEqual([
      { type: "anthropic", skill_id: "xlsx", version: "latest" },
      { type: "custom", skill_id: "skill_1", version: "3" },
    ]);
    const many = Array.from({ length: 21 }, (_, i) => ({ type: "anthropic", skill_id: `s${i}` }));
    expect(await badCreate({ skills: many })).toBeInstanceOf(Anthropic.BadRequestError);
  });

  it("2 MUST: each real change makes a version, +1, and every version stays readable; a no-op answers the current one", async () => {
    const made = await create({ system: "one" });
    api.clock.advance(1_000);
    const second = await sdk.beta.agents.update(made.id, { system: "two", version: 1 });
    expect([second.version, second.system]).toEqual([2, "two"]);
    expect(await sdk.beta.agents.update(made.id, { system: "two", name: "Agent" })).toEqual(second);
    expect(await sdk.beta.agents.update(made.id, {})).toEqual(second);
    expect(await sdk.beta.agents.retrieve(made.id, { version: 1 })).toEqual(made);
    expect(await refusal(sdk.beta.agents.retrieve(made.id, { version: 3 }))).toBeInstanceOf(Anthropic.NotFoundError);
    expect(await refusal(sdk.beta.agents.retrieve(made.id, { version: 0 }))).toBeInstanceOf(Anthropic.BadRequestError);
  });

  it("2 MUST: versions lists full agents, newest first, by page", async () => {
    const made = await create({ system: "1" });
    for (const system of ["2", "3"]) await sdk.beta.agents.update(made.id, { system });
    const all: Anthropic.Beta.BetaManagedAgentsAgent[] = [];
    for await (const one of sdk.beta.agents.versions.list(made.id, { limit: 1 })) all.push(one);
    expect(all.map((one) => [one.version, one.system, one.type])).toEqual([
      [3, "3", "agent"],
      [2, "2", "agent"],
      [1, "1", "agent"],
    ]);
    expect(all[2]).toEqual(await sdk.beta.agents.retrieve(made.id, { version: 1 }));
    expect(await refusal(sdk.beta.agents.versions.list(newId("agent")))).toBeInstanceOf(Anthropic.NotFoundError);
  });

  it("2 MUST: version is an optimistic lock: a mismatch is 409 even where nothing would change, and not repeated", async () => {
    const made = await create();
    await sdk.beta.agents.update(made.id, { description: "x" });
    const stubborn = api.client(undefined, { maxRetries: 2 });
    for (const change of [{ description: "y" }, { description: "x" }, {}]) {
      api.takeRequests();
      const error = await refusal(stubborn.beta.agents.update(made.id, { ...change, version: 1 }));
      expect(error).toBeInstanceOf(Anthropic.ConflictError);
      expect(error).toMatchObject({ type: "invalid_request_error" });
      expect(api.takeRequests()).toHaveLength(1);
    }
    expect((await sdk.beta.agents.update(made.id, { description: "last" })).version).toBe(3);
  });

  it("2 MUST: null or empty clears what can be cleared; name and model can't; lists replace; metadata is a patch", async () => {
    const made = await create({
      description: "d",
      system: "s",
      tools: [custom("a")],
      skills: [{ type: "anthropic", skill_id: "x" }],
      metadata: { a: "1", b: "2" },
    });
    const cleared = await sdk.beta.agents.update(made.id, {
      description: "",
      system: null,
      tools: null,
      skills: [],
      metadata: { a: null, c: "3" },
    });
    expect(cleared).toMatchObject({ description: null, system: null, tools: [], skills: [], metadata: { b: "2", c: "3" } });
    expect((await sdk.beta.agents.update(made.id, { tools: [custom("b")], metadata: null })).tools).toMatchObject([{ name: "b" }]);
    for (const bad of [{ name: null }, { name: "" }, { model: null }, { model: "" }]) {
      expect(await refusal(sdk.beta.agents.update(made.id, bad as Update))).toBeInstanceOf(Anthropic.BadRequestError);
    }
    const many = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`k${i}`, "v"]));
    expect(await refusal(sdk.beta.agents.update(made.id, { metadata: many }))).toBeInstanceOf(Anthropic.BadRequestError);
  });

  it("2 MUST: archive is terminal and idempotent; updates are refused, reading goes on, lists leave it out unless asked", async () => {
    const made = await create({ name: "Old" });
    const archived = await sdk.beta.agents.archive(made.id);
    expect(archived.archived_at).not.toBeNull();
    expect(await sdk.beta.agents.archive(made.id)).toEqual(archived);
    expect(await refusal(sdk.beta.agents.update(made.id, { name: "New" }))).toBeInstanceOf(Anthropic.BadRequestError);
    expect(await sdk.beta.agents.retrieve(made.id)).toEqual(archived);
    const ids = async (include_archived?: boolean) =>
      (await sdk.beta.agents.list({ limit: 100, include_archived })).data.map((one) => one.id);
    expect(await ids()).not.toContain(made.id);
    expect(await ids(true)).toContain(made.id);
  });

  it("2 MUST: list pages newest first and filters by time", async () => {
    api.clock.advance(60_000);
    const since = api.clock.now().toISOString();
    const made: string[] = [];
    for (const name of ["a", "b", "c"]) made.unshift((await create({ name })).id);
    const all: string[] = [];
    for await (const one of sdk.beta.agents.list({ limit: 2, "created_at[gte]": since })) all.push(one.id);
    expect(all).toEqual(made);
    const before = new Date(Date.parse(since) - 1).toISOString();
    expect((await sdk.beta.agents.list({ limit: 100, "created_at[lte]": before })).data.map((one) => one.id)).not.toContain(made[0]);
  });

  describe("rosters", () => {
    it("2 MUST: a coordinator's roster is stored resolved; pins move only when the coordinator is updated", async () => {
      const [a, b] = [await create({ name: "a" }), await create({ name: "b" })];
      await sdk.beta.agents.update(b.id, { system: "2" });
      const lead = await create({
        multiagent: { type: "coordinator", agents: [a.id, { type: "agent", id: b.id, version: 1 }, { type: "self" }] },
      });
      const roster = (version: number) => ({
        type: "coordinator",
        agents: [
          { type: "agent", id: a.id, version: 1 },
          { type: "agent", id: b.id, version: 1 },
          { type: "agent", id: lead.id, version },
        ],
      });
      expect(lead.multiagent).toEqual(roster(1));
      await sdk.beta.agents.update(a.id, { system: "2" });
      expect((await sdk.beta.agents.retrieve(lead.id)).multiagent).toEqual(roster(1));
      expect(await sdk.beta.agents.update(lead.id, { name: "Agent" })).toEqual(lead);
      expect((await sdk.beta.agents.update(lead.id, { system: "x" })).multiagent).toEqual(roster(2));
      const again = await sdk.beta.agents.update(lead.id, { multiagent: { type: "coordinator", agents: [a.id] } });
      expect(again.multiagent).toEqual({ type: "coordinator", agents: [{ type: "agent", id: a.id, version: 2 }] });
      expect((await sdk.beta.agents.update(lead.id, { multiagent: null })).multiagent).toBeNull();
    });

    it("2 MUST: members are 1 to 20, distinct, existing, not archived, without a roster themselves", async () => {
      const [a, gone] = [await create({ name: "a" }), await create({ name: "gone" })];
      await sdk.beta.agents.archive(gone.id);
      const lead = await create({ multiagent: { type: "coordinator", agents: [a.id] } });
      const bad = (agents: unknown[]) => badCreate({ multiagent: { type: "coordinator", agents } });
      for (const agents of [
        [],
        Array.from({ length: 21 }, () => a.id),
        [a.id, { type: "agent", id: a.id }],
        [{ type: "self" }, { type: "self" }],
        [newId("agent")],
        ["agent_nope"],
        [{ type: "agent", id: a.id, version: 9 }],
        [gone.id],
        [lead.id],
        [{ type: "advisor", model: "m" }],
        [{ type: "team", id: a.id }],
      ]) {
        expect([JSON.stringify(agents).slice(0, 60), await bad(agents)]).toEqual([
          expect.any(String),
          expect.any(Anthropic.BadRequestError),
        ]);
      }
    });

    it("2 SHOULD: multiagent_20261001 with predefined subagents, merged on update; workflows, inline agents and an advisor are refused", async () => {
      const [a, b] = [await create({ name: "a" }), await create({ name: "b" })];
      const disabled = { type: "disabled" as const };
      const subagents = (...predefined_agents: string[]) => ({ type: "enabled" as const, predefined_agents });
      const made = await create({
        multiagent: { type: "multiagent_20261001", subagents: { ...subagents(a.id), inline_agents: disabled } },
      });
      const stored = (id: string) => ({
        type: "multiagent_20261001",
        subagents: { type: "enabled", inline_agents: disabled, predefined_agents: [{ type: "agent", id, version: 1 }] },
        workflows: disabled,
        advisor: disabled,
      });
      expect(made.multiagent).toEqual(stored(a.id));
      expect(
        (await sdk.beta.agents.update(made.id, { multiagent: { type: "multiagent_20261001", workflows: disabled } })).multiagent,
      ).toEqual(stored(a.id));
      expect(
        (await sdk.beta.agents.update(made.id, { multiagent: { type: "multiagent_20261001", subagents: subagents(b.id) } })).multiagent,
      ).toEqual(stored(b.id));
      for (const multiagent of [
        { type: "multiagent_20261001" },
        { type: "multiagent_20261001", subagents: subagents() },
        { type: "multiagent_20261001", subagents: { ...subagents(a.id), inline_agents: { type: "enabled" } } },
        { type: "multiagent_20261001", subagents: subagents(a.id), workflows: { type: "enabled" } },
        { type: "multiagent_20261001", subagents: subagents(a.id), advisor: { type: "enabled", model: "m" } },
      ]) {
        expect(await badCreate({ multiagent })).toBeInstanceOf(Anthropic.BadRequestError);
      }
    });
  });
});
