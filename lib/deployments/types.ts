/** Words of the deployments room. No library at run time. */
import type { AgentId, DeploymentId, DeploymentRunId, EnvironmentId, SessionId } from "@/lib/ids";
import type { CronSchedule } from "@/lib/schedules/types";

/** Why a run could not start a session. The names are the official API's. */
export const RUN_ERROR_TYPES = [
  "environment_archived_error",
  "environment_not_found_error",
  "agent_archived_error",
  "memory_store_archived_error",
  "session_resource_not_found_error",
  "session_rate_limited_error",
  "session_creation_rejected_error",
  "unknown_error",
] as const;
export type RunErrorType = (typeof RUN_ERROR_TYPES)[number];
export type RunError = { type: RunErrorType; message: string };

export type PausedReason = { type: "manual" } | { type: "error"; error: { type: RunErrorType } };

export const TRIGGER_TYPES = ["manual", "schedule"] as const;
export type TriggerType = (typeof TRIGGER_TYPES)[number];

export const DEPLOYMENT_STATUSES = ["active", "paused"] as const;
export type DeploymentStatus = (typeof DEPLOYMENT_STATUSES)[number];

export type DeploymentView = {
  id: DeploymentId;
  name: string;
  description: string | null;
  agentId: AgentId;
  agentVersion: number;
  environmentId: EnvironmentId;
  initialEvents: Record<string, unknown>[];
  resources: Record<string, unknown>[];
  vaultIds: string[];
  metadata: Record<string, string>;
  schedule: CronSchedule | null;
  /** The next firings, also while it is paused; none once archived. */
  upcomingRunsAt: Date[];
  lastRunAt: Date | null;
  pausedReason: PausedReason | null;
  createdAt: Date;
  updatedAt: Date;
  archivedAt: Date | null;
};

export type DeploymentRunView = {
  id: DeploymentRunId;
  deploymentId: DeploymentId;
  agentId: AgentId;
  agentVersion: number;
  triggerType: TriggerType;
  /** The instant at which the schedule matched; null for a run by hand. */
  scheduledAt: Date | null;
  sessionId: SessionId | null;
  error: RunError | null;
  createdAt: Date;
};
