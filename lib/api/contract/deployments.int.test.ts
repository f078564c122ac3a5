import Anthropic from "@anthropic-ai/sdk";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { archiveAgent } from "@/lib/agents/commands";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { lastMissed } from "@/lib/deployments/run";
import type { AgentId, DeploymentId } from "@/lib/ids";
import { tickDeployments } from "@/lib/jobs/deployment-tick";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";

const HELLO = [{ type: "user.message" as const, content: [{ type: "text" as const, text: "Report." }] }];
const HOURLY = { type: "cron" as const, expression: "0 * * * *", timezone: "UTC" };

describe("deployments and their runs", () => {
  let api: ApiFixture;
  let sdk: Anthropic;
  let agentId: string;
  let environmentId: string;
  beforeAll(async () => {
    api = await createApiFixture();
    sdk = api.sdk();
    await api.expectCall(200, "POST", "/v1/webhook_endpoints", { body: { url: "https://8.8.8.8/", events: ["*"] } });
  });
  afterAll(() => api?.close());
  beforeEach(async () => {
    api.clock.set("2026-11-22T12:00:00.000Z");
    agentId = (await sdk.beta.agents.create({ name: "Reporter", model: "m" })).id;
    environmentId = (await sdk.beta.environments.create({ name: "Containers" })).id;
    for await (const one of sdk.beta.deployments.list()) await sdk.beta.deployments.archive(one.id);
  });

  const make = (part: Partial<Anthropic.Beta.DeploymentCreateParams> = {}) =>
    sdk.beta.deployments.create({ name: "Nightly", agent: agentId, environment_id: environmentId, initial_events: HELLO, ...part });
  const tick = () => tickDeployments({ db: api.db, clock: api.clock });
  const runsOf = async (id: string) => (await sdk.beta.deploymentRuns.list({ deployment_id: id })).data;
  const told = async () =>
    (
      await inWorkspace(api.ctxFor("admin"), (tx) =>
        tx.execute<{ type: string; subject_id: string }>(sql`select type, subject_id from webhook_events order by id`),
      )
    ).map(({ type, subject_id }) => [type, subject_id]);

  it("answers every field, with the agent pinned at its latest version and up to five upcoming runs", async () => {
    await sdk.beta.agents.update(agentId, { system: "two" });
    const made = await make({ schedule: HOURLY, metadata: { team: "a" }, description: "d" });
    expect(made).toEqual({
      id: expect.stringMatching(/^depl_/),
      type: "deployment",
      name: "Nightly",
      description: "d",
      agent: { type: "agent", id: agentId, version: 2 },
      environment_id: environmentId,
      initial_events: HELLO,
      resources: [],
      vault_ids: [],
      metadata: { team: "a" },
      schedule: {
        ...HOURLY,
        last_run_at: null,
        upcoming_runs_at: [13, 14, 15, 16, 17].map((hour) => `2026-11-22T${hour}:00:00.000Z`),
      },
      status: "active",
      paused_reason: null,
      budget: null,
      created_at: "2026-11-22T12:00:00.000Z",
      updated_at: "2026-11-22T12:00:00.000Z",
      archived_at: null,
    });
    expect(await sdk.beta.deployments.retrieve(made.id)).toEqual(made);
    expect((await make({ agent: { type: "agent", id: agentId, version: 1 } })).agent.version).toBe(1);
  });

  it("updates what is given: keeps, clears, patches, pins anew", async () => {
    const store = await api.expectCall(200, "POST", "/v1/memory_stores", { body: { name: "Facts" } }).catch(() => null);
    const resources = store ? [{ type: "memory_store" as const, memory_store_id: String(store.id), access: "read_only" as const }] : [];
    const made = await make({ schedule: HOURLY, metadata: { keep: "1", drop: "2" }, description: "d", resources });
    await sdk.beta.agents.update(agentId, { system: "two" });
    expect((await sdk.beta.deployments.update(made.id, { name: "Nightly" })).updated_at).toBe(made.updated_at);
    api.clock.advance(1_000);
    const updated = await sdk.beta.deployments.update(made.id, { name: "Weekly", metadata: { drop: null, add: "3" } });
    expect(updated).toMatchObject({
      name: "Weekly",
      description: "d",
      agent: { version: 1 },
      metadata: { keep: "1", add: "3" },
      resources,
    });
    expect(updated.updated_at).not.toBe(made.updated_at);
    const cleared = await sdk.beta.deployments.update(made.id, {
      description: null,
      schedule: null,
      resources: null,
      vault_ids: null,
      agent: agentId,
    });
    expect(cleared).toMatchObject({ description: null, schedule: null, resources: [], vault_ids: [], agent: { version: 2 } });
    for (const field of ["name", "agent", "environment_id", "initial_events"])
      await api.expectCall(400, "POST", `/v1/deployments/${made.id}`, { body: { [field]: null } });
    await api.expectCall(400, "POST", `/v1/deployments/${made.id}`, { body: { initial_events: [] } });
  });

  it("starts a session by hand with its title, events and deployment", async () => {
    const made = await make({ initial_events: [...HELLO, { type: "system.message", content: [{ type: "text", text: "Be brief." }] }] });
    const run = await sdk.beta.deployments.run(made.id);
    expect(run).toEqual({
      id: expect.stringMatching(/^drun_/),
      type: "deployment_run",
      deployment_id: made.id,
      agent: { type: "agent", id: agentId, version: 1 },
      trigger_context: { type: "manual" },
      session_id: expect.stringMatching(/^sesn_/),
      error: null,
      created_at: "2026-11-22T12:00:00.000Z",
    });
    const session = await sdk.beta.sessions.retrieve(String(run.session_id));
    expect(session).toMatchObject({ deployment_id: made.id, status: "running", title: "Nightly", environment_id: environmentId });
    const events = (await sdk.beta.sessions.events.list(session.id)).data.map((event) => event.type);
    expect(events.filter((type) => /message/.test(type))).toEqual(["user.message", "system.message"]);
    expect(await sdk.beta.deploymentRuns.retrieve(run.id)).toEqual(run);
    expect((await told()).filter(([type]) => type?.startsWith("deployment_run"))).toEqual([]);
    expect((await sdk.beta.deployments.retrieve(made.id)).schedule).toBeNull();
  });

  it("fires each scheduled time once, however many schedulers look at once, and says when", async () => {
    const made = await make({ schedule: HOURLY });
    await tick();
    expect(await runsOf(made.id)).toEqual([]);
    api.clock.set("2026-11-22T13:00:02.000Z");
    await Promise.all([tick(), tick(), tick()]);
    const [run, ...more] = await runsOf(made.id);
    expect(more).toEqual([]);
    expect(run).toMatchObject({
      trigger_context: { type: "schedule", scheduled_at: "2026-11-22T13:00:00.000Z" },
      session_id: expect.stringMatching(/^sesn_/),
      error: null,
    });
    expect((await sdk.beta.deployments.retrieve(made.id)).schedule).toMatchObject({
      last_run_at: "2026-11-22T13:00:02.000Z",
      upcoming_runs_at: expect.arrayContaining(["2026-11-22T14:00:00.000Z"]),
    });
    expect((await told()).filter(([, id]) => id === run?.id).map(([type]) => type)).toEqual([
      "deployment_run.started",
      "deployment_run.succeeded",
    ]);
    api.clock.set("2026-11-22T14:00:00.000Z");
    await tick();
    expect(await runsOf(made.id)).toHaveLength(2);
  });

  it("makes up for the last missed firing within five minutes, and for no other", async () => {
    const made = await make({ schedule: { ...HOURLY, expression: "*/2 * * * *" } });
    api.clock.set("2026-11-22T12:05:30.000Z");
    await tick();
    expect((await runsOf(made.id)).map((run) => run.trigger_context)).toEqual([
      { type: "schedule", scheduled_at: "2026-11-22T12:04:00.000Z" },
    ]);
    const rare = await make({ schedule: HOURLY });
    api.clock.set("2026-11-22T13:05:01.000Z");
    await tick();
    expect(await runsOf(rare.id)).toEqual([]);
    expect((await sdk.beta.deployments.retrieve(rare.id)).schedule?.upcoming_runs_at?.[0]).toBe("2026-11-22T14:00:00.000Z");
    const [at, now] = [new Date("2026-11-22T13:00:00Z"), new Date("2026-11-22T13:05:00Z")];
    expect(lastMissed({ expression: "0 * * * *", timezone: "UTC" }, at, now)).toEqual(at);
  });

  it("rests while paused, still shows what is upcoming, runs by hand, and makes up for nothing", async () => {
    const made = await make({ schedule: HOURLY });
    const paused = await sdk.beta.deployments.pause(made.id);
    expect(paused).toMatchObject({ status: "paused", paused_reason: { type: "manual" } });
    expect(paused.schedule?.upcoming_runs_at).toHaveLength(5);
    expect(await sdk.beta.deployments.pause(made.id)).toEqual(paused);
    api.clock.set("2026-11-22T13:00:00.000Z");
    await tick();
    expect(await runsOf(made.id)).toEqual([]);
    expect((await sdk.beta.deployments.run(made.id)).error).toBeNull();
    api.clock.set("2026-11-22T13:00:30.000Z");
    const active = await sdk.beta.deployments.unpause(made.id);
    expect(active).toMatchObject({ status: "active", paused_reason: null });
    expect(await sdk.beta.deployments.unpause(made.id)).toEqual(active);
    await tick();
    expect((await runsOf(made.id)).filter((run) => run.trigger_context.type === "schedule")).toEqual([]);
    expect((await told()).filter(([, id]) => id === made.id).map(([type]) => type)).toEqual([
      "deployment.created",
      "deployment.paused",
      "deployment.unpaused",
    ]);
  });

  it("keeps a failed start as a run with its error, and pauses a schedule that would fail again", async () => {
    const made = await make({ schedule: HOURLY });
    await sdk.beta.environments.archive(environmentId);
    const byHand = await sdk.beta.deployments.run(made.id);
    expect(byHand).toMatchObject({ session_id: null, error: { type: "environment_archived_error", message: expect.any(String) } });
    expect((await sdk.beta.deployments.retrieve(made.id)).status).toBe("active");
    api.clock.set("2026-11-22T13:00:00.000Z");
    await tick();
    const [run] = await runsOf(made.id);
    expect(run).toMatchObject({ session_id: null, error: { type: "environment_archived_error" }, trigger_context: { type: "schedule" } });
    expect(await sdk.beta.deployments.retrieve(made.id)).toMatchObject({
      status: "paused",
      paused_reason: { type: "error", error: { type: "environment_archived_error" } },
    });
    expect((await told()).filter(([, id]) => id === run?.id || id === made.id).map(([type]) => type)).toEqual([
      "deployment.created",
      "deployment_run.started",
      "deployment_run.failed",
      "deployment.paused",
    ]);
    const sessions = await sdk.beta.sessions.list({ deployment_id: made.id });
    expect(sessions.data).toEqual([]);
    await sdk.beta.environments.delete(environmentId);
    expect((await sdk.beta.deployments.run(made.id)).error).toMatchObject({ type: "environment_not_found_error" });
  });

  it("filters runs by error, trigger, deployment and time", async () => {
    const made = await make({ schedule: HOURLY });
    await sdk.beta.deployments.run(made.id);
    api.clock.set("2026-11-22T13:00:00.000Z");
    await tick();
    await sdk.beta.environments.archive(environmentId);
    api.clock.advance(1_000);
    await sdk.beta.deployments.run(made.id);
    const count = async (query: Anthropic.Beta.DeploymentRunListParams) =>
      (await sdk.beta.deploymentRuns.list({ deployment_id: made.id, ...query })).data.length;
    expect(await count({})).toBe(3);
    expect([await count({ has_error: true }), await count({ has_error: false })]).toEqual([1, 2]);
    expect([await count({ trigger_type: "manual" }), await count({ trigger_type: "schedule" })]).toEqual([2, 1]);
    const at = "2026-11-22T13:00:00.000Z";
    expect([
      await count({ "created_at[gt]": at }),
      await count({ "created_at[gte]": at }),
      await count({ "created_at[lt]": at }),
      await count({ "created_at[lte]": at }),
    ]).toEqual([1, 2, 1, 2]);
    expect(await count({ deployment_id: "depl_01kb2c3d4e5f6g7h8j9kmnpqrs" })).toBe(0);
    const ids: string[] = [];
    for await (const run of sdk.beta.deploymentRuns.list({ deployment_id: made.id, limit: 1 })) ids.push(run.id);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect(ids).toHaveLength(3);
  });

  it("archives for good, keeps its runs readable, and refuses changes and runs", async () => {
    const made = await make({ schedule: HOURLY });
    await sdk.beta.deployments.run(made.id);
    await sdk.beta.deployments.pause(made.id);
    const archived = await sdk.beta.deployments.archive(made.id);
    expect(archived).toMatchObject({
      status: "active",
      paused_reason: null,
      archived_at: "2026-11-22T12:00:00.000Z",
      schedule: { upcoming_runs_at: [] },
    });
    expect(await sdk.beta.deployments.archive(made.id)).toEqual(archived);
    for (const refused of [
      () => sdk.beta.deployments.update(made.id, { name: "x" }),
      () => sdk.beta.deployments.pause(made.id),
      () => sdk.beta.deployments.unpause(made.id),
      () => sdk.beta.deployments.run(made.id),
    ])
      await expect(refused()).rejects.toThrow(Anthropic.BadRequestError);
    api.clock.set("2026-11-22T13:00:00.000Z");
    await tick();
    expect(await runsOf(made.id)).toHaveLength(1);
    expect((await sdk.beta.deployments.list()).data).toEqual([]);
    expect((await sdk.beta.deployments.list({ include_archived: true, agent_id: agentId })).data.map((one) => one.id)).toEqual([made.id]);
  });

  it("goes with its agent: archived in every answer at once, written down and told by the scheduler", async () => {
    const made = await make({ schedule: HOURLY });
    await archiveAgent(api.ctxFor("admin"), agentId as AgentId);
    expect(await sdk.beta.deployments.retrieve(made.id)).toMatchObject({
      archived_at: "2026-11-22T12:00:00.000Z",
      schedule: { upcoming_runs_at: [] },
    });
    await expect(sdk.beta.deployments.run(made.id)).rejects.toThrow(Anthropic.BadRequestError);
    expect((await sdk.beta.deployments.list()).data).toEqual([]);
    api.clock.set("2026-11-22T13:00:00.000Z");
    await tick();
    expect(await runsOf(made.id)).toEqual([]);
    expect((await sdk.beta.deployments.retrieve(made.id)).archived_at).toBe("2026-11-22T12:00:00.000Z");
    expect((await told()).filter(([, id]) => id === made.id).map(([type]) => type)).toEqual(["deployment.created", "deployment.archived"]);
    await expect(make()).rejects.toThrow("archived");
  });

  it("lists by agent, status and time, newest first, through pages", async () => {
    const ids: string[] = [];
    for (const name of ["a", "b", "c"]) ids.push((await make({ name })).id);
    await sdk.beta.deployments.pause(String(ids[1]));
    const found: string[] = [];
    for await (const one of sdk.beta.deployments.list({ limit: 2, agent_id: agentId })) found.push(one.id);
    expect(found).toEqual([...ids].reverse());
    expect((await sdk.beta.deployments.list({ status: "paused" })).data.map((one) => one.id)).toEqual([ids[1]]);
    expect((await sdk.beta.deployments.list({ status: "active", agent_id: agentId })).data).toHaveLength(2);
    expect((await sdk.beta.deployments.list({ "created_at[gte]": "2030-01-01T00:00:00Z" })).data).toEqual([]);
    await expect(sdk.beta.deployments.list({ status: "paused", include_archived: true })).rejects.toThrow(Anthropic.BadRequestError);
  });

  it("names what is wrong, and needs its scopes", async () => {
    const good = { name: "n", agent: agentId, environment_id: environmentId, initial_events: HELLO };
    const said = async (part: Record<string, unknown>, status = 400) =>
      ((await api.expectCall(status, "POST", "/v1/deployments", { body: { ...good, ...part } })).error as { message: string }).message;
    expect(await said({ name: undefined })).toBe("name: required.");
    expect(await said({ name: "x".repeat(257) })).toMatch(/^name: /);
    expect(await said({ initial_events: [] })).toMatch(/^initial_events: /);
    expect(await said({ initial_events: Array(51).fill(HELLO[0]) })).toMatch(/^initial_events: /);
    expect(await said({ initial_events: [{ type: "user.interrupt" }] })).toMatch(/^initial_events\.0/);
    expect(await said({ initial_events: [{ type: "system.message", content: [{ type: "text", text: "x" }] }] })).toMatch(/stands last/);
    expect(await said({ schedule: { type: "cron", expression: "0 2 * * *" } })).toBe("schedule.timezone: required.");
    expect(await said({ schedule: { ...HOURLY, expression: "@daily" } })).toMatch(/^schedule\.expression: Shortcuts/);
    expect(await said({ schedule: { ...HOURLY, expression: "0 0 30 2 *" } })).toMatch(/^schedule\.expression: This never runs/);
    expect(await said({ schedule: { ...HOURLY, timezone: "Mars" } })).toMatch(/^schedule\.timezone: /);
    expect(await said({ resources: [{ type: "file", file_id: "file_1" }] })).toMatch(/^resources\.0/);
    expect(await said({ colour: "red" })).toBe("colour: unknown field.");
    expect(await said({ agent: "agent_01kb2c3d4e5f6g7h8j9kmnpqrs" }, 404)).toMatch(/There is no agent/);
    expect(await said({ environment_id: "env_01kb2c3d4e5f6g7h8j9kmnpqrs" }, 404)).toMatch(/There is no environment/);
    const { id } = await make();
    const { key } = await api.makeKey({ scopes: ["read"] });
    await api.expectCall(200, "GET", `/v1/deployments/${id}`, { key });
    await api.expectCall(403, "POST", "/v1/deployments", { key, body: good });
    for (const verb of ["archive", "pause", "unpause", "run"])
      await api.expectCall(403, "POST", `/v1/deployments/${id as DeploymentId}/${verb}`, { key });
    const { data } = await api.expectCall(200, "GET", `/v1/audit?subject_id=${id}`);
    expect(data?.map((one) => one.action)).toEqual(["deployment.create"]);
  });
});
