CREATE TABLE "saved_views" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"screen" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"is_shared" boolean NOT NULL,
	"created_by_type" text NOT NULL,
	"created_by_id" text collate "C",
	"created_by_name" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "saved_views_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "session_search" (
	"workspace_id" text collate "C" NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"part" integer NOT NULL,
	"is_split" boolean NOT NULL,
	"words" "tsvector" NOT NULL,
	CONSTRAINT "session_search_workspace_id_session_id_part_pk" PRIMARY KEY("workspace_id","session_id","part")
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "excluded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "outcome_disputed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "duration_ms" bigint GENERATED ALWAYS AS ((extract(epoch from (ended_at - started_at)) * 1000)::bigint) STORED;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "token_count" double precision GENERATED ALWAYS AS ((usage ->> 'inputTokens')::float8 + (usage ->> 'outputTokens')::float8) STORED;--> statement-breakpoint
ALTER TABLE "session_search" ADD CONSTRAINT "session_search_workspace_id_session_id_sessions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","session_id") REFERENCES "public"."sessions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "saved_views_by_screen" ON "saved_views" USING btree ("workspace_id","screen","name");--> statement-breakpoint
CREATE INDEX "session_search_words" ON "session_search" USING gin ("words");--> statement-breakpoint
CREATE INDEX "session_search_split" ON "session_search" USING btree ("workspace_id") WHERE is_split;