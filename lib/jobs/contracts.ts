/** What may be enqueued. Names of workflows and queues are data at rest: never rename one while work is in flight. */
import type { DreamId, SessionId, WebhookDeliveryId, WorkspaceId } from "@/lib/ids";

export const JOBS_APPLICATION = "reverie";
/** Raised only when running work can't be continued by the new code: until then a deploy takes up what the old one left. */
export const JOBS_VERSION = "1";

/** `run` is the dream's run; left out for the first. */
export type DreamJob = { workspaceId: WorkspaceId; dreamId: DreamId; run?: number };

/** One loading of sample data into a workspace. */
export type SampleJob = { workspaceId: WorkspaceId; run: string };

/** One attempt to deliver a webhook; attempts are numbered over all redeliveries. */
export type WebhookJob = { workspaceId: WorkspaceId; deliveryId: WebhookDeliveryId; number: number };

/** One run of a session's agent loop: from input to rest, or a part of it. */
export type SessionJob = { workspaceId: WorkspaceId; sessionId: SessionId; run: number };

export const jobs = {
  /** In no queue: a worker that hears of a run begins it, and the sweep begins what nobody heard of. */
  session: {
    workflow: "session",
    workflowId: ({ sessionId, run }: SessionJob) => `session:${sessionId}:${run}`,
  },
  dream: {
    workflow: "dream",
    queue: "dreams",
    /** A repeated enqueue of one dream's run starts one workflow. */
    workflowId: ({ dreamId, run = 1 }: DreamJob) => (run === 1 ? `dream:${dreamId}` : `dream:${dreamId}:${run}`),
  },
  sample: {
    workflow: "sample",
    queue: "samples",
    workflowId: ({ run }: SampleJob) => `sample:${run}`,
  },
  webhook: {
    workflow: "webhook-attempt",
    queue: "webhooks",
    workflowId: ({ deliveryId, number }: WebhookJob) => `webhook:${deliveryId}:${number}`,
  },
} as const;
