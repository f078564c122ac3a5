import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
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
import type { DreamingSettings } from "@/lib/agents/types";
import { bytes, createdAt, idColumn, instant, updatedAt, workspaceId } from "@/lib/db/columns";
import type {
  Authored,
  Candidate,
  CandidateStats,
  ChangeAction,
  Check,
  Claim,
  DecisionStatus,
  Digest,
  DreamScope,
  DreamStage,
  DreamStatus,
  Evidence,
  Funnel,
  OutputBehavior,
  PatternFamily,
  Polarity,
  StageState,
} from "@/lib/dreaming/types";
import type { LearningKind, RejectReason } from "@/lib/learnings/types";
import { sessions } from "@/lib/sessions/schema";
import type { Trust } from "@/lib/trust";
import { workspaces } from "@/lib/workspaces/schema";

export const dreams = pgTable(
  "dreams",
  {
    workspaceId: workspaceId(),
    id: idColumn("dream", "id").notNull(),
    /** Null for a dream of a store and chosen sessions, which is nobody's (the official form). */
    agentId: idColumn("agent", "agent_id"),
    /** The store it reads. Without a foreign key: a dream goes on saying what it read when that store is deleted. */
    storeId: idColumn("memoryStore", "store_id").notNull(),
    /** Null for an agent's dream, whose changes wait for a review. */
    outputBehavior: text("output_behavior").$type<OutputBehavior>(),
    /** Where a store's dream writes, once that store is there. */
    outputStoreId: idColumn("memoryStore", "output_store_id"),
    status: text("status").$type<DreamStatus>().notNull(),
    stage: text("stage").$type<DreamStage>(),
    author: text("author").$type<"template" | "claude">().notNull(),
    trigger: text("trigger").$type<"manual" | "api" | "schedule">().notNull(),
    requestedByType: text("requested_by_type").notNull(),
    requestedById: text("requested_by_id"),
    requestedByName: text("requested_by_name"),
    /** As asked: "new", a window over started_at ?? created_at, chosen sessions, or the latest so many. */
    scope: jsonb("scope").$type<DreamScope>().notNull(),
    model: text("model"),
    instructions: text("instructions"),
    /** The agent's settings as they were when the dream was asked for. */
    settings: jsonb("settings").$type<DreamingSettings>().notNull(),
    /** Raised by every retry: each run is a workflow of its own, and completed stages are kept between them. */
    run: integer("run").notNull().default(1),
    /** When it last began to wait for a worker; null for the first time, which is `created_at`. */
    queuedAt: instant("queued_at"),
    /** The store revision that reconcile compared with. */
    baseRevision: integer("base_revision"),
    sessionsRead: integer("sessions_read").notNull().default(0),
    progressDone: integer("progress_done").notNull().default(0),
    progressTotal: integer("progress_total").notNull().default(0),
    funnel: jsonb("funnel").$type<Funnel>(),
    inputTokens: bigint("input_tokens", { mode: "number" }).notNull().default(0),
    outputTokens: bigint("output_tokens", { mode: "number" }).notNull().default(0),
    costUsd: doublePrecision("cost_usd").notNull().default(0),
    /** What the sessions themselves cost, those whose cost is known; null when none is. And how many have no known cost. */
    sessionCostUsd: doublePrecision("session_cost_usd"),
    uncostedSessions: integer("uncosted_sessions"),
    error: jsonb("error").$type<{ type: string; message: string; stage: DreamStage | null }>(),
    publishedRevision: integer("published_revision"),
    /** Nothing is left to decide: published, all rejected, or nothing proposed. Its sessions no longer count as new. */
    settledAt: instant("settled_at"),
    createdAt: createdAt(),
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
    archivedAt: instant("archived_at"),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.agentId], foreignColumns: [agents.workspaceId, agents.id] }).onDelete("cascade"),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
    index("dreams_agent").on(t.workspaceId, t.agentId, t.id),
    // One dream at a time per agent: two would propose the same things twice.
    uniqueIndex("dreams_one_open").on(t.workspaceId, t.agentId).where(sql`${t.status} in ('pending', 'running')`),
    // Nor two that write to one store.
    uniqueIndex("dreams_one_writer")
      .on(t.workspaceId, t.storeId)
      .where(sql`${t.status} in ('pending', 'running') and ${t.outputBehavior} = 'update_existing'`),
    index("dreams_open").on(t.status, t.id).where(sql`${t.status} in ('pending', 'running')`),
  ],
);

