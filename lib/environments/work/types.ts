/** Words of the work queue. No library at run time. */
import type { EnvironmentId, SessionId, WorkId } from "@/lib/ids";

/** `queued` until a worker acknowledged it, `starting` until its first heartbeat, `stopping` until its worker let go. */
export const WORK_STATES = ["queued", "starting", "active", "stopping", "stopped"] as const;
export type WorkState = (typeof WORK_STATES)[number];

export type WorkView = {
  id: WorkId;
  environmentId: EnvironmentId;
  sessionId: SessionId;
  state: WorkState;
  metadata: Record<string, string>;
  acknowledgedAt: Date | null;
  startedAt: Date | null;
  latestHeartbeatAt: Date | null;
  stopRequestedAt: Date | null;
  stoppedAt: Date | null;
  createdAt: Date;
};

/** How the holder of an item stands after a heartbeat. */
export type WorkLease = { state: WorkState; lastHeartbeatAt: Date | null; isExtended: boolean; ttlSeconds: number };

export type QueueStats = {
  /** Waits to be handed out. */
  depth: number;
  /** Handed out, not acknowledged yet. */
  pending: number;
  /** Being served. */
  active: number;
  oldestQueuedAt: Date | null;
  /** Workers that asked for work in the last 30 s. */
  workersPolling: number;
};
