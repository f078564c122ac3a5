import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkHealth, toHealthResponse } from "@/lib/api/health";
import { systemClock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import { announceExecutor } from "@/lib/jobs/liveness";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";

describe("the health check", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test?.close());

  const ask = async (database: Promise<Database>, timeoutMs?: number) => {
    const response = toHealthResponse(await checkHealth(database, { version: "1.2.3", timeoutMs }));
    return [response.status, await response.json()] as const;
  };
  const health = (status: string, worker: boolean, database: boolean) => ({ status, web: true, worker, database, version: "1.2.3" });

  it("is 200 while a worker lives and 503, saying so, when none does", async () => {
    const db = Promise.resolve(test.db);
    expect(await ask(db)).toEqual([503, health("unavailable", false, true)]);
    const worker = await announceExecutor({
      databaseUrl: test.appUrl,
      executorId: "worker-1",
      clock: systemClock,
      onLost: () => undefined,
    });
    // A worker that is still starting takes no work yet.
    expect((await ask(db))[0]).toBe(503);
    await worker.markReady();
    expect(await ask(db)).toEqual([200, health("ok", true, true)]);
    await worker.close();
    await expect.poll(async () => (await ask(db))[0]).toBe(503);
  });

  it("is 503 in time when the database hangs, and asks it only once meanwhile", async () => {
    let asked = 0;
    let release: () => void = () => undefined;
    const hanging = {
      execute: () => {
        asked += 1;
        return new Promise((resolve) => {
          release = () => resolve([{}]);
        });
      },
    } as unknown as Database;
    const startedAt = performance.now();
    const answers = await Promise.all([ask(Promise.resolve(hanging), 50), ask(Promise.resolve(hanging), 50)]);
    expect(await ask(Promise.resolve(hanging), 50)).toEqual([503, health("unavailable", false, false)]);
    expect(answers).toEqual([answers[0], answers[0]]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(asked).toBe(1);
    release();
    await new Promise((resolve) => setImmediate(resolve));
    const again = ask(Promise.resolve(hanging), 500);
    await expect.poll(() => asked).toBe(2);
    release();
    expect((await again)[0]).toBe(200);
  });

  it("is 503 when the database refuses or the process can't even start", async () => {
    const refusing = { execute: () => Promise.reject(new Error("no")) } as unknown as Database;
    expect(await ask(Promise.resolve(refusing))).toEqual([503, health("unavailable", false, false)]);
    expect(await ask(Promise.reject(new Error("no settings")))).toEqual([503, health("unavailable", false, false)]);
    expect(await ask(new Promise(() => undefined), 20)).toEqual([503, health("unavailable", false, false)]);
  });
});