export const dreamStages = pgTable(
  "dream_stages",
  {
    workspaceId: workspaceId(),
    dreamId: idColumn("dream", "dream_id").notNull(),
    stage: text("stage").$type<DreamStage>().notNull(),
    state: text("state").$type<StageState>().notNull(),
    done: integer("done").notNull().default(0),
    total: integer("total").notNull().default(0),
    attempts: integer("attempts").notNull().default(0),
    inputTokens: bigint("input_tokens", { mode: "number" }).notNull().default(0),
    outputTokens: bigint("output_tokens", { mode: "number" }).notNull().default(0),
    costUsd: doublePrecision("cost_usd").notNull().default(0),
    /** What the stage has to say in figures: counts in, out and dropped. */
    summary: jsonb("summary").$type<Record<string, unknown>>().notNull(),
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.dreamId, t.stage] }),
    foreignKey({ columns: [t.workspaceId, t.dreamId], foreignColumns: [dreams.workspaceId, dreams.id] }).onDelete("cascade"),
  ],
);

/** The sessions that a dream reads, in reading order. */
export const dreamSessions = pgTable(
  "dream_sessions",
  {
    workspaceId: workspaceId(),
    dreamId: idColumn("dream", "dream_id").notNull(),
    ordinal: integer("ordinal").notNull(),
    sessionId: idColumn("session", "session_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.dreamId, t.ordinal] }),
    foreignKey({ columns: [t.workspaceId, t.dreamId], foreignColumns: [dreams.workspaceId, dreams.id] }).onDelete("cascade"),
    foreignKey({ columns: [t.workspaceId, t.sessionId], foreignColumns: [sessions.workspaceId, sessions.id] }).onDelete("cascade"),
    uniqueIndex("dream_sessions_session").on(t.workspaceId, t.sessionId, t.dreamId),
  ],
);

/** Stored once per session and digest version; every later dream reads it again for nothing. */
export const sessionDigests = pgTable(
  "session_digests",
  {
    workspaceId: workspaceId(),
    sessionId: idColumn("session", "session_id").notNull(),
    version: integer("version").notNull(),
    digest: jsonb("digest").$type<Digest>().notNull(),
    /** Events that it was made of: a live session may have gone on since. */
    eventCount: integer("event_count"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.sessionId, t.version] }),
    foreignKey({ columns: [t.workspaceId, t.sessionId], foreignColumns: [sessions.workspaceId, sessions.id] }).onDelete("cascade"),
  ],
);

/** What a stage of mining or authoring found; each stage adds its own column. */
export const dreamCandidates = pgTable(
  "dream_candidates",
  {
    workspaceId: workspaceId(),
    dreamId: idColumn("dream", "dream_id").notNull(),
    patternKey: bytes("pattern_key").notNull(),
    ordinal: integer("ordinal").notNull(),
    mined: jsonb("mined").$type<Candidate>().notNull(),
    /** Null after validation when the candidate was dropped. */
    validated: jsonb("validated").$type<Candidate>(),
    authored: jsonb("authored").$type<Authored>(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.dreamId, t.patternKey] }),
    foreignKey({ columns: [t.workspaceId, t.dreamId], foreignColumns: [dreams.workspaceId, dreams.id] }).onDelete("cascade"),
  ],
);

/** All sessions behind each candidate, one quote per session and side. */
export const dreamEvidence = pgTable(
  "dream_evidence",
  {
    workspaceId: workspaceId(),
    dreamId: idColumn("dream", "dream_id").notNull(),
    patternKey: bytes("pattern_key").notNull(),
    ordinal: integer("ordinal").notNull(),
    sessionId: idColumn("session", "session_id").notNull(),
    eventId: idColumn("event", "event_id").notNull(),
    at: text("at").notNull(),
    quote: text("quote").notNull(),
    polarity: text("polarity").$type<Polarity>().notNull(),
    trust: text("trust").$type<Trust>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.dreamId, t.patternKey, t.ordinal] }),
    foreignKey({ columns: [t.workspaceId, t.dreamId], foreignColumns: [dreams.workspaceId, dreams.id] }).onDelete("cascade"),
    index("dream_evidence_session").on(t.workspaceId, t.sessionId),
  ],
);

