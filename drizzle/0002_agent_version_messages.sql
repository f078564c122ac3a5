ALTER TABLE "agent_versions" ADD COLUMN "message" text;--> statement-breakpoint
ALTER TABLE "agent_versions" ADD COLUMN "created_by_name" text;--> statement-breakpoint
CREATE INDEX "sessions_outcomes" ON "sessions" USING btree ("workspace_id","agent_id","occurred_at","agent_version","outcome_success") WHERE "sessions"."archived_at" is null;