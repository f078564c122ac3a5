import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { AgentConfig, DreamingSettings, RetentionSettings } from "@/lib/agents/types";
import { createdAt, idColumn, instant, updatedAt, workspaceId } from "@/lib/db/columns";
import { workspaces } from "@/lib/workspaces/schema";

export const agents = pgTable(
  "agents",
  {
    workspaceId: workspaceId(),
    id: idColumn("agent", "id").notNull(),
    /** The head version's name, for look-ups and lists. */
    name: text("name").notNull(),
    headVersion: integer("head_version").notNull(),
    dreaming: jsonb("dreaming").$type<DreamingSettings>().notNull(),
    retention: jsonb("retention").$type<RetentionSettings>().notNull(),
    wallKey: text("wall_key"),
    learningsStoreId: idColumn("memoryStore", "learnings_store_id").notNull(),
    outcomeDefinitionId: idColumn("outcomeDefinition", "outcome_definition_id"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: instant("archived_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    index("agents_name").on(t.workspaceId, t.name),
    index("agents_learnings_store").on(t.workspaceId, t.learningsStoreId),
    index("agents_live").on(t.workspaceId, t.id).where(sql`${t.archivedAt} is null`),
  ],
);

/** Immutable: every change of an agent's configuration is a new row. */
export const agentVersions = pgTable(
  "agent_versions",
  {
    workspaceId: workspaceId(),
    agentId: idColumn("agent", "agent_id").notNull(),
    version: integer("version").notNull(),
    config: jsonb("config").$type<AgentConfig>().notNull(),
    /** Why it was changed, in the words of who did. */
    message: text("message"),
    createdAt: createdAt(),
    createdByType: text("created_by_type").notNull(),
    createdById: text("created_by_id"),
    createdByName: text("created_by_name"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.agentId, t.version] }),
    foreignKey({ columns: [t.workspaceId, t.agentId], foreignColumns: [agents.workspaceId, agents.id] }).onDelete("cascade"),
  ],
);
