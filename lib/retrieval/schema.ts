import { sql } from "drizzle-orm";
import { check, doublePrecision, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { agents } from "@/lib/agents/schema";
import { bytes, createdAt, idColumn, instant, workspaceId } from "@/lib/db/columns";
import type { MemoryId, MemoryVersionId } from "@/lib/ids";
import { learnings } from "@/lib/learnings/schema";
import type { Quotable } from "@/lib/retrieval/render";
import type { Arm, Reason } from "@/lib/retrieval/types";
import { sessions } from "@/lib/sessions/schema";

/** One session of one agent that asked for its context, whatever it asked and how often. Append-only, as is what belongs to it. */
export const exposures = pgTable(
  "exposures",
  {
    workspaceId: workspaceId(),
    id: idColumn("exposure", "id").notNull(),
    agentId: idColumn("agent", "agent_id").notNull(),
    agentVersion: integer("agent_version").notNull(),
    /** `s:` + a session's id, or `x:` + the caller's own id of it (the later `external_id`). */
    sessionKey: bytes("session_key").notNull(),
    /** Null while the session is known by the caller's own id only. */
    sessionId: idColumn("session", "session_id"),
    model: text("model"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.agentId], foreignColumns: [agents.workspaceId, agents.id] }).onDelete("cascade"),
    foreignKey({ columns: [t.workspaceId, t.sessionId], foreignColumns: [sessions.workspaceId, sessions.id] }).onDelete("cascade"),
    // Two askers at once: the second waits for the first and finds its record.
    uniqueIndex("exposures_session_key").on(t.workspaceId, t.agentId, t.sessionKey),
    index("exposures_session").on(t.workspaceId, t.sessionId).where(sql`session_id is not null`),
  ],
);

/** A learning that the session was given or went without; drawn once, at the first time it would have been given. */
export const exposureItems = pgTable(
  "exposure_items",
  {
    workspaceId: workspaceId(),
    exposureId: idColumn("exposure", "exposure_id").notNull(),
    memoryId: idColumn("memory", "memory_id").notNull(),
    memoryVersionId: idColumn("memoryVersion", "memory_version_id").notNull(),
    arm: text("arm").$type<Arm>().notNull(),
    /** The probability of `withheld` at the draw. */
    holdoutShare: doublePrecision("holdout_share").notNull(),
    score: doublePrecision("score").notNull(),
    why: jsonb("why").$type<Reason[]>().notNull(),
    at: instant("at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.exposureId, t.memoryId] }),
    foreignKey({ columns: [t.workspaceId, t.exposureId], foreignColumns: [exposures.workspaceId, exposures.id] }).onDelete("cascade"),
    foreignKey({ columns: [t.workspaceId, t.memoryId], foreignColumns: [learnings.workspaceId, learnings.memoryId] }).onDelete("cascade"),
    // Counts and the latest of one learning are read from the index alone.
    index("exposure_items_memory").on(t.workspaceId, t.memoryId, t.at, t.exposureId, t.arm),
    check("exposure_items_arm", sql`arm in ('given', 'withheld')`),
  ],
);

/** What one question of a session was answered with, so that asking it again answers the same. */
export const exposureAnswers = pgTable(
  "exposure_answers",
  {
    workspaceId: workspaceId(),
    exposureId: idColumn("exposure", "exposure_id").notNull(),
    questionHash: bytes("question_hash").notNull(),
    /** In the order of the answer; the texts stay where they are, in the versions. */
    learnings: jsonb("learnings").$type<AnsweredLearning[]>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.exposureId, t.questionHash] }),
    foreignKey({ columns: [t.workspaceId, t.exposureId], foreignColumns: [exposures.workspaceId, exposures.id] }).onDelete("cascade"),
  ],
);

/** What was said of a learning beside its text, so that the same is said again. Nothing of the text: redaction finds it in one place. */
export type AnsweredLearning = Pick<
  Quotable,
  "confidence" | "origin" | "isEditedByPerson" | "supportSessions" | "trust" | "needsRevalidation"
> & { memoryId: MemoryId; versionId: MemoryVersionId; score: number; why: Reason[] };
