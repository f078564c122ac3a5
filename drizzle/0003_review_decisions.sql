CREATE TABLE "review_presence" (
	"workspace_id" text collate "C" NOT NULL,
	"change_id" text collate "C" NOT NULL,
	"user_id" text collate "C" NOT NULL,
	"user_name" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "review_presence_workspace_id_change_id_user_id_pk" PRIMARY KEY("workspace_id","change_id","user_id")
);
--> statement-breakpoint
DROP INDEX "dream_changes_open";--> statement-breakpoint
ALTER TABLE "dream_changes" ADD COLUMN "decision_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "dream_changes" ADD COLUMN "more_sessions" integer;--> statement-breakpoint
ALTER TABLE "dream_changes" ADD COLUMN "assigned_to_id" text collate "C";--> statement-breakpoint
ALTER TABLE "dream_changes" ADD COLUMN "assigned_to_name" text;--> statement-breakpoint
ALTER TABLE "dream_changes" ADD COLUMN "assigned_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "dream_changes" ADD COLUMN "rank" double precision GENERATED ALWAYS AS (case when claim = 'effect' then abs(coalesce((stats ->> 'effect')::double precision, 0)) * (coalesce((stats ->> 'nWith')::double precision, 0) + coalesce((stats ->> 'nWithout')::double precision, 0)) else 0 end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "review_presence" ADD CONSTRAINT "review_presence_workspace_id_change_id_dream_changes_workspace_id_id_fk" FOREIGN KEY ("workspace_id","change_id") REFERENCES "public"."dream_changes"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "review_presence_expiry" ON "review_presence" USING btree ("workspace_id","expires_at");--> statement-breakpoint
CREATE INDEX "dream_changes_awaited" ON "dream_changes" USING btree ("workspace_id","pattern_key","id") WHERE "dream_changes"."decision" = 'needs_evidence';--> statement-breakpoint
CREATE INDEX "dream_changes_open" ON "dream_changes" USING btree ("workspace_id","is_held","rank","id") WHERE "dream_changes"."decision" = 'pending' and "dream_changes"."published_revision" is null;