/** Contract section 3 over the wire, by the official SDK: an environment's work queue and the token that comes with work. */
import Anthropic, { APIError, AuthenticationError, ConflictError, NotFoundError, PermissionDeniedError } from "@anthropic-ai/sdk";
import { sessionsTokenFromSecret } from "@anthropic-ai/sdk/lib/environments/worker";
import { BetaHeartbeatPreconditionFailedError } from "@anthropic-ai/sdk/resources/beta/environments/work";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { refusal, type ServedApi, serveApi } from "@/lib/testing/served-api";

let api: ServedApi;
let client: Anthropic;
let worker: Anthropic;
let agentId: string;
let environment_id: string;
beforeAll(async () => {
  api = await serveApi();
  client = api.client();
  agentId = (await client.beta.agents.create({ name: "Agent", model: "test-model" })).id;
});
afterAll(() => api.close());
beforeEach(async () => {
  environment_id = (await client.beta.environments.create({ name: "Environment" })).id;
  const made = await api.expectCall(200, "POST", `/v1/environments/${environment_id}/keys`);
  worker = withToken(String(made.key));
});

const withToken = (authToken: string) => new Anthropic({ authToken, apiKey: null, baseURL: api.url, maxRetries: 0 });
const createSession = (resources: Anthropic.Beta.SessionCreateParams["resources"] = []) =>
  client.beta.sessions.create({ agent: agentId, environment_id, resources });
const environmentsWork = () => worker.beta.environments.work;

async function take() {
  const work = await environmentsWork().poll(environment_id, { "Anthropic-Worker-ID": "worker-1" });
  if (!work) throw new Error("There is no work");
  await environmentsWork().ack(work.id, { environment_id });
  return { work, serving: withToken(sessionsTokenFromSecret(work.secret) ?? "") };
}

describe("the queue", () => {
  it("hands out a new session's work with a secret, which is nowhere else", async () => {
    expect(await environmentsWork().poll(environment_id, { block_ms: 10 })).toBeNull();
    const session = await createSession();
    const polled = await environmentsWork().poll(environment_id, { block_ms: 999 });
    expect(polled).toMatchObject({
      type: "work",
      environment_id,
      state: "queued",
      data: { type: "session", id: session.id },
      metadata: {},
      acknowledged_at: null,
    });
    expect(sessionsTokenFromSecret(polled?.secret ?? null)).toMatch(/^revwork_/);
    const id = polled?.id ?? "";
    expect(await environmentsWork().ack(id, { environment_id })).toMatchObject({ state: "starting", secret: null });
    expect(await refusal(environmentsWork().ack(id, { environment_id }))).toBeInstanceOf(ConflictError);
    const listed = await environmentsWork().list(environment_id);
    expect(listed.data).toMatchObject([{ id, secret: null }]);
    expect(await client.beta.environments.work.retrieve(id, { environment_id })).toMatchObject({ id, secret: null });
    expect(await client.beta.environments.work.update(id, { environment_id, metadata: { host: "a" } })).toMatchObject({
      metadata: { host: "a" },
    });
    expect(await client.beta.environments.work.stats(environment_id)).toEqual({
      type: "work_queue_stats",
      depth: 0,
      pending: 0,
      oldest_queued_at: null,
      workers_polling: 0,
    });
  });

  it("holds every credential to its part", async () => {
    await createSession();
    const { work, serving } = await take();
    const ofQueue = client.beta.environments.work;
    const refused = [
      ofQueue.poll(environment_id),
      ofQueue.list(environment_id),
      ofQueue.ack(work.id, { environment_id }),
      ofQueue.heartbeat(work.id, { environment_id }),
      ofQueue.stop(work.id, { environment_id }),
      environmentsWork().retrieve(work.id, { environment_id }),
      environmentsWork().stats(environment_id),
      environmentsWork().update(work.id, { environment_id, metadata: {} }),
      serving.beta.environments.work.poll(environment_id),
      serving.beta.environments.work.list(environment_id),
      serving.beta.environments.work.retrieve(work.id, { environment_id }),
      worker.beta.sessions.retrieve(work.data.id),
    ];
    for (const error of await Promise.all(refused.map(refusal))) expect(error).toBeInstanceOf(PermissionDeniedError);
    const unknown = ofQueue.retrieve(newId("work"), { environment_id });
    expect(await refusal(unknown)).toBeInstanceOf(NotFoundError);
    const block = await api.call("GET", `/v1/environments/${environment_id}/work/poll?block_ms=1000`, {
      key: String((await api.expectCall(200, "POST", `/v1/environments/${environment_id}/keys`)).key),
    });
    expect(block.status).toBe(400);
  });

  it("refuses a heartbeat that another came before, with the lease as it stands", async () => {
    await createSession();
    const { work, serving } = await take();
    const beat = (expected_last_heartbeat: string) =>
      serving.beta.environments.work.heartbeat(work.id, { environment_id, expected_last_heartbeat, desired_ttl_seconds: 90 });
    const first = await beat("NO_HEARTBEAT");
    expect(first).toEqual({
      type: "work_heartbeat",
      last_heartbeat: api.clock.now().toISOString(),
      lease_extended: true,
      state: "active",
      ttl_seconds: 90,
    });
    const refused = await refusal(beat("NO_HEARTBEAT"));
    expect(refused).toBeInstanceOf(APIError);
    expect(refused).toMatchObject({
      status: 412,
      type: "invalid_request_error",
      errorCode: "heartbeat_precondition_failed",
      details: {
        error_code: "heartbeat_precondition_failed",
        current_state: { last_heartbeat: first.last_heartbeat, lease_extended: false, state: "active", ttl_seconds: 90 },
      },
    });
    expect((refused as Error).constructor.name).toBe(BetaHeartbeatPreconditionFailedError.name);
    const second = await beat(first.last_heartbeat);
    expect(second.last_heartbeat > first.last_heartbeat).toBe(true);
  });

  it("tells a worker whose session was archived to stop, and takes its last word", async () => {
    const session = await createSession();
    const { work, serving } = await take();
    const ofQueue = serving.beta.environments.work;
    await ofQueue.heartbeat(work.id, { environment_id, expected_last_heartbeat: "NO_HEARTBEAT" });
    await client.beta.sessions.archive(session.id);
    expect(await ofQueue.heartbeat(work.id, { environment_id, expected_last_heartbeat: "x" })).toMatchObject({ state: "stopping" });
    expect(await ofQueue.stop(work.id, { environment_id, force: true })).toMatchObject({ state: "stopped" });
    expect(await refusal(ofQueue.stop(work.id, { environment_id, force: true }))).toBeInstanceOf(ConflictError);
    expect(await refusal(serving.beta.sessions.retrieve(session.id))).toBeInstanceOf(PermissionDeniedError);
    expect(await environmentsWork().poll(environment_id)).toBeNull();
  });
});

