import { boolean, foreignKey, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { users } from "@/lib/auth/schema";
import type { Role } from "@/lib/context";
import { createdAt, idColumn, instant, workspaceId } from "@/lib/db/columns";

export const workspaces = pgTable("workspaces", {
  workspaceId: workspaceId().primaryKey(),
  name: text("name").notNull(),
  timeZone: text("time_zone").notNull().default("UTC"),
  createdAt: createdAt(),
});

export const workspaceMembers = pgTable(
  "workspace_members",
  {
    workspaceId: workspaceId(),
    userId: idColumn("user", "user_id").notNull(),
    role: text("role").$type<Role>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.userId] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    foreignKey({ columns: [t.userId], foreignColumns: [users.id] }).onDelete("cascade"),
    index("workspace_members_user").on(t.userId),
  ],
);

/** One row for the whole installation: set-up happens once. */
export const installation = pgTable("installation", {
  onlyRow: boolean("only_row").primaryKey().default(true),
  setupCodeHash: text("setup_code_hash"),
  setupCompletedAt: instant("setup_completed_at"),
  schemaVersion: integer("schema_version").notNull().default(1),
});
