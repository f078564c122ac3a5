CREATE TABLE "exposure_answers" (
	"workspace_id" text collate "C" NOT NULL,
	"exposure_id" text collate "C" NOT NULL,
	"question_hash" text collate "C" NOT NULL,
	"learnings" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "exposure_answers_workspace_id_exposure_id_question_hash_pk" PRIMARY KEY("workspace_id","exposure_id","question_hash")
);
--> statement-breakpoint
CREATE TABLE "exposure_items" (
	"workspace_id" text collate "C" NOT NULL,
	"exposure_id" text collate "C" NOT NULL,
	"memory_id" text collate "C" NOT NULL,
	"memory_version_id" text collate "C" NOT NULL,
	"arm" text NOT NULL,
	"holdout_share" double precision NOT NULL,
	"score" double precision NOT NULL,
	"why" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "exposure_items_workspace_id_exposure_id_memory_id_pk" PRIMARY KEY("workspace_id","exposure_id","memory_id"),
	CONSTRAINT "exposure_items_arm" CHECK (arm in ('given', 'withheld'))
);
--> statement-breakpoint
CREATE TABLE "exposures" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"agent_id" text collate "C" NOT NULL,
	"agent_version" integer NOT NULL,
	"session_key" text collate "C" NOT NULL,
	"session_id" text collate "C",
	"model" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "exposures_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "exposure_answers" ADD CONSTRAINT "exposure_answers_workspace_id_exposure_id_exposures_workspace_id_id_fk" FOREIGN KEY ("workspace_id","exposure_id") REFERENCES "public"."exposures"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposure_items" ADD CONSTRAINT "exposure_items_workspace_id_exposure_id_exposures_workspace_id_id_fk" FOREIGN KEY ("workspace_id","exposure_id") REFERENCES "public"."exposures"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposure_items" ADD CONSTRAINT "exposure_items_workspace_id_memory_id_learnings_workspace_id_memory_id_fk" FOREIGN KEY ("workspace_id","memory_id") REFERENCES "public"."learnings"("workspace_id","memory_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_workspace_id_agent_id_agents_workspace_id_id_fk" FOREIGN KEY ("workspace_id","agent_id") REFERENCES "public"."agents"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_workspace_id_session_id_sessions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","session_id") REFERENCES "public"."sessions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "exposure_items_memory" ON "exposure_items" USING btree ("workspace_id","memory_id","at","exposure_id","arm");--> statement-breakpoint
CREATE UNIQUE INDEX "exposures_session_key" ON "exposures" USING btree ("workspace_id","agent_id","session_key");--> statement-breakpoint
CREATE INDEX "exposures_session" ON "exposures" USING btree ("workspace_id","session_id") WHERE session_id is not null;