describe("the token that comes with work", () => {
  it("is good for the session: to read, stream and send it results, and for no other", async () => {
    const session = await createSession();
    const { serving } = await take();
    const other = await createSession();
    expect(await serving.beta.sessions.retrieve(session.id)).toMatchObject({ id: session.id });
    expect((await serving.beta.sessions.events.list(session.id)).data).toEqual([]);
    const stream = await serving.beta.sessions.events.stream(session.id);
    stream.controller.abort();
    const result = { type: "user.tool_result" as const, tool_use_id: "sevt_01kb2c3d4e5f6g7h8j9kmnpqrs" };
    expect(await refusal(serving.beta.sessions.events.send(session.id, { events: [result] }))).toMatchObject({
      status: 400,
      errorCode: "unknown_call",
    });
    const refused = [
      serving.beta.sessions.retrieve(other.id),
      serving.beta.sessions.events.list(other.id),
      serving.beta.sessions.events.stream(other.id),
      serving.beta.sessions.list(),
      serving.beta.sessions.events.send(session.id, { events: [{ type: "user.message", content: [{ type: "text", text: "hi" }] }] }),
      serving.beta.sessions.update(session.id, { title: "mine" }),
      serving.beta.sessions.archive(session.id),
      serving.beta.sessions.delete(session.id),
      serving.beta.agents.list(),
      serving.beta.memoryStores.list(),
      serving.beta.environments.retrieve(environment_id),
    ];
    for (const error of await Promise.all(refused.map(refusal))) expect(error).toBeInstanceOf(PermissionDeniedError);
  });

  it("is good for the memory stores attached to the session, with their access", async () => {
    const [notes, rules, foreign] = await Promise.all(
      ["Notes", "Rules", "Foreign"].map((name) => client.beta.memoryStores.create({ name })),
    );
    const storeOf = (store: typeof notes) => store?.id ?? "";
    await client.beta.memoryStores.memories.create(storeOf(rules), { path: "/rule.md", content: "Be kind." });
    await createSession([
      { type: "memory_store", memory_store_id: storeOf(notes) },
      { type: "memory_store", memory_store_id: storeOf(rules), access: "read_only" },
    ]);
    const { serving } = await take();
    const { memories } = serving.beta.memoryStores;
    const made = await memories.create(storeOf(notes), { path: "/a.md", content: "one" });
    await memories.update(made.id, { memory_store_id: storeOf(notes), content: "two" });
    expect((await memories.list(storeOf(notes), { view: "full" })).data).toMatchObject([{ path: "/a.md", content: "two" }]);
    await memories.delete(made.id, { memory_store_id: storeOf(notes) });
    const versions = await client.beta.memoryStores.memoryVersions.list(storeOf(notes));
    expect(new Set(versions.data.map((version) => version.created_by?.type))).toEqual(new Set(["session_actor"]));
    const [rule] = (await memories.list(storeOf(rules), { view: "full" })).data;
    expect(rule).toMatchObject({ path: "/rule.md", content: "Be kind." });
    const refused = [
      memories.create(storeOf(rules), { path: "/b.md", content: "x" }),
      memories.update(rule && "id" in rule ? rule.id : "", { memory_store_id: storeOf(rules), content: "x" }),
      memories.delete(rule && "id" in rule ? rule.id : "", { memory_store_id: storeOf(rules) }),
      memories.list(storeOf(foreign)),
      serving.beta.memoryStores.delete(storeOf(notes)),
      serving.beta.memoryStores.memoryVersions.list(storeOf(notes)),
    ];
    for (const error of await Promise.all(refused.map(refusal))) expect(error).toBeInstanceOf(PermissionDeniedError);
  });

  it("is void once the work is handed to another worker", async () => {
    const session = await createSession();
    const first = await environmentsWork().poll(environment_id);
    api.clock.advance(5_000);
    expect((await environmentsWork().poll(environment_id))?.id).toBe(first?.id);
    const former = withToken(sessionsTokenFromSecret(first?.secret ?? null) ?? "");
    expect(await refusal(former.beta.sessions.retrieve(session.id))).toBeInstanceOf(AuthenticationError);
  });
});
