import Anthropic from "@anthropic-ai/sdk";
import { beforeAll, describe, expect, it } from "vitest";
import { createApiApp } from "@/lib/api/app";
import { type ApiDocument, readReference, searchReference } from "@/lib/api/reference/read";
import { sdkMethodOf } from "@/lib/api/reference/snippets";
import type { ReferenceGroup, ReferenceOperation } from "@/lib/api/reference/types";

describe("the API's reference", () => {
  let document: ApiDocument;
  let groups: ReferenceGroup[];
  let operations: Map<string, ReferenceOperation>;
  beforeAll(async () => {
    const nothing = {} as unknown as Parameters<typeof createApiApp>[0];
    const app = createApiApp({ ...nothing, clock: { now: () => new Date(0) }, version: "test" });
    document = (await (await app.request("/v1/openapi.json")).json()) as ApiDocument;
    groups = readReference(document);
    operations = new Map(groups.flatMap((group) => group.operations).map((one) => [one.id, one]));
  });
  const operation = (id: string) => {
    const found = operations.get(id);
    if (!found) throw new Error(`no ${id}`);
    return found;
  };

  it("has every operation of the document once, each with words", () => {
    const described = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId));
    expect([...operations.keys()].sort()).toEqual([...described].sort());
    for (const one of operations.values()) {
      expect([one.id, one.summary]).toEqual([one.id, expect.stringMatching(/\S/)]);
      expect([one.id, one.answers.length]).not.toEqual([one.id, 0]);
    }
  });

  it("names fields with their types, bounds and duties, at every depth", () => {
    const { body, inPath, inQuery, answers } = operation("createMemory");
    expect(body).toContainEqual({ name: "path", type: "string", isRequired: true, description: expect.stringContaining("1,024 bytes") });
    expect(inPath.map((field) => field.name)).toEqual(["memory_store_id"]);
    expect(inQuery).toContainEqual(expect.objectContaining({ name: "view", type: '"basic" or "full"', isRequired: false }));
    expect(answers.find((one) => one.status === "200")?.fields.map((field) => field.name)).toContain("content_sha256");
    expect(operation("createAgent").body.map((field) => field.name)).toContain("dreaming.budget.max_usd_per_dream");
    expect(operation("listAgents").answers[0]?.fields.map((field) => field.name)).toContain("data[].model.id");
    expect(operation("listAgents").inQuery).toContainEqual(expect.objectContaining({ name: "limit", type: "integer, 1 to 100" }));
  });

  it("writes a call for the shell, with the key as a variable", () => {
    expect(operation("getAgent").curl).toBe('curl "$REVERIE_URL/v1/agents/$AGENT_ID" \\\n  -H "x-api-key: $REVERIE_API_KEY"');
    expect(operation("createMemory").curl).toContain('-d \'{\n  "path": "/notes/hello.md",\n  "content": "Hello."\n}\'');
    expect(operation("archiveAgent").curl).not.toContain("-d ");
    expect(operation("getOpenApiDocument").curl).not.toContain("x-api-key");
  });

  it("writes SDK calls to methods that the SDK has", () => {
    const client = new Anthropic({ apiKey: "x", baseURL: "http://127.0.0.1" });
    let official = 0;
    for (const { method, path, sdk } of operations.values()) {
      const known = sdkMethodOf(method, path);
      if (!known) {
        expect(sdk).toContain(`client.${method.toLowerCase()}(`);
        continue;
      }
      official += 1;
      const holder = known.resource.split(".").reduce<unknown>((one, name) => (one as Record<string, unknown>)[name], client.beta);
      expect([method, path, typeof (holder as Record<string, unknown>)[known.name]]).toEqual([method, path, "function"]);
    }
    expect(official).toBeGreaterThan(25);
    expect(operation("getMemory").sdk).toContain(
      "client.beta.memoryStores.memories.retrieve(memoryID, {\n  memory_store_id: memoryStoreID,\n})",
    );
    expect(operation("createMemory").sdk).toContain('client.beta.memoryStores.memories.create(memoryStoreID, {\n  path: "/notes/hello.md"');
  });

  it("is searched by words of path, summary and fields, all of which must stand in it", () => {
    const found = (question: string) => searchReference(groups, question).flatMap((group) => group.operations.map((one) => one.id));
    expect(found("redact VERSION")).toEqual(["redactMemoryVersion"]);
    expect(found("expected_content_sha256")).toEqual(["deleteMemory"]);
    expect(found("redact nonsense")).toEqual([]);
    expect(found(" ")).toHaveLength(operations.size);
  });
});
