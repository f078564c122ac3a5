import Anthropic from "@anthropic-ai/sdk";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { newId } from "@/lib/ids";
import { importPlanned } from "@/lib/testing/dreams";
import { refusal, type ServedApi, serveApi } from "@/lib/testing/served-api";

describe("contract 3: environments and their keys", () => {
  let api: ServedApi;
  let sdk: Anthropic;
  beforeAll(async () => {
    api = await serveApi();
    sdk = api.client();
  });
  afterAll(() => api?.close());

  it("3 MUST: an environment of a name only is self_hosted, with every field", async () => {
    const made = await sdk.beta.environments.create({ name: "Container" });
    expect(made).toEqual({
      id: expect.stringMatching(/^env_/),
      type: "environment",
      name: "Container",
      description: null,
      config: { type: "self_hosted" },
      metadata: {},
      scope: "organization",
      created_at: "2026-11-22T12:00:00.000Z",
      updated_at: "2026-11-22T12:00:00.000Z",
      archived_at: null,
    });
    expect(await sdk.beta.environments.retrieve(made.id)).toEqual(made);
  });

  it("3 MUST: config self_hosted is complete; an explicit cloud is 400 that says why", async () => {
    const made = await sdk.beta.environments.create({ name: "a", config: { type: "self_hosted" }, description: "d", metadata: { k: "v" } });
    expect(made).toMatchObject({ config: { type: "self_hosted" }, description: "d", metadata: { k: "v" } });
    const error = await refusal(sdk.beta.environments.create({ name: "b", config: { type: "cloud" } }));
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect(error).toMatchObject({ errorCode: "cloud_unavailable", apiMessage: expect.stringContaining("self_hosted") });
  });

  it("3 MUST: update is a POST; metadata is a patch whose null or empty string deletes", async () => {
    const { id } = await sdk.beta.environments.create({ name: "a", metadata: { keep: "1", gone: "2", blank: "3" } });
    api.clock.advance(1_000);
    const updated = await sdk.beta.environments.update(id, { name: "b", metadata: { gone: null, blank: "", fresh: "4" } });
    expect(updated).toMatchObject({ name: "b", metadata: { keep: "1", fresh: "4" } });
    expect(updated.updated_at).not.toBe(updated.created_at);
    expect(await sdk.beta.environments.update(id, { description: null, name: null })).toEqual(updated);
    const tooMany = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`k${i}`, "v"]));
    expect(await refusal(sdk.beta.environments.update(id, { metadata: tooMany }))).toMatchObject({
      status: 400,
      errorCode: "invalid_metadata",
    });
  });

  it("3 SHOULD: environment_archived and invalid_config_type_change are 400 with their SDK classes", async () => {
    const { id } = await sdk.beta.environments.create({ name: "a" });
    const change = await refusal(sdk.beta.environments.update(id, { config: { type: "cloud" } }));
    expect(change).toMatchObject({ status: 400, errorCode: "invalid_config_type_change" });
    const archived = await sdk.beta.environments.archive(id);
    expect(archived.archived_at).toBe(api.clock.now().toISOString());
    expect(await sdk.beta.environments.archive(id)).toEqual(archived);
    expect(await refusal(sdk.beta.environments.update(id, { name: "c" }))).toMatchObject({
      status: 400,
      errorCode: "environment_archived",
    });
  });

  it("3 MUST: list pages by keyset, newest first, and leaves out archived ones unless asked", async () => {
    const made: string[] = [];
    for (const name of ["p1", "p2", "p3"]) made.unshift((await sdk.beta.environments.create({ name })).id);
    await sdk.beta.environments.archive(made[1] ?? "");
    const all: string[] = [];
    for await (const one of sdk.beta.environments.list({ limit: 1, include_archived: true })) all.push(one.id);
    expect(all.slice(0, 3)).toEqual(made);
    const living = await sdk.beta.environments.list();
    expect(living.data.slice(0, 2).map((one) => one.id)).toEqual([made[0], made[2]]);
    expect(living.next_page).toBeNull();
  });

  it("1.8 MUST: delete answers environment_deleted, and 404 from then on", async () => {
    const { id } = await sdk.beta.environments.create({ name: "a" });
    expect(await sdk.beta.environments.delete(id)).toEqual({ id, type: "environment_deleted" });
    expect(await refusal(sdk.beta.environments.retrieve(id))).toBeInstanceOf(Anthropic.NotFoundError);
    expect(await refusal(sdk.beta.environments.delete(id))).toBeInstanceOf(Anthropic.NotFoundError);
  });

  it("3: an environment that sessions name is not deleted: 409, not to be retried", async () => {
    await importPlanned(api.ctxFor("operator"), "Past", 1);
    const [session] = (await api.expectCall(200, "GET", "/v1/sessions")).data ?? [];
    const builtIn = String(session?.environment_id);
    // The built-in one refuses before that.
    expect(await refusal(sdk.beta.environments.delete(builtIn))).toMatchObject({ status: 400, errorCode: "built_in" });
    expect(await sdk.beta.environments.retrieve(builtIn)).toMatchObject({ name: "Imported", config: { type: "imported" } });
    const { id } = await sdk.beta.environments.create({ name: "used" });
    await inWorkspace(api.ctxFor("admin"), (tx) => tx.execute(sql`update sessions set environment_id = ${id}`));
    const { status, headers, body } = await api.call("DELETE", `/v1/environments/${id}`);
    expect([status, headers.get("x-should-retry"), body.error]).toEqual([
      409,
      "false",
      expect.objectContaining({ type: "invalid_request_error" }),
    ]);
  });

  describe("keys (api-extensions)", () => {
    const path = (id: string) => `/v1/environments/${id}/keys`;

    it("answers a key's secret once, lists without it, and deletes it", async () => {
      const { id } = await sdk.beta.environments.create({ name: "a" });
      const made = await api.expectCall(200, "POST", path(id), { body: { name: "host 1" } });
      expect(made).toMatchObject({ id: expect.stringMatching(/^envkey_/), type: "environment_key", environment_id: id, name: "host 1" });
      expect(made.key).toMatch(/^revenv_.{40,}/);
      const listed = await api.expectCall(200, "GET", path(id));
      expect(listed.data).toEqual([{ ...made, key: undefined }]);
      expect(JSON.stringify(listed)).not.toContain(made.key);
      expect(await api.expectCall(200, "DELETE", `${path(id)}/${made.id}`)).toEqual({ id: made.id, type: "environment_key_deleted" });
      expect((await api.expectCall(200, "GET", path(id))).data).toEqual([]);
      expect((await api.call("GET", "/v1/agents", { key: String(made.key) })).status).toBe(401);
    });

    it("stores the hash only", async () => {
      const { id } = await sdk.beta.environments.create({ name: "a" });
      const made = await api.expectCall(200, "POST", path(id));
      const rows = await inWorkspace(api.ctxFor("admin"), (tx) => tx.execute(sql`select k::text as row from environment_keys k`));
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.map((row) => row.row).join()).not.toContain(made.key);
    });

    it("1.1 MUST: an environment key is taken as Bearer, and refused (403) everywhere but on its own environment's queue", async () => {
      const { id } = await sdk.beta.environments.create({ name: "a" });
      const other = await sdk.beta.environments.create({ name: "b" });
      const { key } = await api.expectCall(200, "POST", path(id));
      const worker = api.client(undefined, { apiKey: null, authToken: String(key) });
      for (const call of [
        () => worker.beta.agents.list(),
        () => worker.beta.environments.retrieve(id),
        () => worker.beta.environments.update(id, { name: "x" }),
        () => worker.beta.memoryStores.list(),
        () => worker.beta.dreams.list(),
        () => worker.beta.environments.work.list(other.id),
      ]) {
        const error = await refusal(call());
        expect(error).toBeInstanceOf(Anthropic.PermissionDeniedError);
        expect(error).toMatchObject({ type: "permission_error", errorCode: "wrong_credential" });
      }
      for (const operation of api.documented.operations) {
        const filled = operation.path.replaceAll(/\{\w+\}/g, "x");
        if (/\/environments\/x\/work/.test(filled) || filled === "/v1/openapi.json") continue;
        expect([filled, (await api.call(operation.method.toUpperCase(), filled, { key: String(key) })).status]).toEqual([filled, 403]);
      }
    });

    it("takes admin to make keys, and none are made for an archived or foreign environment", async () => {
      const { id } = await sdk.beta.environments.create({ name: "a" });
      const { key: operator } = await api.makeKey({ scopes: ["read", "agents"] });
      await api.expectCall(403, "POST", path(id), { key: operator });
      await api.expectCall(403, "GET", path(id), { key: operator });
      await api.expectCall(404, "POST", path(newId("environment")));
      await sdk.beta.environments.archive(id);
      await api.expectCall(400, "POST", path(id));
    });
  });
});
