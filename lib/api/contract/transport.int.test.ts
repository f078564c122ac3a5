import { connect } from "node:net";
import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { refusal, type ServedApi, serveApi } from "@/lib/testing/served-api";

const MAX_BODY = 200_000;

describe("contract 1 and 13: transport", () => {
  let api: ServedApi;
  let sdk: Anthropic;
  beforeAll(async () => {
    api = await serveApi({ limits: { maxBodyBytes: MAX_BODY } });
    sdk = api.client();
  });
  afterAll(() => api?.close());

  const raw = (path: string, init: RequestInit = {}) =>
    fetch(`${api.url}${path}`, { ...init, headers: { "x-api-key": api.key, ...(init.headers as Record<string, string>) } });

  it("1.1 MUST: a key is taken as Bearer (what the SDK sends) and as x-api-key; neither is 401", async () => {
    api.takeRequests();
    await sdk.beta.agents.list();
    const [sent] = api.takeRequests();
    expect(sent?.headers).toMatchObject({ authorization: `Bearer ${api.key}` });
    expect(sent?.headers["x-api-key"]).toBeUndefined();
    expect((await raw("/v1/agents")).status).toBe(200);
    const none = await fetch(`${api.url}/v1/agents`);
    expect([none.status, ((await none.json()) as { error: { type: string } }).error.type]).toEqual([401, "authentication_error"]);
    expect(await refusal(api.client("rev_wrong").beta.agents.list())).toBeInstanceOf(Anthropic.AuthenticationError);
  });

  it("1.2 MUST: both versions of the API are taken, and any other or none", async () => {
    for (const version of ["2026-10-21", "2023-06-01", "1999-01-01"]) {
      expect((await raw("/v1/agents", { headers: { "anthropic-version": version } })).status).toBe(200);
    }
    expect((await raw("/v1/agents")).status).toBe(200);
  });

  it("1.3 MUST: no beta header is required, and any is taken", async () => {
    await sdk.beta.dreams.list({ betas: ["made-up-2030-01-01"] });
    for (const beta of ["", "managed-agents-2026-04-01", "x,y,z"]) {
      for (const path of ["/v1/memory_stores", "/v1/dreams", "/v1/environments"]) {
        expect((await raw(path, { headers: { "anthropic-beta": beta } })).status).toBe(200);
      }
    }
  });

  it("1.4 MUST: ?beta=true and other unknown query parameters are ignored, on reads and writes", async () => {
    expect((await raw("/v1/agents?beta=true&surprise[]=1&order_by=x")).status).toBe(200);
    const made = await raw("/v1/memory_stores?beta=true", { method: "POST", body: JSON.stringify({ name: "a" }) });
    expect(made.status).toBe(200);
  });

  it("1.6 MUST: every answer has a request-id, and an error repeats it in its body", async () => {
    const { request_id } = await sdk.beta.agents.list().withResponse();
    expect(request_id).toMatch(/^req_/);
    const error = await refusal(sdk.beta.agents.retrieve(newId("agent")));
    expect(error).toMatchObject({ requestID: expect.stringMatching(/^req_/) });
    const response = await raw("/v1/nothing");
    const body = (await response.json()) as { request_id: string };
    expect(response.headers.get("request-id")).toBe(body.request_id);
  });

  it("1.7 MUST: a POST without parameters comes with neither body nor content type", async () => {
    const { id } = await sdk.beta.environments.create({ name: "a" });
    api.takeRequests();
    expect((await sdk.beta.environments.archive(id)).archived_at).not.toBeNull();
    const [sent] = api.takeRequests();
    expect([sent?.method, sent?.headers["content-type"]]).toEqual(["POST", undefined]);
    expect((await raw(`/v1/environments/${id}/archive`, { method: "POST", headers: { "content-type": "text/plain" } })).status).toBe(200);
    expect((await raw(`/v1/environments/${id}/archive`, { method: "POST", body: '{"why":1}' })).status).toBe(400);
  });

  it("1.7, 13 MUST: PATCH on a memory is an alias of POST; PUT is not served", async () => {
    const store = await sdk.beta.memoryStores.create({ name: "a" });
    const memory = await sdk.beta.memoryStores.memories.create(store.id, { path: "/a", content: "one" });
    const path = `/v1/memory_stores/${store.id}/memories/${memory.id}`;
    expect((await raw(path, { method: "PATCH", body: '{"content":"two"}' })).status).toBe(200);
    expect((await raw(path, { method: "PUT", body: '{"content":"two"}' })).status).toBe(404);
  });

  it("1.9 MUST: times have milliseconds and a Z; ids have their prefixes; percent-encoded ids in a path are read", async () => {
    const agent = await sdk.beta.agents.create({ name: "a", model: "m" });
    expect(agent.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(agent.id).toMatch(/^agent_[a-z0-9]+$/);
    const encoded = [...agent.id].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join("");
    expect((await raw(`/v1/agents/${encoded}`)).status).toBe(200);
    for (const path of ["%", "%zz", "%E0%A4%A", "%00", "%2F..%2F"])
      expect([path, (await raw(`/v1/agents/${path}`)).status]).toEqual([path, 404]);
  });

  it("1.10 MUST: the SDK's own and trace headers change nothing", async () => {
    const headers = { "x-stainless-helper": "x", "x-stainless-retry-count": "9", traceparent: "00-0-0-00", "user-agent": "curl" };
    expect((await raw("/v1/agents", { headers })).status).toBe(200);
  });

  it("1 MUST: array parameters are taken with brackets, without, and percent-encoded; ranges as literal keys", async () => {
    for (const query of ["statuses[]=pending&statuses[]=running", "statuses=pending&statuses=running", "statuses%5B%5D=pending"]) {
      expect((await raw(`/v1/dreams?${query}&created_at%5Bgt%5D=2026-01-01T00:00:00Z`)).status).toBe(200);
    }
    expect((await raw("/v1/dreams?statuses[]=asleep")).status).toBe(400);
    expect((await raw("/v1/dreams?created_at[gt]=yesterday")).status).toBe(400);
  });

  it("1.1 MUST: a list's last page says null; a garbage cursor is 400; so is one of another list; limits are 1 to 100", async () => {
    for (let i = 0; i < 3; i++) await sdk.beta.environments.create({ name: `page ${i}` });
    const first = await sdk.beta.environments.list({ limit: 2, include_archived: true });
    expect(first.next_page).not.toBeNull();
    const all: string[] = [];
    for await (const one of sdk.beta.environments.list({ limit: 2, include_archived: true })) all.push(one.id);
    expect(new Set(all).size).toBe(all.length);
    expect((await sdk.beta.environments.list({ limit: 100 })).next_page).toBeNull();
    for (const list of ["agents", "environments", "memory_stores", "dreams"]) {
      for (const page of ["garbage", "AAAA", "e30", encodeURIComponent('["x"]')]) {
        expect([list, page, (await raw(`/v1/${list}?page=${page}`)).status]).toEqual([list, page, 400]);
      }
      if (list !== "environments") expect((await raw(`/v1/${list}?page=${first.next_page}`)).status).toBe(400);
      for (const limit of ["0", "101", "-1", "1.5", "x"]) expect((await raw(`/v1/${list}?limit=${limit}`)).status).toBe(400);
    }
  });

  it("1.1 MUST: rows that are added between two pages are neither repeated nor make one skipped", async () => {
    const store = await sdk.beta.memoryStores.create({ name: "a" });
    const add = (path: string) => sdk.beta.memoryStores.memories.create(store.id, { path, content: "x" });
    for (const path of ["/b", "/d", "/f"]) await add(path);
    const first = await sdk.beta.memoryStores.memories.list(store.id, { limit: 2 });
    for (const path of ["/a", "/c", "/e"]) await add(path);
    const second = await first.getNextPage();
    expect([...first.data, ...second.data].map((one) => one.path)).toEqual(["/b", "/d", "/e", "/f"]);
  });

  it("1.2 MUST: error classes map, with type, message and error code where the SDK looks for them", async () => {
    const { key } = await api.makeKey({ scopes: ["read"] });
    const cases: [Promise<unknown>, unknown, string][] = [
      [refusal(sdk.beta.agents.create({ name: "", model: "m" })), Anthropic.BadRequestError, "invalid_request_error"],
      [refusal(api.client("rev_no").beta.agents.list()), Anthropic.AuthenticationError, "authentication_error"],
      [refusal(api.client(key).beta.agents.create({ name: "a", model: "m" })), Anthropic.PermissionDeniedError, "permission_error"],
      [refusal(sdk.beta.agents.retrieve("agent_nope")), Anthropic.NotFoundError, "not_found_error"],
    ];
    for (const [thrown, kind, type] of cases) {
      const error = await thrown;
      expect(error).toBeInstanceOf(kind);
      expect(error).toMatchObject({ type, apiMessage: expect.stringMatching(/\S/), requestID: expect.stringMatching(/^req_/) });
    }
    expect(await cases[0]?.[0]).toMatchObject({ errorCode: "invalid_fields", details: { fields: { name: expect.any(String) } } });
  });

  it("1.2 MUST: unknown body fields are 400 naming the field, at every depth", async () => {
    for (const [path, body, field] of [
      ["/v1/agents", { name: "a", model: "m", colour: 1 }, "colour"],
      ["/v1/agents", { name: "a", model: { id: "m", heat: 1 } }, "model.heat"],
      ["/v1/environments", { name: "a", size: 1 }, "size"],
      ["/v1/memory_stores", { name: "a", owner: 1 }, "owner"],
      ["/v1/dreams", { inputs: [], model: "m", mood: 1 }, "mood"],
    ] as const) {
      const response = await raw(path, { method: "POST", body: JSON.stringify(body) });
      const { error } = (await response.json()) as { error: { message: string; details: { fields: Record<string, string> } } };
      expect([response.status, error.details.fields[field]]).toEqual([400, "unknown field."]);
    }
  });

  it("1.2 MUST: a body that is no JSON, no UTF-8 or no object is 400", async () => {
    for (const body of ["{", "nope", "[]", "null", "1", '"x"', new Uint8Array([0xff, 0xfe])]) {
      expect((await raw("/v1/memory_stores", { method: "POST", body })).status).toBe(400);
    }
  });

  it("1.2 MUST: 413 reaches the client as such while it still sends, with and without a length", async () => {
    const name = "x".repeat(5 * MAX_BODY);
    const error = await refusal(sdk.beta.memoryStores.create({ name }));
    expect(error).toBeInstanceOf(Anthropic.ContentTooLargeError);
    expect(error).toMatchObject({ type: "request_too_large" });
    const answer = await sendInParts(api, 40, "y".repeat(50_000));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain("request_too_large");
  });

  it("1.2 MUST: 429 has retry-after, and its SDK class", async () => {
    const { key } = await api.makeKey({ perMinute: 1 });
    const limited = api.client(key);
    await limited.beta.agents.list();
    const error = await refusal(limited.beta.agents.list());
    expect(error).toBeInstanceOf(Anthropic.RateLimitError);
    expect(error).toMatchObject({ type: "rate_limit_error" });
    expect(Number(error instanceof Anthropic.APIError && error.headers?.get("retry-after"))).toBeGreaterThan(0);
  });

  it("1.2 SHOULD: every deterministic 409 says x-should-retry: false, so that the SDK asks once", async () => {
    const stubborn = api.client(undefined, { maxRetries: 2 });
    const store = await sdk.beta.memoryStores.create({ name: "a" });
    const memory = await sdk.beta.memoryStores.memories.create(store.id, { path: "/a", content: "one" });
    const agent = await sdk.beta.agents.create({ name: "a", model: "m" });
    await sdk.beta.agents.update(agent.id, { system: "x" });
    const other = "0".repeat(64);
    for (const call of [
      () => stubborn.beta.memoryStores.memories.create(store.id, { path: "/a", content: "x" }),
      () =>
        stubborn.beta.memoryStores.memories.update(memory.id, {
          memory_store_id: store.id,
          content: "x",
          precondition: { type: "content_sha256", content_sha256: other },
        }),
      () => stubborn.beta.memoryStores.memories.delete(memory.id, { memory_store_id: store.id, expected_content_sha256: other }),
      () => stubborn.beta.agents.update(agent.id, { version: 1 }),
    ]) {
      api.takeRequests();
      const error = await refusal(call());
      expect(error).toBeInstanceOf(Anthropic.ConflictError);
      expect(error instanceof Anthropic.APIError && error.headers?.get("x-should-retry")).toBe("false");
      expect(api.takeRequests()).toHaveLength(1);
    }
  });

  it("1: the document describes every endpoint of these resources", async () => {
    const served = new Set(api.documented.operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`));
    for (const one of [
      ...["get", "post"].flatMap((method) => ["agents", "environments", "memory_stores", "dreams"].map((name) => `${method} /v1/${name}`)),
      ...["agents", "environments", "memory_stores"].flatMap((name) => [
        `get /v1/${name}/{}`,
        `post /v1/${name}/{}`,
        `post /v1/${name}/{}/archive`,
      ]),
      "get /v1/agents/{}/versions",
      "delete /v1/environments/{}",
      "get /v1/environments/{}/keys",
      "post /v1/environments/{}/keys",
      "delete /v1/environments/{}/keys/{}",
      "delete /v1/memory_stores/{}",
      "post /v1/memory_stores/{}/memories",
      "get /v1/memory_stores/{}/memories",
      "get /v1/memory_stores/{}/memories/{}",
      "post /v1/memory_stores/{}/memories/{}",
      "delete /v1/memory_stores/{}/memories/{}",
      "get /v1/memory_stores/{}/memory_versions",
      "get /v1/memory_stores/{}/memory_versions/{}",
      "post /v1/memory_stores/{}/memory_versions/{}/redact",
      "get /v1/dreams/{}",
      "post /v1/dreams/{}/cancel",
      "post /v1/dreams/{}/archive",
    ]) {
      expect(served).toContain(one);
    }
  });
});

/** A chunked upload by hand: a client that announces no length and reads the answer only when it has sent everything. */
function sendInParts(api: ServedApi, parts: number, part: string): Promise<string> {
  const { hostname, port } = new URL(api.url);
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(port), hostname, async () => {
      socket.write(
        `POST /v1/memory_stores HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-api-key: ${api.key}\r\ntransfer-encoding: chunked\r\n\r\n`,
      );
      for (let i = 0; i < parts; i++) {
        const isRoom = socket.write(`${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`);
        if (!isRoom) await new Promise((drained) => socket.once("drain", drained));
      }
      socket.write("0\r\n\r\n");
    });
    socket.setEncoding("utf8");
    socket.on("data", (data) => {
      text += data;
    });
    socket.on("end", () => resolve(text));
    socket.on("error", reject);
  });
}
