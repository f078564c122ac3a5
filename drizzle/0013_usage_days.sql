CREATE TABLE "usage_days" (
	"workspace_id" text collate "C" NOT NULL,
	"day" date NOT NULL,
	"purpose" text NOT NULL,
	"agent_id" text collate "C" NOT NULL,
	"model" text collate "C" NOT NULL,
	"calls" bigint NOT NULL,
	"unpriced_calls" bigint NOT NULL,
	"input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"cache_read_tokens" bigint NOT NULL,
	"cache_write_5m_tokens" bigint NOT NULL,
	"cache_write_1h_tokens" bigint NOT NULL,
	"cost_micro_usd" bigint NOT NULL,
	CONSTRAINT "usage_days_workspace_id_day_purpose_agent_id_model_pk" PRIMARY KEY("workspace_id","day","purpose","agent_id","model")
);
--> statement-breakpoint
CREATE TABLE "usage_rollups" (
	"workspace_id" text collate "C" NOT NULL,
	"time_zone" text NOT NULL,
	"next_day" date NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "usage_rollups_workspace_id_pk" PRIMARY KEY("workspace_id")
);
--> statement-breakpoint
ALTER TABLE "dreams" ADD COLUMN "uncosted_sessions" integer;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "cost_micro_usd" bigint;--> statement-breakpoint
ALTER TABLE "usage_days" ADD CONSTRAINT "usage_days_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_rollups" ADD CONSTRAINT "usage_rollups_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;