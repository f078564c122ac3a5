CREATE TABLE "environment_workers" (
	"workspace_id" text collate "C" NOT NULL,
	"environment_id" text collate "C" NOT NULL,
	"worker_id" text NOT NULL,
	"last_polled_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "environment_workers_workspace_id_environment_id_worker_id_pk" PRIMARY KEY("workspace_id","environment_id","worker_id")
);
--> statement-breakpoint
CREATE TABLE "work_items" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"environment_id" text collate "C" NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"state" text NOT NULL,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"available_at" timestamp (3) with time zone NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"token_hash" text collate "C",
	"polled_at" timestamp (3) with time zone,
	"acknowledged_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"latest_heartbeat_at" timestamp (3) with time zone,
	"lease_expires_at" timestamp (3) with time zone,
	"stop_requested_at" timestamp (3) with time zone,
	"stopped_at" timestamp (3) with time zone,
	"is_wanted_again" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "work_items_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "environment_workers" ADD CONSTRAINT "environment_workers_workspace_id_environment_id_environments_workspace_id_id_fk" FOREIGN KEY ("workspace_id","environment_id") REFERENCES "public"."environments"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_items" ADD CONSTRAINT "work_items_workspace_id_environment_id_environments_workspace_id_id_fk" FOREIGN KEY ("workspace_id","environment_id") REFERENCES "public"."environments"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_items" ADD CONSTRAINT "work_items_workspace_id_session_id_sessions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","session_id") REFERENCES "public"."sessions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "work_items_open_session" ON "work_items" USING btree ("workspace_id","session_id") WHERE "work_items"."state" <> 'stopped';--> statement-breakpoint
CREATE INDEX "work_items_open" ON "work_items" USING btree ("workspace_id","environment_id","id") WHERE "work_items"."state" <> 'stopped';--> statement-breakpoint
CREATE INDEX "work_items_environment" ON "work_items" USING btree ("workspace_id","environment_id","id");--> statement-breakpoint
CREATE INDEX "work_items_session" ON "work_items" USING btree ("workspace_id","session_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "work_items_token" ON "work_items" USING btree ("token_hash");