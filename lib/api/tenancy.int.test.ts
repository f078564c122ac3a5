import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ID_PREFIXES, newId, type WorkspaceId } from "@/lib/ids";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { dreamInProcess, importPlanned } from "@/lib/testing/dreams";
import { noteText, writeMemories } from "@/lib/testing/memories";
import { recordWebhookEvent } from "@/lib/webhooks/outbox";

/** Bodies that are right, so that an answer other than 404 could only come from having found the thing. */
const BODIES: Record<string, unknown> = {
  rollbackStore: { to_revision: 0 },
  decideChange: { decision: "undo" },
  updateMemory: { content: "stolen" },
  patchMemory: { content: "stolen" },
  updateAgent: { name: "stolen" },
  updateEnvironment: { name: "stolen" },
  updateDeployment: { name: "stolen" },
  updateWebhookEndpoint: { description: "stolen" },
  updateMemoryStore: { name: "stolen" },
  createMemory: { path: "/notes/stolen.md", content: "stolen" },
  askForContext: { task: "stolen" },
  sendSessionEvents: { events: [{ type: "user.interrupt" }] },
  retireLearning: { reason: "stolen" },
};

/** Refused to every API key, whosever the ids are: these are for an environment's workers. */
const FOR_WORKERS = ["pollWork", "listWork", "acknowledgeWork", "beatWork", "stopWork"];

