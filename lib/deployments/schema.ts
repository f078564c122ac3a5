import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { agents } from "@/lib/agents/schema";
import { createdAt, idColumn, instant, updatedAt, workspaceId } from "@/lib/db/columns";
import type { PausedReason, RunError, TriggerType } from "@/lib/deployments/types";
import type { CronSchedule } from "@/lib/schedules/types";

export const deployments = pgTable(
  "deployments",
  {
    workspaceId: workspaceId(),
    id: idColumn("deployment", "id").notNull(),
    name: text("name").notNull(),
    description: text("description"),
    agentId: idColumn("agent", "agent_id").notNull(),
    agentVersion: integer("agent_version").notNull(),
    /** No foreign key: an environment may be deleted, and the next run then says that it is gone. */
    environmentId: idColumn("environment", "environment_id").notNull(),
    initialEvents: jsonb("initial_events").$type<Record<string, unknown>[]>().notNull(),
    resources: jsonb("resources").$type<Record<string, unknown>[]>().notNull(),
    vaultIds: jsonb("vault_ids").$type<string[]>().notNull(),
    metadata: jsonb("metadata").$type<Record<string, string>>().notNull(),
    schedule: jsonb("schedule").$type<CronSchedule>(),
    /** The firing that the scheduler waits for; null without a schedule, while paused, and once archived. */
    nextRunAt: instant("next_run_at"),
    /** When the last scheduled run started. */
    lastRunAt: instant("last_run_at"),
    pausedReason: jsonb("paused_reason").$type<PausedReason>(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: instant("archived_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.agentId], foreignColumns: [agents.workspaceId, agents.id] }).onDelete("cascade"),
    index("deployments_agent").on(t.workspaceId, t.agentId),
    // Holds only what waits: the scheduler walks it over all workspaces.
    index("deployments_due").on(t.workspaceId, t.nextRunAt).where(sql`${t.nextRunAt} is not null`),
  ],
);

export const deploymentRuns = pgTable(
  "deployment_runs",
  {
    workspaceId: workspaceId(),
    id: idColumn("deploymentRun", "id").notNull(),
    deploymentId: idColumn("deployment", "deployment_id").notNull(),
    agentId: idColumn("agent", "agent_id").notNull(),
    agentVersion: integer("agent_version").notNull(),
    triggerType: text("trigger_type").$type<TriggerType>().notNull(),
    scheduledAt: instant("scheduled_at"),
    /** No foreign key: the run stays when its session is deleted. */
    sessionId: idColumn("session", "session_id"),
    error: jsonb("error").$type<RunError>(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.deploymentId], foreignColumns: [deployments.workspaceId, deployments.id] }).onDelete("cascade"),
    // However many schedulers look at once, a firing has one run.
    uniqueIndex("deployment_runs_firing").on(t.workspaceId, t.deploymentId, t.scheduledAt),
    index("deployment_runs_deployment").on(t.workspaceId, t.deploymentId, t.id),
  ],
);
