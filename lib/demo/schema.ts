import { foreignKey, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, instant, updatedAt, workspaceId } from "@/lib/db/columns";
import type { SampleStatus } from "@/lib/demo/types";
import type { AgentId } from "@/lib/ids";
import { workspaces } from "@/lib/workspaces/schema";

/** The sample data of a workspace, while it is loaded and for as long as it is there: one row at most. */
export const sampleLoads = pgTable(
  "sample_loads",
  {
    workspaceId: workspaceId(),
    /** Makes each loading its own run: after a removal it can be loaded again. */
    run: text("run").notNull(),
    status: text("status").$type<SampleStatus>().notNull(),
    stage: text("stage").notNull(),
    done: integer("done").notNull().default(0),
    total: integer("total").notNull(),
    error: text("error"),
    /** Only these are ever removed. */
    agentIds: jsonb("agent_ids").$type<AgentId[]>().notNull(),
    requestedByName: text("requested_by_name"),
    /** What all times of the sample are counted back from. */
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
  ],
);
