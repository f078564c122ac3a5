import { sql } from "drizzle-orm";
import { bigint, boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, workspaceId } from "@/lib/db/columns";
import type { MessageRole, StopReason, ToolCallKind, ToolCallState } from "@/lib/sessions/live-types";
import { sessions } from "@/lib/sessions/schema";

/** What a session that is not imported needs beside its row. Whoever changes the session locks this row first: it orders all appends. */
export const liveSessions = pgTable(
  "live_sessions",
  {
    workspaceId: workspaceId(),
    sessionId: idColumn("session", "session_id").notNull(),
    /** The last `seq` handed out. */
    headSeq: integer("head_seq").notNull().default(0),
    /** Number of the latest run of the agent loop (a workflow), whether it still goes on, since when, and when a worker began it. */
    run: integer("run").notNull().default(0),
    isActive: boolean("is_active").notNull().default(false),
    activatedAt: instant("activated_at"),
    pickedUpAt: instant("picked_up_at"),
    /** Of the latest idle. */
    stopReason: jsonb("stop_reason").$type<StopReason>(),
    /** The `span.model_request_start` whose answer is awaited: after a crash the same request is asked again. */
    requestId: idColumn("event", "request_id"),
    /** Model requests that failed in a row, and when the next may be made. */
    failures: integer("failures").notNull().default(0),
    retryAt: instant("retry_at"),
    /** Model requests since the last input, against endless loops. */
    turnRequests: integer("turn_requests").notNull().default(0),
    /** The user's interrupt that the loop has not carried out yet. */
    interruptId: idColumn("event", "interrupt_id"),
    /** The model's context: messages from this index on, of so many. */
    contextFrom: integer("context_from").notNull().default(0),
    messageCount: integer("message_count").notNull().default(0),
    /** Input tokens of the latest request, cached or not: how full the window is. */
    contextTokens: integer("context_tokens").notNull().default(0),
    runningSince: instant("running_since"),
    activeMs: bigint("active_ms", { mode: "number" }).notNull().default(0),
    inputTokens: bigint("input_tokens", { mode: "number" }).notNull().default(0),
    outputTokens: bigint("output_tokens", { mode: "number" }).notNull().default(0),
    cacheReadTokens: bigint("cache_read_tokens", { mode: "number" }).notNull().default(0),
    cacheWrite5mTokens: bigint("cache_write_5m_tokens", { mode: "number" }).notNull().default(0),
    cacheWrite1hTokens: bigint("cache_write_1h_tokens", { mode: "number" }).notNull().default(0),
    /** At list prices, in millionths of a US dollar; what was asked of models without a price is not in it. */
    costMicroUsd: bigint("cost_micro_usd", { mode: "number" }).notNull().default(0),
    hasUnpriced: boolean("has_unpriced").notNull().default(false),
    budgetMicroUsd: bigint("budget_micro_usd", { mode: "number" }),
    /** Seq up to which the text search knows the session. */
    indexedSeq: integer("indexed_seq").notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.sessionId] }),
    foreignKey({ columns: [t.workspaceId, t.sessionId], foreignColumns: [sessions.workspaceId, sessions.id] }).onDelete("cascade"),
    index("live_sessions_active").on(t.workspaceId, t.sessionId).where(sql`${t.isActive}`),
  ],
);

/** The model's context, message by message, as it was sent and answered: thinking and its signatures are no events but must be sent back. */
export const sessionMessages = pgTable(
  "session_messages",
  {
    workspaceId: workspaceId(),
    sessionId: idColumn("session", "session_id").notNull(),
    index: integer("index").notNull(),
    role: text("role").$type<MessageRole>().notNull(),
    content: jsonb("content").$type<Record<string, unknown>[]>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.sessionId, t.index] }),
    foreignKey({ columns: [t.workspaceId, t.sessionId], foreignColumns: [sessions.workspaceId, sessions.id] }).onDelete("cascade"),
  ],
);

/** Calls of tools, by the event that announced them. Gone from here once the model has the result: the log keeps both. */
export const sessionToolCalls = pgTable(
  "session_tool_calls",
  {
    workspaceId: workspaceId(),
    sessionId: idColumn("session", "session_id").notNull(),
    eventId: idColumn("event", "event_id").notNull(),
    /** Its place in the model's message. */
    position: integer("position").notNull(),
    /** The model's own id of the call. */
    toolUseId: text("tool_use_id").notNull(),
    kind: text("kind").$type<ToolCallKind>().notNull(),
    state: text("state").$type<ToolCallState>().notNull(),
    name: text("name").notNull(),
    mcpServer: text("mcp_server"),
    input: jsonb("input").$type<Record<string, unknown>>().notNull(),
    /** What the model gets: content blocks, and whether they tell of an error. */
    result: jsonb("result").$type<{ content: Record<string, unknown>[]; isError: boolean }>(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.sessionId, t.eventId] }),
    foreignKey({ columns: [t.workspaceId, t.sessionId], foreignColumns: [sessions.workspaceId, sessions.id] }).onDelete("cascade"),
  ],
);

/** Memory stores attached to a session, as they were then. */
export const sessionResources = pgTable(
  "session_resources",
  {
    workspaceId: workspaceId(),
    sessionId: idColumn("session", "session_id").notNull(),
    id: idColumn("sessionResource", "id").notNull(),
    position: integer("position").notNull(),
    memoryStoreId: idColumn("memoryStore", "memory_store_id").notNull(),
    access: text("access").$type<"read_write" | "read_only">().notNull(),
    instructions: text("instructions"),
    name: text("name").notNull(),
    description: text("description").notNull(),
    mountPath: text("mount_path").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.sessionId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.sessionId], foreignColumns: [sessions.workspaceId, sessions.id] }).onDelete("cascade"),
    index("session_resources_store").on(t.workspaceId, t.memoryStoreId, t.sessionId),
  ],
);