/** A dream's proposal, each reviewable on its own. Decisions can be taken back until publication. */
export const dreamChanges = pgTable(
  "dream_changes",
  {
    workspaceId: workspaceId(),
    id: idColumn("change", "id").notNull(),
    dreamId: idColumn("dream", "dream_id").notNull(),
    ordinal: integer("ordinal").notNull(),
    action: text("action").$type<ChangeAction>().notNull(),
    kind: text("kind").$type<LearningKind>().notNull(),
    path: bytes("path").notNull(),
    memoryId: idColumn("memory", "memory_id"),
    title: text("title").notNull(),
    before: text("before"),
    beforeSha256: bytes("before_sha256"),
    after: text("after"),
    family: text("family").$type<PatternFamily>().notNull(),
    patternKey: bytes("pattern_key").notNull(),
    claim: text("claim").$type<Claim>().notNull(),
    stats: jsonb("stats").$type<CandidateStats>().notNull(),
    trust: text("trust").$type<Trust>().notNull(),
    models: text("models").array().notNull(),
    wall: text("wall"),
    examples: jsonb("examples").$type<Evidence[]>().notNull(),
    rationale: text("rationale").notNull(),
    checks: jsonb("checks").$type<Check[]>().notNull(),
    isHeld: boolean("is_held").notNull().default(false),
    decision: text("decision").$type<DecisionStatus>().notNull().default("pending"),
    decidedByType: text("decided_by_type"),
    decidedById: bytes("decided_by_id"),
    decidedByName: text("decided_by_name"),
    decidedAt: instant("decided_at"),
    reasonCode: text("reason_code").$type<RejectReason>(),
    reason: text("reason"),
    editedContent: text("edited_content"),
    /** Grows with each decision and each undo: who decides says which one they saw. */
    decisionVersion: integer("decision_version").notNull().default(0),
    /** Of a change sent back for more evidence: how many sessions more it takes to be proposed again. */
    moreSessions: integer("more_sessions"),
    assignedToId: idColumn("user", "assigned_to_id"),
    assignedToName: text("assigned_to_name"),
    assignedAt: instant("assigned_at"),
    /** Expected effect x reach: a proven effect times the sessions it could be compared in; 0 where no effect is proven. */
    rank: doublePrecision("rank")
      .notNull()
      .generatedAlwaysAs(
        sql`case when claim = 'effect' then abs(coalesce((stats ->> 'effect')::double precision, 0)) * (coalesce((stats ->> 'nWith')::double precision, 0) + coalesce((stats ->> 'nWithout')::double precision, 0)) else 0 end`,
      ),
    publishedRevision: integer("published_revision"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.dreamId], foreignColumns: [dreams.workspaceId, dreams.id] }).onDelete("cascade"),
    uniqueIndex("dream_changes_ordinal").on(t.workspaceId, t.dreamId, t.ordinal),
    uniqueIndex("dream_changes_pattern").on(t.workspaceId, t.dreamId, t.patternKey, t.action, t.path),
    index("dream_changes_open")
      .on(t.workspaceId, t.isHeld, t.rank, t.id)
      .where(sql`${t.decision} = 'pending' and ${t.publishedRevision} is null`),
    index("dream_changes_awaited").on(t.workspaceId, t.patternKey, t.id).where(sql`${t.decision} = 'needs_evidence'`),
  ],
);

/** Who has a change open in the review right now. A row that is not renewed expires. */
export const reviewPresence = pgTable(
  "review_presence",
  {
    workspaceId: workspaceId(),
    changeId: idColumn("change", "change_id").notNull(),
    userId: idColumn("user", "user_id").notNull(),
    userName: text("user_name").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.changeId, t.userId] }),
    foreignKey({ columns: [t.workspaceId, t.changeId], foreignColumns: [dreamChanges.workspaceId, dreamChanges.id] }).onDelete("cascade"),
    index("review_presence_expiry").on(t.workspaceId, t.expiresAt),
  ],
);
