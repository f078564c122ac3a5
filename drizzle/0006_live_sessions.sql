CREATE TABLE "live_sessions" (
	"workspace_id" text collate "C" NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"head_seq" integer DEFAULT 0 NOT NULL,
	"run" integer DEFAULT 0 NOT NULL,
	"is_active" boolean DEFAULT false NOT NULL,
	"activated_at" timestamp (3) with time zone,
	"picked_up_at" timestamp (3) with time zone,
	"stop_reason" jsonb,
	"request_id" text collate "C",
	"failures" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp (3) with time zone,
	"turn_requests" integer DEFAULT 0 NOT NULL,
	"interrupt_id" text collate "C",
	"context_from" integer DEFAULT 0 NOT NULL,
	"message_count" integer DEFAULT 0 NOT NULL,
	"context_tokens" integer DEFAULT 0 NOT NULL,
	"running_since" timestamp (3) with time zone,
	"active_ms" bigint DEFAULT 0 NOT NULL,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"cache_read_tokens" bigint DEFAULT 0 NOT NULL,
	"cache_write_5m_tokens" bigint DEFAULT 0 NOT NULL,
	"cache_write_1h_tokens" bigint DEFAULT 0 NOT NULL,
	"cost_micro_usd" bigint DEFAULT 0 NOT NULL,
	"has_unpriced" boolean DEFAULT false NOT NULL,
	"budget_micro_usd" bigint,
	"indexed_seq" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "live_sessions_workspace_id_session_id_pk" PRIMARY KEY("workspace_id","session_id")
);
--> statement-breakpoint
CREATE TABLE "session_messages" (
	"workspace_id" text collate "C" NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"index" integer NOT NULL,
	"role" text NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "session_messages_workspace_id_session_id_index_pk" PRIMARY KEY("workspace_id","session_id","index")
);
--> statement-breakpoint
CREATE TABLE "session_resources" (
	"workspace_id" text collate "C" NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"memory_store_id" text collate "C" NOT NULL,
	"access" text NOT NULL,
	"instructions" text,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"mount_path" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "session_resources_workspace_id_session_id_id_pk" PRIMARY KEY("workspace_id","session_id","id")
);
--> statement-breakpoint
CREATE TABLE "session_tool_calls" (
	"workspace_id" text collate "C" NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"event_id" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"tool_use_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"name" text NOT NULL,
	"mcp_server" text,
	"input" jsonb NOT NULL,
	"result" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "session_tool_calls_workspace_id_session_id_event_id_pk" PRIMARY KEY("workspace_id","session_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "model_calls" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"purpose" text NOT NULL,
	"agent_id" text collate "C",
	"session_id" text collate "C",
	"dream_id" text collate "C",
	"model" text NOT NULL,
	"input_tokens" integer NOT NULL,
	"output_tokens" integer NOT NULL,
	"cache_read_tokens" integer NOT NULL,
	"cache_write_5m_tokens" integer NOT NULL,
	"cache_write_1h_tokens" integer NOT NULL,
	"cost_micro_usd" bigint,
	"duration_ms" integer NOT NULL,
	CONSTRAINT "model_calls_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "deployment_id" text collate "C";--> statement-breakpoint
ALTER TABLE "live_sessions" ADD CONSTRAINT "live_sessions_workspace_id_session_id_sessions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","session_id") REFERENCES "public"."sessions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_messages" ADD CONSTRAINT "session_messages_workspace_id_session_id_sessions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","session_id") REFERENCES "public"."sessions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_resources" ADD CONSTRAINT "session_resources_workspace_id_session_id_sessions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","session_id") REFERENCES "public"."sessions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_tool_calls" ADD CONSTRAINT "session_tool_calls_workspace_id_session_id_sessions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","session_id") REFERENCES "public"."sessions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_calls" ADD CONSTRAINT "model_calls_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "live_sessions_active" ON "live_sessions" USING btree ("workspace_id","session_id") WHERE "live_sessions"."is_active";--> statement-breakpoint
CREATE INDEX "session_resources_store" ON "session_resources" USING btree ("workspace_id","memory_store_id","session_id");--> statement-breakpoint
CREATE INDEX "model_calls_at" ON "model_calls" USING btree ("workspace_id","at","purpose");--> statement-breakpoint
CREATE INDEX "model_calls_agent" ON "model_calls" USING btree ("workspace_id","agent_id","at");--> statement-breakpoint
CREATE INDEX "sessions_by_deployment" ON "sessions" USING btree ("workspace_id","deployment_id","id") WHERE "sessions"."deployment_id" is not null;