import { bigint, foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { agents } from "@/lib/agents/schema";
import { createdAt, idColumn, instant, workspaceId } from "@/lib/db/columns";
import type { ImportProblem } from "@/lib/interop/types";

export const imports = pgTable(
  "imports",
  {
    workspaceId: workspaceId(),
    id: idColumn("import", "id").notNull(),
    /** Null until the agent is known: one that the import makes takes its model from the first sessions. */
    agentId: idColumn("agent", "agent_id"),
    agentName: text("agent_name"),
    format: text("format").notNull(),
    fileName: text("file_name"),
    status: text("status").$type<"running" | "completed" | "failed">().notNull(),
    bytes: bigint("bytes", { mode: "number" }).notNull().default(0),
    received: integer("received").notNull().default(0),
    imported: integer("imported").notNull().default(0),
    duplicates: integer("duplicates").notNull().default(0),
    rejected: integer("rejected").notNull().default(0),
    /** The first 1,000; `rejected` counts all. */
    errors: jsonb("errors").$type<ImportProblem[]>().notNull(),
    failure: text("failure"),
    createdAt: createdAt(),
    createdByType: text("created_by_type").notNull(),
    createdById: text("created_by_id"),
    createdByName: text("created_by_name"),
    /** Moves while bytes arrive: a running import that stands still belonged to a process that died. */
    heartbeatAt: instant("heartbeat_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.agentId], foreignColumns: [agents.workspaceId, agents.id] }).onDelete("cascade"),
    index("imports_recent").on(t.workspaceId, t.id),
  ],
);
