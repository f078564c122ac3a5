import { bigint, date, foreignKey, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytes, idColumn, instant, workspaceId } from "@/lib/db/columns";
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

const sum = (name: string) => bigint(name, { mode: "number" }).notNull();

/** The calls of each day that is over, summed by whom and what they were for: a year of ten million calls is read as some thousand rows. */
export const usageDays = pgTable(
  "usage_days",
  {
    workspaceId: workspaceId(),
    /** As a calendar in the roll-up's time zone has it. */
    day: date("day").notNull(),
    purpose: text("purpose").$type<UsagePurpose>().notNull(),
    /** Empty for nobody's: a key can't hold null. */
    agentId: bytes("agent_id").notNull(),
    model: bytes("model").notNull(),
    calls: sum("calls"),
    unpricedCalls: sum("unpriced_calls"),
    inputTokens: sum("input_tokens"),
    outputTokens: sum("output_tokens"),
    cacheReadTokens: sum("cache_read_tokens"),
    cacheWrite5mTokens: sum("cache_write_5m_tokens"),
    cacheWrite1hTokens: sum("cache_write_1h_tokens"),
    /** Of the calls that had a price. */
    costMicroUsd: sum("cost_micro_usd"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.day, t.purpose, t.agentId, t.model] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
  ],
);

/** How far `usage_days` goes: every call before `until` is in it, and none after. */
export const usageRollups = pgTable(
  "usage_rollups",
  {
    workspaceId: workspaceId(),
    timeZone: text("time_zone").notNull(),
    /** The first day that is not in it, and that day's first instant. */
    nextDay: date("next_day").notNull(),
    until: instant("until").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
  ],
);
