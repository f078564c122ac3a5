CREATE TABLE "model_prices" (
	"workspace_id" text collate "C" NOT NULL,
	"model" text collate "C" NOT NULL,
	"input" bigint NOT NULL,
	"output" bigint NOT NULL,
	"cache_read" bigint NOT NULL,
	"cache_write_5m" bigint NOT NULL,
	"cache_write_1h" bigint NOT NULL,
	"long_prompt" jsonb,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"updated_by_name" text,
	CONSTRAINT "model_prices_workspace_id_model_pk" PRIMARY KEY("workspace_id","model")
);
--> statement-breakpoint
ALTER TABLE "model_prices" ADD CONSTRAINT "model_prices_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;