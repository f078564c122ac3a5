import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";

describe("/v1/api_keys and /v1/audit", () => {
  let api: ApiFixture;
  beforeAll(async () => {
    api = await createApiFixture();
  });
  afterAll(() => api?.close());

  it("shows a new key's secret once, which works at once with its scopes and limit", async () => {
    const made = await api.expectCall(200, "POST", "/v1/api_keys", {
      body: { name: "reader", scopes: ["read", "read"], rate_limit_per_minute: 2, expires_at: "2027-01-01T00:00:00+01:00" },
    });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^apikey_/),
      type: "api_key",
      name: "reader",
      scopes: ["read"],
      rate_limit_per_minute: 2,
      expires_at: "2026-12-31T23:00:00.000Z",
      last_used_at: null,
      key: expect.stringMatching(/^rev_.{30,}/),
    });
    const key = String(made.key);
    await api.expectCall(200, "GET", "/v1/agents", { key });
    await api.expectCall(403, "GET", "/v1/api_keys", { key });
    await api.expectCall(429, "GET", "/v1/agents", { key });
    const { data } = await api.expectCall(200, "GET", "/v1/api_keys");
    const listed = data?.find((one) => one.id === made.id);
    const { key: _secret, ...rest } = made;
    expect(listed).toEqual({ ...rest, last_used_at: "2026-11-22T12:00:00.000Z" });
    expect(JSON.stringify(data)).not.toContain(key);
  });

  it("gives a key 6,000 requests a minute and no end unless told", async () => {
    expect(await api.expectCall(200, "POST", "/v1/api_keys", { body: { name: "plain", scopes: ["ingest"] } })).toMatchObject({
      rate_limit_per_minute: 6_000,
      expires_at: null,
    });
  });

  it("deletes a key at once, and only once", async () => {
    const { key, id } = await api.makeKey();
    expect(await api.expectCall(200, "DELETE", `/v1/api_keys/${id}`)).toEqual({ id, type: "api_key_deleted" });
    await api.expectCall(401, "GET", "/v1/agents", { key });
    await api.expectCall(404, "DELETE", `/v1/api_keys/${id}`);
  });

  it("names what is wrong with a request for a key", async () => {
    const said = async (body: unknown) =>
      ((await api.expectCall(400, "POST", "/v1/api_keys", { body })).error as { message: string }).message;
    expect(await said({ scopes: ["read"] })).toBe("name: required.");
    expect(await said({ name: "a", scopes: [] })).toBe("scopes: Choose at least one scope.");
    expect(await said({ name: "a", scopes: ["root"] })).toMatch(/^scopes\.0: expected one of "read"/);
    expect(await said({ name: "a", scopes: ["read"], rate_limit_per_minute: 0 })).toMatch(/^rate_limit_per_minute: /);
    expect(await said({ name: "a", scopes: ["read"], expires_at: "soon" })).toMatch(/^expires_at: /);
    expect(await said({ name: "a", scopes: ["read"], key: "mine" })).toBe("key: unknown field.");
  });

  it("lists who did what, newest first, filters it, and verifies the chain", async () => {
    const { id } = await api.expectCall(200, "POST", "/v1/agents", { body: { name: "Audited", model: "m" } });
    await api.expectCall(200, "POST", `/v1/agents/${id}`, { body: { system: "x" } });
    const { data } = await api.expectCall(200, "GET", `/v1/audit?subject_id=${id}`);
    expect(data).toMatchObject([
      {
        type: "audit_entry",
        action: "agent.update",
        subject: { type: "agent", id },
        actor: { type: "api_key", name: "test key" },
        before_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        request_id: expect.stringMatching(/^req_/),
      },
      { action: "agent.create", before_hash: null },
    ]);
    const actor = (data?.[0]?.actor as { id?: string } | undefined)?.id;
    expect((await api.expectCall(200, "GET", `/v1/audit?actor_id=${actor}&action=agent.create`)).data).toHaveLength(1);
    const page = await api.expectCall(200, "GET", "/v1/audit?limit=2");
    const next = await api.expectCall(200, "GET", `/v1/audit?limit=2&page=${page.next_page}`);
    const numbers = [...(page.data ?? []), ...(next.data ?? [])].map((entry) => Number(entry.seq));
    expect(numbers).toEqual([0, 1, 2, 3].map((back) => (numbers[0] ?? 0) - back));
    expect(await api.expectCall(200, "GET", "/v1/audit/verify")).toEqual({
      type: "audit_verdict",
      ok: true,
      entries: numbers[0],
      first_bad: null,
    });
    const { key } = await api.makeKey({ scopes: ["read", "review"] });
    await api.expectCall(403, "GET", "/v1/audit", { key });
    await api.expectCall(403, "GET", "/v1/audit/verify", { key });
  });
});
