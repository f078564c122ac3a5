CREATE TABLE "agent_versions" (
	"workspace_id" text collate "C" NOT NULL,
	"agent_id" text collate "C" NOT NULL,
	"version" integer NOT NULL,
	"config" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by_type" text NOT NULL,
	"created_by_id" text,
	CONSTRAINT "agent_versions_workspace_id_agent_id_version_pk" PRIMARY KEY("workspace_id","agent_id","version")
);
--> statement-breakpoint
CREATE TABLE "agents" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"head_version" integer NOT NULL,
	"dreaming" jsonb NOT NULL,
	"retention" jsonb NOT NULL,
	"wall_key" text,
	"learnings_store_id" text collate "C" NOT NULL,
	"outcome_definition_id" text collate "C",
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"archived_at" timestamp (3) with time zone,
	CONSTRAINT "agents_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"workspace_id" text collate "C" NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_type" text NOT NULL,
	"actor_id" text collate "C",
	"actor_name" text,
	"action" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text collate "C",
	"before_hash" text collate "C",
	"after_hash" text collate "C",
	"details" jsonb NOT NULL,
	"request_id" text collate "C" NOT NULL,
	"previous_hash" text collate "C" NOT NULL,
	"hash" text collate "C" NOT NULL,
	CONSTRAINT "audit_entries_workspace_id_seq_pk" PRIMARY KEY("workspace_id","seq")
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"workspace_id" text collate "C" PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"key_hash" text collate "C" NOT NULL,
	"hint" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"rate_limit_per_minute" integer,
	"expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text,
	CONSTRAINT "api_keys_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"key" text collate "C" PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"last_failure_at" timestamp (3) with time zone NOT NULL,
	"blocked_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "user_sessions" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"user_id" text collate "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"user_agent" text
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dream_candidates" (
	"workspace_id" text collate "C" NOT NULL,
	"dream_id" text collate "C" NOT NULL,
	"pattern_key" text collate "C" NOT NULL,
	"ordinal" integer NOT NULL,
	"mined" jsonb NOT NULL,
	"validated" jsonb,
	"authored" jsonb,
	CONSTRAINT "dream_candidates_workspace_id_dream_id_pattern_key_pk" PRIMARY KEY("workspace_id","dream_id","pattern_key")
);
--> statement-breakpoint
CREATE TABLE "dream_changes" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"dream_id" text collate "C" NOT NULL,
	"ordinal" integer NOT NULL,
	"action" text NOT NULL,
	"kind" text NOT NULL,
	"path" text collate "C" NOT NULL,
	"memory_id" text collate "C",
	"title" text NOT NULL,
	"before" text,
	"before_sha256" text collate "C",
	"after" text,
	"family" text NOT NULL,
	"pattern_key" text collate "C" NOT NULL,
	"claim" text NOT NULL,
	"stats" jsonb NOT NULL,
	"trust" text NOT NULL,
	"models" text[] NOT NULL,
	"wall" text,
	"examples" jsonb NOT NULL,
	"rationale" text NOT NULL,
	"checks" jsonb NOT NULL,
	"is_held" boolean DEFAULT false NOT NULL,
	"decision" text DEFAULT 'pending' NOT NULL,
	"decided_by_type" text,
	"decided_by_id" text collate "C",
	"decided_by_name" text,
	"decided_at" timestamp (3) with time zone,
	"reason_code" text,
	"reason" text,
	"edited_content" text,
	"published_revision" integer,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dream_changes_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "dream_evidence" (
	"workspace_id" text collate "C" NOT NULL,
	"dream_id" text collate "C" NOT NULL,
	"pattern_key" text collate "C" NOT NULL,
	"ordinal" integer NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"event_id" text collate "C" NOT NULL,
	"at" text NOT NULL,
	"quote" text NOT NULL,
	"polarity" text NOT NULL,
	"trust" text NOT NULL,
	CONSTRAINT "dream_evidence_workspace_id_dream_id_pattern_key_ordinal_pk" PRIMARY KEY("workspace_id","dream_id","pattern_key","ordinal")
);
--> statement-breakpoint
CREATE TABLE "dream_sessions" (
	"workspace_id" text collate "C" NOT NULL,
	"dream_id" text collate "C" NOT NULL,
	"ordinal" integer NOT NULL,
	"session_id" text collate "C" NOT NULL,
	CONSTRAINT "dream_sessions_workspace_id_dream_id_ordinal_pk" PRIMARY KEY("workspace_id","dream_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "dream_stages" (
	"workspace_id" text collate "C" NOT NULL,
	"dream_id" text collate "C" NOT NULL,
	"stage" text NOT NULL,
	"state" text NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"cost_usd" double precision DEFAULT 0 NOT NULL,
	"summary" jsonb NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "dream_stages_workspace_id_dream_id_stage_pk" PRIMARY KEY("workspace_id","dream_id","stage")
);
--> statement-breakpoint
CREATE TABLE "dreams" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"agent_id" text collate "C" NOT NULL,
	"store_id" text collate "C" NOT NULL,
	"status" text NOT NULL,
	"stage" text,
	"author" text NOT NULL,
	"trigger" text NOT NULL,
	"requested_by_type" text NOT NULL,
	"requested_by_id" text,
	"requested_by_name" text,
	"scope" jsonb NOT NULL,
	"model" text,
	"instructions" text,
	"settings" jsonb NOT NULL,
	"base_revision" integer,
	"sessions_read" integer DEFAULT 0 NOT NULL,
	"progress_done" integer DEFAULT 0 NOT NULL,
	"progress_total" integer DEFAULT 0 NOT NULL,
	"funnel" jsonb,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"cost_usd" double precision DEFAULT 0 NOT NULL,
	"session_cost_usd" double precision,
	"error" jsonb,
	"published_revision" integer,
	"settled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"archived_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dreams_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "session_digests" (
	"workspace_id" text collate "C" NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"version" integer NOT NULL,
	"digest" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "session_digests_workspace_id_session_id_version_pk" PRIMARY KEY("workspace_id","session_id","version")
);
--> statement-breakpoint
CREATE TABLE "environments" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"config" jsonb NOT NULL,
	"metadata" jsonb NOT NULL,
	"is_imported" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"archived_at" timestamp (3) with time zone,
	CONSTRAINT "environments_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"agent_id" text collate "C",
	"agent_name" text,
	"format" text NOT NULL,
	"file_name" text,
	"status" text NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"received" integer DEFAULT 0 NOT NULL,
	"imported" integer DEFAULT 0 NOT NULL,
	"duplicates" integer DEFAULT 0 NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"errors" jsonb NOT NULL,
	"failure" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by_type" text NOT NULL,
	"created_by_id" text,
	"created_by_name" text,
	"heartbeat_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "imports_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "worker_executors" (
	"executor_id" text collate "C" PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ready_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "learning_evidence" (
	"workspace_id" text collate "C" NOT NULL,
	"memory_id" text collate "C" NOT NULL,
	"event_id" text collate "C" NOT NULL,
	"at" text NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"quote" text NOT NULL,
	"polarity" text NOT NULL,
	"trust" text NOT NULL,
	"dream_id" text collate "C" NOT NULL,
	CONSTRAINT "learning_evidence_workspace_id_memory_id_event_id_at_pk" PRIMARY KEY("workspace_id","memory_id","event_id","at")
);
--> statement-breakpoint
CREATE TABLE "learning_tombstones" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"store_id" text collate "C" NOT NULL,
	"pattern_key" text collate "C" NOT NULL,
	"title" text NOT NULL,
	"reason_code" text NOT NULL,
	"reason" text,
	"stats" jsonb,
	"dream_id" text collate "C",
	"change_id" text collate "C",
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by_type" text NOT NULL,
	"created_by_id" text,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "learning_tombstones_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "learnings" (
	"workspace_id" text collate "C" NOT NULL,
	"memory_id" text collate "C" NOT NULL,
	"store_id" text collate "C" NOT NULL,
	"agent_id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"title" text NOT NULL,
	"trigger" jsonb NOT NULL,
	"tools" text[] NOT NULL,
	"confidence" double precision,
	"scope" text DEFAULT 'private' NOT NULL,
	"applies_to" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"is_locked" boolean DEFAULT false NOT NULL,
	"locked_by" text,
	"is_pinned" boolean DEFAULT false NOT NULL,
	"origin" text NOT NULL,
	"is_edited_by_person" boolean DEFAULT false NOT NULL,
	"pattern_key" text collate "C",
	"family" text,
	"stats" jsonb,
	"support_sessions" integer,
	"trust" text NOT NULL,
	"models_validated" text[] NOT NULL,
	"dream_id" text collate "C",
	"change_id" text collate "C",
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"retired_reason" text,
	CONSTRAINT "learnings_workspace_id_memory_id_pk" PRIMARY KEY("workspace_id","memory_id")
);
--> statement-breakpoint
CREATE TABLE "memories" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"store_id" text collate "C" NOT NULL,
	"path" text collate "C" NOT NULL,
	"content" text NOT NULL,
	"content_sha256" text collate "C" NOT NULL,
	"content_size_bytes" integer NOT NULL,
	"head_version_id" text collate "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "memories_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "memory_stores" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"metadata" jsonb NOT NULL,
	"head_revision" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"archived_at" timestamp (3) with time zone,
	CONSTRAINT "memory_stores_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "memory_versions" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"store_id" text collate "C" NOT NULL,
	"memory_id" text collate "C" NOT NULL,
	"revision" integer NOT NULL,
	"operation" text NOT NULL,
	"path" text collate "C",
	"content" text,
	"content_sha256" text collate "C",
	"content_size_bytes" integer,
	"author_type" text NOT NULL,
	"author_id" text collate "C",
	"author_name" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"redacted_at" timestamp (3) with time zone,
	"redacted_by" jsonb,
	CONSTRAINT "memory_versions_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "store_revisions" (
	"workspace_id" text collate "C" NOT NULL,
	"store_id" text collate "C" NOT NULL,
	"number" integer NOT NULL,
	"kind" text NOT NULL,
	"message" text,
	"dream_id" text collate "C",
	"author_type" text NOT NULL,
	"author_id" text collate "C",
	"author_name" text,
	"created_count" integer NOT NULL,
	"modified_count" integer NOT NULL,
	"deleted_count" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "store_revisions_workspace_id_store_id_number_pk" PRIMARY KEY("workspace_id","store_id","number")
);
--> statement-breakpoint
CREATE TABLE "outcome_reports" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"source" text NOT NULL,
	"evaluator" text,
	"success" boolean,
	"score" double precision,
	"criteria" jsonb NOT NULL,
	"signals" jsonb NOT NULL,
	"failure_modes" jsonb NOT NULL,
	"explanation" text,
	"detail" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by_type" text NOT NULL,
	"created_by_id" text,
	CONSTRAINT "outcome_reports_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "agent_snapshots" (
	"workspace_id" text collate "C" NOT NULL,
	"hash" text collate "C" NOT NULL,
	"config" jsonb NOT NULL,
	CONSTRAINT "agent_snapshots_workspace_id_hash_pk" PRIMARY KEY("workspace_id","hash")
);
--> statement-breakpoint
CREATE TABLE "session_events" (
	"workspace_id" text collate "C" NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"seq" integer NOT NULL,
	"id" text collate "C" NOT NULL,
	"type" text NOT NULL,
	"trust" text NOT NULL,
	"payload" jsonb NOT NULL,
	"processed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "session_events_workspace_id_session_id_seq_pk" PRIMARY KEY("workspace_id","session_id","seq")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"agent_id" text collate "C" NOT NULL,
	"agent_version" integer NOT NULL,
	"agent_snapshot_hash" text collate "C" NOT NULL,
	"environment_id" text collate "C" NOT NULL,
	"status" text NOT NULL,
	"title" text,
	"metadata" jsonb NOT NULL,
	"source" text NOT NULL,
	"external_id" text,
	"dedupe_key" text collate "C",
	"content_hash" text collate "C",
	"import_id" text collate "C",
	"task_key" text,
	"variant" text,
	"model" text,
	"user_key" text,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"event_count" integer DEFAULT 0 NOT NULL,
	"turn_count" integer DEFAULT 0 NOT NULL,
	"call_count" integer DEFAULT 0 NOT NULL,
	"error_count" integer DEFAULT 0 NOT NULL,
	"usage" jsonb,
	"outcome_success" boolean,
	"outcome_source" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"archived_at" timestamp (3) with time zone,
	CONSTRAINT "sessions_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"only_row" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"setup_code_hash" text,
	"setup_completed_at" timestamp (3) with time zone,
	"schema_version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workspace_members" (
	"workspace_id" text collate "C" NOT NULL,
	"user_id" text collate "C" NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "workspace_members_workspace_id_user_id_pk" PRIMARY KEY("workspace_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "workspaces" (
	"workspace_id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "agent_versions" ADD CONSTRAINT "agent_versions_workspace_id_agent_id_agents_workspace_id_id_fk" FOREIGN KEY ("workspace_id","agent_id") REFERENCES "public"."agents"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agents" ADD CONSTRAINT "agents_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_sessions" ADD CONSTRAINT "user_sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dream_candidates" ADD CONSTRAINT "dream_candidates_workspace_id_dream_id_dreams_workspace_id_id_fk" FOREIGN KEY ("workspace_id","dream_id") REFERENCES "public"."dreams"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dream_changes" ADD CONSTRAINT "dream_changes_workspace_id_dream_id_dreams_workspace_id_id_fk" FOREIGN KEY ("workspace_id","dream_id") REFERENCES "public"."dreams"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dream_evidence" ADD CONSTRAINT "dream_evidence_workspace_id_dream_id_dreams_workspace_id_id_fk" FOREIGN KEY ("workspace_id","dream_id") REFERENCES "public"."dreams"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dream_sessions" ADD CONSTRAINT "dream_sessions_workspace_id_dream_id_dreams_workspace_id_id_fk" FOREIGN KEY ("workspace_id","dream_id") REFERENCES "public"."dreams"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dream_sessions" ADD CONSTRAINT "dream_sessions_workspace_id_session_id_sessions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","session_id") REFERENCES "public"."sessions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dream_stages" ADD CONSTRAINT "dream_stages_workspace_id_dream_id_dreams_workspace_id_id_fk" FOREIGN KEY ("workspace_id","dream_id") REFERENCES "public"."dreams"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dreams" ADD CONSTRAINT "dreams_workspace_id_agent_id_agents_workspace_id_id_fk" FOREIGN KEY ("workspace_id","agent_id") REFERENCES "public"."agents"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dreams" ADD CONSTRAINT "dreams_workspace_id_store_id_memory_stores_workspace_id_id_fk" FOREIGN KEY ("workspace_id","store_id") REFERENCES "public"."memory_stores"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_digests" ADD CONSTRAINT "session_digests_workspace_id_session_id_sessions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","session_id") REFERENCES "public"."sessions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environments" ADD CONSTRAINT "environments_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_workspace_id_agent_id_agents_workspace_id_id_fk" FOREIGN KEY ("workspace_id","agent_id") REFERENCES "public"."agents"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learning_evidence" ADD CONSTRAINT "learning_evidence_workspace_id_memory_id_learnings_workspace_id_memory_id_fk" FOREIGN KEY ("workspace_id","memory_id") REFERENCES "public"."learnings"("workspace_id","memory_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learning_tombstones" ADD CONSTRAINT "learning_tombstones_workspace_id_store_id_memory_stores_workspace_id_id_fk" FOREIGN KEY ("workspace_id","store_id") REFERENCES "public"."memory_stores"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learnings" ADD CONSTRAINT "learnings_workspace_id_store_id_memory_stores_workspace_id_id_fk" FOREIGN KEY ("workspace_id","store_id") REFERENCES "public"."memory_stores"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learnings" ADD CONSTRAINT "learnings_workspace_id_agent_id_agents_workspace_id_id_fk" FOREIGN KEY ("workspace_id","agent_id") REFERENCES "public"."agents"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memories" ADD CONSTRAINT "memories_workspace_id_store_id_memory_stores_workspace_id_id_fk" FOREIGN KEY ("workspace_id","store_id") REFERENCES "public"."memory_stores"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memory_stores" ADD CONSTRAINT "memory_stores_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memory_versions" ADD CONSTRAINT "memory_versions_workspace_id_store_id_memory_stores_workspace_id_id_fk" FOREIGN KEY ("workspace_id","store_id") REFERENCES "public"."memory_stores"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "store_revisions" ADD CONSTRAINT "store_revisions_workspace_id_store_id_memory_stores_workspace_id_id_fk" FOREIGN KEY ("workspace_id","store_id") REFERENCES "public"."memory_stores"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outcome_reports" ADD CONSTRAINT "outcome_reports_workspace_id_session_id_sessions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","session_id") REFERENCES "public"."sessions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_events" ADD CONSTRAINT "session_events_workspace_id_session_id_sessions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","session_id") REFERENCES "public"."sessions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_workspace_id_agent_id_agents_workspace_id_id_fk" FOREIGN KEY ("workspace_id","agent_id") REFERENCES "public"."agents"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_workspace_id_environment_id_environments_workspace_id_id_fk" FOREIGN KEY ("workspace_id","environment_id") REFERENCES "public"."environments"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_workspace_id_agent_snapshot_hash_agent_snapshots_workspace_id_hash_fk" FOREIGN KEY ("workspace_id","agent_snapshot_hash") REFERENCES "public"."agent_snapshots"("workspace_id","hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_members" ADD CONSTRAINT "workspace_members_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_members" ADD CONSTRAINT "workspace_members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agents_name" ON "agents" USING btree ("workspace_id","name");--> statement-breakpoint
CREATE INDEX "agents_learnings_store" ON "agents" USING btree ("workspace_id","learnings_store_id");--> statement-breakpoint
CREATE INDEX "agents_live" ON "agents" USING btree ("workspace_id","id") WHERE "agents"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "audit_entries_subject" ON "audit_entries" USING btree ("workspace_id","subject_id","seq");--> statement-breakpoint
CREATE INDEX "audit_entries_action" ON "audit_entries" USING btree ("workspace_id","action","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("key_hash");--> statement-breakpoint
CREATE INDEX "user_sessions_user" ON "user_sessions" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "user_sessions_expires" ON "user_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE UNIQUE INDEX "dream_changes_ordinal" ON "dream_changes" USING btree ("workspace_id","dream_id","ordinal");--> statement-breakpoint
CREATE UNIQUE INDEX "dream_changes_pattern" ON "dream_changes" USING btree ("workspace_id","dream_id","pattern_key","action","path");--> statement-breakpoint
CREATE INDEX "dream_changes_open" ON "dream_changes" USING btree ("workspace_id","is_held","id") WHERE "dream_changes"."decision" = 'pending' and "dream_changes"."published_revision" is null;--> statement-breakpoint
CREATE INDEX "dream_evidence_session" ON "dream_evidence" USING btree ("workspace_id","session_id");--> statement-breakpoint
CREATE UNIQUE INDEX "dream_sessions_session" ON "dream_sessions" USING btree ("workspace_id","session_id","dream_id");--> statement-breakpoint
CREATE INDEX "dreams_agent" ON "dreams" USING btree ("workspace_id","agent_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "dreams_one_open" ON "dreams" USING btree ("workspace_id","agent_id") WHERE "dreams"."status" in ('pending', 'running');--> statement-breakpoint
CREATE INDEX "dreams_open" ON "dreams" USING btree ("status","id") WHERE "dreams"."status" in ('pending', 'running');--> statement-breakpoint
CREATE UNIQUE INDEX "environments_imported" ON "environments" USING btree ("workspace_id") WHERE "environments"."is_imported";--> statement-breakpoint
CREATE INDEX "imports_recent" ON "imports" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "learning_evidence_session" ON "learning_evidence" USING btree ("workspace_id","session_id");--> statement-breakpoint
CREATE INDEX "learning_tombstones_pattern" ON "learning_tombstones" USING btree ("workspace_id","store_id","pattern_key");--> statement-breakpoint
CREATE INDEX "learnings_agent" ON "learnings" USING btree ("workspace_id","agent_id","status","memory_id");--> statement-breakpoint
CREATE INDEX "learnings_pattern" ON "learnings" USING btree ("workspace_id","store_id","pattern_key");--> statement-breakpoint
CREATE UNIQUE INDEX "memories_path" ON "memories" USING btree ("workspace_id","store_id","path");--> statement-breakpoint
CREATE UNIQUE INDEX "memory_versions_revision" ON "memory_versions" USING btree ("workspace_id","store_id","memory_id","revision");--> statement-breakpoint
CREATE INDEX "memory_versions_store" ON "memory_versions" USING btree ("workspace_id","store_id","revision","id");--> statement-breakpoint
CREATE INDEX "store_revisions_dream" ON "store_revisions" USING btree ("workspace_id","dream_id");--> statement-breakpoint
CREATE INDEX "outcome_reports_session" ON "outcome_reports" USING btree ("workspace_id","session_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "session_events_id" ON "session_events" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_dedupe" ON "sessions" USING btree ("workspace_id","agent_id","dedupe_key");--> statement-breakpoint
CREATE INDEX "sessions_recent" ON "sessions" USING btree ("workspace_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "sessions_by_agent" ON "sessions" USING btree ("workspace_id","agent_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "sessions_by_agent_created" ON "sessions" USING btree ("workspace_id","agent_id","id");--> statement-breakpoint
CREATE INDEX "sessions_external" ON "sessions" USING btree ("workspace_id","external_id");--> statement-breakpoint
CREATE INDEX "workspace_members_user" ON "workspace_members" USING btree ("user_id");