import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listFailedImports } from "@/lib/interop/attention";
import { failStalledImport, startImport } from "@/lib/interop/commands";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";

describe("imports that ask for attention", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
  });
  afterAll(() => test?.close());

  it("lists those that failed since then, newest first, inside the workspace only", async () => {
    const since = test.clock.now();
    const viewer = test.ctxFor("viewer");
    const failed: string[] = [];
    for (const name of ["first.jsonl", "second.jsonl"]) {
      const started = await startImport(test.ctxFor("operator"), { agent_name: "Stalled", format: "auto" }, name);
      test.clock.advance(180_000);
      await failStalledImport(test.ctxOf({ type: "system", name: "sweep" }), started.id, test.clock.now());
      failed.unshift(started.id);
    }
    await startImport(test.ctxFor("operator"), { agent_name: "Stalled", format: "auto" }, "running.jsonl");
    const found = await listFailedImports(viewer, since);
    expect(found.map(({ id }) => id)).toEqual(failed);
    expect(found[0]).toMatchObject({ fileName: "second.jsonl", failure: expect.stringContaining("Send it again") });
    expect(await listFailedImports(viewer, since, 1)).toHaveLength(1);
    expect(await listFailedImports(viewer, test.clock.now())).toEqual([]);
    expect(await listFailedImports(test.ctxFor("admin", await test.addWorkspace("Another")), since)).toEqual([]);
  });
});
