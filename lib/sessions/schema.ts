import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { agents } from "@/lib/agents/schema";
import type { AgentConfig } from "@/lib/agents/types";
import { bytes, createdAt, idColumn, instant, updatedAt, workspaceId } from "@/lib/db/columns";
import { environments } from "@/lib/environments/schema";
import type { OutcomeSource, SessionSource, SessionStatus, SessionUsage } from "@/lib/sessions/types";
import type { Trust } from "@/lib/trust";

/** What an agent was when a session ran, stored once per content: imported sessions repeat their prompt and tools thousands of times. */
export const agentSnapshots = pgTable(
  "agent_snapshots",
  {
    workspaceId: workspaceId(),
    hash: bytes("hash").notNull(),
    config: jsonb("config").$type<AgentConfig>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.hash] })],
);

export const sessions = pgTable(
  "sessions",
  {
    workspaceId: workspaceId(),
    id: idColumn("session", "id").notNull(),
    agentId: idColumn("agent", "agent_id").notNull(),
    agentVersion: integer("agent_version").notNull(),
    agentSnapshotHash: bytes("agent_snapshot_hash").notNull(),
    environmentId: idColumn("environment", "environment_id").notNull(),
    status: text("status").$type<SessionStatus>().notNull(),
    title: text("title"),
    metadata: jsonb("metadata").$type<Record<string, string>>().notNull(),
    source: text("source").$type<SessionSource>().notNull(),
    externalId: text("external_id"),
    /** `x:` + external id, else `h:` + content hash; null for live sessions. The same past session is stored once per agent. */
    dedupeKey: bytes("dedupe_key"),
    contentHash: bytes("content_hash"),
    importId: idColumn("import", "import_id"),
    /** The task this is one attempt at, and what makes attempts incomparable. */
    taskKey: text("task_key"),
    variant: text("variant"),
    model: text("model"),
    userKey: text("user_key"),
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
    /** started_at, or created_at where the source has no time: the order of lists. */
    occurredAt: instant("occurred_at").notNull(),
    eventCount: integer("event_count").notNull().default(0),
    turnCount: integer("turn_count").notNull().default(0),
    callCount: integer("call_count").notNull().default(0),
    errorCount: integer("error_count").notNull().default(0),
    usage: jsonb("usage").$type<SessionUsage>(),
    /** The best verdict so far and who gave it; kept in step by the outcomes room. */
    outcomeSuccess: boolean("outcome_success"),
    outcomeSource: text("outcome_source").$type<OutcomeSource>(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: instant("archived_at"),
    /** The deployment that started it. */
    deploymentId: idColumn("deployment", "deployment_id"),
    /** No dream reads it from then on. */
    excludedAt: instant("excluded_at"),
    /** Verdicts of different sources contradict each other; kept in step by the outcomes room. */
    outcomeDisputed: boolean("outcome_disputed").notNull().default(false),
    /** What lists sort by. */
    durationMs: bigint("duration_ms", { mode: "number" }).generatedAlwaysAs(
      sql`(extract(epoch from (ended_at - started_at)) * 1000)::bigint`,
    ),
    tokenCount: doublePrecision("token_count").generatedAlwaysAs(
      sql`(usage ->> 'inputTokens')::float8 + (usage ->> 'outputTokens')::float8`,
    ),
    /** At list prices, in millionths of a US dollar. Null where it can't be known: the session ran elsewhere, or a model had no price. */
    costMicroUsd: bigint("cost_micro_usd", { mode: "number" }),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.agentId], foreignColumns: [agents.workspaceId, agents.id] }),
    foreignKey({ columns: [t.workspaceId, t.environmentId], foreignColumns: [environments.workspaceId, environments.id] }),
    foreignKey({ columns: [t.workspaceId, t.agentSnapshotHash], foreignColumns: [agentSnapshots.workspaceId, agentSnapshots.hash] }),
    uniqueIndex("sessions_dedupe").on(t.workspaceId, t.agentId, t.dedupeKey),
    index("sessions_recent").on(t.workspaceId, t.occurredAt, t.id),
    index("sessions_by_agent").on(t.workspaceId, t.agentId, t.occurredAt, t.id),
    // Completion rates are read from the index alone.
    index("sessions_outcomes")
      .on(t.workspaceId, t.agentId, t.occurredAt, t.agentVersion, t.outcomeSuccess)
      .where(sql`${t.archivedAt} is null`),
    index("sessions_by_agent_created").on(t.workspaceId, t.agentId, t.id),
    index("sessions_external").on(t.workspaceId, t.externalId),
    index("sessions_by_deployment").on(t.workspaceId, t.deploymentId, t.id).where(sql`${t.deploymentId} is not null`),
  ],
);

/** Append-only. `seq` counts from 1 without a gap within a session. */
export const sessionEvents = pgTable(
  "session_events",
  {
    workspaceId: workspaceId(),
    sessionId: idColumn("session", "session_id").notNull(),
    seq: integer("seq").notNull(),
    id: idColumn("event", "id").notNull(),
    type: text("type").notNull(),
    trust: text("trust").$type<Trust>().notNull(),
    payload: jsonb("payload").$type<Record<string, unknown>>().notNull(),
    processedAt: instant("processed_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.sessionId, t.seq] }),
    foreignKey({ columns: [t.workspaceId, t.sessionId], foreignColumns: [sessions.workspaceId, sessions.id] }).onDelete("cascade"),
    uniqueIndex("session_events_id").on(t.workspaceId, t.id),
  ],
);

const wordSet = customType<{ data: string; driverData: string }>({ dataType: () => "tsvector" });

/** The distinct words of everything said in a session (lib/sessions/search-words.ts), in as many parts as PostgreSQL's limit asks for. */
export const sessionSearch = pgTable(
  "session_search",
  {
    workspaceId: workspaceId(),
    sessionId: idColumn("session", "session_id").notNull(),
    part: integer("part").notNull(),
    /** More parts than one: words that are looked for together may lie in different ones. */
    isSplit: boolean("is_split").notNull(),
    words: wordSet("words").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.sessionId, t.part] }),
    foreignKey({ columns: [t.workspaceId, t.sessionId], foreignColumns: [sessions.workspaceId, sessions.id] }).onDelete("cascade"),
    index("session_search_words").using("gin", t.words),
    index("session_search_split").on(t.workspaceId).where(sql`is_split`),
  ],
);
