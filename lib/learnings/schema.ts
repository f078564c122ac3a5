import { boolean, doublePrecision, foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { agents } from "@/lib/agents/schema";
import { bytes, createdAt, idColumn, instant, updatedAt, workspaceId } from "@/lib/db/columns";
import type { LearningKind, LearningStatus, TombstoneReason, Trigger } from "@/lib/learnings/types";
import { memoryStores } from "@/lib/memory/schema";
import type { Trust } from "@/lib/trust";

/** What is known about a memory that is a learning, beside its text. Keyed by the memory; stays when the memory is deleted. */
export const learnings = pgTable(
  "learnings",
  {
    workspaceId: workspaceId(),
    memoryId: idColumn("memory", "memory_id").notNull(),
    storeId: idColumn("memoryStore", "store_id").notNull(),
    agentId: idColumn("agent", "agent_id").notNull(),
    kind: text("kind").$type<LearningKind>().notNull(),
    status: text("status").$type<LearningStatus>().notNull(),
    title: text("title").notNull(),
    trigger: jsonb("trigger").$type<Trigger>().notNull(),
    /** Names of tools in the trigger, for filtering. */
    tools: text("tools").array().notNull(),
    confidence: doublePrecision("confidence"),
    scope: text("scope").$type<"private" | "federated">().notNull().default("private"),
    appliesTo: jsonb("applies_to").$type<Record<string, string>>().notNull(),
    expiresAt: instant("expires_at"),
    isLocked: boolean("is_locked").notNull().default(false),
    lockedBy: text("locked_by"),
    isPinned: boolean("is_pinned").notNull().default(false),
    origin: text("origin").$type<"dream" | "person" | "import">().notNull(),
    /** A person's words stand in the head version: dreams may move its figures, never its text. */
    isEditedByPerson: boolean("is_edited_by_person").notNull().default(false),
    /** The pattern a dream found; null for what a person wrote. */
    patternKey: bytes("pattern_key"),
    family: text("family"),
    /** The figures of the change that was published last, as the dream stated them. */
    stats: jsonb("stats").$type<Record<string, unknown>>(),
    supportSessions: integer("support_sessions"),
    trust: text("trust").$type<Trust>().notNull(),
    modelsValidated: text("models_validated").array().notNull(),
    dreamId: idColumn("dream", "dream_id"),
    changeId: idColumn("change", "change_id"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    retiredReason: text("retired_reason"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.memoryId] }),
    foreignKey({ columns: [t.workspaceId, t.storeId], foreignColumns: [memoryStores.workspaceId, memoryStores.id] }).onDelete("cascade"),
    foreignKey({ columns: [t.workspaceId, t.agentId], foreignColumns: [agents.workspaceId, agents.id] }).onDelete("cascade"),
    index("learnings_agent").on(t.workspaceId, t.agentId, t.status, t.memoryId),
    index("learnings_pattern").on(t.workspaceId, t.storeId, t.patternKey),
  ],
);

/** The session events that support or contradict a learning, copied from the change that was published. */
export const learningEvidence = pgTable(
  "learning_evidence",
  {
    workspaceId: workspaceId(),
    memoryId: idColumn("memory", "memory_id").notNull(),
    eventId: idColumn("event", "event_id").notNull(),
    at: text("at").notNull(),
    sessionId: idColumn("session", "session_id").notNull(),
    quote: text("quote").notNull(),
    polarity: text("polarity").$type<"supports" | "contradicts">().notNull(),
    trust: text("trust").$type<Trust>().notNull(),
    dreamId: idColumn("dream", "dream_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.memoryId, t.eventId, t.at] }),
    foreignKey({ columns: [t.workspaceId, t.memoryId], foreignColumns: [learnings.workspaceId, learnings.memoryId] }).onDelete("cascade"),
    index("learning_evidence_session").on(t.workspaceId, t.sessionId),
  ],
);

/** What was rejected or retired, so that later dreams don't propose it again without new evidence. */
export const learningTombstones = pgTable(
  "learning_tombstones",
  {
    workspaceId: workspaceId(),
    id: idColumn("tombstone", "id").notNull(),
    storeId: idColumn("memoryStore", "store_id").notNull(),
    patternKey: bytes("pattern_key").notNull(),
    title: text("title").notNull(),
    reasonCode: text("reason_code").$type<TombstoneReason>().notNull(),
    reason: text("reason"),
    stats: jsonb("stats").$type<Record<string, unknown>>(),
    dreamId: idColumn("dream", "dream_id"),
    changeId: idColumn("change", "change_id"),
    createdAt: createdAt(),
    createdByType: text("created_by_type").notNull(),
    createdById: text("created_by_id"),
    /** Set when the decision behind it was taken back. */
    withdrawnAt: instant("withdrawn_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.storeId], foreignColumns: [memoryStores.workspaceId, memoryStores.id] }).onDelete("cascade"),
    index("learning_tombstones_pattern").on(t.workspaceId, t.storeId, t.patternKey),
  ],
);
