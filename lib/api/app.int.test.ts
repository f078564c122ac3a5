import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiApp } from "@/lib/api/app";
import type { Database } from "@/lib/db/client";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";

const envelope = (type: string) => ({
  type: "error",
  error: { type, message: expect.stringMatching(/\S/) },
  request_id: expect.stringMatching(/^req_/),
});

describe("the API app", () => {
  let api: ApiFixture;
  beforeAll(async () => {
    api = await createApiFixture({ limits: { maxBodyBytes: 10_000 } });
  });
  afterAll(() => api?.close());

  describe("authentication", () => {
    it("takes a key as x-api-key or as a bearer token", async () => {
      await api.expectCall(200, "GET", "/v1/agents");
      for (const scheme of ["Bearer", "bearer"]) {
        const { status } = await api.call("GET", "/v1/agents", { key: null, raw: { headers: { authorization: `${scheme} ${api.key}` } } });
        expect(status).toBe(200);
      }
      expect((await api.sdk().beta.agents.list()).data).toEqual([]);
    });

    it("answers 401 before anything is looked up: without a key, with a wrong one, and on unknown paths", async () => {
      for (const key of [null, "rev_wrong", "x"]) {
        for (const path of ["/v1/agents", "/v1/agents/agent_nope", "/v1/nothing/here", "/"]) {
          const { status, body } = await api.call("GET", path, { key });
          expect([path, status]).toEqual([path, 401]);
          expect(body).toMatchObject(envelope("authentication_error"));
        }
      }
      for (const authorization of ["Basic eDp5", "Bearer", "Bearer  ", "Bearer a b"]) {
        expect((await api.call("GET", "/v1/agents", { key: null, raw: { headers: { authorization } } })).status).toBe(401);
      }
    });

    it("refuses a key that was revoked or has expired", async () => {
      const { key, id } = await api.makeKey();
      await api.expectCall(200, "GET", "/v1/agents", { key });
      await api.expectCall(200, "DELETE", `/v1/api_keys/${id}`);
      await api.expectCall(401, "GET", "/v1/agents", { key });
      const made = await api.expectCall(200, "POST", "/v1/api_keys", {
        body: { name: "short", scopes: ["read"], expires_at: "2026-11-22T12:00:01Z" },
      });
      await api.expectCall(200, "GET", "/v1/agents", { key: String(made.key) });
      api.clock.advance(1_000);
      await api.expectCall(401, "GET", "/v1/agents", { key: String(made.key) });
    });

    it("answers 403 naming the scope that is missing", async () => {
      const { key } = await api.makeKey({ scopes: ["read"] });
      const body = await api.expectCall(403, "POST", "/v1/agents", { key, body: { name: "a", model: "m" } });
      expect(body).toMatchObject({ ...envelope("permission_error"), error: { message: "Needs the agents scope." } });
      const { key: writer } = await api.makeKey({ scopes: ["agents"] });
      await api.expectCall(200, "POST", "/v1/agents", { key: writer, body: { name: "a", model: "m" } });
      await api.expectCall(403, "GET", "/v1/agents", { key: writer });
    });
  });

  describe("the envelope", () => {
    it("carries one request id in the header and in the body of an error, a fresh one each time", async () => {
      const first = await api.call("GET", "/v1/agents");
      const second = await api.call("GET", "/v1/nothing");
      expect(first.headers.get("request-id")).toMatch(/^req_/);
      expect(second.headers.get("request-id")).toBe(second.body.request_id);
      expect(first.headers.get("request-id")).not.toBe(second.headers.get("request-id"));
      const error = await api
        .sdk()
        .beta.agents.retrieve("agent_nope")
        .then(
          () => null,
          (thrown: unknown) => thrown,
        );
      expect(error).toBeInstanceOf(Anthropic.NotFoundError);
      expect(error).toMatchObject({
        type: "not_found_error",
        requestID: expect.stringMatching(/^req_/),
        apiMessage: "There is no agent of this id.",
      });
    });

    it("answers 404 for a path or method that is not served", async () => {
      for (const [method, path] of [
        ["GET", "/v1/nothing"],
        ["DELETE", "/v1/agents"],
        ["PUT", "/v1/agents"],
        ["GET", "/v1/agents/"],
        ["POST", "/v1"],
      ] as const) {
        const { status, body } = await api.call(method, path);
        expect([path, status]).toEqual([path, 404]);
        expect(body).toMatchObject(envelope("not_found_error"));
      }
    });

    it("says nothing about a fault of ours but its request id", async () => {
      const down = { execute: async () => Promise.reject(new Error("secret detail of the database")) } as unknown as Database;
      const app = createApiApp({
        db: down,
        clock: api.clock,
        version: "x",
        jobs: { enqueueDream: async () => undefined, enqueueSample: async () => undefined, close: async () => undefined },
      });
      const response = await app.request("/v1/agents", { headers: { "x-api-key": "any" } });
      expect(response.status).toBe(500);
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject(envelope("api_error"));
      expect(text).not.toContain("secret detail");
      expect(response.headers.get("request-id")).toBe((JSON.parse(text) as { request_id: string }).request_id);
    });
  });

  describe("bodies", () => {
    const post = (body: BodyInit, headers: Record<string, string> = {}) => api.call("POST", "/v1/agents", { raw: { body, headers } });

    it("takes JSON whatever the content type says", async () => {
      const json = JSON.stringify({ name: "typed", model: "m" });
      for (const type of ["application/json", "application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded"]) {
        expect((await post(json, { "content-type": type })).status).toBe(200);
      }
    });

    it("answers 400 for what is no JSON, no UTF-8, or nests without end", async () => {
      for (const body of ["{", "{'a':1}", '{"a":1}}', "name=a", "<x/>"]) {
        const { status, body: answer } = await post(body);
        expect(status).toBe(400);
        expect(answer).toMatchObject({
          ...envelope("invalid_request_error"),
          error: { message: expect.stringMatching(/^The body is not valid JSON: /) },
        });
      }
      expect((await post(new Uint8Array([0x7b, 0xff, 0x7d]))).body).toMatchObject({ error: { message: "The body is not UTF-8 text." } });
      const deep = `{"name":${"[".repeat(3_000)}${"]".repeat(3_000)}}`;
      expect((await post(deep)).body).toMatchObject({ error: { message: expect.stringContaining("levels deep") } });
    });

    it("takes a POST without body and content type as one without fields", async () => {
      const { status, body } = await api.call("POST", "/v1/agents");
      expect(status).toBe(400);
      expect(body).toMatchObject({ error: { message: "name: required." } });
    });

    it("answers 413 above the limit, whether the size is announced or not, and reads the upload to its end", async () => {
      const announced = await post("x".repeat(10_001), { "content-length": "10001" });
      expect(announced.status).toBe(413);
      expect(announced.body).toMatchObject(envelope("request_too_large"));
      let sent = 0;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 1;
          if (sent > 50) controller.close();
          else controller.enqueue(new Uint8Array(1_000));
        },
      });
      const streamed = await api.call("POST", "/v1/agents", { raw: { body, duplex: "half" } as RequestInit });
      expect(streamed.status).toBe(413);
      await expect.poll(() => sent).toBeGreaterThan(50);
      expect((await post(JSON.stringify({ name: "a", model: "m", system: "y".repeat(9_900) }))).status).toBe(200);
    });
  });

  describe("queries", () => {
    it("ignores unknown parameters and refuses values that are not as described, naming them", async () => {
      await api.expectCall(200, "GET", "/v1/agents?beta=true&order_by=x&foo[]=1");
      const said = async (query: string) => (await api.expectCall(400, "GET", `/v1/agents?${query}`)).error;
      for (const limit of ["0", "101", "-1", "1.5", "abc", ""])
        expect(await said(`limit=${limit}`)).toMatchObject({ message: expect.stringMatching(/^limit: /) });
      expect(await said("limit=1&limit=2")).toMatchObject({ message: expect.stringMatching(/^limit: /) });
      expect(await said("include_archived=yes")).toMatchObject({ message: "include_archived: expected true or false." });
      for (const time of ["yesterday", "2026-02-30T00:00:00Z", "2026-01-01", "1767225600"]) {
        expect(await said(`created_at[gte]=${time}`)).toMatchObject({
          message: "created_at[gte]: expected an RFC 3339 time such as 2026-01-31T12:00:00Z.",
        });
      }
      for (const time of ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-10:00"]) {
        expect(await said(`created_at[gte]=${time}`)).toMatchObject({ message: "created_at[gte]: expected a year from 1 to 9999." });
      }
      expect(await said("page=garbage")).toMatchObject({ details: { error_code: "bad_cursor" } });
      expect(await said("page=%00")).toMatchObject({ message: expect.stringMatching(/^page/) });
    });
  });

  describe("the rate limit", () => {
    it("answers 429 with the seconds to wait, per key, and fills up again", async () => {
      const { key } = await api.makeKey({ perMinute: 3 });
      for (let i = 0; i < 3; i++) await api.expectCall(200, "GET", "/v1/agents", { key });
      const { status, body, headers } = await api.call("GET", "/v1/agents", { key });
      expect(status).toBe(429);
      expect(body).toMatchObject(envelope("rate_limit_error"));
      expect(headers.get("retry-after")).toBe("20");
      expect((await api.call("GET", "/v1/agents")).status).toBe(200);
      api.clock.advance(20_000);
      await api.expectCall(200, "GET", "/v1/agents", { key });
      await api.expectCall(429, "GET", "/v1/agents", { key });
    });
  });

  describe("its own description", () => {
    it("needs no key and names every route that is served, and no other", async () => {
      const { status } = await api.call("GET", "/v1/openapi.json", { key: null });
      expect(status).toBe(200);
      const described = Object.entries(api.documented.document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      );
      const served = api.app.routes
        .filter((route) => route.method !== "ALL")
        .map((route) => `${route.method.toLowerCase()} ${route.path.replaceAll(/:(\w+)/g, "{$1}")}`);
      expect(described.sort()).toEqual([...new Set(served)].sort());
      expect(described.length).toBeGreaterThan(30);
    });

    it("describes every operation and parameter in words, under names of their own", () => {
      type Described = {
        operationId?: string;
        summary?: string;
        description?: string;
        tags?: string[];
        parameters?: { name: string; description?: string; in: string }[];
      };
      const operations = Object.values(api.documented.document.paths).flatMap((methods) => Object.values(methods) as Described[]);
      const ids = operations.map((operation) => operation.operationId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const operation of operations) {
        expect(operation, operation.operationId).toMatchObject({
          summary: expect.any(String),
          description: expect.any(String),
          tags: [expect.any(String)],
        });
        for (const parameter of operation.parameters ?? [])
          if (parameter.in === "query" && !["kind", "status", "operation"].includes(parameter.name))
            expect(parameter.description, `${operation.operationId} ${parameter.name}`).toBeTruthy();
      }
    });

    it("is held against every answer of these tests", async () => {
      const { check } = api.documented;
      const agents = await api.expectCall(200, "GET", "/v1/agents");
      const [agent] = agents.data ?? [];
      expect(() => check("GET", "/v1/agents", 200, agents)).not.toThrow();
      expect(() => check("GET", "/v1/agents", 200, { ...agents, next_page: undefined })).toThrow();
      expect(() => check("GET", "/v1/agents", 200, { ...agents, extra: 1 })).toThrow(/does not name/);
      expect(() => check("GET", "/v1/agents", 200, { ...agents, data: [{ ...agent, version: "1" }] })).toThrow();
      expect(() => check("GET", "/v1/agents", 418, {})).toThrow(/not described/);
      expect(() => check("GET", "/v1/undescribed", 200, {})).toThrow(/not described/);
    });
  });
});
