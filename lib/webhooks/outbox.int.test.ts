import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { isId, newId } from "@/lib/ids";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { recordWebhookEvent } from "@/lib/webhooks/outbox";
import { webhookDeliveries, webhookEndpoints, webhookEvents } from "@/lib/webhooks/schema";
import type { WebhookSubscription } from "@/lib/webhooks/types";

describe("the outbox of webhook events", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
  });
  afterAll(() => test?.close());

  const ctx = () => test.ctxFor("admin");
  const rows = () =>
    inWorkspace(ctx(), async (tx) => ({
      events: await tx.select().from(webhookEvents),
      deliveries: await tx.select().from(webhookDeliveries),
    }));

  async function addEndpoint(events: WebhookSubscription[], disabledAt: Date | null = null) {
    const id = newId("webhookEndpoint");
    const now = test.clock.now();
    await inWorkspace(ctx(), (tx) =>
      tx.insert(webhookEndpoints).values({
        workspaceId: test.workspaceId,
        id,
        url: "http://127.0.0.1/hook",
        events,
        secret: "sealed",
        disabledAt,
        createdAt: now,
        updatedAt: now,
      }),
    );
    return id;
  }

  it("writes nothing where no endpoint wants the type, or only a disabled one, or one of another workspace", async () => {
    await addEndpoint(["agent.created"]);
    await addEndpoint(["*"], test.clock.now());
    await recordWebhookEvent(ctx(), { type: "agent.archived", id: "agent_1" });
    await recordWebhookEvent(test.ctxFor("admin", await test.addWorkspace("Other")), { type: "agent.created", id: "agent_1" });
    expect(await rows()).toEqual({ events: [], deliveries: [] });
  });

  it("writes one event and a delivery for each endpoint that wants it, with ids that sort as the events", async () => {
    const all = await addEndpoint(["*"]);
    await recordWebhookEvent(ctx(), { type: "agent.created", id: "agent_2" });
    test.clock.advance(5);
    await recordWebhookEvent(ctx(), { type: "session.thread_idled", id: "sesn_1", threadId: "sthr_1" });
    const { events, deliveries } = await rows();
    expect(events.map(({ type, subjectId, threadId }) => [type, subjectId, threadId])).toEqual([
      ["agent.created", "agent_2", null],
      ["session.thread_idled", "sesn_1", "sthr_1"],
    ]);
    expect(deliveries.map((one) => [one.status, one.attempts, one.attemptsLeft])).toEqual(Array(3).fill(["pending", 0, 3]));
    expect(deliveries.filter((one) => one.endpointId === all)).toHaveLength(2);
    expect(deliveries.every((one) => isId("webhookDelivery", one.id))).toBe(true);
    expect(new Set(deliveries.map((one) => one.id)).size).toBe(3);
    const byId = [...deliveries].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(byId.map((one) => one.eventId)).toEqual([events[0]?.id, events[0]?.id, events[1]?.id]);
  });

  it("leaves nothing of a transaction that rolls back", async () => {
    const before = await rows();
    const failing = inWorkspace(ctx(), async (_tx, inner) => {
      await recordWebhookEvent(inner, { type: "agent.created", id: "agent_3" });
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    expect(await rows()).toEqual(before);
  });

  it("answers the worker what is due, over all workspaces, as ids", async () => {
    const due = await test.db.execute(sql`select * from reverie_find_due_webhooks(${test.clock.now().toISOString()}::timestamptz)`);
    expect(due).toHaveLength(3);
    expect(Object.keys(due[0] ?? {})).toEqual(["workspace_id", "id"]);
    expect(await test.db.execute(sql`select * from reverie_find_due_webhooks('2026-01-01'::timestamptz)`)).toHaveLength(0);
  });
});
