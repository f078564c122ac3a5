import { boolean, doublePrecision, foreignKey, index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, idColumn, workspaceId } from "@/lib/db/columns";
import { sessions } from "@/lib/sessions/schema";
import type { OutcomeSource } from "@/lib/sessions/types";

/** Verdicts on a session, one row each, never changed: a later one outranks or stands beside an earlier one. */
export const outcomeReports = pgTable(
  "outcome_reports",
  {
    workspaceId: workspaceId(),
    id: idColumn("outcomeReport", "id").notNull(),
    sessionId: idColumn("session", "session_id").notNull(),
    source: text("source").$type<OutcomeSource>().notNull(),
    evaluator: text("evaluator"),
    success: boolean("success"),
    score: doublePrecision("score"),
    criteria: jsonb("criteria").$type<Record<string, boolean>>().notNull(),
    signals: jsonb("signals").$type<Record<string, unknown>>().notNull(),
    failureModes: jsonb("failure_modes").$type<string[]>().notNull(),
    explanation: text("explanation"),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull(),
    createdAt: createdAt(),
    createdByType: text("created_by_type").notNull(),
    createdById: text("created_by_id"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.sessionId], foreignColumns: [sessions.workspaceId, sessions.id] }).onDelete("cascade"),
    index("outcome_reports_session").on(t.workspaceId, t.sessionId, t.createdAt),
  ],
);
