import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytes, createdAt, idColumn, instant, workspaceId } from "@/lib/db/columns";
import { environments } from "@/lib/environments/schema";
import type { WorkState } from "@/lib/environments/work/types";
import { sessions } from "@/lib/sessions/schema";

/** What an environment's workers are asked to do: serve a session. A session has one item that isn't stopped at most. */
export const workItems = pgTable(
  "work_items",
  {
    workspaceId: workspaceId(),
    id: idColumn("work", "id").notNull(),
    environmentId: idColumn("environment", "environment_id").notNull(),
    sessionId: idColumn("session", "session_id").notNull(),
    state: text("state").$type<WorkState>().notNull(),
    metadata: jsonb("metadata").$type<Record<string, string>>().notNull().default({}),
    /** Not handed out before: what failed at once waits a little. */
    availableAt: instant("available_at").notNull(),
    /** Hand-overs in a row that ended although the session still needed a worker. */
    failures: integer("failures").notNull().default(0),
    /** Of the latest hand-out; another worker's hand-out replaces the token, so that the former holder is out. */
    tokenHash: bytes("token_hash"),
    polledAt: instant("polled_at"),
    acknowledgedAt: instant("acknowledged_at"),
    startedAt: instant("started_at"),
    latestHeartbeatAt: instant("latest_heartbeat_at"),
    /** Until then the item is its holder's; null while it waits in the queue. */
    leaseExpiresAt: instant("lease_expires_at"),
    stopRequestedAt: instant("stop_requested_at"),
    stoppedAt: instant("stopped_at"),
    /** The session got input while this item was being stopped: another follows it. */
    isWantedAgain: boolean("is_wanted_again").notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.environmentId], foreignColumns: [environments.workspaceId, environments.id] }),
    foreignKey({ columns: [t.workspaceId, t.sessionId], foreignColumns: [sessions.workspaceId, sessions.id] }).onDelete("cascade"),
    uniqueIndex("work_items_open_session").on(t.workspaceId, t.sessionId).where(sql`${t.state} <> 'stopped'`),
    index("work_items_open").on(t.workspaceId, t.environmentId, t.id).where(sql`${t.state} <> 'stopped'`),
    index("work_items_environment").on(t.workspaceId, t.environmentId, t.id),
    index("work_items_session").on(t.workspaceId, t.sessionId, t.id),
    uniqueIndex("work_items_token").on(t.tokenHash),
  ],
);

/** Workers that asked for work, and when last. */
export const environmentWorkers = pgTable(
  "environment_workers",
  {
    workspaceId: workspaceId(),
    environmentId: idColumn("environment", "environment_id").notNull(),
    workerId: text("worker_id").notNull(),
    lastPolledAt: instant("last_polled_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.environmentId, t.workerId] }),
    foreignKey({ columns: [t.workspaceId, t.environmentId], foreignColumns: [environments.workspaceId, environments.id] }).onDelete(
      "cascade",
    ),
  ],
);
