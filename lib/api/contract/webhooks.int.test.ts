import Anthropic from "@anthropic-ai/sdk";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import type { WebhookDeliveryId, WebhookEndpointId } from "@/lib/ids";
import { parseAllowList } from "@/lib/net/allow-list";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { startWebhookReceiver, type WebhookReceiver } from "@/lib/testing/webhook-receiver";
import { attemptDelivery, backoffMs, type DeliveryDeps, purgeWebhookEvents, readDueAttempts } from "@/lib/webhooks/deliver";
import { recordWebhookEvent } from "@/lib/webhooks/outbox";

type Body = Record<string, unknown>;
type Delivery = { id: string; status: string; attempts: Body[]; next_attempt_at: string | null; event: Body };

describe("webhooks", () => {
  let api: ApiFixture;
  let receiver: WebhookReceiver;
  let endpoint: { id: string; secret: string };
  beforeAll(async () => {
    api = await createApiFixture();
    // The SDK compares an attempt's timestamp with the real clock.
    api.clock.set(new Date());
  });
  afterAll(() => api?.close());
  beforeEach(async () => {
    for (const old of (await api.expectCall(200, "GET", "/v1/webhook_endpoints")).data ?? [])
      await api.expectCall(200, "DELETE", `/v1/webhook_endpoints/${old.id}`);
    receiver = await startWebhookReceiver();
    endpoint = (await api.expectCall(200, "POST", "/v1/webhook_endpoints", {
      body: { url: receiver.url, events: ["agent.created", "session.thread_idled"], description: "CI" },
    })) as unknown as typeof endpoint;
    return () => receiver.close();
  });

  const ctx = () => api.ctxOf({ type: "system", name: "webhooks" });
  const happen = () => recordWebhookEvent(ctx(), { type: "agent.created", id: "agent_1" });
  const read = async (id = endpoint.id) => api.expectCall(200, "GET", `/v1/webhook_endpoints/${id}`);
  const list = async (query = "") =>
    (await api.expectCall(200, "GET", `/v1/webhook_endpoints/${endpoint.id}/deliveries${query}`)).data as unknown as Delivery[];

  /** What the worker does once: every attempt that is due. */
  async function work(deps: Partial<DeliveryDeps> = {}): Promise<number> {
    const rows = await api.db.execute<{ id: WebhookDeliveryId }>(
      sql`select id from reverie_find_due_webhooks(${api.clock.now().toISOString()}::timestamptz)`,
    );
    const due = await readDueAttempts(
      ctx(),
      rows.map((row) => row.id),
    );
    for (const { deliveryId, number } of due)
      await attemptDelivery(ctx(), deliveryId, number, { allow: parseAllowList(env().REVERIE_WEBHOOK_ALLOW), random: () => 0.5, ...deps });
    return due.length;
  }

  it("delivers what the official SDK's unwrap accepts, with the thread where there is one", async () => {
    await recordWebhookEvent(ctx(), { type: "session.thread_idled", id: "sesn_1", threadId: "sthr_1" });
    expect(await work()).toBe(1);
    const [got] = receiver.received;
    const headers = { ...got?.headers } as Record<string, string>;
    const sdk = new Anthropic({ apiKey: "x", webhookKey: endpoint.secret, baseURL: "http://127.0.0.1" });
    expect(sdk.beta.webhooks.unwrap(got?.body ?? "", { headers })).toEqual({
      type: "event",
      id: headers["webhook-id"],
      created_at: api.clock.now().toISOString(),
      data: {
        type: "session.thread_idled",
        id: "sesn_1",
        session_thread_id: "sthr_1",
        organization_id: api.workspaceId,
        workspace_id: api.workspaceId,
      },
    });
    expect(headers["webhook-id"]).toMatch(/^whe_/);
    expect(() => sdk.beta.webhooks.unwrap(`${got?.body} `, { headers })).toThrow();
    const other = `whsec_${Buffer.alloc(32).toString("base64")}`;
    expect(() => sdk.beta.webhooks.unwrap(got?.body ?? "", { headers, key: other })).toThrow();
    expect(await list()).toMatchObject([
      { status: "succeeded", attempts: [{ number: 1, response_status: 200, response_body: "thanks", error: null }] },
    ]);
    expect(await work()).toBe(0);
  });

  it("shows the secret once and stores it sealed", async () => {
    expect(endpoint.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await read()).toMatchObject({ state: "enabled", events: ["agent.created", "session.thread_idled"], description: "CI" });
    expect(JSON.stringify(await read())).not.toContain("whsec_");
    const stored = await api.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('reverie.workspace_id', ${api.workspaceId}, true)`);
      return tx.execute<{ secret: string }>(sql`select secret from webhook_endpoints`);
    });
    expect(stored[0]?.secret).not.toContain(endpoint.secret.slice(6, 20));
  });

  it("tries three times, 5 to 120 s apart, with one id and a fresh timestamp and signature, then fails", async () => {
    receiver.answer({ status: 500, body: "no\u0000pe" });
    await happen();
    const waits: number[] = [];
    for (const left of [2, 1, 0]) {
      expect(await work()).toBe(1);
      expect(await work()).toBe(0);
      const [delivery] = await list();
      if (left === 0) break;
      const wait = Date.parse(String(delivery?.next_attempt_at)) - api.clock.now().getTime();
      waits.push(wait);
      api.clock.advance(wait);
    }
    expect(waits).toEqual([10_000, 80_000]);
    expect([backoffMs(1, () => 0), backoffMs(2, () => 1)]).toEqual([5_000, 120_000]);
    expect(await list()).toMatchObject([
      {
        status: "failed",
        next_attempt_at: null,
        attempts: [1, 2, 3].map((number) => ({ number, response_status: 500, response_body: "no\ufffdpe" })),
      },
    ]);
    const of = (name: string) => new Set(receiver.received.map(({ headers }) => headers[name]));
    expect([of("webhook-id").size, of("webhook-timestamp").size, of("webhook-signature").size]).toEqual([1, 3, 3]);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(await read()).toMatchObject({ state: "enabled", failing_since: expect.any(String) });
  });

  it("delivers again by hand with the same id, once nothing is under way", async () => {
    receiver.answer({ status: 503 });
    await happen();
    const [{ id = "" } = {}] = await list();
    const path = `/v1/webhook_endpoints/${endpoint.id}/deliveries/${id}/redeliver`;
    expect((await api.expectCall(409, "POST", path)).error).toMatchObject({ details: { error_code: "still_pending" } });
    for (let i = 0; i < 3; i++) {
      await work();
      api.clock.advance(120_000);
    }
    receiver.answer({ status: 204 });
    expect(await api.expectCall(200, "POST", path)).toMatchObject({ id, status: "pending" });
    expect(await work()).toBe(1);
    expect(await list()).toMatchObject([{ id, status: "succeeded", attempts: [{}, {}, {}, { number: 4, response_status: 204 }] }]);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(await read()).toMatchObject({ failing_since: null });
  });

  it("is disabled at once by a redirect, which it does not follow, and drops what still waits", async () => {
    receiver.answer({ status: 302, headers: { location: receiver.url } });
    await happen();
    await happen();
    const [newest] = await list();
    const rows = await readDueAttempts(ctx(), [newest?.id as WebhookDeliveryId]);
    await attemptDelivery(ctx(), rows[0]?.deliveryId as WebhookDeliveryId, 1, { allow: parseAllowList("127.0.0.1") });
    expect(receiver.received).toHaveLength(1);
    expect(await read()).toMatchObject({ state: "disabled", disabled_reason: "redirect" });
    expect((await list()).map((one) => one.status)).toEqual(["failed", "canceled"]);
    await happen();
    expect(await list()).toHaveLength(2);
    const again = `/v1/webhook_endpoints/${endpoint.id}/deliveries/${newest?.id}/redeliver`;
    expect((await api.expectCall(409, "POST", again)).error).toMatchObject({ details: { error_code: "endpoint_disabled" } });
    expect(await api.expectCall(200, "POST", `/v1/webhook_endpoints/${endpoint.id}`, { body: { state: "enabled" } })).toMatchObject({
      state: "enabled",
      disabled_at: null,
      disabled_reason: null,
    });
  });

  it("is disabled after 24 hours without a delivery that worked, not a minute before", async () => {
    receiver.answer({ status: 500 });
    await happen();
    await work();
    const started = api.clock.now();
    api.clock.set(new Date(started.getTime() + 24 * 3_600_000 - 1));
    await work();
    expect(await read()).toMatchObject({ state: "enabled" });
    api.clock.set(new Date(started.getTime() + 24 * 3_600_000 + 200_000));
    await work();
    expect(await read()).toMatchObject({ state: "disabled", disabled_reason: "failing" });
    api.clock.set(new Date());
  });

  it("signs with both secrets for a day after a rotation", async () => {
    const rotated = await api.expectCall(200, "POST", `/v1/webhook_endpoints/${endpoint.id}/rotate_secret`);
    expect(rotated.secret).not.toBe(endpoint.secret);
    const sdk = new Anthropic({ apiKey: "x", baseURL: "http://127.0.0.1" });
    const accepts = (key: unknown) => {
      const got = receiver.received.at(-1);
      try {
        sdk.beta.webhooks.unwrap(got?.body ?? "", { headers: got?.headers as Record<string, string>, key: String(key) });
        return true;
      } catch {
        return false;
      }
    };
    await happen();
    await work();
    expect([accepts(endpoint.secret), accepts(rotated.secret)]).toEqual([true, true]);
    expect(String(receiver.received.at(-1)?.headers["webhook-signature"]).split(" ")).toHaveLength(2);
    await api.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('reverie.workspace_id', ${api.workspaceId}, true)`);
      await tx.execute(sql`update webhook_endpoints set previous_secret_expires_at = now() - interval '1 second'`);
    });
    api.clock.set(new Date());
    await happen();
    await work();
    expect([accepts(endpoint.secret), accepts(rotated.secret)]).toEqual([false, true]);
    expect(await read()).toMatchObject({ previous_secret_expires_at: null });
  });

  it.each(["http://10.0.0.8/hook", "http://0/", "http://[::1]/", "http://169.254.169.254/latest/meta-data", "http://[::ffff:10.0.0.1]/"])(
    "refuses %s when it is given",
    async (url) => {
      const refused = await api.expectCall(400, "POST", "/v1/webhook_endpoints", { body: { url, events: ["*"] } });
      expect(refused.error).toMatchObject({ message: expect.stringMatching(/^url: /), details: { error_code: "address_refused" } });
      await api.expectCall(400, "POST", `/v1/webhook_endpoints/${endpoint.id}`, { body: { url } });
    },
  );

  it("refuses, at each attempt, a name that has come to lead to a private address, and says so", async () => {
    await api.expectCall(200, "POST", `/v1/webhook_endpoints/${endpoint.id}`, { body: { url: "http://hooks.example/in" } });
    await happen();
    await work({ resolver: async () => ["10.1.2.3"], allow: parseAllowList("127.0.0.1") });
    expect(await list()).toMatchObject([
      {
        status: "pending",
        attempts: [{ response_status: null, error: expect.stringMatching(/hooks\.example leads to a private .* \(10\.1\.2\.3\)/) }],
      },
    ]);
  });

  it("takes any 2xx as delivered, whatever the body does, and keeps only its beginning", async () => {
    receiver.answer({ status: 299, body: "é".repeat(100_000) });
    await happen();
    await work();
    const [delivery] = await list();
    expect(delivery?.status).toBe("succeeded");
    expect(String(delivery?.attempts[0]?.response_body)).toBe(`${"é".repeat(2_000)}…`);
  });

  it("makes an attempt once, however often it is asked for", async () => {
    await happen();
    const [{ id = "" } = {}] = await list();
    const once = () => attemptDelivery(ctx(), id as WebhookDeliveryId, 1, { allow: parseAllowList("127.0.0.1") });
    await once();
    await once();
    expect(receiver.received).toHaveLength(1);
  });

  it("pages deliveries newest first, filters by status, and forgets them after their time", async () => {
    for (let i = 0; i < 3; i++) {
      await happen();
      api.clock.advance(10);
    }
    const first = await api.expectCall(200, "GET", `/v1/webhook_endpoints/${endpoint.id}/deliveries?limit=2`);
    const next = await api.expectCall(200, "GET", `/v1/webhook_endpoints/${endpoint.id}/deliveries?limit=2&page=${first.next_page}`);
    const ids = [...(first.data ?? []), ...(next.data ?? [])].map((one) => String(one.id));
    expect([new Set(ids).size, [...ids].sort().reverse(), next.next_page]).toEqual([3, ids, null]);
    expect(await list("?status=succeeded")).toEqual([]);
    expect(await list("?status=pending")).toHaveLength(3);
    expect(await purgeWebhookEvents(ctx(), new Date(api.clock.now().getTime() - 15), 100)).toBeGreaterThan(0);
    expect(await list()).toHaveLength(1);
  });

  it("names what is wrong, needs the admin scope, and is audited", async () => {
    const said = async (body: unknown) =>
      ((await api.expectCall(400, "POST", "/v1/webhook_endpoints", { body })).error as { message: string }).message;
    expect(await said({ events: ["*"] })).toBe("url: required.");
    expect(await said({ url: "https://8.8.8.8/", events: [] })).toBe("events: Choose at least one event.");
    expect(await said({ url: "https://8.8.8.8/", events: ["dream.created"] })).toMatch(/^events\.0: /);
    expect(await said({ url: "nonsense", events: ["*"] })).toMatch(/^url: /);
    expect(await said({ url: "https://8.8.8.8/", events: ["*"], secret: "mine" })).toBe("secret: unknown field.");
    const { key } = await api.makeKey({ scopes: ["read", "agents", "sessions", "review", "dreams", "ingest"] });
    for (const [method, path] of [
      ["GET", ""],
      ["POST", ""],
      ["GET", `/${endpoint.id}`],
      ["POST", `/${endpoint.id}`],
      ["POST", `/${endpoint.id}/rotate_secret`],
      ["GET", `/${endpoint.id}/deliveries`],
      ["DELETE", `/${endpoint.id}`],
    ] as const)
      await api.expectCall(403, method, `/v1/webhook_endpoints${path}`, {
        key,
        ...(method === "POST" && path === "" ? { body: { url: receiver.url, events: ["*"] } } : {}),
      });
    expect(await api.expectCall(200, "DELETE", `/v1/webhook_endpoints/${endpoint.id}`)).toEqual({
      id: endpoint.id as WebhookEndpointId,
      type: "webhook_endpoint_deleted",
    });
    await api.expectCall(404, "GET", `/v1/webhook_endpoints/${endpoint.id}`);
    const { data } = await api.expectCall(200, "GET", `/v1/audit?subject_id=${endpoint.id}`);
    expect(data?.map((one) => one.action)).toEqual(["webhook_endpoint.delete", "webhook_endpoint.create"]);
    expect(JSON.stringify(data)).not.toContain("whsec_");
  });

  it("tells what happens to agents, environments and memory stores through the API", async () => {
    await api.expectCall(200, "POST", `/v1/webhook_endpoints/${endpoint.id}`, { body: { events: ["*"] } });
    const sdk = api.sdk();
    const agent = await sdk.beta.agents.create({ name: "A", model: "m" });
    await sdk.beta.agents.update(agent.id, { system: "x" });
    await sdk.beta.agents.update(agent.id, { system: "x" });
    const environment = await sdk.beta.environments.create({ name: "E" });
    await sdk.beta.environments.update(environment.id, { name: "E2" });
    await sdk.beta.environments.archive(environment.id);
    await sdk.beta.environments.delete(environment.id);
    const told = (await list("?limit=100")).map((one) => [one.event.type, String(one.event.subject_id).split("_")[0]].join(" ")).sort();
    expect(told).toEqual([
      "agent.created agent",
      "agent.updated agent",
      "environment.archived env",
      "environment.created env",
      "environment.deleted env",
      "environment.updated env",
      "memory_store.created memstore",
    ]);
  });
});
