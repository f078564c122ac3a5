import { bigint, foreignKey, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { idColumn, instant, workspaceId } from "@/lib/db/columns";
import type { UsagePurpose } from "@/lib/usage/types";
import { workspaces } from "@/lib/workspaces/schema";

/** Every answer of a model that was paid for, once. What is asked about money is summed from here. */
export const modelCalls = pgTable(
  "model_calls",
  {
    workspaceId: workspaceId(),
    id: idColumn("modelCall", "id").notNull(),
    at: instant("at").notNull(),
    purpose: text("purpose").$type<UsagePurpose>().notNull(),
    /** Whom it was for; kept when they are deleted, so no foreign keys. */
    agentId: idColumn("agent", "agent_id"),
    sessionId: idColumn("session", "session_id"),
    dreamId: idColumn("dream", "dream_id"),
    model: text("model").notNull(),
    inputTokens: integer("input_tokens").notNull(),
    outputTokens: integer("output_tokens").notNull(),
    cacheReadTokens: integer("cache_read_tokens").notNull(),
    cacheWrite5mTokens: integer("cache_write_5m_tokens").notNull(),
    cacheWrite1hTokens: integer("cache_write_1h_tokens").notNull(),
    /** At the list price of that moment, in millionths of a US dollar; null where the model had none. */
    costMicroUsd: bigint("cost_micro_usd", { mode: "number" }),
    durationMs: integer("duration_ms").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    index("model_calls_at").on(t.workspaceId, t.at, t.purpose),
    index("model_calls_agent").on(t.workspaceId, t.agentId, t.at),
  ],
);
