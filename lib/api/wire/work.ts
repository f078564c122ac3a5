/** Work of an environment on the wire. */
import type Anthropic from "@anthropic-ai/sdk";
import { z } from "@hono/zod-openapi";
import { idOf, instant, maybeInstant, toInstant, toMaybeInstant } from "@/lib/api/responses";
import { type QueueStats, WORK_STATES, type WorkLease, type WorkView } from "@/lib/environments/work/types";

const state = z.enum(WORK_STATES);

export const WireWork = z
  .object({
    id: idOf("work", "Id of the work."),
    type: z.literal("work"),
    environment_id: idOf("environment", "Whose queue it is in."),
    data: z.object({ type: z.literal("session"), id: idOf("session", "The session to serve.") }),
    state,
    metadata: z.record(z.string(), z.string()),
    secret: z.string().nullable().openapi({ description: "In the answer to a poll: base64url of JSON with `sessions_token`. Else null." }),
    created_at: instant("When it was queued."),
    acknowledged_at: maybeInstant("When a worker acknowledged it."),
    started_at: maybeInstant("When its worker first sent a heartbeat."),
    latest_heartbeat_at: maybeInstant("When its worker last sent one."),
    stop_requested_at: maybeInstant("When it was asked to stop."),
    stopped_at: maybeInstant("When it stopped."),
  })
  .openapi("Work", { description: "A session that a worker of the environment shall serve, or serves." });

export function toWireWork(work: WorkView, token: string | null = null): z.infer<typeof WireWork> {
  return {
    id: work.id,
    type: "work",
    environment_id: work.environmentId,
    data: { type: "session", id: work.sessionId },
    state: work.state,
    metadata: work.metadata,
    secret: token === null ? null : Buffer.from(JSON.stringify({ sessions_token: token })).toString("base64url"),
    created_at: toInstant(work.createdAt),
    acknowledged_at: toMaybeInstant(work.acknowledgedAt),
    started_at: toMaybeInstant(work.startedAt),
    latest_heartbeat_at: toMaybeInstant(work.latestHeartbeatAt),
    stop_requested_at: toMaybeInstant(work.stopRequestedAt),
    stopped_at: toMaybeInstant(work.stoppedAt),
  } satisfies Anthropic.Beta.Environments.BetaSelfHostedWork & z.infer<typeof WireWork>;
}

export const WireHeartbeat = z
  .object({
    type: z.literal("work_heartbeat"),
    last_heartbeat: z.string().openapi({ description: "Give it back with the next one, byte for byte. Empty where there was none." }),
    lease_extended: z.boolean(),
    state,
    ttl_seconds: z.number().int(),
  })
  .openapi("WorkHeartbeat");

export function toWireHeartbeat(lease: WorkLease): z.infer<typeof WireHeartbeat> {
  return {
    type: "work_heartbeat",
    last_heartbeat: toMaybeInstant(lease.lastHeartbeatAt) ?? "",
    lease_extended: lease.isExtended,
    state: lease.state,
    ttl_seconds: lease.ttlSeconds,
  } satisfies Anthropic.Beta.Environments.BetaSelfHostedWorkHeartbeatResponse & z.infer<typeof WireHeartbeat>;
}

export const WireQueueStats = z
  .object({
    type: z.literal("work_queue_stats"),
    depth: z.number().int().openapi({ description: "How many wait to be handed out." }),
    pending: z.number().int().openapi({ description: "How many are handed out and not acknowledged." }),
    oldest_queued_at: maybeInstant("Since when the oldest of both waits."),
    workers_polling: z.number().int().openapi({ description: "Workers that asked for work in the last 30 s and said who they are." }),
  })
  .openapi("WorkQueueStats");

export function toWireQueueStats(stats: QueueStats): z.infer<typeof WireQueueStats> {
  return {
    type: "work_queue_stats",
    depth: stats.depth,
    pending: stats.pending,
    oldest_queued_at: toMaybeInstant(stats.oldestQueuedAt),
    workers_polling: stats.workersPolling,
  } satisfies Anthropic.Beta.Environments.BetaSelfHostedWorkQueueStats & z.infer<typeof WireQueueStats>;
}