describe("tenancy of the API", () => {
  let api: ApiFixture;
  let stranger: string;
  let ids: Record<string, string>;
  beforeAll(async () => {
    api = await createApiFixture();
    const otherWorkspace: WorkspaceId = await api.addWorkspace("Other");
    stranger = (await api.makeKey({ workspaceId: otherWorkspace })).key;
    const agentId = await importPlanned(api.ctxFor("operator"), "Booker", 60);
    const dream = await dreamInProcess(api.ctxFor("operator"), agentId);
    const [memoryId] = await writeMemories(api.ctxFor("reviewer"), dream.storeId, { "/notes/a.md": noteText("A") });
    const first = async (path: string) => String((await api.expectCall(200, "GET", path)).data?.[0]?.id);
    ids = {
      agent_id: agentId,
      memory_store_id: dream.storeId,
      memory_id: String(memoryId),
      memory_version_id: await first(`/v1/memory_stores/${dream.storeId}/memory_versions`),
      number: "1",
      import_id: await first("/v1/imports"),
      dream_id: dream.id,
      change_id: await first(`/v1/dreams/${dream.id}/changes`),
      api_key_id: (await api.makeKey()).id,
      ...(await environmentWithWork(agentId, dream.storeId)),
      ...(await webhookWithDelivery()),
      ...(await deploymentWithRun(agentId)),
    };
  });
  afterAll(() => api?.close());

  async function environmentWithWork(agent: string, memory_store_id: string) {
    const { id } = await api.expectCall(200, "POST", "/v1/environments", { body: { name: "Container" } });
    const key = await api.expectCall(200, "POST", `/v1/environments/${id}/keys`);
    const resources = [{ type: "memory_store", memory_store_id, access: "read_only" }];
    const session = await api.expectCall(200, "POST", "/v1/sessions", { body: { agent, environment_id: id, resources } });
    const [resource] = session.resources as { id: string }[];
    const [work] = (await api.expectCall(200, "GET", `/v1/environments/${id}/work`, { key: String(key.key) })).data ?? [];
    return {
      environment_id: String(id),
      environment_key_id: String(key.id),
      work_id: String(work?.id),
      session_id: String(session.id),
      resource_id: String(resource?.id),
    };
  }

  async function deploymentWithRun(agentId: string) {
    const environment = await api.expectCall(200, "POST", "/v1/environments", { body: { name: "For a deployment" } });
    const initial_events = [{ type: "user.message", content: [{ type: "text", text: "Go." }] }];
    const body = { name: "Nightly", agent: agentId, environment_id: environment.id, initial_events };
    const { id } = await api.expectCall(200, "POST", "/v1/deployments", { body });
    const run = await api.expectCall(200, "POST", `/v1/deployments/${id}/run`);
    return { deployment_id: String(id), deployment_run_id: String(run.id) };
  }

  async function webhookWithDelivery() {
    const { id } = await api.expectCall(200, "POST", "/v1/webhook_endpoints", { body: { url: "https://8.8.8.8/", events: ["*"] } });
    await recordWebhookEvent(api.ctxFor("admin"), { type: "agent.created", id: "agent_1" });
    const [delivery] = (await api.expectCall(200, "GET", `/v1/webhook_endpoints/${id}/deliveries`)).data ?? [];
    // Disabled and enabled, so that nothing is under way: a delivery can be asked for again.
    for (const state of ["disabled", "enabled"]) await api.expectCall(200, "POST", `/v1/webhook_endpoints/${id}`, { body: { state } });
    return { webhook_endpoint_id: String(id), webhook_delivery_id: String(delivery?.id) };
  }

  /** Every operation with an id in its path, so that a new one is covered by being served. */
  function operations() {
    return Object.entries(api.documented.document.paths).flatMap(([path, methods]) =>
      path.includes("{")
        ? Object.entries(methods).map(([method, { operationId = "" }]) => ({ path, method: method.toUpperCase(), operationId }))
        : [],
    );
  }
  const fill = (path: string, values: Record<string, string>) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`This test has no ${name}: add one.`);
      return value;
    });
  const bodyOf = ({ method, operationId }: { method: string; operationId: string }) =>
    method === "POST" || method === "PATCH" ? { body: BODIES[operationId] ?? {} } : {};

  it("answers another workspace's ids with 404 on every endpoint", async () => {
    expect(operations().length).toBeGreaterThan(20);
    const foreign = (operationId: string) => (FOR_WORKERS.includes(operationId) ? [403, "permission_error"] : [404, "not_found_error"]);
    for (const operation of operations()) {
      const path = fill(operation.path, ids);
      const { status, body } = await api.call(operation.method, path, { key: stranger, ...bodyOf(operation) });
      const { type } = body.error as { type: string };
      expect([operation.operationId, status, type]).toEqual([operation.operationId, ...foreign(operation.operationId)]);
    }
  });

  it("answers ids of the wrong shape, and ids that nobody has, with 404 on every endpoint", async () => {
    const kinds: Record<string, keyof typeof ID_PREFIXES> = {
      agent_id: "agent",
      session_id: "session",
      memory_store_id: "memoryStore",
      memory_id: "memory",
      memory_version_id: "memoryVersion",
      import_id: "import",
      dream_id: "dream",
      change_id: "change",
      api_key_id: "apiKey",
      environment_id: "environment",
      deployment_id: "deployment",
      deployment_run_id: "deploymentRun",
      webhook_endpoint_id: "webhookEndpoint",
      webhook_delivery_id: "webhookDelivery",
      environment_key_id: "environmentKey",
      work_id: "work",
      resource_id: "sessionResource",
    };
    const unknown = Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, newId(kind)]));
    const shapes = ["x", "1", "%00", "%2e%2e", "agent_", "a".repeat(300), "%F0%9F%98%80"];
    for (const operation of operations()) {
      if (!FOR_WORKERS.includes(operation.operationId))
        expect((await api.call(operation.method, fill(operation.path, { ...unknown, number: "1" }), bodyOf(operation))).status).toBe(404);
      for (const shape of shapes) {
        const wrong = Object.fromEntries(Object.keys(ids).map((name) => [name, shape]));
        const { status } = await api.call(operation.method, fill(operation.path, wrong), bodyOf(operation));
        expect([operation.operationId, shape, status]).toEqual([operation.operationId, shape, 404]);
      }
    }
  });

  it("shows a stranger nothing in any list, whatever is filtered by", async () => {
    const { key } = await api.makeKey({ workspaceId: await api.addWorkspace("Third") });
    for (const path of ["agents", "sessions", "learnings", "imports", "dreams"]) {
      for (const query of ["", `?agent_id=${ids.agent_id}`])
        expect((await api.expectCall(200, "GET", `/v1/${path}${query}`, { key })).data).toEqual([]);
    }
    expect((await api.expectCall(200, "GET", "/v1/sessions?external_id=s00000", { key })).data).toEqual([]);
    expect((await api.expectCall(200, "GET", "/v1/api_keys", { key })).data).toHaveLength(1);
    const entries = (await api.expectCall(200, "GET", "/v1/audit", { key })).data ?? [];
    expect(entries.map((entry) => entry.action)).toEqual(["api_key.create"]);
    await api.expectCall(404, "POST", "/v1/dreams", { key, body: { inputs: [{ type: "agent", agent_id: ids.agent_id }] } });
    await api.expectCall(404, "POST", `/v1/imports?agent_id=${ids.agent_id}`, { key, raw: { body: "{}" } });
  });

  it("serves the same calls to the workspace's own key", async () => {
    const reads = operations().filter(({ method, operationId }) => method === "GET" && !FOR_WORKERS.includes(operationId));
    for (const operation of reads) await api.expectCall(200, "GET", fill(operation.path, ids));
    // Deletions last, and what lies deeper first: what is gone would be 404 for another reason.
    const isDeletion = ({ method }: { method: string }) => Number(method === "DELETE");
    const writes = operations()
      .filter((one) => one.method !== "GET")
      .sort((a, b) => isDeletion(a) - isDeletion(b) || isDeletion(a) * (b.path.length - a.path.length));
    for (const operation of writes) {
      const { status } = await api.call(operation.method, fill(operation.path, ids), bodyOf(operation));
      expect([operation.operationId, status]).not.toEqual([operation.operationId, 404]);
    }
  });
});
