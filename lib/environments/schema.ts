import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytes, createdAt, idColumn, instant, updatedAt, workspaceId } from "@/lib/db/columns";
import type { EnvironmentConfig } from "@/lib/environments/types";
import { workspaces } from "@/lib/workspaces/schema";

export const environments = pgTable(
  "environments",
  {
    workspaceId: workspaceId(),
    id: idColumn("environment", "id").notNull(),
    name: text("name").notNull(),
    description: text("description"),
    config: jsonb("config").$type<EnvironmentConfig>().notNull(),
    metadata: jsonb("metadata").$type<Record<string, string>>().notNull(),
    /** The workspace's own "Imported", where past sessions live. One per workspace. */
    isImported: boolean("is_imported").notNull().default(false),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: instant("archived_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    uniqueIndex("environments_imported").on(t.workspaceId).where(sql`${t.isImported}`),
  ],
);

/** What a worker polls its environment's queue with. Revoked ones stay for the audit log. */
export const environmentKeys = pgTable(
  "environment_keys",
  {
    workspaceId: workspaceId(),
    id: idColumn("environmentKey", "id").notNull(),
    environmentId: idColumn("environment", "environment_id").notNull(),
    name: text("name").notNull(),
    /** sha256 hex: keys are long and random, so a slow hash adds nothing. */
    keyHash: bytes("key_hash").notNull(),
    /** First and last characters, to tell keys apart. */
    hint: text("hint").notNull(),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
    createdAt: createdAt(),
    createdBy: text("created_by"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.environmentId], foreignColumns: [environments.workspaceId, environments.id] }).onDelete(
      "cascade",
    ),
    index("environment_keys_environment").on(t.workspaceId, t.environmentId, t.id),
    uniqueIndex("environment_keys_hash").on(t.keyHash),
  ],
);
