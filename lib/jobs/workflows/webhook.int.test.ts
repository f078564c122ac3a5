import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { startWebhookReceiver, type WebhookReceiver } from "@/lib/testing/webhook-receiver";
import { startWorkerProcess, type WorkerProcess } from "@/lib/testing/worker-process";
import { createWebhookEndpoint } from "@/lib/webhooks/commands";
import { recordWebhookEvent } from "@/lib/webhooks/outbox";
import { listDeliveries } from "@/lib/webhooks/queries";

describe("webhooks as durable work", () => {
  let test: TestWorkspace;
  let ctx: Ctx;
  let receiver: WebhookReceiver;
  const workers: WorkerProcess[] = [];
  const startWorker = async () => {
    const worker = await startWorkerProcess(test.appUrl);
    workers.push(worker);
    return worker;
  };
  beforeAll(async () => {
    test = await createTestWorkspace();
    ctx = { ...test.ctxFor("admin"), clock: systemClock };
    receiver = await startWebhookReceiver();
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.stop();
  });
  afterAll(async () => {
    await receiver?.close();
    await test?.close();
  });

  async function until(isThere: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!(await isThere())) {
      if (Date.now() > deadline) throw new Error(`Not there in time:\n${workers.map((worker) => worker.log()).join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it("delivers each event once with two workers, and goes on where a killed worker stopped", async () => {
    const { endpoint } = await createWebhookEndpoint(ctx, { url: receiver.url, events: ["*"] });
    const first = await startWorker();
    await startWorker();
    for (let i = 0; i < 40; i++) await recordWebhookEvent(ctx, { type: "agent.updated", id: `agent_${i}` });
    await until(() => receiver.received.length >= 5);
    await first.kill();
    const statuses = async () => (await listDeliveries(ctx, { endpointId: endpoint.id, limit: 100 })).items.map((one) => one.status);
    await until(async () => (await statuses()).every((status) => status === "succeeded"));
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(40);
    // What was on its way when the worker was killed may have come twice, under its one id: no more than ran at once.
    expect(ids.length - 40).toBeLessThanOrEqual(4);
  });
});
