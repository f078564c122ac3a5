import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Clock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import { jobs, type WebhookJob } from "@/lib/jobs/contracts";
import { step } from "@/lib/jobs/workflows/step";
import { attemptDelivery } from "@/lib/webhooks/deliver";
import { webhookAllowList } from "@/lib/webhooks/reach";

/** A receiver that hangs holds up its own deliveries; other endpoints keep the rest of the places. */
export const WEBHOOK_QUEUE = { workerConcurrency: 16, partitionConcurrency: 4, minPollingIntervalMs: 200 };

type Deps = { db: Database; clock: Clock };

/** Registers the workflow; call once, before launch. Each attempt is a workflow of one step: what follows it stands in the delivery's row. */
export function registerWebhookWorkflow(deps: Deps): void {
  DBOS.registerWorkflow((job: WebhookJob) => attempt(deps, job), { name: jobs.webhook.workflow });
}

async function attempt(deps: Deps, { workspaceId, deliveryId, number }: WebhookJob): Promise<void> {
  const ctx: Ctx = { ...deps, workspaceId, requestId: `job:${deliveryId}`, actor: { type: "system", name: "webhooks" } };
  await step("attempt", () => attemptDelivery(ctx, deliveryId, number, { allow: webhookAllowList() }));
}
