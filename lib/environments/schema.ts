import { sql } from "drizzle-orm";
import { boolean, foreignKey, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, updatedAt, workspaceId } from "@/lib/db/columns";
import { workspaces } from "@/lib/workspaces/schema";

export const environments = pgTable(
  "environments",
  {
    workspaceId: workspaceId(),
    id: idColumn("environment", "id").notNull(),
    name: text("name").notNull(),
    description: text("description"),
    config: jsonb("config").$type<{ type: "self_hosted" } | { type: "imported" }>().notNull(),
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
